# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an answer means, whoever gives it: tables of answers of this API, of gateways and of other products."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from urllib3 import HTTPHeaderDict

from ansible_collections.waops.whatsapp.plugins.module_utils._api.envelope import read_answer, server_error
from ansible_collections.waops.whatsapp.plugins.module_utils._api.readers import Json
from ansible_collections.waops.whatsapp.plugins.module_utils._errors import (
    ApiError,
    AuthenticationError,
    InitialPasswordError,
    NotFound,
    NotOffered,
    UnexpectedAnswer,
    WhatsAppError,
)
from ansible_collections.waops.whatsapp.plugins.module_utils._http.adapter import HttpResponse

HTML = b"<!DOCTYPE html>\n<html><head><title>404 Not Found</title></head><body>nginx</body></html>"


def response(status, content=b"", kind="application/json", **headers):
    """An HttpResponse; content: bytes, or what becomes JSON."""
    body = content if isinstance(content, bytes) else json.dumps(content).encode()
    given_headers = {name.replace("_", "-"): value for name, value in headers.items()}
    return HttpResponse(status, HTTPHeaderDict({"Content-Type": kind, **given_headers}), body, "https://wa1:9090/v1/x")


def errors(code, details="", title="Error"):
    """The API's own form of an error."""
    return {"errors": [{"code": code, "title": title, "details": details}], "meta": {"version": "v2.45.1"}}


WORDS = {
    "the API": (
        errors(1009, "Parameter 'x' has invalid value", "Parameter value is not valid"),
        "Parameter value is not valid: Parameter 'x' has invalid value",
    ),
    "errors as one object": ({"errors": {"code": 1009, "title": "Not valid", "details": "x"}}, "Not valid: x"),
    "errors as texts": ({"errors": ["first", "second"]}, "first"),
    "errors as a text": ({"errors": "quota exceeded"}, "quota exceeded"),
    "errors by parameter": ({"errors": {"email": ["is taken", "is odd"]}}, "email: is taken; is odd"),
    "numeric details": ({"errors": [{"code": 1009, "title": "T", "details": 42}]}, "T: 42"),
    "details as an object": ({"errors": [{"code": 1009, "title": "T", "details": {"field": "x"}}]}, 'T: {"field": "x"}'),
    "details as a list": ({"errors": [{"code": 1009, "title": "T", "details": ["a", "b"]}]}, "T: a; b"),
    "message in errors": ({"errors": [{"code": 1009, "message": "no"}]}, "Error: no"),
    "message": ({"message": "no Route matched with those values"}, "no Route matched with those values"),
    "Message": ({"Message": "User is not authorized"}, "User is not authorized"),
    "detail": ({"detail": "Not authenticated"}, "Not authenticated"),
    "detail as a list": ({"detail": [{"loc": ["body"], "msg": "field required"}]}, "field required"),
    "developerMessage": ({"developerMessage": "no such channel"}, "no such channel"),
    "developer_message in meta": (
        {"meta": {"http_code": 403, "developer_message": "This URL is blocked", "success": False}},
        "This URL is blocked",
    ),
    "problem+json": ({"type": "about:blank", "title": "Forbidden", "status": 403, "detail": "out of scope"}, "Forbidden: out of scope"),
    "Graph API": ({"error": {"message": "(#100) no", "type": "OAuthException", "code": 100}}, "OAuthException: (#100) no"),
    "Cloud API": ({"error": {"code": 131000, "title": "Wrong", "error_data": {"details": "why"}}}, "Wrong: why"),
    "error as a text": ({"error": "invalid_client"}, "invalid_client"),
    "OAuth": ({"error": "invalid_grant", "error_description": "expired"}, "invalid_grant: expired"),
    "Spring": ({"timestamp": 1, "status": 404, "error": "Not Found", "message": "No handler", "path": "/v1"}, "Not Found: No handler"),
    "Apigee": ({"fault": {"faultstring": "Unable to route", "detail": {"errorcode": "x"}}}, "Unable to route"),
    "a page": (HTML, "404 Not Found"),
    "plain text": (b"404 page not found\n", "404 page not found"),
    "nothing": (b"", ""),
    "an empty list of errors": ({"errors": []}, ""),
    "null members": ({"errors": [None], "message": None, "error": None}, ""),
    "bytes": (bytes(range(128, 256)), "an answer that is not JSON"),
    "another form": ({"fehler": "nein"}, '{"fehler": "nein"}'),
    "escape sequences": ({"message": "a\x1b[2Jb\r\nc\x07"}, "ab c"),
}


@pytest.mark.parametrize("name", WORDS)
def test_the_servers_own_words(name):
    """Wherever a server or a gateway puts them, as one line of printable text."""
    content, words = WORDS[name]
    kind = "text/html" if content is HTML else "text/plain" if isinstance(content, bytes) else "application/json"
    said = server_error(response(400, content, kind))
    assert said.words.startswith(words) if name == "Apigee" else said.words == words
    with pytest.raises(ApiError) as caught:
        read_answer("GET", "x", response(400, content, kind))
    assert words in caught.value.message
    assert caught.value.message.isprintable()
    assert all(value is None or isinstance(value, int) or value.isprintable() for value in caught.value.failure.values())


def test_a_long_text_is_cut():
    """A page of text does not fill the terminal."""
    with pytest.raises(ApiError) as caught:
        read_answer("GET", "x", response(400, {"message": "long " * 10_000}))
    assert len(caught.value.message) < 700


REFUSALS = {
    "no such user": (404, errors(1006, "User does not exist"), NotFound),
    "no such group": (404, errors(1012), NotFound),
    "code as a text": (404, {"errors": [{"code": "1006", "title": "Resource not found"}]}, NotFound),
    "the API's unknown path": (404, errors(1006, "URL path not found"), NotOffered),
    "another version's words": (400, errors(1006, "URL path not found"), NotOffered),
    "a template": (404, errors(2001, "template missing"), ApiError),
    "404 and nothing": (404, b"", NotOffered),
    "404 and spaces": (404, b" \n", NotOffered),
    "404 and null": (404, b"null", NotOffered),
    "404 and meta": (404, {"meta": {"version": "v2.45.1"}}, NotOffered),
    "404 and no errors": (404, {"errors": []}, NotOffered),
    "404 and a page": (404, HTML, NotOffered),
    "404 and text": (404, b"Not Found", NotOffered),
    "404 and a code of its own": (404, errors(404, "Not found"), NotOffered),
    "404 and a small code": (404, errors(100), NotOffered),
    "404 in another form": (404, {"error": {"code": 1006, "message": "Resource not found"}}, NotOffered),
    "404 and a message": (404, {"message": "no Route matched"}, NotOffered),
    "405": (405, errors(1014, "Method Not Allowed"), NotOffered),
    "405 and nothing": (405, b"", NotOffered),
    "410": (410, b"", NotOffered),
    "410 and a page": (410, HTML, NotOffered),
    "501": (501, b"", NotOffered),
    "501 and a code": (501, errors(1014), NotOffered),
    "the recipient cannot": (501, errors(1026), ApiError),
    "403 by role": (403, errors(1005, "User doesn't have permission"), ApiError),
    "403 by code": (403, errors(1005, "Unknown error: biz_link_on_prem_reg_blocked"), ApiError),
    "403 for a recipient": (403, errors(1007, "Recipient blocked to receive message"), ApiError),
    "403 of a gateway": (403, {"meta": {"developer_message": "This URL is blocked", "success": False}}, NotOffered),
    "403 of a gateway, in errors": (403, {"errors": [{"code": 403, "title": "Forbidden", "details": "URL is blocked"}]}, NotOffered),
    "403 of a gateway, as text": (403, b"This endpoint is not available", NotOffered),
    "403 of a route that is not there": (403, {"message": "Missing Authentication Token"}, NotOffered),
    "403 of a firewall": (403, HTML.replace(b"404 Not Found", b"403 Forbidden"), ApiError),
    "403 for an address": (403, {"message": "Your address 192.0.2.1 is not in the list"}, ApiError),
    "401": (401, b"", AuthenticationError),
    "401 and a page": (401, HTML, AuthenticationError),
    "401/1024": (401, errors(1024), InitialPasswordError),
    "429": (429, errors(1015), ApiError),
    "302": (302, b"", ApiError),
    "503 and a page": (503, HTML, ApiError),
}


@pytest.mark.parametrize("name", REFUSALS)
def test_which_error_a_refusal_is(name):
    """Absence is only what the API documents; a missing endpoint has many forms."""
    status, content, kind = REFUSALS[name]
    with pytest.raises(ApiError) as caught:
        read_answer("GET", "x", response(status, content))
    assert caught.value.__class__ is kind, caught.value.message
    empty = name in ("404 and nothing", "404 and spaces", "404 and null", "404 and meta", "404 and no errors")
    assert getattr(caught.value, "ambiguous", False) is empty
    assert caught.value.message.startswith("GET /v1/x was refused with %d" % status)


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize(
    "content",
    [b"", b"  ", b"null", b"{}", b"[]", b'{"meta": {"version": "v2.45.1"}}', b'{"errors": []}', b'{"error": null}', b"\xef\xbb\xbf{}"],
)
def test_successes_without_payload(method, content):
    """All forms that are documented, and PHP's empty list."""
    assert read_answer(method, "x", response(200, content)).body.value in (None, [], json.loads(content.strip() or b"null"))


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize(
    ("content", "what"),
    [
        (HTML, "is a page for browsers"),
        (b"  <!-- proxy -->\n<HTML><body>log in</body></HTML>", "is a page for browsers"),
        (b"OK", "is not valid JSON"),
        (b'{"users": [{"us', "is not valid JSON"),
        (b"true", "is JSON, but no object"),
        (b"[1]", "is JSON, but no object"),
        (b"\x89PNG", "is not valid JSON"),
        (b"NaN", "holds NaN"),
        (b"[" * 100_000, "is nested too deeply"),
        (b"9" * 5000, "holds a number of 5000 digits"),
    ],
)
def test_what_is_no_success(method, content, what):
    """A 200 is not enough; for a write nobody knows what became of it."""
    with pytest.raises(UnexpectedAnswer) as caught:
        read_answer(method, "x", response(200, content))
    assert what in caught.value.message
    assert caught.value.outcome_unknown
    assert ("it is not known whether the call took effect" in caught.value.message) is (method != "GET")


@pytest.mark.parametrize(
    "content",
    [
        {"errors": [{"code": 1014, "title": "Internal error"}]},
        {"error": "no"},
        {"error": {"message": "no"}},
        {"success": False},
        {"success": "false"},
        {"success": 0},
        {"ok": False},
        {"status": "error", "message": "no"},
        {"status": "FAIL", "data": {}},
        {"meta": {"success": False}},
    ],
)
def test_a_200_that_reports_a_failure(content):
    """Some gateways answer 200 to everything."""
    with pytest.raises(ApiError):
        read_answer("POST", "x", response(200, content))
    with pytest.raises(ApiError):
        read_answer("GET", "media/1", response(200, content), raw=True)


@pytest.mark.parametrize("more", [{"success": True}, {"ok": 1}, {"status": "ok"}, {"error": "false"}, {"errors": []}, {"error": None}])
def test_a_200_that_reports_no_failure(more):
    assert read_answer("GET", "x", response(200, {"settings": {}, **more})).body.value["settings"] == {}


@pytest.mark.parametrize(
    ("content", "kind", "headers", "fine"),
    [
        (b"\xff\xd8\xff", "image/jpeg", {}, True),
        (b'{"errors": [1]}', "text/plain", {}, True),
        (b'{"errors": [1]}', "application/json", {"Content_Disposition": "attachment"}, True),
        (HTML, "text/html", {"Content_Disposition": 'attachment; filename="report.html"'}, True),
        (HTML, "text/html", {}, False),
        (HTML, "image/jpeg", {}, False),
        (b"<p>please log in", "text/html; charset=utf-8", {}, False),
    ],
)
def test_files(content, kind, headers, fine):
    """A file may look like anything, but for a page that a proxy put in its place."""
    answer = response(200, content, kind, **headers)
    if fine:
        assert read_answer("GET", "media/1", answer, raw=True).content == content
    else:
        with pytest.raises(UnexpectedAnswer, match="is a page for browsers"):
            read_answer("GET", "media/1", answer, raw=True)


MEMBERS = ["errors", "error", "code", "title", "details", "message", "meta", "fault", "success", "x"]
STATUSES = [200, 201, 204, 302, 400, 401, 403, 404, 405, 410, 429, 500, 501, 503]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(MEMBERS), inner, max_size=4),
    max_leaves=12,
)


@given(
    status=st.sampled_from(STATUSES),
    content=JSON | st.binary(max_size=60),
    raw=st.booleans(),
)
def test_any_answer_is_an_answer_or_an_error(status, content, raw):
    """Never a traceback, always one line."""
    try:
        answer = read_answer("GET", "x", response(status, content), raw=raw)
        assert status < 300
        assert isinstance(answer.body, Json)
    except WhatsAppError as error:
        assert error.message.isprintable()
        assert all(value is None or isinstance(value, int) or value.isprintable() for value in error.failure.values())
