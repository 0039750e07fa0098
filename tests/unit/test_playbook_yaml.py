# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What holds of the YAML of every role and playbook: lists may come as text, and no loop goes over what holds a secret.

Ansible prints what a loop goes over, and writes it into job events. Its validation of roles splits a text at commas only in a copy of
its own: the variable itself stays text, and Jinja goes through it letter by letter.
"""

from __future__ import annotations

import re

import pytest
import yaml

from tests.collection_tree import ROOT

YAML = ("playbooks/*.yml", "roles/*/tasks/*.yml", "roles/*/vars/*.yml", "roles/*/defaults/*.yml")
FILES = sorted(path for pattern in YAML for path in ROOT.glob(pattern))
SECRET = re.compile("password|pin|token|secret|cert|bearer")
# A list that only says what must restart: the role restart refuses text by itself, in its first task.
CHECKED_BY_THE_ROLE = {"whatsapp_restart_containers", "whatsapp_restart_compose_command"}


def options_of(name):
    """The options of every entry point of a role, or {} for none."""
    path = ROOT / "roles" / name / "meta" / "argument_specs.yml"
    specs = yaml.safe_load(path.read_text())["argument_specs"]
    return {option: entry for spec in specs.values() for option, entry in spec.get("options", {}).items()}


def documented(path):
    """{variable: its line} of the variables that the head of a playbook documents."""
    return dict(re.findall(r"^# (whatsapp_\w+)\s+(.*)$", path.read_text(), re.M))


ROLES = {path.name: options_of(path.name) for path in sorted((ROOT / "roles").iterdir()) if (path / "meta" / "argument_specs.yml").exists()}
PLAYBOOKS = {path.stem: documented(path) for path in sorted((ROOT / "playbooks").glob("*.yml"))}
LISTS = {name for options in ROLES.values() for name, entry in options.items() if entry.get("type") == "list"}
LISTS |= {name for lines in PLAYBOOKS.values() for name, words in lines.items() if re.match(r"\[|names of|sizes of", words)}
LISTS -= CHECKED_BY_THE_ROLE


def holds_secret(name, entry):
    """Whether an option, or a member of it, is a secret by its name."""
    return bool(SECRET.search(name)) or any(holds_secret(member, inner) for member, inner in entry.get("options", {}).items())


SECRETS = {name for options in ROLES.values() for name, entry in options.items() if holds_secret(name, entry)}
SECRETS |= {name for lines in PLAYBOOKS.values() for name, words in lines.items() if SECRET.search(name + words)}
SECRETS |= {"whatsapp_instance_config", "whatsapp_registration", "whatsapp_rotate_users"}  # dictionaries without suboptions in a spec


def documentation(path):
    """The first block of documentation in a file."""
    return yaml.safe_load(re.search(r'DOCUMENTATION = r"""\n(.*?)"""', path.read_text(), re.S)[1])


def list_options(module):
    """The options of a module of ours that are lists by their documentation, fragments included: it splits text by itself."""
    own = documentation(ROOT / "plugins" / "modules" / f"{module}.py")
    fragments = [name.split(".")[2] for name in own.get("extends_documentation_fragment", [])]
    shared = [documentation(ROOT / "plugins" / "doc_fragments" / f"{name}.py").get("options", {}) for name in fragments]
    return {name for options in [own["options"], *shared] for name, entry in options.items() if entry.get("type") == "list"}


def texts(value, place=()):
    """(place, text) of every text in a document; place: the keys that lead to it."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from texts(item, (*place, key))
    elif isinstance(value, list):
        for item in value:
            yield from texts(item, place)
    elif isinstance(value, str):
        yield place, value


def splits_text(place, text, name):
    """Whether a text that uses a list variable treats a value that is text as a list."""
    uses, default = len(re.findall(rf"\b{name}\b(?!')", text)), r"( *\| *default\([^()]*\))?"
    split = re.findall(rf"\b{name}\b{default} *\| *waops\.whatsapp\.as_list\(", text)
    only_empty = re.findall(rf"\b{name}\b{default} *\| *length *(== *0|> *0)", text)
    if uses == len(split) + len(only_empty):
        return True
    module = next((key for key in place if isinstance(key, str) and key.startswith("waops.whatsapp.whatsapp_")), None)
    if_set = rf" if query\('ansible\.builtin\.varnames', '\^{name}\$'\) else omit"
    alone = re.fullmatch(rf"{{{{ *{name}({if_set}| *\| *default\(.*\))? *}}}}", text.strip())
    return bool(alone and module and place[-1] in list_options(module.removeprefix("waops.whatsapp.")))


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_list_variable_may_be_text(path):
    """Every use of one asks as_list, or hands it to a module whose option is a list."""
    wrong = []
    for place, text in texts(yaml.safe_load(path.read_text())):
        names = [name for name in LISTS if re.search(rf"\b{name}\b", text)] if "{{" in text or place[-1] in ("when", "that") else []
        wrong += [f"{'.'.join(map(str, place))}: {text}" for name in names if not splits_text(place, text, name)]
    assert wrong == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_loop_goes_over_a_secret(path):
    """But over names, such as map(attribute='name') or the keys of a dictionary."""
    wrong = []
    for place, text in texts(yaml.safe_load(path.read_text())):
        is_loop = place[-1] == "loop" or str(place[-1]).startswith("with_")
        names = [name for name in re.findall(r"\bwhatsapp_\w+", text) if name in SECRETS or SECRET.search(name)]
        if is_loop and names and not re.search(r"map\(attribute='name'\)|\.keys\(\)", text):
            wrong.append(f"{'.'.join(map(str, place))}: {text}")
    assert wrong == []


def test_the_tests_see_the_variables():
    """Lists and secrets of roles and of the heads of playbooks."""
    assert {"whatsapp_retire_users", "whatsapp_restore_confirm", "whatsapp_export_users", "whatsapp_quickstart_users"} <= LISTS
    assert {"whatsapp_rotate_users", "whatsapp_quickstart_users", "whatsapp_backup_password"} <= SECRETS
    assert splits_text(("loop",), "{{ whatsapp_retire_users | waops.whatsapp.as_list('x') }}", "whatsapp_retire_users")
    assert not splits_text(("loop",), "{{ whatsapp_retire_users }}", "whatsapp_retire_users")
    assert splits_text(("waops.whatsapp.whatsapp_retire", "users"), "{{ whatsapp_retire_users | default(omit) }}", "whatsapp_retire_users")
    assert not splits_text(("waops.whatsapp.whatsapp_retire", "pin"), "{{ whatsapp_retire_users }}", "whatsapp_retire_users")
