# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The steps of the role provision by tags: the same as Ansible would choose tasks with these tags."""

from __future__ import annotations

from itertools import chain, combinations
from types import SimpleNamespace

import pytest
from ansible.playbook.taggable import Taggable

from ansible_collections.waops.whatsapp.plugins.module_utils._resources.sections import SECTIONS
from ansible_collections.waops.whatsapp.plugins.plugin_utils._provision.steps import (
    STEPS,
    is_selected,
    selected_sections,
    selected_steps,
)

OWN = ("settings", "mine", "always", "never")
ASKED = ("all", "tagged", "untagged", "always", "never", "settings", "mine", "other")


def subsets(names, most):
    return chain.from_iterable(combinations(names, size) for size in range(most + 1))


def ansible_runs(tags, run_tags, skip_tags):
    """What Ansible decides for a task with these tags."""
    task = SimpleNamespace(tags=list(tags), untagged=Taggable.untagged, _loader=None, _parent=None, _get_all_taggable_objects=list)
    return Taggable.evaluate_tags(task, list(run_tags), list(skip_tags), {})


def test_the_choice_is_the_one_that_ansible_makes():
    tried = 0
    for tags in subsets(OWN, 4):
        for run_tags in subsets(ASKED, 2):
            for skip_tags in subsets(ASKED, 2):
                if tags:
                    tried += 1
                    assert is_selected(tags, run_tags, skip_tags) == ansible_runs(tags, run_tags, skip_tags), (tags, run_tags, skip_tags)
    assert tried > 10000


NAMES = [section.name for section in SECTIONS]


@pytest.mark.parametrize(
    ("run_tags", "skip_tags", "inherited", "steps"),
    [
        (["all"], [], [], set(STEPS)),
        ([], [], [], set(STEPS)),
        (["settings"], [], [], {"app_settings", "restart"}),
        (["app_settings"], [], [], {"app_settings", "restart"}),
        (["profile"], [], [], {"business_profile", "business_compliance", "profile", "restart"}),
        (["business_profile"], [], [], {"business_profile", "restart"}),
        (["all"], ["profile", "restart"], [], set(STEPS) - {"business_profile", "business_compliance", "profile", "restart"}),
        (["shop"], [], [], {"restart"}),
        (["shop"], [], ["shop"], set(STEPS)),
        (["all"], ["shop"], ["shop"], set()),
        (["users"], [], ["always"], set(STEPS)),
        (["users"], [], ["never"], {"users", "restart"}),
        (["tagged"], [], [], set(STEPS)),
        (["untagged"], [], [], {"restart"}),
        (["all"], ["all"], [], {"restart"}),
        (["all"], ["tagged"], [], set()),
    ],
)
def test_steps_follow_the_tags(run_tags, skip_tags, inherited, steps):
    assert selected_steps(run_tags, skip_tags, inherited) == steps


def test_every_section_is_a_step_and_keeps_its_place():
    """A section that the role does not know cannot exist."""
    assert selected_sections(selected_steps(["all"], []), set(NAMES)) == NAMES
    assert selected_sections(selected_steps(["all"], ["users"]), ["groups", "users", "certificate"]) == ["certificate", "groups"]
