# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which steps of the role provision a run takes, by its tags. Knows no variables and no instance."""

from __future__ import annotations

from collections.abc import Collection

from ansible_collections.waops.whatsapp.plugins.module_utils._resources.sections import SECTIONS

# Short tags beside the names of the sections.
SHORT_TAGS = {"app_settings": "settings", "business_profile": "profile", "business_compliance": "profile"}
# Each step and its tags; every section is a step of the same name. A pending restart is done whatever the tags are.
STEPS = {
    "wait": {"wait"},
    "login": {"login"},
    **{section.name: {section.name, SHORT_TAGS.get(section.name, section.name)} for section in SECTIONS},
    "registration": {"registration"},
    "restart": {"restart", "always"},
    "health": {"health"},
}


def is_selected(tags: Collection[str], run_tags: Collection[str], skip_tags: Collection[str]) -> bool:
    """Whether Ansible would run a task with these tags, of which there is at least one.

    run_tags, skip_tags: the values of --tags (["all"] without it) and --skip-tags. The rule is that of
    ansible.playbook.taggable.Taggable.evaluate_tags.
    """
    own, wanted, unwanted = set(tags), set(run_tags), set(skip_tags)
    if wanted and "always" not in own and own.isdisjoint(wanted) and ("never" in own or wanted.isdisjoint(("all", "tagged"))):
        return False
    if "all" in unwanted:
        return "always" in own and "always" not in unwanted
    return own.isdisjoint(unwanted) and "tagged" not in unwanted


def selected_steps(run_tags: Collection[str], skip_tags: Collection[str], inherited: Collection[str] = ()) -> set[str]:
    """The names of the steps to take. inherited: the tags that the role has from where it is used."""
    return {name for name, tags in STEPS.items() if is_selected(tags | set(inherited), run_tags, skip_tags)}


def selected_sections(steps: Collection[str], declared: Collection[str]) -> list[str]:
    """The declared sections among the steps, in the order in which they are applied."""
    return [section.name for section in SECTIONS if section.name in steps and section.name in declared]
