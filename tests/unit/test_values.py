# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lists that come as text, and host names that become file names."""

from __future__ import annotations

import json
import os
import re

import pytest
from ansible.errors import AnsibleError
from ansible.parsing.dataloader import DataLoader
from ansible.template import Templar
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.waops.whatsapp.plugins.module_utils._core.text_options import BOOLEAN
from ansible_collections.waops.whatsapp.plugins.module_utils._utils import host_filename
from ansible_collections.waops.whatsapp.plugins.plugin_utils._execution.values import as_list

try:
    from ansible.template import trust_as_template
except ImportError:  # before ansible-core 2.19 every text is a template
    trust_as_template = str

LISTS = [
    (["a", "b"], ["a", "b"]),
    (("a",), ["a"]),
    ([], []),
    (None, []),
    ("", []),
    (" , ,", []),
    ("monitoring", ["monitoring"]),
    ("a,b", ["a", "b"]),
    (" a , b ,", ["a", "b"]),
    ("a\nb\r\nc", ["a", "b", "c"]),
    ('["a", "b,c"]', ["a", "b,c"]),
    (' ["a"] ', ["a"]),
    ("7", ["7"]),
    ("01,1.0,yes", ["01", "1.0", "yes"]),
]


@pytest.mark.parametrize(("value", "expected"), LISTS)
def test_a_list_is_a_list_however_it_is_given(value, expected):
    """Never letters."""
    assert as_list(value, "users") == expected


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        (True, "users: give a list, not true or false"),
        ({"a": 1}, "users: give a list, not a dictionary"),
        ("[a, b]", "users: give a list as a,b or as JSON; this text is neither"),
        ("['a']", "users: give a list as a,b or as JSON; this text is neither"),
        ([None], "users[0]: it is empty; give a text"),
        (["a", True], "users[1]: " + BOOLEAN),
        ([0o151], "users[0]: it is a number, not text; put it in quotes"),
        (7, "users[0]: it is a number, not text; put it in quotes"),
        ("[7]", "users[0]: it is a number, not text; put it in quotes"),
        (["a", ["b"]], "users[1]: it is a list, not text"),
        (["a", {"b": 1}], "users[1]: it is a dictionary, not text"),
        (object(), "users: give a list"),
    ],
)
def test_what_is_no_list_is_refused(value, sentence):
    """With the variable's name."""
    with pytest.raises(ValueError, match=f"^{re.escape(sentence)}$"):
        as_list(value, "users")


def test_a_list_of_sizes():
    """Numbers are natural there, and what they are is not lost."""
    assert as_list([1, "10%", 2.5], "batches", "raw") == ["1", "10%", "2.5"]
    assert as_list(7, "batches", "raw") == as_list("7", "batches", "raw") == ["7"]
    with pytest.raises(ValueError, match=f"^{re.escape('batches[0]: ' + BOOLEAN)}$"):
        as_list([True], "batches", "raw")


def test_a_list_of_dictionaries():
    """Text can be one only as JSON. Their values are texts: ansible-core 2.16 makes another password of a number."""
    with pytest.raises(ValueError, match=r"^users\[0\]\.password: it is a number, not text; put it in quotes$"):
        as_list([{"name": "a", "password": 0o1234567}], "users", "dict")
    assert as_list([{"name": "a"}], "users", "dict") == [{"name": "a"}]
    assert as_list('[{"name": "a"}]', "users", "dict") == [{"name": "a"}]
    with pytest.raises(ValueError, match=r"^users\[0\]: give a dictionary$"):
        as_list("a,b", "users", "dict")


@given(st.lists(st.text()))
def test_a_json_list_is_what_it_says(items):
    """Whatever is in it."""
    assert as_list(json.dumps(items)) == items


def test_the_filters_are_found_by_their_names():
    """As templates use them; their messages reach the user."""
    templar = Templar(loader=DataLoader(), variables={"users": "a,b", "switch": True, "host": "../wa 1"})
    assert templar.template(trust_as_template("{{ users | waops.whatsapp.as_list('users') }}")) == ["a", "b"]
    assert templar.template(trust_as_template("{{ host | waops.whatsapp.host_filename }}")) == "%2E.%2Fwa%201"
    with pytest.raises(AnsibleError, match="switch: give a list, not true or false"):
        templar.template(trust_as_template("{{ switch | waops.whatsapp.as_list('switch') }}"))


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("wa1", "wa1"),
        ("wa1.example.com", "wa1.example.com"),
        ("..", "%2E."),
        (".", "%2E"),
        (".hidden", "%2Ehidden"),
        ("/etc/passwd", "%2Fetc%2Fpasswd"),
        ("a/b", "a%2Fb"),
        ("a\0b", "a%00b"),
        ("a b\n", "a%20b%0A"),
        ("50%", "50%25"),
        ("müller", "m%C3%BCller"),
        ("\ud800", "%ED%A0%80"),
    ],
)
def test_a_host_becomes_a_file_name(host, expected):
    """In the form that backups have had from the start."""
    assert host_filename(host) == expected


@pytest.mark.parametrize("host", ["", "x" * 196, "ü" * 40])
def test_a_host_that_cannot_be_a_file_name_is_refused(host):
    """A name for files needs room for what is put behind it."""
    with pytest.raises(ValueError, match="host name"):
        host_filename(host)


@given(st.text(min_size=1, max_size=12), st.text(min_size=1, max_size=12))
def test_unlike_hosts_have_unlike_file_names(one, two):
    """And none leads anywhere else."""
    names = {host: host_filename(host) for host in (one, two)}
    assert len(set(names.values())) == len(names)
    for name in names.values():
        assert os.path.normpath(os.path.join("/backups", name)) == f"/backups/{name}"
        assert os.path.dirname(os.path.join("/backups", name)) == "/backups"
