# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Exported files as Ansible itself reads them: any text of a server is that text again, only placeholders are templates, nothing runs."""

from __future__ import annotations

import os

import pytest
import yaml
from ansible.inventory.manager import InventoryManager
from ansible.parsing.dataloader import DataLoader
from ansible.template import Templar
from ansible.vars.manager import VariableManager
from hypothesis import given, settings
from hypothesis import strategies as st

from ansible_collections.waops.whatsapp.plugins.module_utils._errors import OptionError
from ansible_collections.waops.whatsapp.plugins.module_utils._local.directory import open_directory
from ansible_collections.waops.whatsapp.plugins.module_utils._resources.instance_info import Placeholders, placeholders_in
from ansible_collections.waops.whatsapp.plugins.plugin_utils._execution.arguments import to_plain
from ansible_collections.waops.whatsapp.plugins.plugin_utils._export.declaration import MASK, VARIABLE, sections_of, with_placeholders
from ansible_collections.waops.whatsapp.plugins.plugin_utils._export.host_file import beside_inventory, check_host
from ansible_collections.waops.whatsapp.plugins.plugin_utils._files.variables_file import Template, render

try:
    from ansible.template import trust_as_template
except ImportError:  # before ansible-core 2.19 every text is a template
    trust_as_template = str

CANARY = "CANARY"  # in texts, where the test puts the path of a file that nothing may make
SECRETS = {"vault_whatsapp_user_ops_team_password": "0ps-Pass!word", "vault_a": "{{ 1 + 1 }}", "secret": "another"}
TEXTS = [
    *("", " ", "\n", "\n\n", " \n ", "a ", " a", "a\n", "a\n\n", "\ta", "a\t\n", "a\r\nb", "\r", "x" * 5000, "x " * 3000, "\n" * 500),
    *("yes", "no", "null", "~", "1", "1.0", "1e3", "0x1F", "0151234567", "1:30", "2026-01-01", "True", ".inf", "=", "<<", "-", "?", ":"),
    *(
        "a: b",
        "- a",
        "# no comment",
        "a # b",
        "[1, 2]",
        "{'a': 1}",
        '{"a": 1}',
        "&a",
        "*a",
        "!vault",
        "!unsafe x",
        "!!python/object:os.system",
    ),
    *("|", ">", "%YAML 1.2", "---", "...", "--- a", "@", "`", "'", '"', "''", '"""', "\\", "\\n", "\\u0041", "a\\\nb", "%", "100%"),
    *(
        "\0",
        "\x01",
        "\x07",
        "\x1b[31m",
        "\x7f",
        "\x85",
        "\xa0",
        "\u2028",
        "\u2029",
        "\ufeff",
        "\ufffe",
        "\uffff",
        "\U0001f600",
        "\U0010ffff",
    ),
    *(
        "a\x85b",
        "a\u2028b\u2029c",
        "\u202eabc",
        "ä" * 200,
        "日本語",
        "e\u0301",
        "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n",
    ),
    *(
        "{{ 1 + 1 }}",
        "{{ secret }}",
        "{% if true %}x{% endif %}",
        "{# c #}",
        "{{{ 7 }}}",
        "{{",
        "}}",
        "{%",
        "{{ '{{' }}",
        "{{undefined_thing}}",
    ),
    "{{ vault_whatsapp_user_ops_team_password }}",
    "{% raw %}{{ 7 }}{% endraw %}",
    f"{{{{ lookup('pipe', 'touch {CANARY}') }}}}",
    f"{{{{ lookup('ansible.builtin.pipe', 'touch {CANARY}') }}}}",
    f"#jinja2: variable_start_string:'[%', variable_end_string:'%]'\n[% lookup('pipe', 'touch {CANARY}') %]",
    f"#jinja2:variable_start_string:'<<',variable_end_string:'>>'\n<< lookup('pipe', 'touch {CANARY}') >>",
    f"#jinja2: block_start_string:'[%', block_end_string:'%]'\n[% set x = lookup('pipe', 'touch {CANARY}') %]",
    "#jinja2: trim_blocks:False\n{{ 7 }}",
    f"' }}}}{{{{ lookup('pipe', 'touch {CANARY}') }}}}{{{{ '",
    f"\"\n    x: {{{{ lookup('pipe', 'touch {CANARY}') }}}}\n    y: \"",
    "$ANSIBLE_VAULT;1.1;AES256\n6162\n",
    "!vault |\n  $ANSIBLE_VAULT;1.1;AES256\n  6162\n",
]


def written(folder, config, placeholders=()):
    """The file of a host beside an inventory, as the module writes it."""
    path = folder / "host_vars" / "wa1" / "whatsapp_instance.yml"
    path.parent.mkdir(parents=True, exist_ok=True)
    (folder / "inventory.yml").write_text("all: {hosts: {wa1: {}}}\n")
    path.write_bytes(render({VARIABLE: with_placeholders(config, list(placeholders))}, ["A comment"]))
    return path


def read_by_ansible(folder):
    """What a task of the host gets for the variable, through a real inventory."""
    loader = DataLoader()
    inventory = InventoryManager(loader=loader, sources=[str(folder / "inventory.yml")])
    variables = VariableManager(loader=loader, inventory=inventory).get_vars(host=inventory.get_host("wa1"))
    return to_plain(Templar(loader, dict(variables, **SECRETS)).template(trust_as_template("{{ whatsapp_instance_config }}")))


def read_file(path):
    """The same without an inventory, which costs less."""
    loader = DataLoader()
    more = {"trusted_as_template": True} if trust_as_template is not str else {}
    variables = loader.load_from_file(str(path), cache="none", **more)
    return to_plain(Templar(loader, dict(variables, **SECRETS)).template(trust_as_template("{{ whatsapp_instance_config }}")))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("export")


def test_every_text_is_that_text_again(tmp_path):
    """As a value, as a key, in a list; through an inventory, with the secrets in reach; and nothing is executed."""
    canary = tmp_path / "executed"
    texts = [text.replace(CANARY, str(canary)) for text in TEXTS]
    config = {
        "profile": {"about": texts[-3]},
        "business_compliance": {"customer_care_details": {text: text for text in texts}},
        "groups": [{"subject": text, "admins": texts} for text in texts[:3]],
    }
    written(tmp_path, config)
    assert read_by_ansible(tmp_path) == config
    assert not canary.exists()


TEXT = st.text().filter(lambda text: MASK not in text)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=12,
)
PIECES = ["{{", "}}", "{%", "%}", "{#", "#}", "#jinja2:", "variable_start_string:'[%'", "[%", "lookup('pipe', 'id')", "!unsafe", "!vault",
          "\n", " ", "'", '"', "\\", "\x85", "\u2028", ": ", "- ", "# ", "vault_a", "secret", "x", "7"]  # fmt: skip
HOSTILE = st.lists(st.sampled_from(PIECES), max_size=8).map("".join)


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(TEXT, JSON | HOSTILE, max_size=5))
def test_any_config_is_that_config_again(folder, config):
    """Whatever JSON can hold."""
    assert read_file(written(folder, config)) == config


@settings(max_examples=50, deadline=None)
@given(st.lists(HOSTILE | st.sampled_from(["{{ vault_a }}", "{{ secret }}"]), min_size=1, max_size=5), st.data())
def test_only_placeholders_are_templates(folder, texts, data):
    """Where the export put one; the same text anywhere else is the server's."""
    position = data.draw(st.integers(0, len(texts) - 1))
    config = {"users": [*texts[:position], "{{ vault_whatsapp_user_ops_team_password }}", *texts[position + 1 :]]}
    item = {"variable": "vault_whatsapp_user_ops_team_password", "path": ["users", position]}
    expected = [*texts[:position], "0ps-Pass!word", *texts[position + 1 :]]
    assert read_file(written(folder, config, [item])) == {"users": expected}


@pytest.mark.parametrize(
    ("config", "sentence"),
    [
        ({"profile": {"about": "a\ud800"}}, "profile.about has half of a surrogate pair"),
        ({"x": {"\udfff": 1}}, r"x.'\\udfff' has half of a surrogate pair"),
        ({"x": [float("nan")]}, r"x\[0\] is not a number that JSON has"),
        ({"x": [float("inf")]}, r"x\[0\] is not a number that JSON has"),
        ({"profile": {"about": "it is ********"}}, "profile.about holds a secret of this task, or eight asterisks"),
        ({"x": b"bytes"}, "x is neither text nor number"),
        ({"x": {7: 1}}, "is neither text nor number"),
    ],
)
def test_what_a_file_cannot_hold_is_refused(config, sentence):
    """With the place and the reason."""
    with pytest.raises(ValueError, match=sentence):
        with_placeholders(config, [])


def test_deep_nesting_is_refused():
    """Instead of a RecursionError."""
    config = {}
    for _level in range(2000):
        config = {"x": config}
    with pytest.raises(ValueError, match="nested more than 50 deep"):
        with_placeholders(config, [])


@pytest.mark.parametrize("variable", ["********_password", "other", "a }}{{ b"])
def test_a_placeholder_that_is_not_where_it_should_be_is_refused(variable):
    """As when masking by value took a part of it."""
    with pytest.raises(ValueError, match=r"^users\[0\]: .*does not hold the placeholder|^users\[0\] does not hold the placeholder"):
        with_placeholders({"users": ["{{ vault_a }}"]}, [{"variable": variable, "path": ["users", 0]}])


def test_comments_are_one_line_of_ascii():
    """Whatever stands in them."""
    content = render({VARIABLE: {}}, ["one\ntwo: {{ 3 }}\r\x85\u2028four", "ä\x1b[0m"])
    assert content == b"# one\\ntwo: {{ 3 }}\\r\\x85\\u2028four\n# \\xe4\\x1b[0m\n---\nwhatsapp_instance_config: {}\n"


def test_a_file_is_pleasant_to_read():
    """Options by name, texts in quotes, certificates as blocks."""
    config = {
        "webhook_ca": {"content": "-----BEGIN-----\nMIIB\n"},
        "users": [{"name": "ops"}],
        "app_settings": {"yes": True, "heartbeat_interval": 9, "version": "2.31"},
    }
    lines = render({VARIABLE: with_placeholders(config, [])}, []).decode().splitlines()
    assert lines == [
        "---",
        "whatsapp_instance_config:",
        "  webhook_ca:",
        "    content: !unsafe |",
        "      -----BEGIN-----",
        "      MIIB",
        "  users:",
        '    - name: !unsafe "ops"',
        "  app_settings:",
        "    'yes': true",
        "    heartbeat_interval: 9",
        '    version: "2.31"',
    ]


def test_sections_of_a_file():
    """Without templating it; of another file none."""
    assert sections_of(render({VARIABLE: {"profile": Template("{{ x }}"), "users": []}}, ["c"])) == ["profile", "users"]
    for content in (b"", b"- a", b"a: [", b"whatsapp_instance_config: 7", b"\xff", b"whatsapp_instance_config: !vault x"):
        assert sections_of(content) == []


def test_one_name_for_one_secret():
    """However much alike two are spelled, no secret gets the password of another; the same one keeps its name."""
    name = Placeholders()
    providers = ("shop.a", "shop-a", "SHOP_A", "shop.a", "магазин", "склад")
    variables = [name("media_provider", provider, "bearer").variable for provider in providers]
    endings = ["shop_a_bearer", "shop_a_bearer_2", "shop_a_bearer_3", "shop_a_bearer", "bearer", "bearer_2"]
    assert [variable.removeprefix("vault_whatsapp_media_provider_") for variable in variables] == endings


def test_placeholders_are_found_by_their_type():
    """A text that looks like one is none."""
    one = Placeholders()("user", "ops", "password")
    config = {"users": [{"name": str(one), "user_password": one}], "x": "{{ vault_whatsapp_user_ops_password }}"}
    assert placeholders_in(config) == [{"variable": "vault_whatsapp_user_ops_password", "path": ["users", 0, "user_password"]}]


@pytest.mark.parametrize("host", ["", ".", "..", "a/b", "/etc", "../x", "a\0b", "x" * 256, "ü" * 128])
def test_a_host_that_cannot_have_a_directory_is_refused(host, tmp_path):
    """Before anything is read; and no such directory is opened."""
    with pytest.raises(OptionError, match="cannot be the name of a directory"):
        check_host(host)
    with pytest.raises(OptionError):
        open_directory("dest", str(tmp_path), host, create=True)
    assert list(tmp_path.iterdir()) == []


def test_the_default_is_the_directory_that_ansible_reads(tmp_path):
    """Beside the source that names the host; with none, or none of the host's, it must be given."""
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "hosts.yml").touch()
    one, two = (str(tmp_path / name) for name in ("one", "two"))
    both = [f"{one}/hosts.yml", two]
    assert beside_inventory([f"{one}/hosts.yml"], one) == f"{one}/host_vars"
    assert beside_inventory([one], f"{one}/deeper") == f"{one}/host_vars"
    assert beside_inventory([f"{one}/hosts.yml"], None) == f"{one}/host_vars"
    assert beside_inventory(both, two) == f"{two}/host_vars"
    assert beside_inventory([*both, "wa1,"], one) == f"{one}/host_vars"
    with pytest.raises(OptionError, match=f"several directories .{one}, {two}."):
        beside_inventory(both, None)
    for sources in ([], ["wa1,wa2"], ["/nowhere/hosts"]):
        with pytest.raises(OptionError, match="the inventory has no directory of its own"):
            beside_inventory(sources, None)


def test_a_directory_follows_no_link(tmp_path):
    """Neither to a directory, nor to a file, in neither direction."""
    outside, parent = tmp_path / "outside", tmp_path / "host_vars"
    (outside / "wa1").mkdir(parents=True)
    parent.mkdir()
    (parent / "wa1").symlink_to(outside / "wa1")
    with pytest.raises(OptionError, match="is a symbolic link, which is not followed"):
        open_directory("dest", str(parent), "wa1", create=True)
    (outside / "file").write_text("theirs")
    with open_directory("dest", str(parent), "wa2", create=True) as directory:
        os.symlink(outside / "file", "one.yml", dir_fd=directory.handle)
        with pytest.raises(OptionError, match=r"cannot be read \(it is a symbolic link"):
            directory.read("one.yml")
        directory.write("one.yml", b"mine")
        assert directory.read("one.yml") == b"mine"
        assert directory.names() == ["one.yml"]
        assert (parent / "wa2" / "one.yml").stat().st_mode & 0o777 == 0o600
    assert (outside / "file").read_text() == "theirs"
    assert list((outside / "wa1").iterdir()) == []
    (parent / "wa3").write_text("a file")
    with pytest.raises(OptionError, match="is a file, or below one"):
        open_directory("dest", str(parent), "wa3", create=True)
    assert open_directory("dest", str(parent), "wa4") is None


def test_a_twin_on_a_file_system_that_ignores_case_is_refused(tmp_path, monkeypatch):
    """WA1 opens the directory of wa1 there; who is there under another name is seen in the listing."""
    (tmp_path / "wa1").mkdir()
    opened = os.open
    monkeypatch.setattr(os, "mkdir", lambda path, *mode: (nothing for nothing in ()).throw(FileExistsError(path)))
    monkeypatch.setattr(os, "open", lambda path, *flags, **more: opened(str(path).replace("WA1", "wa1"), *flags, **more))
    with pytest.raises(OptionError, match="WA1 is there under another spelling, and holds the files of another host"):
        open_directory("dest", str(tmp_path), "WA1", create=True)


def test_plain_yaml_tools_see_what_is_there():
    """The tag is the only thing that they must know."""
    loader = type("Loader", (yaml.SafeLoader,), {})
    loader.add_constructor("!unsafe", lambda loader, node: loader.construct_scalar(node))
    assert yaml.load(render({"a": "b"}, []), Loader=loader) == {"a": "b"}
