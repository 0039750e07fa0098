# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is refused before a message is sent, and what exactly is sent."""

from __future__ import annotations

import pytest
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

from ansible_collections.waops.whatsapp.plugins.module_utils._api.request import Request
from ansible_collections.waops.whatsapp.plugins.module_utils._errors import OptionError
from ansible_collections.waops.whatsapp.plugins.module_utils._resources.message import MESSAGE, MESSAGE_READ, TYPES
from tests.contract.cases.message import BODIES, TO

TEMPLATE = BODIES["template"]


def problem(**options):
    """The sentence that refuses these options, or None."""
    checked = ArgumentSpecValidator(MESSAGE.spec(), **MESSAGE.constraints).validate({"to": TO, **options})
    if checked.error_messages:
        return "; ".join(checked.error_messages)
    try:
        MESSAGE.desired(checked.validated_parameters)
    except OptionError as error:
        return error.message
    return None


def sent(**options):
    """The JSON body that is sent for these options; check mode shows the same."""
    checked = ArgumentSpecValidator(MESSAGE.spec(), **MESSAGE.constraints).validate({"to": TO, **options})
    assert not checked.error_messages
    plan = MESSAGE.plan(None, MESSAGE.desired(checked.validated_parameters))
    (request,) = plan.writes
    assert (request.method, request.path, request.json) == ("POST", "messages", plan.after)
    return request.json


@pytest.mark.parametrize("kind", TYPES)
def test_a_whole_message_is_sent_as_given(kind):
    """Nothing is added but the defaults, nothing is lost."""
    assert sent(type=kind, **{kind: BODIES[kind]}) == {"to": TO, "type": kind, "recipient_type": "individual", kind: BODIES[kind]}


@pytest.mark.parametrize("kind", TYPES)
def test_the_body_of_the_type_is_needed(kind):
    """A type without its object is refused."""
    assert problem(type=kind) == f"{kind}: type={kind} needs it; give it, or set type to what the message is"


@pytest.mark.parametrize("kind", TYPES)
@pytest.mark.parametrize("other", TYPES)
def test_a_second_body_is_refused(kind, other):
    """Whatever the two are."""
    said = problem(type=kind, **{kind: BODIES[kind], other: BODIES[other]})
    expected = f"{other}: it does not belong to type={kind}; a message has one body, send two messages for two"
    assert said == (None if kind == other else expected)


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"text": {"body": "x" * 4096}}, None),
        ({"text": {"body": "x" * 4097}}, "text.body: it has 4097 characters, 4096 at most are allowed"),
        ({"text": {"body": " \n"}}, "text.body: it is empty"),
        ({"text": {"body": "x"}, "to": "Ada"}, "to: 'Ada' is not a phone number; give country code and number"),
        ({"text": {"body": "x"}, "to": "+49 (151) 999-999"}, None),
        ({"text": {"body": "x"}, "to": "4915-1530825318", "recipient_type": "group"}, None),
        ({"text": {"body": "x"}, "to": " ", "recipient_type": "group"}, "to: it is empty"),
        ({"text": {"body": "x"}, "ttl": 0}, "ttl: 0 is not allowed; give 1 or more"),
        ({"type": "audio", "audio": BODIES["audio"], "preview_url": True}, "preview_url: only type=text has a preview"),
        ({"type": "audio", "audio": BODIES["audio"], "preview_url": False}, None),
        ({"type": "image", "image": {}}, "one of the following is required: id, link found in image"),
        ({"type": "image", "image": {"id": "1", "link": "https://a.b"}}, "parameters are mutually exclusive: id|link found in image"),
        ({"type": "image", "image": {"id": "1", "provider": {"name": "p"}}},
         "parameters are mutually exclusive: id|provider found in image"),
        ({"type": "image", "image": {"id": ""}}, "image.id: it is empty"),
        ({"type": "image", "image": {"link": "ftp://a.b/c"}}, "image.link: it is not a URL that begins with http:// or https://"),
        ({"type": "location", "location": {"longitude": 181, "latitude": 0}},
         "location.longitude: 181.0 is not allowed; give degrees from -180 to 180"),
        ({"type": "location", "location": {"longitude": 0, "latitude": "nan"}},
         "location.latitude: nan is not allowed; give degrees from -90 to 90"),
        ({"type": "location", "location": {"longitude": 0}}, "missing required arguments: latitude found in location"),
        ({"type": "contacts", "contacts": []}, "contacts: give at least one contact"),
        ({"type": "contacts", "contacts": [*BODIES["contacts"], {"name": {}}]}, "contacts: contact 2 lacks name.formatted_name"),
        ({"type": "template", "template": {**TEMPLATE, "name": ""}}, "template.name: it is empty"),
        ({"type": "interactive", "interactive": {"type": "product", "action": {"catalog_id": "1"}}}, None),
        ({"type": "interactive", "interactive": {"type": "list", "action": {"button": "b"}}},
         "type is list but all of the following are missing: body found in interactive"),
    ],
)  # fmt: skip
def test_what_the_server_would_refuse_is_refused_first(options, expected):
    """The sentence names the option and says what is allowed."""
    assert problem(**options) == expected


@pytest.mark.parametrize(("kind", "option"), [("audio", "caption"), ("sticker", "caption"), ("image", "filename"), ("video", "filename")])
def test_a_medium_has_only_the_texts_that_belong_to_it(kind, option):
    """Captions and file names are for some types of media only."""
    assert f"{kind}.{option}" in problem(type=kind, **{kind: {"id": "1", option: "x"}})


def test_a_message_identifier_cannot_leave_its_place_in_the_path():
    """Identifiers hold any characters."""
    assert MESSAGE_READ.plan(None, {"message_id": "wamid.a/b+c=?x"}).writes == [
        Request("PUT", "messages/wamid.a%2Fb%2Bc%3D%3Fx", {"status": "read"})
    ]
