# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whether TLS clients connect to a server that has this key and these certificates: tried with OpenSSL, in memory. No network.

The key never touches the disk. Python's ssl module takes it from a file only, so the file is the end of a pipe.
"""

from __future__ import annotations

import functools
import os
import ssl
import threading
from dataclasses import dataclass

from ansible_collections.waops.whatsapp.plugins.module_utils._errors import WhatsAppError

PARTIAL_CHAIN = getattr(ssl, "VERIFY_X509_PARTIAL_CHAIN", 0x80000)  # the name came with Python 3.10
CIPHERS = "DEFAULT@SECLEVEL=2"  # OpenSSL's default level; a system's own policy may ask for more or less
VERSIONS = (ssl.TLSVersion.TLSv1_3, ssl.TLSVersion.TLSv1_2)
FLIGHTS = 10  # a handshake has four at most


@dataclass(frozen=True)
class Refusal:
    """Why there was no connection. code: the number of OpenSSL's verification error, or None. reason: OpenSSL's words."""

    code: int | None
    reason: str


def refusal(key: str, chain: list[str], strict: bool = False) -> Refusal | None:
    """What a server or its clients say against a private key and certificates, all PEM, the leaf first; None when they connect.

    The client trusts the last certificate and nothing else. It compares no names. Both TLS versions in use are tried.
    strict: check all rules of RFC 5280, as Python does by default since version 3.13.
    Raises WhatsAppError when the machine cannot try it.
    """
    return _refusal(key, tuple(chain), strict)


@functools.lru_cache(maxsize=64)  # instances of a fleet share a bundle, and every sweep validates it once for each of them
def _refusal(key: str, chain: tuple[str, ...], strict: bool) -> Refusal | None:
    try:
        server = _server(key, chain)
        for version in VERSIONS:
            _handshake(server, _client(chain[-1], version, strict))
    except ssl.SSLCertVerificationError as error:
        return Refusal(error.verify_code, error.verify_message)
    except ssl.SSLError as error:
        return Refusal(None, (error.reason or str(error)).replace("_", " ").lower())
    except FileNotFoundError:
        raise WhatsAppError("certificates need a system with the folder /dev/fd; on FreeBSD, mount fdescfs there") from None
    return None


def _server(key: str, chain: tuple[str, ...]) -> ssl.SSLContext:
    context = _context(ssl.PROTOCOL_TLS_SERVER)
    with _Pipe("".join(chain)) as chain_path, _Pipe(key) as key_path:
        context.load_cert_chain(chain_path, key_path)
    return context


def _client(trusted: str, version: ssl.TLSVersion, strict: bool) -> ssl.SSLContext:
    context = _context(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = context.maximum_version = version
    context.check_hostname = False
    context.verify_flags = ssl.VerifyFlags(PARTIAL_CHAIN | (ssl.VERIFY_X509_STRICT if strict else 0))
    context.load_verify_locations(cadata=trusted)
    return context


def _context(protocol: int) -> ssl.SSLContext:
    context = ssl.SSLContext(protocol)
    try:
        context.set_ciphers(CIPHERS)
    except ssl.SSLError:  # LibreSSL has no levels
        context.set_ciphers("DEFAULT")
    return context


def _handshake(server: ssl.SSLContext, client: ssl.SSLContext) -> None:
    """Lets the two talk until both have what they need; raises ssl.SSLError."""
    to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
    sides = [client.wrap_bio(to_client, to_server), server.wrap_bio(to_server, to_client, server_side=True)]
    for _flight in range(FLIGHTS):
        for side in list(sides):
            try:
                side.do_handshake()
                sides.remove(side)
            except ssl.SSLWantReadError:
                continue
        if not sides:
            return
    raise ssl.SSLError("the handshake does not come to an end")


class _Pipe:
    """A path from which a text can be read once: the end of a pipe that a thread writes into."""

    def __init__(self, text: str) -> None:
        self.text = text

    def __enter__(self) -> str:
        self.reader, writer = os.pipe()
        self.thread = threading.Thread(target=self._write, args=(writer,), daemon=True)
        self.thread.start()
        return "/dev/fd/%d" % self.reader

    def _write(self, writer: int) -> None:
        try:
            with open(writer, "w", encoding="ascii") as file:
                file.write(self.text)
        except OSError:  # nobody reads on
            pass

    def __exit__(self, *_error: object) -> None:
        os.close(self.reader)
        self.thread.join()
