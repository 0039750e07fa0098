# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""When a request is sent again, and after how many seconds. Knows no sockets, no WhatsApp and no Ansible."""

from __future__ import annotations

import email.utils
import enum
import re
import time

from ansible_collections.waops.whatsapp.plugins.module_utils._errors import TransportError

BACKOFF = 0.5  # seconds before the first retry; doubles each time
MAX_WAIT = 60.0  # seconds; the most that a Retry-After can make a task wait
IDEMPOTENT = frozenset(("GET", "HEAD", "PUT", "PATCH", "DELETE"))


class RetryPolicy(enum.Enum):
    """What the caller allows for one request."""

    SAFE = "retry what cannot do harm"
    ONLY_WHEN_ASKED = "retry only an answer with RetryHint.RETRY"
    NEVER = "never retry"


class RetryHint(enum.Enum):
    """What an answer says about a retry; the caller reads it from the answer."""

    RETRY = "the server did nothing and asks for a retry"
    UNAVAILABLE = "the server, or a gateway before it, is down; it may have done something"


def should_retry(policy: RetryPolicy, method: str, hint: RetryHint | None = None, error: TransportError | None = None) -> bool:
    """Whether a request may be sent again. hint: of the answer. error: the reason why no answer came."""
    if policy is RetryPolicy.NEVER:
        return False
    if hint is RetryHint.RETRY:
        return True
    if policy is RetryPolicy.ONLY_WHEN_ASKED:
        return False
    if error is not None:
        return error.retryable and (not error.request_sent or method in IDEMPOTENT)
    return hint is RetryHint.UNAVAILABLE and method in IDEMPOTENT


def retry_delay(retries_done: int, retry_after: str | None = None) -> float:
    """Seconds to wait before the next retry: what the server's Retry-After asks for, or a time that doubles; at most MAX_WAIT."""
    seconds = parse_retry_after(retry_after)
    return min(BACKOFF * 2**retries_done, MAX_WAIT) if seconds is None else seconds


def parse_retry_after(value: str | None, now: float | None = None) -> float | None:
    """Seconds, from 0 to MAX_WAIT, from a Retry-After header (a number or an HTTP date, RFC 9110); None when it says nothing.

    now: seconds since the epoch.
    """
    value = (value or "").strip()
    if re.fullmatch(r"[0-9]+(\.[0-9]+)?", value):
        seconds = float(value)
    else:
        try:
            seconds = email.utils.parsedate_to_datetime(value).timestamp() - (time.time() if now is None else now)
        except (TypeError, ValueError, OverflowError):  # no date, or one beyond what the system's clock counts
            return None
    return min(max(seconds, 0.0), MAX_WAIT)
