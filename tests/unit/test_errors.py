# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Errors: the message, the dictionary `failure`, and what is known about the outcome."""

from __future__ import annotations

import pytest

from ansible_collections.waops.whatsapp.plugins.module_utils._errors import (
    FAILURE_KEYS,
    ApiError,
    NotFound,
    OptionError,
    PreconditionError,
    TransportError,
    UnexpectedAnswer,
    UnforeseenError,
    WhatsAppError,
    as_whatsapp_error,
    printable,
)

CALL = {"method": "PATCH", "path": "/v1/settings/application"}


def test_every_error_has_all_keys_of_failure():
    error = ApiError("it was refused", status=403, code=1005, **CALL)
    assert error.failure == {"status": 403, "code": 1005, "title": None, "details": None, **CALL}
    assert tuple(error.failure) == FAILURE_KEYS
    assert (error.status, error.code, error.details) == (403, 1005, "")


@pytest.mark.parametrize("kind", [WhatsAppError, ApiError, NotFound])
@pytest.mark.parametrize("key", ["detail", "Status", "retryable"])
def test_a_misspelt_key_of_failure_is_refused(kind, key):
    with pytest.raises(TypeError, match=key):
        kind("it was refused", **{key: 1})


def test_a_transport_error_refuses_a_misspelt_key_too():
    with pytest.raises(TypeError, match="reqest_sent"):
        raise TransportError("no answer", "the connection was lost", reqest_sent=False)


def test_the_message_names_the_instance_and_the_place_from_the_outside_to_the_inside():
    error = WhatsAppError("it is empty").inside("users[0]").inside("config").of_instance("https://wa1")
    assert error.message == "https://wa1: config: users[0]: it is empty"
    assert error.of_instance("https://wa2").message.startswith("https://wa1: ")  # the first one knows


def test_an_option_is_named_with_its_whole_path():
    error = OptionError("user_password", "it is too short").inside("users[0]").inside("config")
    assert error.message == "config.users[0].user_password: it is too short"
    assert error.failure["details"] == error.option == "config.users[0].user_password"
    assert (error.failure["title"], PreconditionError("x", "y").failure["title"]) == ("Option is not valid", "Precondition is not met")


@pytest.mark.parametrize(
    ("done", "changed", "words"), [(0, False, ""), (2, True, " (2 of 5 changes were made before; run again to finish)")]
)
def test_progress_is_a_change_and_is_part_of_the_message(done, changed, words):
    result = WhatsAppError("it failed").add_progress(done, 5).of_instance("https://wa1").to_result()
    assert (result["changed"], result["msg"]) == (changed, "https://wa1: it failed" + words)


def test_the_result_has_what_callers_have_added_and_nothing_else():
    error = WhatsAppError("it failed")
    assert set(error.to_result()) == {"msg", "failure", "changed"}
    error.restart_required, error.write_lost, error.extra = ["coreapp"], True, {"healthy": None}
    assert error.to_result() == {
        "msg": "it failed", "failure": dict.fromkeys(FAILURE_KEYS), "changed": False,
        "restart_required": ["coreapp"], "outcome_unknown": True, "healthy": None,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("error", "unknown"),
    [
        (TransportError("", "lost"), True),
        (TransportError("", "refused", request_sent=False), False),
        (ApiError("", status=502), True),  # a gateway's error does not say what happened behind it
        (ApiError("", status=500, code=1000), False),
        (ApiError("", status=400), False),
        (UnexpectedAnswer("", status=200), True),
        (OptionError("x", "y"), False),
    ],
)
def test_whether_the_outcome_is_unknown(error, unknown):
    assert error.outcome_unknown is unknown


def test_the_answer_to_a_retry_says_nothing_about_the_first_try():
    error = ApiError("", status=404, code=1006)
    error.after_lost_answer = True
    assert error.outcome_unknown


def test_a_warning_of_an_unknown_outcome():
    error = ApiError("it was refused", status=502, **CALL)
    error.warn_of_unknown_outcome("the message may have been sent")
    assert error.message == "it was refused; the message may have been sent"
    lost = TransportError("no answer came; run again", "the connection was lost", **CALL)
    lost.warn_of_unknown_outcome("the message may have been sent")  # in place of the advice to run again
    assert lost.message == "PATCH /v1/settings/application: the connection was lost; the message may have been sent"


def test_foreign_text_is_one_printable_line():
    assert printable("a\x1b[31mred\x1b[0m\r\nb\u202ec\x00 d") == "ared b c d"
    assert (printable("x" * 9, 8), printable("x" * 8, 8)) == ("xxxxx...", "x" * 8)
    assert ApiError("", title="a\nb", details="x" * 600).failure["title"] == "a b"
    assert len(ApiError("", details="x" * 600).failure["details"]) == 500


def test_a_bug_is_an_error_without_the_values_at_hand():
    with pytest.raises(KeyError) as caught:
        {}["Adm1n-Pass!word"]
    error = as_whatsapp_error(caught.value, "user")
    assert isinstance(error, UnforeseenError) and error.outcome_unknown
    assert "user failed on something unforeseen (KeyError in test_errors.py:" in error.message
    assert "Adm1n" not in error.message
    assert as_whatsapp_error(error, "group") is error
