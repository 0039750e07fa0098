# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files of ansible-vault without Ansible: what one side encrypts the other opens, and nothing else is taken for a file of its own."""

from __future__ import annotations

import pytest
from ansible.parsing.vault import VaultLib, VaultSecret
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from ansible_collections.waops.whatsapp.plugins.module_utils._local.ansible_vault import decrypt, encrypt, is_encrypted

PASSWORD = "V4ult secret: ü"


def ansible_vault(password):
    return VaultLib([("default", VaultSecret(password.encode()))])


@settings(max_examples=30, deadline=None)
@given(st.binary(max_size=200), st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20))
def test_either_side_opens_what_the_other_encrypted(content, password):
    """Ansible's own code is the reference; it refuses to encrypt what begins as an encrypted file does."""
    assume(not content.startswith(b"$ANSIBLE_VAULT"))
    assert ansible_vault(password).decrypt(encrypt(content, password)) == content
    assert decrypt(ansible_vault(password).encrypt(content), password) == content
    assert decrypt(encrypt(content, password), password) == content


def test_a_vault_id_and_other_line_ends():
    """Format 1.2, and files that an editor touched."""
    named = ansible_vault(PASSWORD).encrypt(b"content", vault_id="prod")
    assert named.startswith(b"$ANSIBLE_VAULT;1.2;AES256;prod\n")
    for content in (named, named.replace(b"\n", b"\r\n"), encrypt(b"content", PASSWORD).replace(b"\n", b"\r\n")):
        assert is_encrypted(content)
        assert decrypt(content, PASSWORD) == b"content"


def test_lines_have_the_usual_length():
    """As ansible-vault breaks them."""
    ours, theirs = encrypt(b"x" * 500, PASSWORD), ansible_vault(PASSWORD).encrypt(b"x" * 500)
    assert [len(line) for line in ours.splitlines()] == [len(line) for line in theirs.splitlines()]
    assert ours.endswith(b"\n")


WHOLE = encrypt(b"content", PASSWORD)


@pytest.mark.parametrize(
    ("content", "password", "sentence"),
    [
        (WHOLE, "another", "is damaged, or was encrypted with another password"),
        (WHOLE[:-41], PASSWORD, "is damaged"),
        (WHOLE[:60], PASSWORD, "is damaged"),
        (WHOLE.replace(b"3", b"4"), PASSWORD, "is damaged"),
        (b"$ANSIBLE_VAULT;1.1;AES256\n", PASSWORD, "is damaged"),
        (b"$ANSIBLE_VAULT;1.1;AES256\nno hex", PASSWORD, "is damaged"),
        (b"$ANSIBLE_VAULT;1.1;AES256\n616263", PASSWORD, "is damaged"),
        (b"$ANSIBLE_VAULT;1.0;AES\n6162", PASSWORD, "is not encrypted with AES256 by ansible-vault"),
        (b"$ANSIBLE_VAULT;", PASSWORD, "is not encrypted with AES256 by ansible-vault"),
    ],
    ids=range(9),  # what is encrypted differs each time
)
def test_a_damaged_file_is_refused(content, password, sentence):
    """With one sentence, whatever is wrong."""
    with pytest.raises(ValueError, match=f"^{sentence}"):
        decrypt(content, password)


def test_other_content_is_not_encrypted():
    """So that it is read as it is."""
    assert not is_encrypted(b'{"manifest": {}}')
