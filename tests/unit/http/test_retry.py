# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Retries: which requests are sent again, and how long a task waits before."""

from __future__ import annotations

import itertools

import pytest

from ansible_collections.waops.whatsapp.plugins.module_utils._errors import TransportError
from ansible_collections.waops.whatsapp.plugins.module_utils._http.retry import (
    BACKOFF,
    MAX_WAIT,
    RetryHint,
    RetryPolicy,
    parse_retry_after,
    retry_delay,
    should_retry,
)

REFUSED = TransportError("", "the connection was refused", request_sent=False, retryable=True)
LOST = TransportError("", "the connection was lost", request_sent=True, retryable=True)
TOO_SLOW = TransportError("", "no answer within 60 s", request_sent=True, retryable=False)
BAD_PIN = TransportError("", "the certificate is not the pinned one", request_sent=False, retryable=False)
OUTCOMES = {
    "asks for a retry": {"hint": RetryHint.RETRY},
    "unavailable": {"hint": RetryHint.UNAVAILABLE},
    "refused": {"error": REFUSED},
    "lost": {"error": LOST},
    "too slow": {"error": TOO_SLOW},
    "wrong certificate": {"error": BAD_PIN},
    "answered": {},
}
RETRIED = {  # everything else is not
    (RetryPolicy.SAFE, "GET", "asks for a retry"), (RetryPolicy.SAFE, "POST", "asks for a retry"),
    (RetryPolicy.SAFE, "GET", "unavailable"),
    (RetryPolicy.SAFE, "GET", "refused"), (RetryPolicy.SAFE, "POST", "refused"),
    (RetryPolicy.SAFE, "GET", "lost"),
    (RetryPolicy.ONLY_WHEN_ASKED, "GET", "asks for a retry"), (RetryPolicy.ONLY_WHEN_ASKED, "POST", "asks for a retry"),
}  # fmt: skip


@pytest.mark.parametrize("case", list(itertools.product(RetryPolicy, ("GET", "POST"), OUTCOMES)), ids=str)
def test_what_is_retried(case):
    """Every policy with a method that does no harm twice and one that may, and every way a request can end."""
    policy, method, outcome = case
    assert should_retry(policy, method, **OUTCOMES[outcome]) is (case in RETRIED)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("7", 7.0),
        (" 7 ", 7.0),
        ("0", 0.0),
        ("1.5", 1.5),
        ("3600", MAX_WAIT),
        ("9" * 400, MAX_WAIT),
        ("Thu, 01 Jan 1970 00:16:50 GMT", 10.0),
        ("Thu, 01 Jan 1970 02:16:50 +0200", 10.0),
        ("Thu, 01 Jan 1970 00:00:00 GMT", 0.0),
        ("Fri, 31 Dec 9999 23:59:59 GMT", MAX_WAIT),
        (None, None),
        ("", None),
        ("-5", None),
        ("nan", None),
        ("inf", None),
        ("soon", None),
        ("Thu, 99 Jan 1970 00:00:00 GMT", None),
    ],
)
def test_retry_after(value, seconds):
    """Seconds or a date; whatever a server writes, nobody waits longer than MAX_WAIT, and what is neither counts as nothing."""
    assert parse_retry_after(value, now=1000.0) == seconds


def test_without_retry_after_the_wait_doubles():
    """Up to MAX_WAIT."""
    assert [retry_delay(done) for done in range(4)] == [BACKOFF, 2 * BACKOFF, 4 * BACKOFF, 8 * BACKOFF]
    assert retry_delay(50) == MAX_WAIT
    assert retry_delay(0, "9") == 9.0
