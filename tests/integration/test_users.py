# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Users and sessions: what is refused before anything is sent, what a password's proof costs, and tokens that are handed out."""

from __future__ import annotations

import stat

import pytest

from ansible_collections.waops.whatsapp.plugins.plugin_utils._execution.executor import execute
from tests.support.fixtures import ADMIN_PASSWORD

USER, SESSION, USER_INFO = ("waops.whatsapp.whatsapp_" + name for name in ("user", "session", "user_info"))
OPS, NEW = "0ps-Pass!word", "N3w-Pass!word"
EXISTING = {"users": {"ops.team": {"password": OPS, "role": "ROLE_USER"}}}


def run(instance, module, check_mode=False, **options):
    """The module's result."""
    return execute(module, {**instance.connection, **options}, check_mode)


def operations(instance):
    """What the instance was asked, in order."""
    return [entry["operation"] for entry in instance.journal()]


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"name": "ops", "user_password": OPS}, "name: 'ops' has 3 characters; 4 to 32 are required"),
        ({"name": "o" * 33, "user_password": OPS}, "33 characters"),
        ({"name": "ops team", "user_password": OPS}, "a character other than letters, digits, '-', '_' and '.'"),
        ({"name": "_apiuser", "user_password": OPS}, "'_apiuser' is reserved"),
        ({"name": "ops.team", "user_password": "Sh0rt!"}, "user_password: it has 6 characters; 8 to 64 are required"),
        ({"name": "ops.team", "user_password": "nodigitNOR special"}, "it lacks a digit and a special character"),
        ({"name": "ops.team", "user_password": "all-l0wer-case"}, "it lacks an upper-case letter"),
        ({"name": "ops.team", "user_password": "Sp ace-1nside"}, "a character other than letters, digits and"),
        ({"name": "ops.team", "user_password": "Aümlaut-1nside"}, "a character other than letters, digits and"),
        ({"name": "admin", "state": "absent"}, "'admin' is the only administrator and cannot be removed"),
    ],
)
def test_bad_users_are_refused_before_anything_is_sent(instance, options, says):
    """By the server's own rules, in one sentence."""
    assert says in run(instance, USER, **options)["msg"]
    assert instance.journal() == []


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"new_password": "weak"}, "new_password: it has 4 characters"),
        ({"token_path": "/nonexistent/token"}, "token_path: the directory /nonexistent does not exist"),
        ({"state": "absent", "new_password": NEW}, "new_password: it does not belong to state=absent"),
    ],
)
def test_bad_sessions_are_refused_before_anything_is_sent(instance, options, says):
    """In one sentence."""
    assert says in run(instance, SESSION, **options)["msg"]
    assert instance.journal() == []


def test_creating_a_user_needs_a_password(instance):
    """Told when it turns out that the user does not exist."""
    assert "it is needed to create the user 'ops.team'" in run(instance, USER, name="ops.team")["msg"]
    assert instance.journal("write") == []


def test_the_proof_of_a_password_leaves_no_token_behind(instance):
    """A right password costs a login and its log-out; a wrong one a failed login and the write."""
    instance.patch(EXISTING)
    assert run(instance, USER, name="ops.team", user_password=OPS)["changed"] is False
    assert operations(instance) == ["Login-User", "Get-User", "Login-User", "Logout-User"]
    assert run(instance, USER, name="ops.team", user_password=NEW, update_password="on_create")["changed"] is False
    assert run(instance, USER, name="ops.team", user_password=NEW)["changed"] is True
    assert instance.state()["users"]["ops.team"]["password"] == NEW


def test_first_login_is_idempotent_and_says_when_neither_password_works(stock_instance):
    """The new password is tried first; with two wrong ones check mode and the real run say the same."""
    wanted = {"password": "secret", "new_password": ADMIN_PASSWORD}
    assert run(stock_instance, SESSION, True, **wanted)["changed"] is True
    assert stock_instance.state()["users"]["admin"]["password"] == "secret"
    assert run(stock_instance, SESSION, **wanted)["changed"] is True
    assert run(stock_instance, SESSION, **wanted)["changed"] is False
    for check_mode in (True, False):
        result = run(stock_instance, SESSION, check_mode, password="Wr0ng-Pass!1", new_password="Wr0ng-Pass!2")
        assert "neither password nor new_password of 'admin' is accepted" in result["msg"]
        assert result["failure"]["status"] == 401


def test_tokens_are_handed_out_and_revoked(instance, tmp_path):
    """A file for its owner alone, or a return value; revoking one leaves the others valid, and is unchanged the second time."""
    path = tmp_path / "token"
    assert "token" not in run(instance, SESSION, token_path=str(path))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    kept, returned = path.read_text(), run(instance, SESSION, return_token=True)["token"]
    assert kept != returned

    def ask(token):
        return execute(USER_INFO, {**instance.connection, "password": None, "token": token, "name": "admin"}, False)

    assert ask(kept)["exists"] and ask(returned)["exists"]
    revoke = {"state": "absent", "token": kept}
    assert [run(instance, SESSION, **revoke)["changed"] for _time in range(2)] == [True, False]
    assert ask(kept)["failure"]["status"] == 401
    assert ask(returned)["exists"]
