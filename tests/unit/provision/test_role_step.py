# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The steps of the role provision: what is run with what, what is left to do, and what a later run would find after a kill."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ansible_collections.waops.whatsapp.plugins.plugin_utils._provision.pending_work import PendingFile, PendingWork
from ansible_collections.waops.whatsapp.plugins.plugin_utils._provision.role_step import INSTANCE, REGISTRATION, Progress, RoleStep
from ansible_collections.waops.whatsapp.plugins.plugin_utils._provision.role_variables import RoleVariables
from ansible_collections.waops.whatsapp.plugins.plugin_utils._provision.steps import STEPS

URL = "https://wa1.example.com:9090"
VARIABLES = RoleVariables(
    initial_password="secret", config={"app_settings": {}, "two_step": {"pin": "846302"}, "groups": None}, registration={}, register=False,
    code_tasks=None, restart_tasks="/restart.yml", extra_restarts=[], state_dir="", start_timeout=30, wait_for="healthy", health_timeout=60,
)  # fmt: skip
NUMBER = {"registration": {"cc": "49", "phone_number": "15123456789", "cert": "abc", "pin": None}, "register": True}
LOST = {
    "failed": True, "failure": {"status": None}, "outcome_unknown": True, "restart_required": ["coreapp"],
    "sections": {"app_settings": {"failed": True, "outcome_unknown": True, "restart_required": ["coreapp"]}},
}  # fmt: skip
REFUSED = {"failed": True, "failure": {"status": 403, "method": "POST", "path": "/v1/account/verify"}}


@pytest.fixture
def role(tmp_path):
    """How a test makes a step of the role: role(result of the step before, *, steps, **variables)."""

    def make(before=None, steps=frozenset(STEPS), code=None, read_only=False, **variables):
        pending = PendingFile(str(tmp_path), URL, read_only)
        return RoleStep(replace(VARIABLES, **variables), set(steps), pending, Progress.of(before or {}), code)

    return make


def result_of(step, name, module_result):
    """Both halves of a step."""
    step.begin(name)
    return step.end(name, module_result)


def test_apply_does_everything_in_one_call(role):
    module, args = role().begin("apply")
    assert module == INSTANCE
    assert args == {
        "config": {"app_settings": {}, "two_step": {"pin": "846302"}}, "sections": ["app_settings", "two_step"], "start_timeout": 30,
        "initial_password": "secret", "wait_for": "healthy", "wait_timeout": 60, "allow_unregistered": True,
    }  # fmt: skip
    assert role(**NUMBER).begin("apply")[1]["expected_number"] == "4915123456789"


@pytest.mark.parametrize(
    ("steps", "names"),
    [
        ({"app_settings", "restart"}, {"config", "sections"}),
        ({"wait"}, {"config", "sections", "start_timeout"}),
        ({"login"}, {"config", "sections", "initial_password"}),
        ({"health"}, {"config", "sections", "wait_for", "wait_timeout", "allow_unregistered"}),
    ],
)
def test_tags_leave_arguments_out(role, steps, names):
    args = role(steps=steps, **NUMBER).begin("apply")[1]
    assert set(args) == names
    assert args["sections"] == (["app_settings"] if "app_settings" in steps else [])


def test_other_tags_leave_nothing_to_run_but_what_is_owed(role):
    step = role(steps={"restart"}, extra_restarts=["coreapp"])
    assert step.begin("apply") is None
    result = step.end("apply", {})
    assert (result["restarts_due"], result["unfinished"], result["changed"]) == (["coreapp"], True, False)


def test_nothing_to_do_leaves_nothing_behind(role):
    step = role()
    result = result_of(step, "apply", {"changed": False, "sections": {}, "restart_required": [], "done": ["two_step"]})
    assert (result["unfinished"], result["changed_parts"]) == (False, [])
    assert step.pending.load() == PendingWork()
    assert not step.pending.path.exists()


def test_a_restart_is_done_once_and_then_forgotten(role):
    step = role()
    step.begin("apply")
    assert step.pending.load().due() == ("webapp", "coreapp")  # as a kill would leave it
    result = step.end("apply", {"changed": True, "sections": {"app_settings": {"changed": True}}, "restart_required": ["coreapp"]})
    assert step.pending.load() == PendingWork(restart=("coreapp",))
    assert (result["restarts_due"], result["changed_parts"]) == (["coreapp"], ["app_settings"])
    step = role(result)
    module, args = step.begin("restarted")
    assert (module, args["wait_for"]) == (INSTANCE, "healthy")
    result = step.end("restarted", {"changed": False})
    assert (result["restarted"], result["pending_restarts"], result["unfinished"]) == (["coreapp"], [], False)
    assert step.pending.load() == PendingWork()


def test_what_was_owed_before_is_restarted_with_it_and_health_waits_for_that(role):
    step = role()
    step.pending.save(PendingWork(restart=("webapp",)))
    assert "wait_for" not in step.begin("apply")[1]
    assert step.end("apply", {"sections": {}, "restart_required": ["coreapp"]})["restarts_due"] == ["webapp", "coreapp"]


def test_a_lost_answer_is_restarted_now_and_again_in_the_next_run(role):
    """Now, because it may be in effect; again, because it may come into effect after the restart."""
    step = role()
    result = result_of(step, "apply", LOST)
    assert result["restarts_due"] == ["coreapp"]
    result_of(role(result), "restarted", {})
    assert step.pending.load() == PendingWork(restart=("coreapp",), unanswered=True)
    result = result_of(role(), "apply", {"sections": {}, "restart_required": []})
    assert result["restarts_due"] == ["coreapp"]
    result_of(role(result), "restarted", {})
    assert step.pending.load() == PendingWork()


def test_a_lost_answer_that_needs_no_restart_leaves_the_restart_of_another_section_at_one(role):
    sections = {"app_settings": {"restart_required": ["coreapp"]}, "profile": {"failed": True, "outcome_unknown": True}}
    result = result_of(role(), "apply", {**LOST, "sections": sections})
    result_of(role(result), "restarted", {})
    assert role().pending.load() == PendingWork()


def test_a_lost_login_owes_no_restart(role):
    failure = {"status": None, "method": "POST", "path": "/v1/users/login"}
    result = result_of(role(), "apply", {"failed": True, "failure": failure, "outcome_unknown": True})
    assert (result["pending_restarts"], role().pending.load()) == ([], PendingWork())


def test_a_process_that_died_in_the_middle_owes_everything(role):
    result = result_of(role(), "apply", {"failed": True, "outcome_unknown": True})
    assert result["restarts_due"] == ["webapp", "coreapp"]
    assert role().pending.load().unanswered


def test_an_instance_that_nobody_reaches_is_not_restarted_but_stays_owed(role):
    step = role()
    step.pending.save(PendingWork(restart=("coreapp",)))
    result = result_of(step, "apply", {"failed": True, "failure": {"status": None, "method": "GET", "path": "/v1/health"}})
    assert (result["restarts_due"], result["pending_restarts"]) == ([], ["coreapp"])
    assert step.pending.load() == PendingWork(restart=("coreapp",))


def test_restarts_that_the_tags_leave_out_stay_owed(role):
    step = role(steps=set(STEPS) - {"restart"})
    result = result_of(step, "apply", {"sections": {}, "restart_required": ["coreapp"]})
    assert (result["restarts_due"], result["pending_restarts"]) == ([], ["coreapp"])
    assert step.pending.load() == PendingWork(restart=("coreapp",))


@pytest.mark.parametrize("failed", [False, True])
def test_a_restart_by_hand_is_told_and_kept_only_after_a_failure(role, failed):
    step = role(restart_tasks=None)
    result = result_of(step, "apply", {"failed": failed, "sections": {}, "restart_required": ["coreapp"]})
    step = role(result, restart_tasks=None)
    result = result_of(step, "restarted", {})
    assert (result["restarted"], result["pending_restarts"]) == ([], ["coreapp"])
    assert step.pending.load() == (PendingWork(restart=("coreapp",)) if failed else PendingWork())


def test_a_number_gets_its_pin_even_when_the_run_dies_between_the_two(role):
    number = {**NUMBER, "registration": {**NUMBER["registration"], "code": "123456"}}
    result = result_of(role(**number), "apply", {"sections": {}, "restart_required": [], "number_registered": False})
    assert (result["registration_due"], result["unfinished"]) == (True, True)
    step = role(result, **number)
    module, args = step.begin("register")
    assert module == REGISTRATION
    assert args == {"cc": "49", "phone_number": "15123456789", "cert": "abc", "code": "123456"}
    assert step.pending.load().two_step_pin  # from here on a kill does not lose it
    # Killed here. The next run finds the number registered, and sends the PIN.
    step = role(**number)
    assert step.begin("apply")[1]["config"]["two_step"] == {"pin": "846302", "newly_registered": True}
    step.end("apply", {"sections": {}, "restart_required": [], "number_registered": True, "done": ["app_settings", "two_step"]})
    assert not step.pending.load().two_step_pin


def test_a_registration_in_one_run_sends_the_pin_and_waits_for_a_number(role):
    number = {**NUMBER, "code_tasks": "/code.yml"}
    result = result_of(role(**number), "apply", {"sections": {}, "restart_required": [], "number_registered": False})
    result = result_of(role(result, **number), "register", {"changed": True, "status": "code_sent"})
    assert (result["registration_status"], result["registration_due"]) == ("code_sent", True)
    step = role(result, code="123456", **number)
    assert step.begin("register")[1] == {"cc": "49", "phone_number": "15123456789", "code": "123456"}
    result = step.end("register", {"changed": True, "status": "registered", "restart_required": []})
    step = role(result, **number)
    args = step.begin("registered")[1]
    assert (args["sections"], args["config"]["two_step"]["newly_registered"]) == (["two_step"], True)
    assert (args["wait_for"], args["allow_unregistered"]) == ("healthy", False)
    step.end("registered", {"sections": {}, "restart_required": [], "done": ["two_step"]})
    assert step.pending.load() == PendingWork()


def test_a_code_that_is_refused_leaves_no_pin_to_send(role):
    number = {**NUMBER, "registration": {**NUMBER["registration"], "code": "123456"}}
    step = role({"registration_due": True}, **number)
    result_of(step, "register", REFUSED)
    assert step.pending.load() == PendingWork()
    step = role({"registration_due": True}, **number)
    result_of(step, "register", {"failed": True, "failure": {"status": None}, "outcome_unknown": True})
    assert step.pending.load().two_step_pin


def test_what_was_changed_before_a_refused_registration_is_restarted(role):
    result = result_of(role(**NUMBER), "apply", {"sections": {}, "restart_required": ["coreapp"], "number_registered": False})
    result = result_of(role(result, **NUMBER), "register", REFUSED)
    assert result["restarts_due"] == ["coreapp"]


def test_check_mode_leaves_no_trace(role):
    step = role(read_only=True)
    result_of(step, "apply", {"sections": {}, "restart_required": ["coreapp"]})
    assert not step.pending.path.exists()
