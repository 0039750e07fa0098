# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every contract case against servers that answer each of its calls with the same foreign answer: no promise, no success.

The login works, so that the calls of the case are what meets the answer. Both modes run whole, in this process.
"""

from __future__ import annotations

import pytest

from tests.contract.cases import all_cases
from tests.contract.test_contract import filled
from tests.support.foreign import after_login, foreign_server, page, reply, run_module

# Not those that wait for an instance: they wait in vain, which tests/integration/test_health.py is about.
CASES = [case for case in all_cases() if "wait_for" not in case.args]
REFUSALS = {
    "404, nothing": reply(None, 404),
    "404, a page": page(404),
    "403, blocked": reply({"meta": {"developer_message": "This URL is blocked", "success": False}}, 403),
    "405": reply(None, 405),
    "200, a page": page(),
    "200, an error": reply({"errors": [{"code": 1000, "title": "Generic error", "details": "try later"}]}),
}
# A write that is answered with any of these may well have taken effect. A read has told nothing.
SUCCESSES = {"200, nothing": reply(), "200, another API": reply({"status": "ok", "data": []})}
ONLY_WRITES = {"whatsapp_garbage_collection", "whatsapp_message_read", "whatsapp_profile", "whatsapp_session"}


def attempts(answer, tmp_path):
    """(case, server, result in check mode, result for real) of every case against a server that gives this answer to every call."""
    with foreign_server(after_login(lambda *_call: answer)) as server:
        for case in CASES:
            folder = tmp_path / case.id.replace(" ", "-")
            for name, content in case.files.items():
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                (folder / name).write_bytes(content)
            server.requests.clear()
            args = {**filled(case.args, folder), **case.connection}
            check, real = (run_module(case.module, server, check_mode, **args) for check_mode in (True, False))
            for result in (check, real):
                check_failure(case, server, result)
            yield case, server, check, real


def check_failure(case, server, result):
    """A failure is one sentence that names the instance."""
    if result.get("failed"):
        assert result["msg"].startswith(server.url + ": "), (case.id, result["msg"])
        assert result["msg"].isprintable() and "unforeseen" not in result["msg"], (case.id, result["msg"])


def is_settled(server, result):
    """Whether a result that is neither failed nor changed says what was not offered, or asked nothing beyond a login."""
    asked = [call for call in server.calls() if not call.endswith("/users/login")]
    return not asked or result.get("not_offered") or result.get("warnings")


@pytest.mark.parametrize("kind", REFUSALS)
def test_a_refused_call_is_no_success(kind, tmp_path):
    """The real run changes nothing; check mode promises a change only with a warning that nothing was asked."""
    for case, server, check, real in attempts(REFUSALS[kind], tmp_path):
        for result in (check, real):
            assert result.get("failed") or result["changed"] or is_settled(server, result), (case.id, result)
        assert not real["changed"] or case.module == "whatsapp_session", (case.id, real)
        if check["changed"] and not check.get("failed"):
            assert "check mode sends nothing here" in str(check.get("warnings")), (case.id, check)


@pytest.mark.parametrize("kind", SUCCESSES)
def test_an_empty_success_tells_nothing(kind, tmp_path):
    """What a module must read before it writes was not read, so it does not write."""
    for case, server, _check, real in attempts(SUCCESSES[kind], tmp_path):
        reads = [call for call in server.calls() if call.startswith("GET ")]
        if reads or case.module not in ONLY_WRITES:
            assert not real["changed"], (case.id, real, server.calls())
