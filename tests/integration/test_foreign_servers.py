# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whole modules against servers that are not this API, or have a part of it: no wrong answer, and never more than one login."""

from __future__ import annotations

import pytest

from tests.support.certificates import good_bundle
from tests.support.foreign import after_login, foreign_server, page, refusal, reply, run_module

ABOUT = {"settings": {"profile": {"about": {"text": "there"}}}}
SETTINGS = {"settings": {"application": {"sent_status": False, "wa_id": "4915123456789", "callback_persist": True}}}
PROFILE = {"settings": {"business": {"profile": {"email": "a@example.com"}}}}
PROVIDERS = {"settings": {"application": {"media": {"providers": []}}}}
CA = good_bundle("hooks.example.com").root
CONFIG = {
    "users": [{"name": "monitoring", "user_password": "M0nitor-Pass!word"}],
    "webhook_ca": {"content": CA},
    "app_settings": {"sent_status": True},
    "media_providers": {"providers": [{"name": "cdn", "config": {"bearer": "b3arer-of-the-cdn"}}]},
    "shards": {"shards": 1},
    "business_profile": {"email": "b@example.com"},
    "profile": {"about": "here"},
    "groups": [{"subject": "Staff"}],
}
NOTHING = {
    "404, a page": lambda *_call: page(404),
    "404, nothing": lambda *_call: reply(None, 404),
    "404, text": lambda *_call: (404, {"Content-Type": "text/plain"}, b"404 page not found\n"),
    "404, another API": lambda *_call: reply({"message": "no Route matched with those values"}, 404),
    "404, a code of its own": lambda *_call: refusal(404, 404, "not found"),
    "405": lambda *_call: reply(None, 405),
    "410": lambda *_call: reply(None, 410),
    "501": lambda *_call: reply(None, 501),
    "403, blocked": lambda *_call: reply({"meta": {"developer_message": "This URL is blocked", "success": False}}, 403),
    "403, no route": lambda *_call: reply({"message": "Missing Authentication Token"}, 403),
}
PAGE = {"200, a page": lambda *_call: page(), "200, another API": lambda *_call: reply({"hello": "world"})}


def apply(server, config=None, **options):
    """The result of whatsapp_instance."""
    return run_module("whatsapp_instance", server, config=CONFIG if config is None else config, **options)


def one_sentence(server, result):
    """A failure as it must be: of this instance, one line."""
    assert result["failed"] is True
    assert result["msg"].startswith(server.url + ": "), result["msg"]
    assert result["msg"].isprintable()
    assert "unforeseen" not in result["msg"]
    return result["msg"]


@pytest.mark.parametrize("check_mode", [True, False])
@pytest.mark.parametrize("kind", [*NOTHING, *PAGE])
def test_a_server_that_is_not_this_api(kind, check_mode):
    """The login tells: nothing is in sync, nothing is "not offered", nobody logs in twice; the remedy is url."""
    with foreign_server({**NOTHING, **PAGE}[kind]) as server:
        for options in ({}, {"on_error": "continue"}):
            result = apply(server, check_mode=check_mode, **options)
            assert "correct url" in one_sentence(server, result)
            assert not any(section.get("not_offered") for section in result["sections"].values())
        assert server.calls() == ["POST /v1/users/login"] * 2
        assert "correct url" in one_sentence(server, run_module("whatsapp_instance_info", server, users=["monitoring"]))
        for module, more in (("whatsapp_user_info", {"name": "admin"}), ("whatsapp_session", {}), ("whatsapp_health_info", {})):
            assert "correct url" in one_sentence(server, run_module(module, server, check_mode, **more))
        assert server.calls() == ["POST /v1/users/login"] * 6


@pytest.mark.parametrize("check_mode", [True, False])
@pytest.mark.parametrize("kind", NOTHING)
def test_a_login_is_all_that_works(kind, check_mode):
    """Nothing could be compared, so that the instance is not in sync."""
    with foreign_server(after_login(NOTHING[kind])) as server:
        result = apply(server, check_mode=check_mode, on_error="continue")
        assert "nothing could be compared" in one_sentence(server, result)
        assert result["changed"] is False
        assert {name for name, section in result["sections"].items() if section.get("not_offered")} == set(CONFIG)
        assert (result["done"], set(result["not_done"])) == ([], set(CONFIG))
        assert server.logins() == 1
        assert server.writes() == [] if check_mode else set(server.writes()) <= {"POST /v1/certificates/webhooks/ca"}
        one_sentence(server, run_module("whatsapp_instance_info", server))
        one_sentence(server, run_module("whatsapp_instance_info", server, users=["monitoring"]))
        one_sentence(server, run_module("whatsapp_instance_info", server, gather_subset=["webhook_ca"]))


def test_a_token_and_no_login():
    """With a token nobody logs in, and the answer to the first call tells."""
    for answer in NOTHING.values():
        with foreign_server(answer) as server:
            result = apply(server, {"app_settings": {"sent_status": True}}, password=None, token="a.b.c")
            assert "nothing could be compared" in one_sentence(server, result)
            assert server.calls() == ["GET /v1/settings/application"]


@pytest.mark.parametrize("config", [{"two_step": {"pin": "123456"}}, {"users": [{"name": "gone", "state": "absent"}]}])
@pytest.mark.parametrize("kind", ["404, nothing", "404, a page", "405"])
def test_what_needs_no_answer_is_no_comparison(kind, config):
    """A section that sends nothing, or wants nothing to be there, does not show that there is an instance."""
    with foreign_server(NOTHING[kind]) as server:
        one_sentence(server, apply(server, config))
        one_sentence(server, apply(server, config, check_mode=True))
    with foreign_server(after_login(NOTHING[kind])) as server:
        one_sentence(server, apply(server, config))
        one_sentence(server, apply(server, config, check_mode=True))


LOGINS = {
    "401": reply(None, 401),
    "401, a page": page(401),
    "401/1024": refusal(401, 1024),
    "403": refusal(403, 1005, "Unknown"),
    "403, a page": page(403, "Forbidden"),
    "429": refusal(429, 1015, "Rate limiting exceeded on bad login attempts"),
    "500": refusal(500, 1014),
    "502": page(502),
    "503": refusal(503, 1016),
    "400": refusal(400, 1009),
    "302": reply(None, 302, Location="https://sso.example.com/"),
}


@pytest.mark.parametrize("kind", LOGINS)
def test_one_refused_login_is_the_end(kind):
    """Whatever its status: eight sections, one login."""
    with foreign_server(lambda *_call: LOGINS[kind]) as server:
        result = apply(server, on_error="continue")
        one_sentence(server, result)
        assert server.logins() == 1
        assert len(result["not_done"]) == len(CONFIG)
        one_sentence(server, run_module("whatsapp_instance_info", server, users=["monitoring"]))
        assert server.logins() == 2
        assert set(server.calls()) == {"POST /v1/users/login"}


def parts(**answers):
    """A gateway that has some paths, {"METHOD path": answer}, and answers the others with `other`."""
    other = answers.pop("other", reply(None, 404))
    table = {"GET /v1/settings/application": reply(SETTINGS), **answers.pop("table", {})}
    return after_login(lambda method, path, _body: table.get(f"{method} {path}", other))


@pytest.mark.parametrize("check_mode", [True, False])
@pytest.mark.parametrize("kind", NOTHING)
def test_a_gateway_with_a_part_of_the_api(kind, check_mode):
    """What is missing is not offered, in check mode as in the real run, and what is there is compared."""
    table = {"GET /v1/settings/application": reply(SETTINGS), "PATCH /v1/settings/application": reply({})}
    with foreign_server(parts(table=table, other=NOTHING[kind]())) as server:
        result = apply(server, check_mode=check_mode)
        assert not result.get("failed"), result["msg"]
        assert [name for name, section in result["sections"].items() if not section.get("not_offered")] == ["app_settings"]
        assert result["changed"] is True
        assert result["diff"]["after"] == {"app_settings": {"sent_status": True}}
        assert len(result["warnings"]) == len(CONFIG) - 1
        info = run_module("whatsapp_instance_info", server, users=["monitoring"])
        assert info["config"] == {"app_settings": {"callback_persist": True, "sent_status": False}}


def test_an_empty_404_of_a_server_that_says_more_of_a_wrong_path():
    """The documented answer for "no webhook CA" is a difference, and a user that is not there is one too."""
    posts = []

    def answer(method, path, _body):
        if method == "POST":
            posts.append(path)
            return reply({})
        if path == "/v1/users/admin":
            return reply({"users": [{"username": "admin", "ROLES": "ROLE_ADMIN"}]})
        absent = path in ("/v1/certificates/webhooks/ca", "/v1/users/monitoring")
        return reply(None, 404) if absent else refusal(404, 1006, "URL path not found")

    config = {name: CONFIG[name] for name in ("users", "webhook_ca")}
    with foreign_server(after_login(answer)) as server:
        assert apply(server, config, check_mode=True)["changed"] is True
        assert server.writes() == []
        assert apply(server, config)["changed"] is True
        assert posts == ["/v1/users", "/v1/certificates/webhooks/ca"]


@pytest.mark.parametrize(
    "answer",
    [
        reply(None, 404),
        page(404),
        reply(None),
        reply(None, 204),
        page(),
        reply({}),
        reply({"groups": None}),
        reply({"groups": "x"}),
        reply(None, 500),
    ],
    ids=["404", "404 page", "200 empty", "204", "200 page", "200 {}", "null", "text", "500"],
)
@pytest.mark.parametrize("path", ["/v1/groups", "/v1/groups/1-2"])
def test_no_second_group_of_the_same_name(path, answer):
    """Only the documented absence means that a group can be made."""
    table = {
        "GET /v1/groups": reply({"groups": [{"id": "1-2", "creation_time": 1}]}),
        "GET /v1/groups/1-2": reply({"groups": [{"subject": "Staff", "admins": [], "participants": [], "creator": "1"}]}),
        "POST /v1/groups": reply({"groups": [{"id": "1-3", "creation_time": 1}]}),
    }
    with foreign_server(parts(table={**table, f"GET {path}": answer})) as server:
        one_sentence(server, run_module("whatsapp_group", server, subject="Staff"))
        one_sentence(server, run_module("whatsapp_group", server, True, subject="Staff"))
        one_sentence(server, run_module("whatsapp_group", server, group_id="1-2", state="absent")) if path != "/v1/groups" else None
        assert server.writes() == []


def test_one_certificate_is_not_lost_because_another_is_not_offered():
    """Each part for itself; a documented 404 is "none"."""
    table = {"GET /v1/certificates/webhooks/ca": (200, {"Content-Type": "text/plain"}, CA.encode())}
    for other in (page(404), reply(None, 404), reply(None, 405)):
        with foreign_server(parts(table=table, other=other)) as server:
            result = run_module("whatsapp_certificate_info", server)
            assert len(result["webhook_ca"]) == 1
            assert result["external_ca"] is None
            assert result["not_offered"] == ["external_ca"]
            assert result["served"]["self_signed"] is True
            one_sentence(server, run_module("whatsapp_certificate_info", server, gather_subset=["external_ca"]))


@pytest.mark.parametrize("check_mode", [True, False])
def test_one_part_of_a_profile_or_of_the_statistics_is_not_lost(check_mode):
    """The text is set although the server has no photos; and the numbers that it has are returned."""
    table = {
        "GET /v1/settings/profile/about": reply(ABOUT),
        "PATCH /v1/settings/profile/about": reply({}),
        "GET /metrics": reply({"metrics": {"web_uptime": {"data": [{"value": 1}]}}}),
    }
    for other in (page(404), reply(None, 405)):
        with foreign_server(parts(table=table, other=other)) as server:
            result = apply(server, {"profile": {"about": "here", "remove_photo": True}}, check_mode=check_mode)
            assert result["diff"]["after"] == {"profile": {"about": "here"}}
            assert server.writes() == ([] if check_mode else ["PATCH /v1/settings/profile/about"])
            assert "photo is left out" in result["warnings"][0]
            stats = run_module("whatsapp_stats_info", server, check_mode)
            assert (list(stats["stats"]), stats["not_offered"]) == (["metrics"], ["app"])
            one_sentence(server, run_module("whatsapp_stats_info", server, gather_subset=["app", "db"]))


MESSAGE = {"to": "4915123456789", "text": {"body": "hello"}}
WRITES = {
    "whatsapp_message": MESSAGE,
    "whatsapp_message_read": {"message_id": "gBGG"},
    "whatsapp_registration": {"cc": "49", "phone_number": "1512345678", "code": "123456"},
    "whatsapp_two_step": {"pin": "123456", "update_pin": "always"},
    "whatsapp_garbage_collection": {"service": "media"},
    "whatsapp_user": {"name": "monitoring", "user_password": "M0nitor-Pass!word", "update_password": "always"},
    "whatsapp_app_settings": {"sent_status": True},
    "whatsapp_business_profile": {"email": "b@example.com"},
    "whatsapp_profile": {"about": "here"},
    "whatsapp_media_provider": {"providers": [{"name": "cdn", "config": {"bearer": "b3arer-of-the-cdn"}}]},
}
READS = {
    "GET /v1/users/monitoring": reply({"users": [{"username": "monitoring", "ROLES": "ROLE_USER"}]}),
    "GET /v1/settings/business/profile": reply(PROFILE),
    "GET /v1/settings/profile/about": reply(ABOUT),
    "GET /v1/settings/application/media/providers": reply(PROVIDERS),
}


@pytest.mark.parametrize("answer", [page(), page(201), reply({"error": "nothing done"}), reply({"success": False, "message": "no"})])
@pytest.mark.parametrize("module", WRITES)
def test_a_write_that_is_answered_with_something_else(module, answer):
    """A page, or a failure with status 200, is no success."""
    with foreign_server(parts(table=READS, other=answer)) as server:
        result = run_module(module, server, **WRITES[module])
        one_sentence(server, result)
        assert len(server.writes()) == 1, server.calls()


@pytest.mark.parametrize("answer", [reply({}), reply(None), reply({"meta": {"version": "v2.45.1"}}), reply({"messages": [{}]}), page()])
def test_a_payload_that_is_missing(answer, tmp_path):
    """A message without id is not sent, a medium without id is not there, a backup without data is none."""
    with foreign_server(parts(other=answer)) as server:
        one_sentence(server, run_module("whatsapp_message", server, **MESSAGE))
        (tmp_path / "a.png").write_bytes(b"\x89PNG")
        one_sentence(server, run_module("whatsapp_media", server, src=str(tmp_path / "a.png")))
        one_sentence(server, run_module("whatsapp_backup", server, dest=str(tmp_path / "b.json"), backup_password="x"))
        assert not (tmp_path / "b.json").exists()
        assert server.writes() == ["POST /v1/messages", "POST /v1/media", "POST /v1/settings/backup"]


@pytest.mark.parametrize("answer", [page(), reply(None), reply({"error": "no"}), page(404), reply(None, 404)])
def test_a_file_that_is_none(answer, tmp_path):
    """Neither a medium, nor a CA, nor a photo."""
    with foreign_server(parts(table=READS, other=answer)) as server:
        one_sentence(server, run_module("whatsapp_media", server, media_id="1", dest=str(tmp_path / "medium")))
        assert not (tmp_path / "medium").exists()
        one_sentence(server, run_module("whatsapp_media", server, media_id="1", state="absent"))
        if answer[0] == 200:
            one_sentence(server, run_module("whatsapp_certificate", server, kind="webhook_ca", content=CA))
            one_sentence(server, run_module("whatsapp_certificate_info", server, gather_subset=["webhook_ca"]))
            one_sentence(server, run_module("whatsapp_profile", server, remove_photo=True))
            one_sentence(server, run_module("whatsapp_stats_info", server, format="prometheus")) if answer == page() else None
        assert server.writes() == []


@pytest.mark.parametrize("on_error", ["stop", "continue"])
def test_something_unforeseen_hides_nothing(on_error, monkeypatch):
    """One section breaks in our own code: what the others wrote is told, with the restarts."""
    from ansible_collections.waops.whatsapp.plugins.module_utils._resources import profile

    monkeypatch.setattr(profile, "read_about", lambda _client: 1 / 0)
    table = {**READS, "PATCH /v1/settings/application": reply({}), "POST /v1/settings/business/profile": reply({})}
    config = {"app_settings": {"callback_persist": False}, "profile": {"about": "x"}, "business_profile": {"email": "b@example.com"}}
    with foreign_server(parts(table=table)) as server:
        result = apply(server, config, on_error=on_error)
        assert result["failed"] is True
        assert result["msg"].startswith(f"{server.url}: config.profile: profile failed on something unforeseen (ZeroDivisionError in ")
        assert result["changed"] is True
        assert result["restart_required"] == ["coreapp"]
        assert result["done"] == ["app_settings", "business_profile"]
        assert result["not_done"] == ["profile"]
        info = run_module("whatsapp_instance_info", server)
        assert info["config"]["app_settings"]["callback_persist"] is True
        assert list(info["unreadable"]) == ["profile"]


@pytest.mark.parametrize(
    ("answer", "restart"),
    [(page(504), ["coreapp"]), (page(), ["coreapp"]), (refusal(400, 1009), []), (refusal(503, 1016), []), (refusal(500, 1014), [])],
)
def test_a_restart_that_may_be_due(answer, restart):
    """When nobody knows what became of the write, the restart is not forgotten; a refusal owes none."""
    table = {"PATCH /v1/settings/application": answer}
    with foreign_server(parts(table=table)) as server:
        result = run_module("whatsapp_app_settings", server, callback_persist=False)
        one_sentence(server, result)
        assert result.get("restart_required", []) == restart
        result = apply(server, {"app_settings": {"callback_persist": False}})
        assert result["restart_required"] == restart
        assert result["sections"]["app_settings"].get("restart_required", []) == restart


def test_a_list_that_fails_in_the_middle():
    """The first element is written, the second is refused: both are told, and where."""
    table = {
        "GET /v1/users/first.user": refusal(404, 1006, "User does not exist"),
        "GET /v1/users/second.user": refusal(404, 1006, "User does not exist"),
        "POST /v1/users": reply({"users": [{"username": "first.user"}]}, 201),
        "GET /v1/users/third.user": refusal(500, 1023),
    }
    users = [{"name": name, "user_password": "M0nitor-Pass!word"} for name in ("first.user", "third.user")]
    with foreign_server(parts(table=table)) as server:
        result = apply(server, {"users": users})
        assert ": config.users[1]: GET /v1/users/third.user was refused with 500/1023" in one_sentence(server, result)
        assert result["changed"] is True
        result = apply(server, {"users": [{"name": "second.user"}]})
        assert one_sentence(server, result).startswith(f"{server.url}: config.users[0].user_password: it is needed")


HOSTILE = "no\x1b]0;owned\x07\x1b[2J\r\nok: [wa1] => changed=false\u202egnp.exe " + "long " * 1000


def test_the_servers_words_are_one_line():
    """In messages, failure, warnings and sections; escape sequences and line breaks steer nothing."""
    for answer in (refusal(400, 1009, HOSTILE), reply({"message": HOSTILE}, 400), (400, {"Content-Type": "text/plain"}, HOSTILE.encode())):
        with foreign_server(parts(table={"PATCH /v1/settings/application": answer})) as server:
            result = apply(server, {"app_settings": {"sent_status": True}})
            assert "okkk" not in one_sentence(server, result)
            assert len(result["msg"]) < 1000
            texts = [value for value in result["failure"].values() if isinstance(value, str)]
            assert all(text.isprintable() for text in [*texts, result["sections"]["app_settings"]["msg"]])
