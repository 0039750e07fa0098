# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Shards: from which version on a certificate is needed, and which refusal is worth repeating."""

from __future__ import annotations

import socket

import pytest

from ansible_collections.waops.whatsapp.plugins.module_utils._errors import TransportError
from ansible_collections.waops.whatsapp.plugins.module_utils._http.retry import RetryHint, RetryPolicy
from ansible_collections.waops.whatsapp.plugins.module_utils._http.transport import Transport
from ansible_collections.waops.whatsapp.plugins.module_utils._resources.shards import is_temporary, needs_cert


@pytest.mark.parametrize(
    ("version", "needed"),
    [
        ("v2.45.1", True),
        ("2.45", True),
        ("2.57.2", True),
        ("3.0.1", True),
        ("v2.44.9", False),
        ("2.9.0", False),
        ("", False),
        ("next", False),
    ],
)
def test_certificates_are_needed_from_2_45_on(version, needed):
    """Versions come with and without a leading v; one that says nothing asks for nothing."""
    assert needs_cert(version) is needed


@pytest.mark.parametrize(
    ("status", "details", "temporary"),
    [
        (403, "", True),
        (403, "Server temporarily unavailable", True),
        (403, "Unknown error: incorrect_pin", False),
        (403, "Wrong PIN", False),
        (403, "Unknown error: bad_cert", False),
        (403, "User doesn't have permission", False),
        (403, "Unknown error: biz_link_on_prem_reg_blocked", False),
        (503, "", False),
        (429, "", False),
    ],
)
def test_only_a_403_without_a_reason_is_temporary(status, details, temporary):
    """A PIN or a certificate that was refused must not be tried again by itself."""
    assert is_temporary(status, details) is temporary


@pytest.mark.parametrize(("policy", "retries"), [(RetryPolicy.SAFE, 1), (RetryPolicy.ONLY_WHEN_ASKED, 0), (RetryPolicy.NEVER, 0)])
def test_a_call_repeated_only_when_asked_is_not_repeated_when_nobody_answers(policy, retries):
    """A refused connection harms nobody, and is still not the documented 403."""
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        warnings = []
        transport = Transport("https://127.0.0.1:%d" % closed.getsockname()[1], retries=1, warn=warnings.append)
        with pytest.raises(TransportError):
            transport.send("POST", "/v1/account/shards", policy, lambda answer: RetryHint.RETRY)
    assert len(warnings) == retries
