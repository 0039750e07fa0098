# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""URLs that are declared: which are refused, which are the same, and that credentials in them are shown nowhere."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.waops.whatsapp.plugins.module_utils._resources.support import redacted
from ansible_collections.waops.whatsapp.plugins.module_utils._utils import check_url, normalize_url
from tests.support.foreign import foreign_server, refusal, reply, run_module

SPACE = "it holds white space"
SCHEME = "it is not a URL that begins with https://"
HOST = "it names no host"
TOKEN = "a.b.c"


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("https://hook.example.com", None),
        ("HTTPS://Hook.Example.com:8443/wa?tenant=a#x", None),
        ("https://user:p%40ss@hook.example.com/wa", None),
        ("https://[2001:db8::1]:8443/wa", None),
        ("https://192.0.2.1", None),
        ("https://bücher.example/wa", None),
        ("https://hook.example.com/\n", SPACE),
        ("\nhttps://hook.example.com/", SPACE),
        ("https://hook.example.com/a b", SPACE),
        ("https://hook.example.com/\t", SPACE),
        ("https://hook.example.com/\x00", SPACE),
        ("https://hook.example.com/\u00a0", SPACE),
        ("https://hook.example.com/\u2028", SPACE),
        ("https://hook.example.com/\u200b", SPACE),
        ("http://hook.example.com", SCHEME),
        ("ftp://hook.example.com", SCHEME),
        ("hook.example.com", SCHEME),
        ("https:hook.example.com", SCHEME),
        ("https:/hook.example.com", SCHEME),
        ("httpss://hook.example.com", SCHEME),
        ("https://", HOST),
        ("https:///wa", HOST),
        ("https://?a=b", HOST),
        ("https://#a", HOST),
        ("https://:8443/wa", HOST),
        ("https://user:password@/wa", HOST),
        ("https://user:pass/word@hook.example.com", HOST),
        ("https://hook.example.com:99999", HOST),
        ("https://hook.example.com:0", HOST),
        ("https://hook.example.com:https", HOST),
        ("https://[::1", HOST),
        ("https://a\\b.example", HOST),
        ("https://{{ host }}".replace(" ", ""), HOST),
        ("https://a℀b.example", HOST),
    ],
)  # fmt: skip
def test_which_urls_are_refused(url, problem):
    """A sentence that holds nothing of the URL."""
    found = check_url(url)
    assert (found or "").startswith(problem or "")
    assert bool(found) is bool(problem)
    assert "hook.example" not in (found or "")


@given(st.text())
def test_no_text_breaks_it(text):
    for url in (text, "https://" + text):
        assert check_url(url) is None or "\n" not in check_url(url)
        assert normalize_url(normalize_url(url)) == normalize_url(url)


@pytest.mark.parametrize(
    ("url", "normal"),
    [
        ("HTTPS://Hook.Example.COM:8443/Path?Q=A#F", "https://hook.example.com:8443/Path?Q=A#F"),
        ("https://User:PassWord@Hook.example.com", "https://User:PassWord@hook.example.com"),
        ("Not a URL", "Not a URL"),
        ("", ""),
    ],
)
def test_what_capitals_mean(url, normal):
    """In the scheme and the host nothing, elsewhere something."""
    assert normalize_url(url) == normal


OLD, NEW = "0ld-Pass.Word", "N3w-Pass.Word"
CREDENTIALS = {
    "password": "https://user:%s@hook.example.com/wa",
    "user name": "https://%s@hook.example.com/wa",
    "token": "https://hook.example.com/wa?tenant=a&token=%s",
    "key": "https://hook.example.com/wa?key=%s",
    "signature": "https://hook.example.com/wa?x=1;Signature=%s#y",
    "without a name": "https://hook.example.com/wa?%s",
    "encoded name": "https://hook.example.com/wa?%%74oken=%s",
    "fragment": "https://hook.example.com/wa#%s",
}


def server_with(url):
    """A server whose webhooks go to this URL, and which quotes a URL that it refuses."""

    def answer(method, _path, body):
        if method == "PATCH":
            return refusal(400, 1009, "Parameter 'webhooks' has invalid value '%s'" % json.loads(body)["webhooks"]["url"])
        return reply({"settings": {"application": {"webhooks": {"url": url}}}, "meta": {}})

    return foreign_server(answer)


@pytest.mark.parametrize("form", CREDENTIALS.values(), ids=CREDENTIALS)
def test_credentials_in_the_webhook_url_are_shown_nowhere(form):
    """Not in the diff, the invocation, a refusal or an export; that they differ is seen all the same."""
    with server_with(form % OLD) as server:
        for check_mode in (True, False):
            result = run_module("whatsapp_app_settings", server, check_mode, token=TOKEN, webhooks={"url": form % NEW})
            assert OLD not in str(result)
            assert NEW not in str(result)
            assert bool(result.get("failed")) is not check_mode
            if check_mode:
                assert result["changed"]
                before, after = (result["diff"][side]["webhooks"]["url"] for side in ("before", "after"))
                assert (after, "hook.example.com" in after) == (f"{before} (new value)", True)
        same = run_module("whatsapp_app_settings", server, token=TOKEN, webhooks={"url": form.replace("https", "HTTPS") % OLD})
        assert (same["changed"], same["diff"]["before"]["webhooks"]) == (False, same["diff"]["after"]["webhooks"])
        assert OLD not in str(same)
        whole = run_module("whatsapp_instance", server, True, token=TOKEN, config={"app_settings": {"webhooks": {"url": form % NEW}}})
        assert whole["changed"]
        assert OLD not in str(whole)
        assert NEW not in str(whole)
        exported = run_module("whatsapp_instance_info", server, token=TOKEN, gather_subset=["app_settings"])
        assert OLD not in str(exported)
        assert exported["config"]["app_settings"]["webhooks"] == {"url": "{{ vault_whatsapp_webhooks_url }}"}
        assert [found["variable"] for found in exported["placeholders"]] == ["vault_whatsapp_webhooks_url"]
        reset = run_module("whatsapp_app_settings", server, True, token=TOKEN, state="reset")
        assert reset["changed"]
        assert OLD not in str(reset)


def test_a_url_without_credentials_is_shown():
    with server_with("https://old.example.com/wa") as server:
        result = run_module("whatsapp_app_settings", server, True, token=TOKEN, webhooks={"url": "HTTPS://New.example.com/wa"})
        assert result["diff"]["before"] == {"webhooks": {"url": "https://old.example.com/wa"}}
        assert result["diff"]["after"] == {"webhooks": {"url": "https://new.example.com/wa"}}


def test_an_unreadable_webhook_url_is_not_quoted():
    """A text where an object belongs may be the URL."""
    for shown in (f"https://user:{OLD}@hook.example.com", {"url": [f"https://user:{OLD}@hook.example.com"]}):
        with foreign_server(lambda *_, shown=shown: reply({"settings": {"application": {"webhooks": shown}}})) as server:
            result = run_module("whatsapp_app_settings", server, token=TOKEN, webhooks={"url": "https://new.example.com"})
            assert result["failed"]
            assert OLD not in str(result)


REFUSED = {
    "whatsapp_app_settings": {"webhooks": {"url": f"http://user:{NEW}@hook.example.com"}},
    "whatsapp_business_profile": {"websites": [f"https://user:{NEW}@a.example/\n"]},
    "whatsapp_message": {"to": "491511234567", "type": "image", "image": {"link": f"https://user:{NEW}@a.example/ b"}},
}


@pytest.mark.parametrize("module", REFUSED)
def test_a_refusal_does_not_quote_the_url(module):
    with foreign_server(lambda *_: reply()) as server:
        result = run_module(module, server, **REFUSED[module])
        assert result["failed"]
        assert NEW not in str(result)
        assert server.calls() == []


def test_other_urls():
    """Links of messages and websites are masked alike; templates have links in their free-form parts."""
    link = f"https://store.example/a.jpg?X-Amz-Signature={NEW}"
    messages = (
        {"type": "image", "image": {"link": link}},
        {"type": "template", "template": {
            "namespace": "n", "name": "t", "language": {"code": "en"},
            "components": [{"type": "header", "parameters": [{"type": "image", "image": {"link": link}}]}],
        }},
    )  # fmt: skip
    profile = {"settings": {"business": {"profile": {"websites": [f"https://a.example/?k={OLD}", ""]}}}}
    with foreign_server(lambda *_: reply(profile)) as server:
        for message in messages:
            result = run_module("whatsapp_message", server, True, to="491511234567", **message)
            assert not result.get("failed"), result
            assert NEW not in str(result)
        websites = run_module("whatsapp_business_profile", server, True, token=TOKEN, websites=[f"https://a.example/?k={NEW}"])
        assert websites["diff"]["before"]["websites"] == ["https://a.example/?********"]
        assert websites["diff"]["after"]["websites"] == ["https://a.example/?******** (new value)"]
        same = run_module("whatsapp_business_profile", server, token=TOKEN, websites=[f"HTTPS://A.example/?k={OLD}"])
        assert not same["changed"]


def test_support_information():
    """The environment of the containers holds addresses of proxies and databases."""
    env = ["HTTP_PROXY=http://user:hunter2@proxy:3128/", "X=mysql://u:hunter2@db/x and http://v:hunter2@y"]
    assert "hunter2" not in str(redacted({"env": env}))
    assert redacted("see https://a.example/b@c") == "see https://a.example/b@c"
