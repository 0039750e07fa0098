# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The top layer: connection options, and `run`, the path of every module however it was started."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Callable, Protocol

from ansible.module_utils.basic import AnsibleModule, env_fallback, missing_required_lib

from ansible_collections.waops.whatsapp.plugins.module_utils._api.client import Client
from ansible_collections.waops.whatsapp.plugins.module_utils._api.session import TokenStore
from ansible_collections.waops.whatsapp.plugins.module_utils._core.masking import Masker
from ansible_collections.waops.whatsapp.plugins.module_utils._errors import OptionError, as_whatsapp_error, printable
from ansible_collections.waops.whatsapp.plugins.module_utils._http import requests_import as library
from ansible_collections.waops.whatsapp.plugins.module_utils._http.headers import (
    encoding_problem,
    header_problem,
    headers_problem,
    login_problem,
    user_problem,
)
from ansible_collections.waops.whatsapp.plugins.module_utils._http.transport import Transport
from ansible_collections.waops.whatsapp.plugins.module_utils._http.urls import base_url, is_loopback

MAX_TIMEOUT = 86400  # seconds
MAX_RETRIES = 1000


class ModuleOperation(Protocol):
    """What a module runs: a Resource, an Info, or a whole instance."""

    @property
    def name(self) -> str:
        """Its name in messages."""

    @property
    def constraints(self) -> Mapping[str, Any]:
        """mutually_exclusive, required_if and so on, as AnsibleModule takes them."""

    def spec(self) -> dict[str, dict[str, Any]]:
        """The argument spec without the connection options."""

    def desired(self, params: Mapping[str, Any]) -> Any:
        """The validated options. Raises OptionError before anything is sent."""

    def run(self, client: Any, desired: Any, check_mode: bool) -> dict[str, Any]:
        """The module's return values. Raises WhatsAppError."""


def _option(variable: str, **spec: Any) -> dict[str, Any]:
    return dict(spec, fallback=(env_fallback, ["WHATSAPP_" + variable]))


CONNECTION = {
    "url": _option("URL", type="str"),
    "username": _option("USERNAME", type="str", default="admin"),
    "password": _option("PASSWORD", type="str", no_log=True),
    "token": _option("TOKEN", type="str", no_log=True),
    "headers": {"type": "dict", "no_log": True},
    "validate_certs": _option("VALIDATE_CERTS", type="bool", default=True),
    "ca_path": _option("CA_PATH", type="path"),
    "tls_fingerprint": _option("TLS_FINGERPRINT", type="list", elements="str"),
    "timeout": _option("TIMEOUT", type="int", default=60),
    "retries": _option("RETRIES", type="int", default=3),
}


def argument_spec(operation: ModuleOperation) -> dict[str, dict[str, Any]]:
    """The connection options and those of the operation."""
    return dict(CONNECTION, **operation.spec())


def connect(
    params: Mapping[str, Any], warn: Callable[[str], None], tokens: TokenStore | None = None, connection_cache: Any = None
) -> Client:
    """A Client from the connection options; nothing is sent yet. Raises OptionError."""
    _check_connection(params)
    names = ("url", "validate_certs", "ca_path", "tls_fingerprint", "timeout", "retries", "headers")
    transport = Transport(warn=warn, connection_cache=connection_cache, **{name: params[name] for name in names})
    if transport.base_url.startswith("http://") and not is_loopback(transport.base_url):
        warn("%s: the password and the token travel in clear text; use https" % transport.base_url)
    password, token = params["password"] or None, params["token"] or None  # empty, as from an empty variable, counts as not set
    needs_login = not (params["headers"] and password is None and token is None)
    return Client(transport, params["username"], password, token, tokens, needs_login)


def _check_connection(params: Mapping[str, Any]) -> None:
    """Raises OptionError for what the argument spec cannot tell."""
    if not 1 <= params["timeout"] <= MAX_TIMEOUT:
        raise OptionError("timeout", "give 1 to %d seconds" % MAX_TIMEOUT)
    if not 0 <= params["retries"] <= MAX_RETRIES:
        raise OptionError("retries", "give 0 to %d" % MAX_RETRIES)
    problems = {
        "username": user_problem(params["username"]),
        "password": login_problem(params["password"] or ""),
        "token": header_problem(params["token"] or ""),
        "headers": headers_problem(params["headers"] or {}, bool(params["password"] or params["token"])),
    }
    for name, problem in problems.items():
        if problem:
            raise OptionError(name, problem)


def _check_encoding(params: Mapping[str, Any], spec: Mapping[str, Mapping[str, Any]]) -> None:
    """Raises OptionError for a text that cannot be sent; the path of a local file may have any bytes."""
    for name, value in params.items():
        if value is not None and spec[name].get("type") != "path":
            problem = encoding_problem(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str))
            if problem:
                raise OptionError(name, problem)


def run(
    operation: ModuleOperation,
    params: Mapping[str, Any],
    check_mode: bool,
    warn: Callable[[str], None],
    tokens: TokenStore | None = None,
    connection_cache: Any = None,
) -> dict[str, Any]:
    """Runs one operation with validated params; returns the arguments of exit_json or, with failed=True, of fail_json.

    warn: takes one sentence. tokens: see client.NullTokenStore. connection_cache: see transport.NullConnectionCache.
    """
    if library.REQUESTS_IMPORT_ERROR:
        return {"failed": True, "msg": missing_required_lib("requests"), "exception": library.REQUESTS_IMPORT_ERROR}
    client, instance = None, None
    try:
        if params["url"] is None:
            raise OptionError("url", "set url, or the host variable whatsapp_url, or the environment variable WHATSAPP_URL")
        # An error of url itself comes before any address is known, and does not repeat what the URL may hold.
        instance = base_url(params["url"])
        _check_encoding(params, {**CONNECTION, **operation.spec()})
        client = connect(params, warn, tokens, connection_cache)
        result = operation.run(client, operation.desired(params), check_mode)
    except Exception as error:
        result = dict(as_whatsapp_error(error, operation.name).of_instance(instance).to_result(), failed=True)
    finally:
        if client:
            client.transport.close()
    for sentence in result.pop("warnings", ()):
        warn(printable("%s: %s" % (instance, sentence)))
    return result


def refuse(error: OptionError, url: object) -> dict:
    """The result of a run that is refused before it begins, as run() returns it. url: the option, which may be wrong too."""
    try:
        instance = base_url(url) if isinstance(url, str) else None
    except OptionError:
        instance = None
    return dict(error.of_instance(instance).to_result(), failed=True)


class _Module(AnsibleModule):
    """AnsibleModule with the masking of this collection. Its own masks by value only, and not at all after a wrong type."""

    def exit_json(self, **result: Any) -> None:
        """Ends the module with this result, masked."""
        super().exit_json(**self._masked(result))

    def fail_json(self, msg: str, **result: Any) -> None:
        """Ends the module as failed, masked; AnsibleModule calls this itself when the options are not valid."""
        super().fail_json(**self._masked(dict(result, msg=msg)))

    def _masked(self, result: dict[str, Any]) -> dict[str, Any]:
        masker = Masker(self.argument_spec, self.params)
        for sentence in masker.warnings:
            self.warn(sentence)
        masked = dict(masker.result(result), invocation={"module_args": masker.options(self.params)})
        self.no_log_values: set[str] = set()
        if hasattr(self, "_new_secrets"):  # since ansible-core 2.22, which would mask parts of words in all that it shows
            self._new_secrets.flush()
            masked["_ansible_new_secrets"] = masker.values
        return masked

    def _log_invocation(self) -> None:
        """The system's log gets no options."""


def run_module(operation: ModuleOperation) -> None:
    """The main of every module when Ansible ships it: AnsibleModule around run()."""
    module = _Module(argument_spec=argument_spec(operation), supports_check_mode=True, **operation.constraints)
    masker = Masker(module.argument_spec, module.params)
    result = run(operation, module.params, module.check_mode, lambda sentence: module.warn(masker.sentence(sentence)))
    if result.pop("failed", False):
        module.fail_json(**result)
    module.exit_json(**result)
