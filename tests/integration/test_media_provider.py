# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Media providers: what is refused before anything is sent, and a run that breaks off in the middle."""

from __future__ import annotations

from tests.contract.cases.media_provider import BASIC, BEARER
from tests.support.refusals import assert_refused, run_tasks, sent

MODULE = "whatsapp_media_provider"
PATH = "/v1/settings/application/media/providers"


def named(name, **config):
    return {"providers": [{"name": name, "config": config or {"bearer": "T0ken-of-nobody"}}]}


def test_bad_input_is_refused(instance, tmp_path):
    """Names that make no URL, credentials that are none or two, a provider declared twice."""
    cases = {
        "twice": ({"providers": [BASIC, BEARER, BASIC]}, "providers[0] and providers[2] are both 'shop-files'; declare it once"),
        "empty name": (named(" "), "providers[0].name: ' ' is not a name"),
        "dots": (named(".."), "providers[0].name: '..' is not a name"),
        "empty token": (named("cdn", bearer=""), "providers[0].config.bearer: it is empty; give a value"),
        "empty password": (
            named("cdn", basic={"username": "u", "password": ""}),
            "providers[0].config.basic.password: it is empty; give a value",
        ),
        "both kinds": (named("cdn", bearer="T0ken-of-nobody", basic={"username": "u", "password": "Pr0vider-Pass!"}), "mutually exclusive"),
        "no kind": ({"providers": [{"name": "cdn", "config": {}}]}, "one of the following is required: basic, bearer"),
        "no config": ({"providers": [{"name": "cdn"}]}, "state is present but all of the following are missing: config"),
        "other type": ({"providers": [dict(BASIC, type="ftp")]}, "value of type must be one of: www"),
    }
    assert_refused(instance, tmp_path, MODULE, {}, cases)


def test_a_run_that_breaks_off_is_finished_by_the_next(instance, tmp_path):
    """The second of two writes fails: the error tells of the first, and the next run makes the second alone."""
    instance.control.fault(instance=instance.address, method="POST", path=PATH, fault="status", status=500, code=1023, after=1)
    wanted = {"providers": [BASIC, BEARER]}
    rows = run_tasks(instance, tmp_path, MODULE, {"first": wanted, "second": wanted, "third": wanted})
    first = rows["first"].result
    assert first["msg"].endswith("(1 of 2 changes were made before; run again to finish)")
    assert first["changed"] is True
    assert first["failure"]["code"] == 1023
    assert rows["second"].result["diff"]["before"]["providers"].keys() == {"shop-files"}
    assert rows["third"].result["changed"] is False
    assert sent(instance, "Update-Media-Providers") == 3
    assert [provider["name"] for provider in instance.state()["providers"]] == ["shop-files", "cdn"]
