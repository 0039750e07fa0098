# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What can go wrong, as one sentence and a dictionary. Knows nothing of HTTP libraries or of Ansible.

Every error names the instance, the call and what to do about it, and carries `failure` for playbooks to branch on. The
message is composed here and nowhere else: instance: place in the declaration: sentence.
"""

from __future__ import annotations

import os
import re
import traceback
from typing import Any

FAILURE_KEYS = ("status", "code", "title", "details", "method", "path")
MAX_WORDS = 500  # characters of a server's own text in a message
# A terminal's escape sequences as a whole: what is left of one without its first byte would still be read as text.
ESCAPE_SEQUENCE = re.compile("(?:\x1b\\[|\x9b)[0-?]*[ -/]*[@-~]|\x1b\\][^\x07\x1b]*(?:\x07|\x1b\\\\)?|\x1b[ -/]*[0-~]?")


def printable(text: object, limit: int | None = None) -> str:
    """One line of printable text: foreign text must not control a terminal or imitate a line of this collection.

    Escape sequences are dropped; each control or invisible character and each line break becomes a space. limit: the most
    characters that are returned; a longer text ends in "...".
    """
    plain = ESCAPE_SEQUENCE.sub("", str(text))
    line = " ".join("".join(letter if letter.isprintable() else " " for letter in plain).split())
    return line if limit is None or len(line) <= limit else line[: limit - 3] + "..."


def is_api_code(code: int | None) -> bool:
    """Whether this is an error code of the API: 1000 to 1031, and from 2000 on for templates."""
    return code is not None and 1000 <= code < 3000


class WhatsAppError(Exception):
    """A failure that is reported to the user.

    sentence: what is wrong and what to do about it, without secrets and without the instance's address. failure: any of
    FAILURE_KEYS, the others are None; raises TypeError for another key.

    Callers add what they know: instance (the address), locations (where in the declaration, outermost first), restart_required
    (containers that must restart for what was written, or may have been), login_refused (the login failed, and no further one should be
    tried), after_lost_answer (the call was repeated, and the answer to the first try was lost), extra (further return values).
    """

    write_lost = False  # whether that call was a write
    after_lost_answer = False

    def __init__(self, sentence: str, **failure: object) -> None:
        super().__init__(sentence)
        if not set(failure) <= set(FAILURE_KEYS):
            raise TypeError("failure has the keys %s, not %s" % (", ".join(FAILURE_KEYS), ", ".join(failure)))
        self.sentence = sentence
        self.failure: dict[str, Any] = {key: _printable_value(failure.get(key)) for key in FAILURE_KEYS}
        self.instance: str | None = None
        self.locations: list[str] = []
        self.progress = ""
        self.writes_done = 0
        self.restart_required: list[str] = []
        self.login_refused = False
        self.extra: dict = {}

    @property
    def outcome_unknown(self) -> bool:
        """Whether the call that failed may have changed something."""
        return False

    @property
    def write_outcome_unknown(self) -> bool:
        """Whether the write that was tried may have taken effect. It was not sent when the login before it failed."""
        return self.after_lost_answer or (self.outcome_unknown and not self.login_refused)

    @property
    def text(self) -> str:
        """The message without the instance's address."""
        return printable(": ".join([*self.locations, self.sentence + self.progress]))

    @property
    def message(self) -> str:
        """The one sentence for the user: the instance, the place in the declaration, what is wrong and what to do."""
        return "%s: %s" % (self.instance, self.text) if self.instance else self.text

    def of_instance(self, instance: str | None) -> WhatsAppError:
        """Names the instance; returns the error itself."""
        self.instance = self.instance or instance
        return self

    def inside(self, location: str) -> WhatsAppError:
        """Says in which part of the declaration it happened, such as config.users[0]; returns the error itself."""
        self.locations.insert(0, location)
        return self

    def warn_of_unknown_outcome(self, warning: str) -> None:
        """Adds what running again may do, where it is not known whether the call took effect."""
        self.sentence = "%s; %s" % (self.sentence, warning)

    def add_progress(self, done: int, planned: int) -> WhatsAppError:
        """Says how many of the planned writes were made before this failure; returns the error itself."""
        self.writes_done += done
        if done:
            self.progress = " (%d of %d changes were made before; run again to finish)" % (done, planned)
        return self

    def to_result(self) -> dict:
        """The arguments of fail_json."""
        known: dict[str, Any] = {"restart_required": self.restart_required} if self.restart_required else {}
        known.update({"outcome_unknown": True} if self.write_lost else {})
        return {"msg": self.message, "failure": self.failure, "changed": self.writes_done > 0, **known, **self.extra}


def _printable_value(value: object) -> object:
    return printable(value, MAX_WORDS) if isinstance(value, str) else value


class _RefusalError(WhatsAppError):
    """This collection refuses what an option asks for. option: its name, with the whole path in front where it is nested."""

    title = ""

    def __init__(self, option: str, problem: str) -> None:
        super().__init__("%s: %s" % (option, problem), title=self.title, details=option)
        self.option = option
        self.problem = problem

    def inside(self, location: str) -> _RefusalError:
        """Puts the location in front of the option's name."""
        self.option = "%s.%s" % (location, self.option)
        self.sentence, self.failure["details"] = "%s: %s" % (self.option, self.problem), self.option
        return self


class OptionError(_RefusalError):
    """An option is wrong; nothing was sent."""

    title = "Option is not valid"


class PreconditionError(_RefusalError):
    """The server's state, or a local file, forbids what an option asks for; calls were made before that was known."""

    title = "Precondition is not met"


class UnforeseenError(WhatsAppError):
    """A bug in this collection. It must not become a traceback, which could hold secrets."""

    outcome_unknown = True  # type: ignore[assignment]

    def __init__(self, doing: str, error: BaseException) -> None:
        place = traceback.extract_tb(error.__traceback__)[-1]
        super().__init__(
            "%s failed on something unforeseen (%s in %s:%d); please report this"
            % (doing, type(error).__name__, os.path.basename(place.filename), place.lineno or 0)
        )


def as_whatsapp_error(error: Exception, doing: str) -> WhatsAppError:
    """The error itself, or an UnforeseenError in its place. doing: the name of the operation that failed."""
    return error if isinstance(error, WhatsAppError) else UnforeseenError(doing, error)


class TransportError(WhatsAppError):
    """No answer came: name resolution, connection, TLS, time-out, or a connection cut off in the middle.

    problem: what happened, in a few words. request_sent: False when it is certain that nothing reached the server.
    retryable: True when the next try may well succeed.
    """

    def __init__(self, message: str, problem: str, request_sent: bool = True, retryable: bool = False, **failure: object) -> None:
        super().__init__(message, title=problem, **failure)
        self.problem = problem
        self.request_sent = request_sent
        self.retryable = retryable

    @property
    def outcome_unknown(self) -> bool:
        """Whether the request may have reached the server."""
        return self.request_sent

    def warn_of_unknown_outcome(self, warning: str) -> None:
        """Says so in place of the general remedy, which is to run again."""
        self.sentence = "%s %s: %s; %s" % (self.failure["method"], self.failure["path"], self.problem, warning)


class ApiError(WhatsAppError):
    """The server answered, and the answer is a refusal."""

    @property
    def outcome_unknown(self) -> bool:
        """Whether the call may have taken effect: a first try without an answer may have, and a gateway's error does not say."""
        return self.after_lost_answer or ((self.status or 0) >= 500 and self.code is None)

    @property
    def documented(self) -> bool:
        """Whether the refusal has the API's own form, with one of its codes."""
        return is_api_code(self.code)

    @property
    def status(self) -> int:
        """HTTP status, an integer."""
        return self.failure["status"]

    @property
    def code(self) -> int | None:
        """Error code of the API (1000-2099), or None."""
        return self.failure["code"]

    @property
    def details(self) -> str:
        """The server's own words, or an empty string."""
        return self.failure["details"] or ""


class NotFound(ApiError):
    """The thing asked for does not exist: 404 in the form that the API documents, JSON with code 1006 or 1012."""


class NotOffered(ApiError):
    """The server does not have this endpoint. ambiguous: it was a 404 without content, which may also mean that a thing is absent."""

    ambiguous = False


class UnexpectedAnswer(ApiError):
    """The server reports success, but the answer is not what this call returns."""

    outcome_unknown = True  # type: ignore[assignment]


class NotThisApi(ApiError):
    """The login was answered by something that is not this API: url is wrong."""


class NotRegistered(WhatsAppError):
    """Only an instance with a registered number has this, and it has none; nothing was written."""


class AuthenticationError(ApiError):
    """401: wrong user name or password, or a token that is no longer valid."""


class InitialPasswordError(AuthenticationError):
    """401/1024: the instance still has its initial password."""
