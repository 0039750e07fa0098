# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What can go wrong, as one sentence and a dictionary. Knows nothing of HTTP libraries or of Ansible.

Every error names the instance, the call and what to do about it, and carries `failure` for playbooks to branch on.
"""

from __future__ import annotations

FAILURE_KEYS = ("status", "code", "title", "details", "method", "path")


class WhatsAppError(Exception):
    """A failure that can be told to the user.

    message: one sentence, without secrets. failure: any of FAILURE_KEYS; what is not known is None. extra: further
    return values, set by who knows more.
    """

    def __init__(self, message, **failure):
        super().__init__(message)
        self.message = message
        self.failure = {key: failure.get(key) for key in FAILURE_KEYS}
        self.writes_done = 0
        self.extra = {}

    def after(self, done, planned):
        """Adds to the sentence how many of the planned writes were made before this failure."""
        self.writes_done = done
        if done:
            self.message += " (%d of %d changes were made before; run again to finish)" % (done, planned)
        return self

    def to_result(self):
        """The arguments of fail_json."""
        return {"msg": self.message, "failure": self.failure, "changed": self.writes_done > 0, **self.extra}


class OptionError(WhatsAppError):
    """An option is wrong; nothing was sent."""

    def __init__(self, option, problem):
        super().__init__("%s: %s" % (option, problem), title="Option is not valid", details=option)
        self.option = option
        self.problem = problem


class TransportError(WhatsAppError):
    """No answer came: name resolution, connection, TLS, time-out, or a connection cut off in the middle.

    problem: what happened, in a few words. sent: False when it is certain that nothing reached the server.
    repeatable: True when the next try may well succeed.
    """

    def __init__(self, message, problem, sent=True, repeatable=False, **failure):
        super().__init__(message, title=problem, **failure)
        self.problem = problem
        self.sent = sent
        self.repeatable = repeatable


class ApiError(WhatsAppError):
    """The server answered, and the answer is a refusal (or no answer of this API at all)."""

    @property
    def status(self):
        """HTTP status, an integer."""
        return self.failure["status"]

    @property
    def code(self):
        """Error code of the API (1000-2099), or None."""
        return self.failure["code"]

    @property
    def details(self):
        """The server's own words, or an empty string."""
        return self.failure["details"] or ""


class NotFound(ApiError):
    """404: the thing asked for does not exist."""


class NotOffered(ApiError):
    """The server does not have this endpoint (a gateway with a subset of the API, or another version)."""


class NotRegistered(WhatsAppError):
    """Only an instance with a registered number has this, and it has none; nothing was written."""


class AuthenticationError(ApiError):
    """401: wrong user name or password, or a token that is no longer valid."""


class InitialPasswordError(AuthenticationError):
    """401/1024: the instance still has its factory password."""


REMEDIES = {
    1004: "choose another name or identifier",
    1005: "check the values that grant access (user, password, code, PIN, certificate)",
    1006: "check that it exists",
    1008: "give the missing parameter",
    1009: "correct the value",
    1010: "remove the parameter that does not belong",
    1011: "wait until the Coreapp is ready and run again",
    1012: "check the group's identifier",
    1014: "look at the logs of the Webapp and the Coreapp, then run again",
    1015: "wait for the limit's window to pass and run again",
    1016: "wait until the load falls and run again",
    1017: "run again: the set-up was choosing its primary",
    1018: "run again: the set-up was choosing its primary",
    1019: "act as an administrator of the group",
    1021: "send to another number than the instance's own",
    1022: "set the webhook URL first (whatsapp_app_settings)",
    1023: "check the database of the instance, then run again",
    1024: "log in for the first time with whatsapp_session and new_password",
    1025: "report this: the request could not be decoded",
    1026: "send another type of message",
    1028: "acknowledge the contact's new identity (whatsapp_contact_identity)",
    1031: "see the account's policy status with Meta",
}
BLOCKED = "biz_link_on_prem_reg_blocked"


def remedy(status, code, details):
    """What the user can do about an answer; status and code are integers or None, details a string."""
    details = details or ""
    if BLOCKED in details:
        return "Meta no longer registers numbers on the On-Premises API (since its sunset); move the number to the Cloud API"
    if "check if wacore is running" in details:
        return "the Webapp cannot reach its Coreapp; start it or repair the network between them, then run again"
    if status == 403 and "permission" in details:
        return "use the administrator's credentials: a regular user may not do this"
    if status == 401 and code != 1024:
        return "check username and password, the token or the API key"
    if code in REMEDIES:
        return REMEDIES[code]
    if status == 429:
        return "wait and run again, or lower the number of forks"
    if status == 413:
        return "send less data"
    if status in (502, 503, 504):
        return "wait until the instance is up and run again"
    if status is not None and 300 <= status < 400:
        return "set url to the address that answers without a redirect"
    return "look at the instance's logs"
