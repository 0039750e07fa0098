# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Media providers."""

from __future__ import annotations

import pytest

from .conftest import error

PATH = "/v1/settings/application/media/providers"
BASIC = {"name": "store", "type": "www", "config": {"basic": {"username": "u", "password": "p"}}}
BEARER = {"name": "cdn", "type": "www", "config": {"bearer": "t"}}


def providers(api):
    return api.get(PATH).json()["settings"]["application"]["media"]["providers"]


def test_life_of_a_provider(api):
    assert providers(api) == []
    answer = api.post(PATH, [BASIC])
    assert (answer.status_code, list(answer.json())) == (200, ["meta"])
    api.post(PATH, [BEARER])
    assert providers(api) == [BASIC, BEARER]
    api.post(PATH, [{**BEARER, "name": "store"}])
    assert providers(api) == [BEARER, {**BEARER, "name": "store"}]
    assert api.delete(PATH + "/store").status_code == 200
    assert providers(api) == [BEARER]
    assert error(api.delete(PATH + "/store"))[:2] == (404, 1006)
    assert api.suspicious() == []


def test_name_in_the_path_is_decoded(api):
    api.post(PATH, [{**BASIC, "name": "a b/c"}])
    assert api.delete(PATH + "/a%20b%2Fc").status_code == 200


@pytest.mark.parametrize("body", [[], [BASIC, BEARER], BASIC, None])
def test_exactly_one_at_a_time(api, body):
    assert error(api.post(PATH, body)) == (400, 1009, "Can only add 1 config at a time")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"name": None}, 1008),
        ({"type": None}, 1008),
        ({"config": None}, 1008),
        ({"type": "ftp"}, 1009),
        ({"config": {}}, 1009),
        ({"config": {"basic": {"username": "u"}}}, 1008),
        ({"config": {"basic": {"username": "u", "password": "p"}, "bearer": "t"}}, 1009),
    ],
)
def test_refused(api, changes, code):
    assert error(api.post(PATH, [{**BASIC, **changes}]))[:2] == (400, code)
    assert providers(api) == []
