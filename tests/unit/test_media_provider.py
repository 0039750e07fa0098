# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Media providers: what counts as a difference, and what as unknown."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from ansible_collections.waops.whatsapp.plugins.module_utils._api.readers import Json
from ansible_collections.waops.whatsapp.plugins.module_utils._core.fields import MASK, MASK_CHANGED
from ansible_collections.waops.whatsapp.plugins.module_utils._resources.media_provider import MEDIA_PROVIDER

PASSWORD, TOKEN = "Pr0vider-Pass!", "Pr0vider-Token!"


def basic(username="whatsapp", password=PASSWORD):
    return {"name": "files", "type": "www", "config": {"basic": {"username": username, "password": password}}}


def bearer(token=TOKEN):
    return {"name": "files", "type": "www", "config": {"bearer": token}}


class Server(NamedTuple):
    """Shows these providers."""

    providers: list

    def get(self, path):
        return Json({"settings": {"application": {"media": {"providers": self.providers}}}})


def plan(current, *wanted, **options):
    desired = MEDIA_PROVIDER.desired(
        {"providers": [{"state": "present", **provider} for provider in wanted], "purge": False, "write_unreadable": False} | options
    )
    return MEDIA_PROVIDER.plan(MEDIA_PROVIDER.read(Server(current), desired), desired)


@pytest.mark.parametrize("hidden", [None, "", "***", "****word", "••••••••", "hidden", "<REDACTED>", "[masked]", True, {}])
def test_a_hidden_credential_is_unknown(hidden):
    """Neither changed nor shown, but told; with write_unreadable it is sent every time."""
    for current, wanted, name in ((basic(password=hidden), basic(), "config.basic.password"), (bearer(hidden), bearer(), "config.bearer")):
        found = plan([current], wanted)
        assert not found.changed
        assert found.before == found.after
        assert found.warnings == [f"the server does not show {name} of provider 'files': not compared and left as it is"]
        every_time = plan([current], wanted, write_unreadable=True)
        assert every_time.changed
        assert not every_time.warnings


@pytest.mark.parametrize("config", [None, {}, [], {"basic": None}, {"basic": {}}, {"basic": {"username": "whatsapp"}}])
def test_a_server_that_leaves_credentials_out(config):
    """Whatever is left out is unknown."""
    found = plan([{"name": "files", "type": "www", "config": config}], basic())
    assert not found.changed
    assert "config.basic.password" in found.warnings[0]


@pytest.mark.parametrize("password", ["****word", "hidden", "•••"])
def test_a_password_that_looks_like_a_mask_is_compared(password):
    """A value that is the wanted one is no mask."""
    found = plan([basic(password=password)], basic(password=password))
    assert (found.changed, found.warnings) == (False, [])


def test_what_is_sent_with_a_hidden_password_is_told():
    """Another user name sends the password too, and the diff says that."""
    found = plan([basic(password="****")], basic(username="other"))
    assert found.after["providers"]["files"]["config"]["basic"] == {"username": "other", "password": MASK_CHANGED}
    assert (len(found.writes), found.warnings) == (1, [])


DIFFERENCES = {
    "new basic": ([], basic()),
    "new bearer": ([], bearer()),
    "password": ([basic(password="0ld")], basic()),
    "token": ([bearer("0ld")], bearer()),
    "to bearer": ([basic()], bearer()),
    "to basic": ([bearer()], basic()),
    "hidden to basic": ([bearer("***")], basic()),
}


@pytest.mark.parametrize(("current", "wanted"), DIFFERENCES.values(), ids=DIFFERENCES)
def test_differences_are_one_write_and_masked(current, wanted):
    """Both sides show masks and never a value."""
    found = plan(current, wanted)
    assert len(found.writes) == 1
    assert found.before != found.after
    for secret in (PASSWORD, TOKEN, "0ld"):
        assert secret not in str(found.before) + str(found.after)
    assert MASK_CHANGED in str(found.after)
    assert not current or MASK in str(found.before)


def test_purge_removes_what_is_not_declared():
    """And without it nothing."""
    others = [dict(bearer(), name="a"), basic(), dict(basic(), name="b")]
    assert not plan(others, basic()).changed
    found = plan(others, basic(), purge=True)
    assert len(found.writes) == 2
    assert set(found.before["providers"]) == {"a", "files", "b"}
    assert set(found.after["providers"]) == {"files"}
    assert len(plan(others, purge=True).writes) == 3


def test_absent_with_purge_is_one_removal():
    """Not one for each reason."""
    assert len(plan([basic()], {"name": "files", "state": "absent"}, purge=True).writes) == 1
