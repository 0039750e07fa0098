# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Texts as ansible-vault encrypts them, format 1.1 and 1.2, where ansible-core need not be installed. Knows no files.

The format is in Ansible's documentation, "Ansible Vault payload format 1.1 - 1.2"; the tests compare with Ansible's own code.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import sys
from binascii import Error as HexError
from binascii import hexlify, unhexlify

from ansible_collections.waops.whatsapp.plugins.module_utils._errors import WhatsAppError

try:
    from cryptography.hazmat.primitives import padding
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
except ImportError:  # said by _require_cryptography
    Cipher = None  # type: ignore[assignment, misc]

MAGIC = b"$ANSIBLE_VAULT;"
HEADER = b"$ANSIBLE_VAULT;1.1;AES256"
ITERATIONS, KEY_BYTES, BLOCK_BITS, LINE = 10000, 32, 128, 80


def is_encrypted(content: bytes) -> bool:
    """Whether a file's content is one of ansible-vault."""
    return content.startswith(MAGIC)


def encrypt(content: bytes, password: str) -> bytes:
    """The content of a file that ansible-vault opens with this password. Raises WhatsAppError when cryptography is missing."""
    _require_cryptography()
    salt = os.urandom(KEY_BYTES)
    key, hmac_key, counter = _derive(password, salt)
    padder = padding.PKCS7(BLOCK_BITS).padder()
    encryptor = Cipher(algorithms.AES(key), modes.CTR(counter)).encryptor()
    data = encryptor.update(padder.update(content) + padder.finalize()) + encryptor.finalize()
    digest = hmac.new(hmac_key, data, hashlib.sha256).digest()
    payload = hexlify(b"\n".join(hexlify(part) for part in (salt, digest, data)))
    lines = [payload[start : start + LINE] for start in range(0, len(payload), LINE)]
    return b"\n".join([HEADER, *lines, b""])


def decrypt(content: bytes, password: str) -> bytes:
    """What a file of ansible-vault holds. Raises ValueError when it is damaged or the password is another one."""
    _require_cryptography()
    header, _newline, payload = content.partition(b"\n")
    if header.split(b";")[2:3] not in ([b"AES256"], [b"AES256\r"]):
        raise ValueError("is not encrypted with AES256 by ansible-vault")
    try:
        salt, digest, data = (unhexlify(part) for part in unhexlify(b"".join(payload.split())).split(b"\n"))
    except (HexError, ValueError):
        raise ValueError("is damaged") from None
    key, hmac_key, counter = _derive(password, salt)
    if not hmac.compare_digest(digest, hmac.new(hmac_key, data, hashlib.sha256).digest()):
        raise ValueError("is damaged, or was encrypted with another password")
    decryptor = Cipher(algorithms.AES(key), modes.CTR(counter)).decryptor()
    unpadder = padding.PKCS7(BLOCK_BITS).unpadder()
    return unpadder.update(decryptor.update(data) + decryptor.finalize()) + unpadder.finalize()


def _derive(password: str, salt: bytes) -> tuple[bytes, bytes, bytes]:
    """The key, the key of the checksum, and the first counter block."""
    derived = hashlib.pbkdf2_hmac("sha256", password.encode("utf-8", "surrogatepass"), salt, ITERATIONS, 2 * KEY_BYTES + BLOCK_BITS // 8)
    return derived[:KEY_BYTES], derived[KEY_BYTES : 2 * KEY_BYTES], derived[2 * KEY_BYTES :]


def _require_cryptography() -> None:
    if Cipher is None:
        raise WhatsAppError("files of ansible-vault need the Python library cryptography; install it for %s" % sys.executable)
