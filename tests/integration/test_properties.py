# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Any state of a server and any declaration: what whatsapp_instance promises of each pair, and of sequences with faults between.

``make fuzz`` runs the same with thousands of examples.
"""

from __future__ import annotations

import copy
import os

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from ansible_collections.waops.whatsapp.plugins.plugin_utils._execution.executor import execute
from tests.integration.test_instance import AUTO_DOWNLOAD, NAME, PROVIDERS, SETTINGS, STATES, TEXT, URL, VERTICAL
from tests.support.fixtures import PROVISIONED, new_instance

EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "44"))
QUIET = settings(
    max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.explicit, Phase.generate, Phase.shrink]
)
USERS = st.sets(NAME, min_size=1, max_size=2).map(
    lambda names: [{"name": name, "user_password": "0ps-Pass!word", "update_password": "on_create"} for name in sorted(names)]
)
APP_SETTINGS = st.fixed_dictionaries(
    {},
    optional={
        "callback_persist": st.booleans(),
        "callback_backoff_delay_ms": SETTINGS["callback_backoff_delay_ms"],
        "notify_user_change_number": st.booleans(),
        "media": st.fixed_dictionaries({"auto_download": AUTO_DOWNLOAD}),
        "webhooks": st.fixed_dictionaries({}, optional={"url": URL, "max_concurrent_requests": st.sampled_from([6, 12, 18, 24])}),
    },
)
BUSINESS_PROFILE = st.fixed_dictionaries({}, optional={"address": TEXT, "description": TEXT, "vertical": VERTICAL.filter(bool)})
DECLARATIONS = st.fixed_dictionaries(
    {},
    optional={
        "users": USERS,
        "app_settings": APP_SETTINGS.filter(lambda value: value and value.get("webhooks") != {}),
        "media_providers": st.fixed_dictionaries({"providers": PROVIDERS}),
        "business_profile": BUSINESS_PROFILE.filter(bool),
        "profile": st.fixed_dictionaries({"about": TEXT.filter(bool)}),
    },
).filter(bool)
# Section: the part of the emulator's state that it stands for.
PARTS = {
    "users": "users", "app_settings": "settings", "media_providers": "providers", "business_profile": "business_profile",
    "profile": "about",
}  # fmt: skip
FAULTS = {
    "refused": {"fault": "status", "status": 500, "code": 1014},
    "lost before": {"fault": "reset_before"},
    "lost after": {"fault": "reset_after"},
    "cut off": {"fault": "truncate"},
    "page": {"fault": "html", "status": 502, "applied": False},
    "tokens revoked": {"fault": "revoke_tokens"},
}
MAX_WRITES = 20  # more than any declaration needs
WRITING, NO_LOGIN = ("DELETE", "PATCH", "POST", "PUT"), "(?!/v1/users/login$).*"
CONTAINERS = {"coreapp": "coreapp", "webapp": "web"}  # as the modules name them, and as the emulator does


def apply(instance, config, check_mode=False, **more):
    """What whatsapp_instance returns for this config."""
    return execute("waops.whatsapp.whatsapp_instance", {**instance.connection, "config": copy.deepcopy(config), **more}, check_mode)


def writes(instance, since):
    """The operations that changed something, after so many entries of the journal."""
    return [entry["operation"] for entry in instance.journal()[since:] if entry["kind"] == "write"]


def undeclared(state, config):
    """The parts of a state that the declaration does not speak of."""
    rest = {part: state.get(part) for section, part in PARTS.items() if section not in config}
    if "users" in config:
        rest["users"] = {name: user for name, user in state["users"].items() if name not in {user["name"] for user in config["users"]}}
    for section in ("app_settings", "business_profile"):
        if section in config:
            rest[PARTS[section]] = _without(state[PARTS[section]], config[section])
    return rest


def _without(value, declared):
    """A dictionary without the leaves of another one."""
    return {
        key: _without(item, declared[key]) if isinstance(item, dict) and isinstance(declared.get(key), dict) else item
        for key, item in value.items()
        if key not in declared or isinstance(declared[key], dict)
    }


def check_declaration(instance, config):
    """Check mode writes nothing and predicts the run; the run leaves alone what is not declared; the next one is unchanged."""
    before, sent = instance.state(), len(instance.journal())
    predicted = apply(instance, config, check_mode=True)
    assert not predicted.get("failed"), predicted
    assert writes(instance, sent) == []
    assert instance.state() == before
    result = apply(instance, config)
    for key in ("failed", "changed", "diff", "restart_required", "done", "not_done"):
        assert result.get(key) == predicted.get(key), key
    assert bool(writes(instance, sent)) == result["changed"]
    after, sent = instance.state(), len(instance.journal())
    assert undeclared(after, config) == undeclared(before, config)
    assert apply(instance, config)["changed"] is False
    assert writes(instance, sent) == []
    return result


@QUIET
@given(state=STATES, config=DECLARATIONS)
def test_any_state_and_any_declaration(emulator, state, config):
    """Whatever the server has and whatever is declared."""
    instance = new_instance(emulator, PROVISIONED)
    instance.patch(state)
    check_declaration(instance, config)


class Operations(RuleBasedStateMachine):
    """One instance: its operator declares, others change it, answers are lost, containers restart."""

    emulator = None

    @initialize(state=STATES)
    def begin(self, state):
        """An instance in any state. `owed` holds the containers of which a run has said that they must restart."""
        self.instance, self.owed = new_instance(self.emulator, PROVISIONED), set()
        self.instance.patch(state)

    def note(self, result):
        """Remembers what a run says must restart."""
        self.owed |= set(result.get("restart_required") or ())

    @rule(config=DECLARATIONS)
    def declare(self, config):
        """A run without trouble."""
        self.note(check_declaration(self.instance, config))

    @rule(config=DECLARATIONS, name=st.sampled_from(sorted(FAULTS)), position=st.integers(0, 8))
    def declare_with_a_fault(self, config, name, position):
        """Any request of a run meets a fault: it succeeds, or fails with one sentence; the next run ends what it began."""
        self.instance.control.fault(**FAULTS[name], instance=self.instance.address, after=position)
        first = apply(self.instance, config)
        self.instance.control.clear_faults()
        self.note(first)
        if first.get("failed"):
            assert self.instance.url in first["msg"]
            assert "unforeseen" not in first["msg"]
            assert "\n" not in first["msg"]
            second = apply(self.instance, config)
            assert not second.get("failed"), second
            self.note(second)
        assert apply(self.instance, config)["changed"] is False

    @rule(config=DECLARATIONS, name=st.sampled_from(["lost after", "cut off"]))
    def declare_and_lose_every_answer(self, config, name):
        """The server does what each write asks for, and no answer to a write arrives: each run gets one write further."""
        for method in WRITING:
            self.instance.control.fault(**FAULTS[name], instance=self.instance.address, method=method, path=NO_LOGIN, times=-1)
        for _run in range(MAX_WRITES):
            result = apply(self.instance, config, retries=0)
            self.note(result)
            if not result.get("failed"):
                break
            assert "it is not known whether the call took effect" in result["msg"]
        self.instance.control.clear_faults()
        assert result.get("changed") is False, result

    @rule(state=STATES)
    def drift(self, state):
        """Somebody else changes the instance."""
        self.instance.patch(state)

    @rule(container=st.sampled_from(sorted(CONTAINERS)))
    def restart(self, container):
        """The operator restarts a container."""
        self.instance.control.restart(self.instance.address, CONTAINERS[container])
        self.owed.discard(container)

    @invariant()
    def no_restart_is_lost(self):
        """What waits for a restart has been said by a run."""
        if hasattr(self, "instance"):
            waiting = set(self.instance.state()["pending_restart"])
            assert waiting <= {CONTAINERS[name] for name in self.owed}


def test_any_sequence_with_faults_between(emulator):
    """Random operations, one after the other, on one instance."""
    machine = type("Machine", (Operations,), {"emulator": emulator})
    run_state_machine_as_test(machine, settings=settings(QUIET, max_examples=max(8, EXAMPLES // 6), stateful_step_count=6))
