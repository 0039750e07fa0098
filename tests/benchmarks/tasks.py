# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The tasks that are compared."""

from __future__ import annotations

from tests.benchmarks.fleet import GETS

CONNECTION = {
    "url": "{{ whatsapp_url }}",
    "password": "{{ whatsapp_password }}",
    "tls_fingerprint": "{{ whatsapp_tls_fingerprint }}",
}
DEBUG = {"name": "debug", "ansible.builtin.debug": {"msg": "ok"}}


def ours(name="ours"):
    """One GET and nothing to change; the first task of a run on a host logs in, the others find its token."""
    return {"name": name, "waops.whatsapp.whatsapp_app_settings": {**CONNECTION, "callback_persist": True}}


def instance(name="instance", **more):
    """The whole declaration: one login and every GET."""
    return {"name": name, "waops.whatsapp.whatsapp_instance": {**CONNECTION, "config": "{{ whatsapp_instance_config }}"}, **more}


def sweep(name="sweep", **options):
    """The whole declaration of every host of the play."""
    return {"name": name, "waops.whatsapp.whatsapp_fleet_audit": options, "run_once": True, "register": "audit"}


def uri_login():
    """The login by hand. `uri` cannot pin a certificate, so that it checks none: that is less work than ours does."""
    options = {
        "url": "{{ whatsapp_url }}/v1/users/login",
        "method": "POST",
        "url_username": "admin",
        "url_password": "{{ whatsapp_password }}",
        "force_basic_auth": True,
        "validate_certs": False,
    }
    return {"name": "uri login", "ansible.builtin.uri": options, "register": "login"}


def uri_get(path, name="uri"):
    """One GET by hand."""
    options = {
        "url": "{{ whatsapp_url }}/v1/" + path,
        "headers": {"Authorization": "Bearer {{ login.json.users[0].token }}"},
        "return_content": True,
        "validate_certs": False,
    }
    return {"name": name, "ansible.builtin.uri": options}


def uri_instance():
    """The login and every GET of a declaration by hand, with nothing compared yet."""
    return [uri_login(), *(uri_get(path) for path in GETS)]
