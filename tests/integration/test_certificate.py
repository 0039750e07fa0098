# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Certificates: what is refused before anything is sent, a whole renewal with its restart, and where the leaf is read."""

from __future__ import annotations

import base64
import socket
import warnings

import pytest
import requests

from tests.emulator.process import Emulator
from tests.support.attempts import attempt, told
from tests.support.certificates import DAY, bundle, good_bundle, issue, key_line, key_pem
from tests.support.fixtures import PROVISIONED, new_instance
from tests.support.playbook import play, run_playbook
from tests.support.proxy import proxy
from tests.support.refusals import assert_refused, run_tasks, sent

MODULE, INFO = "whatsapp_certificate", "whatsapp_certificate_info"
FQCN = "waops.whatsapp."
HOST = "wa1.example.com"
GOOD = good_bundle(HOST)
ROOT = issue("Root", ca=True)
CA = issue("CA", ROOT, ca=True)
COMPANY = issue("Company CA", ca=True)


def external(content, **more):
    return {"kind": "external", "content": content, "host_names": [HOST], **more}


def webhook(content, **more):
    return {"kind": "webhook_ca", "content": content, **more}


def test_bad_input_is_refused(instance, tmp_path):
    """Nothing of this reaches the server, where each would be taken."""
    other = issue("other", CA)
    (tmp_path / "not.pem").write_text("no certificate")
    cases = {
        "not PEM": (external("hello"), "content: it is not PEM: there is no -----BEGIN ...----- in it"),
        "a file that is not PEM": ({"kind": "external", "src": str(tmp_path / "not.pem")}, "src: it is not PEM"),
        "no such file": ({"kind": "external", "src": str(tmp_path / "gone.pem")}, "gone.pem cannot be read (No such file or directory)"),
        "nothing": ({"kind": "external"}, "state is present but any of the following are missing: content, src"),
        "both": ({"kind": "external", "content": GOOD.text, "src": "/x"}, "parameters are mutually exclusive: content|src"),
        "no kind": ({"content": GOOD.text}, "missing required arguments: kind"),
        "another key": (
            external(bundle(issue("leaf", CA), CA, key=key_pem(other.key))),
            "the private key does not belong to the certificate",
        ),
        "no intermediate": (external(GOOD.key + GOOD.leaf), "content: it holds 1 of at least 2 certificates; give the certificate and"),
        "order": (external(GOOD.key + GOOD.intermediate + GOOD.leaf), "the private key belongs to certificate 2"),
        "chain": (external(bundle(other, ROOT)), "certificate 1 (CN=other) was not signed by the next one (CN=Root) but by 'CN=CA'"),
        "expired": (external(bundle(issue("old", CA, begin=-2 * DAY, end=-DAY), CA)), "certificate 1 (CN=old) expired on"),
        "not yet valid": (external(bundle(issue("new", CA, begin=DAY), CA)), "certificate 1 (CN=new) is not valid before"),
        "another host": (external(GOOD.text, host_names=["wa2.example.com"]), "is not for 'wa2.example.com' but for DNS:wa1.example.com;"),
        "not the host of url": (external(GOOD.text, host_names=None), f"the certificate is not for '{instance.address}' but for"),
        "encrypted": (external(bundle(other, CA, key=key_pem(other.key, b"hush"))), "content: the private key is encrypted"),
        "removal": ({"kind": "external", "state": "absent"}, "state: the API cannot remove the Webapp's certificate"),
        "address": (external(GOOD.text, tls_address="wa1.internal"), "tls_address: 'wa1.internal' is not an address; give HOST:PORT"),
        "days": (external(GOOD.text, expiry_warning_days=-1), "expiry_warning_days: give 0 or more days"),
        "key in the CA": (webhook(COMPANY.pem + COMPANY.key_pem), "content: it holds a block named PRIVATE KEY; give certificates alone"),
        "CA not PEM": (webhook("hello"), "content: it is not PEM"),
        "CA damaged": (webhook(COMPANY.pem.replace("MII", "XXX")), "content: certificate 1 in it cannot be decoded"),
        "names of a CA": (webhook(COMPANY.pem, host_names=[HOST]), "host_names: it belongs to kind=external"),
    }
    assert_refused(instance, tmp_path, MODULE, {}, cases)


def test_a_plain_url_needs_the_address_of_the_webapp(instance, tmp_path):
    """Refused before anything is sent: without TLS there is no certificate to compare with."""
    plain = f"http://127.0.0.1:{instance.control.port}"
    tasks = {"external": (MODULE, external(GOOD.text)), "info": (INFO, {"gather_subset": ["served"]})}
    said = told(attempt(tmp_path, instance, tasks, url=plain, tls_fingerprint=None), instance)
    sentence = f"{plain}: tls_address: url is not https, so the certificate cannot be read there; give HOST:PORT of the Webapp's TLS port"
    assert said == dict.fromkeys(tasks, sentence)


def test_a_renewal_from_upload_to_restart(instance, tmp_path):
    """Uploaded once more until the restart, then unchanged; the pins that hold before and after are known all the while."""
    before = {"stock": (MODULE, external(GOOD.text)), "waiting": (MODULE, external(GOOD.text)), "info": (INFO, {})}
    run = attempt(tmp_path / "before", instance, before)
    assert run.result("stock")["changed"] and run.result("waiting")["changed"]
    assert run.result("stock")["restart_required"] == ["webapp"]
    assert run.result("stock")["tls_fingerprint"] == GOOD.leaf_sha256
    assert run.result("info")["served"]["stock"]
    assert instance.state()["certificate"]["uploaded"] == GOOD.text
    instance.control.restart(instance.address, "web")
    assert instance.state()["webapp"] == "running"

    pins = [instance.emulator.fingerprint, run.result("stock")["tls_fingerprint"]]
    after = {"installed": (MODULE, external(GOOD.text)), "info": (INFO, {})}
    run = attempt(tmp_path / "after", instance, after, tls_fingerprint=pins)
    assert not run.result("installed")["changed"]
    assert run.result("installed")["restart_required"] == []
    assert run.result("info")["served"]["sha256"] == GOOD.leaf_sha256
    assert not run.result("info")["served"]["stock"]
    assert [item["self_signed"] for item in run.result("info")["external_ca"]] == [False]
    assert "the certificate is not the pinned one" in told(attempt(tmp_path / "old", instance, after), instance)["installed"]
    assert sent(instance, "Upload-Certificate") == 2


def test_a_change_of_the_chain_alone_is_seen(instance, tmp_path):
    """The leaf is the same, and the root is added to its CAs."""
    instance.patch({"certificate": {"installed": GOOD.text}})
    run = attempt(tmp_path, instance, {"root": (MODULE, external(GOOD.text + GOOD.root))}, "--check", tls_fingerprint=GOOD.leaf_sha256)
    diff = run.result("root")["diff"]
    assert run.result("root")["changed"]
    assert diff["before"]["certificate"] == diff["after"]["certificate"]
    assert diff["after"]["ca_certificates"][:1] == diff["before"]["ca_certificates"]


def test_what_the_module_refuses_would_have_stopped_the_webapp(instance, tmp_path):
    """The same text, sent past the module, is taken by the server and keeps its Webapp from starting."""
    stranger = GOOD.text.replace(GOOD.key, key_pem(ROOT.key))
    run = attempt(tmp_path, instance, {"module": (MODULE, external(stranger))})
    assert "the private key does not belong" in run.result("module")["msg"]
    assert sent(instance, "Upload-Certificate") == 0
    headers = {"Authorization": "Bearer " + instance.control.token(instance.address), "Content-Type": "text/plain"}
    with warnings.catch_warnings(action="ignore"):
        answer = requests.post(instance.url + "/v1/certificates/external", stranger, headers=headers, verify=False, timeout=60)
    assert answer.status_code == 201
    instance.control.restart(instance.address, "web")
    assert instance.state()["webapp"] == "bricked"


def test_the_leaf_is_read_where_the_webapp_speaks(instance, emulator, tmp_path):
    """Behind a load balancer with a certificate of its own, the Webapp's address decides what is compared."""
    webapp = new_instance(emulator, {"certificate": {"installed": GOOD.text}})
    address = f"{webapp.address}:{emulator.port}"
    tasks = {
        "balancer": (INFO, {"gather_subset": ["served"]}),
        "webapp": (INFO, {"gather_subset": ["served"], "tls_address": address}),
        "compared": (MODULE, external(GOOD.text, tls_address=address)),
    }
    run = attempt(tmp_path, instance, tasks, "--check")
    assert run.result("balancer")["served"]["stock"]
    assert run.result("webapp")["served"]["sha256"] == GOOD.leaf_sha256
    assert run.result("compared")["diff"]["before"]["certificate"]["sha256"] == GOOD.leaf_sha256


def test_a_handshake_that_fails_is_told(instance, tmp_path):
    """Refused, no TLS, no such host, silence: one sentence each, and the instance is named."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        addresses = {
            "refused": ("127.0.0.1:1", "the connection was refused; check the address and that the server is running"),
            "plain": (f"127.0.0.1:{instance.control.port}", "the port does not speak TLS; give the HTTPS port"),
            "nowhere": ("wa.invalid:9090", "the host name does not resolve; correct url or the name service"),
            "silent": ("127.0.0.1:%d" % silent.getsockname()[1], "no TLS handshake within 1 s; check that the port speaks TLS"),
        }
        tasks = {name: (MODULE, external(GOOD.text, tls_address=address, timeout=1)) for name, (address, _says) in addresses.items()}
        run = attempt(tmp_path, instance, tasks)
    for name, (address, says) in addresses.items():
        assert run.result(name)["msg"].startswith(f"{instance.url}: TLS handshake with {address}: {says}"), run.result(name)
    assert sent(instance, "Upload-Certificate") == 0


def test_info_needs_no_login_for_the_certificate_in_use(instance, tmp_path):
    """Neither password nor pin, and nothing in the journal."""
    run = attempt(tmp_path, instance, {"served": (INFO, {"gather_subset": ["served"]})}, password=None, tls_fingerprint=None)
    assert run.result("served")["served"]["sha256"] == instance.emulator.fingerprint
    assert instance.journal() == []


@pytest.mark.parametrize("refuse", [False, True], ids=["open", "closed"])
def test_a_proxy_is_used_for_the_handshake_too(refuse, instance, tmp_path):
    """The environment's proxy, with its credentials; a refusal is told as the proxy's."""
    task = {"name": "served", FQCN + INFO: {"url": instance.url, "gather_subset": ["served"]}, "ignore_errors": True}
    with proxy(refuse) as server:
        # Some machines exempt their own addresses.
        names = {"HTTPS_PROXY": server.url, "https_proxy": server.url, "no_proxy": "", "NO_PROXY": ""}
        run = run_playbook(tmp_path, [play([task])], {"one": {}}, env=names)
    assert server.seen == [(f"{instance.address}:{instance.emulator.port}", "Basic " + base64.b64encode(b"user:s cret").decode())]
    if refuse:
        assert "the proxy refused the connection (403); have the proxy allow the address" in run.result("served")["msg"]
    else:
        assert run.result("served")["served"]["sha256"] == instance.emulator.fingerprint


def test_a_regular_user_may_read_all_but_the_webhook_ca(instance, tmp_path):
    instance.patch({"users": {"ops.team": {"password": "0ps-Pass!word", "role": "ROLE_USER"}}})
    tasks = {"may": (INFO, {"gather_subset": ["served", "external_ca"]}), "may not": (INFO, {})}
    run = attempt(tmp_path, instance, tasks, username="ops.team", password="0ps-Pass!word")
    assert run.result("may")["external_ca"] is None
    assert "/v1/certificates/webhooks/ca was refused with 403/1005" in run.result("may not")["msg"]
    assert "use the administrator's credentials" in run.result("may not")["msg"]


def test_warnings(instance, tmp_path):
    """What expires soon, what has expired, and what is no CA."""
    soon, late = issue("soon", CA, hosts=[HOST], end=9 * DAY), issue("Late CA", ca=True, begin=-9 * DAY, end=-DAY)
    cases = {
        "soon": (external(bundle(soon, CA)), ["certificate 1 (CN=soon) expires in 8 days"]),
        "soon enough": (external(bundle(soon, CA), expiry_warning_days=7), []),
        "late": (webhook(COMPANY.pem + late.pem), ["certificate 2 (CN=Late CA) has expired, on"]),
        "a leaf": (webhook(soon.pem, expiry_warning_days=0), ["certificate 1 (CN=soon) is neither a CA nor self-signed"]),
    }
    rows = run_tasks(instance, tmp_path, MODULE, {name: options for name, (options, _says) in cases.items()})
    for name, (_options, says) in cases.items():
        told_so = rows[name].result.get("warnings", [])
        assert len(told_so) == len(says), told_so
        assert all(warning.startswith(f"{instance.url}: {sentence}") for warning, sentence in zip(told_so, says, strict=True)), told_so


def test_an_older_server_answers_404_with_words(tmp_path):
    """Before v2.41 an absent certificate is a 404 with JSON; it means the same."""
    with Emulator(api_version="2.33") as old:
        instance = new_instance(old, PROVISIONED)
        tasks = {
            "absent": (MODULE, {"kind": "webhook_ca", "state": "absent"}),
            "info": (INFO, {}),
            "present": (MODULE, webhook(COMPANY.pem)),
            "external": (MODULE, external(GOOD.text)),
        }
        run = attempt(tmp_path, instance, tasks)
        assert [run.result(name)["changed"] for name in tasks] == [False, False, True, True]
        assert run.result("info")["webhook_ca"] is None
        assert instance.state()["webhook_ca"] == COMPANY.pem
        assert [entry for entry in instance.journal() if entry["suspicious"]] == []


def test_what_is_no_certificate_on_the_server_is_replaced(instance, tmp_path):
    """Someone uploaded rubbish, and the server took it."""
    instance.patch({"webhook_ca": "-----BEGIN CERTIFICATE-----\nrubbish\n-----END CERTIFICATE-----\n"})
    tasks = {"info": (INFO, {"gather_subset": ["webhook_ca"]}), "present": (MODULE, webhook(COMPANY.pem))}
    run = attempt(tmp_path, instance, tasks)
    assert [item["subject"] for item in run.result("info")["webhook_ca"]] == []
    assert run.result("present")["changed"]
    assert instance.state()["webhook_ca"] == COMPANY.pem


def test_a_missing_library_is_named(instance, tmp_path):
    """Without cryptography one sentence says what to install where; nothing is sent."""
    (tmp_path / "without" / "cryptography").mkdir(parents=True)
    (tmp_path / "without" / "cryptography" / "__init__.py").write_text("raise ImportError('not here')")
    tasks = [
        {"name": name, FQCN + module: {**instance.connection, **options}, "ignore_errors": True}
        for name, module, options in (("module", MODULE, external(GOOD.text)), ("info", INFO, {}))
    ]
    run = run_playbook(tmp_path / "run", [play(tasks)], {"one": {}}, env={"PYTHONPATH": str(tmp_path / "without")})
    for name in ("module", "info"):
        assert "certificates need the Python library cryptography, version 42 or newer; install it for /" in run.result(name)["msg"]
    assert instance.journal() == []


def test_no_key_is_printed(instance, tmp_path):
    """Not by a refusal, at the highest verbosity, nor by an upload that the server refuses."""
    instance.control.fault(instance=instance.address, method="POST", fault="status", status=500, code=1000)
    other = issue("other", CA)
    tasks = {"refused": (MODULE, external(bundle(other, ROOT))), "failed": (MODULE, external(GOOD.text))}
    run = attempt(tmp_path, instance, tasks, "-vvvvv", "--diff")
    assert {row.outcome for row in run.rows} == {"failed"}
    for key in (GOOD.key, other.key_pem):
        assert key_line(key) not in run.output
