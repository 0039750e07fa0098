# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The files that a retirement leaves: evidence for machines and for people, and the hand-over. Pure: values in, bytes out."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from ansible_collections.waops.whatsapp.plugins.module_utils._errors import printable
from ansible_collections.waops.whatsapp.plugins.plugin_utils._files.variables_file import Template, plain, render

# What Markdown or HTML could take for more than text, and the two beginnings that it turns into links.
MARKUP = re.compile(r"[\\`*\[\]<>|~#&]|(?<!\w)_|_(?!\w)|:(?=//)|(?<=\bwww)\.")


def evidence_json(evidence: Mapping[str, Any]) -> bytes:
    """The evidence for machines."""
    return (json.dumps(evidence, indent=4, sort_keys=True) + "\n").encode("ascii")


def evidence_markdown(evidence: Mapping[str, Any]) -> bytes:
    """The evidence for people: Markdown in which text of a server or an inventory is never markup."""
    backup, audit = evidence["backup"], evidence["audit"]
    facts = {
        "Instance": evidence["url"],
        "Number": evidence["number"],
        "Time (UTC)": evidence["time"],
        "Confirmed": "yes" if evidence["confirmed"] else "no",
        "Last backup": backup.get("file", "none"),
        "SHA-256 of its data": (backup.get("manifest") or {}).get("sha256", ""),
        "Hand-over file": evidence["handover"] or "none",
        "Users removed": ", ".join(evidence["users_removed"]) or "none",
        "Failure": evidence["failure"] or "none",
    }
    lines = ["# %s: %s" % (text(evidence["host"]), "retired" if evidence["handover"] else "not retired"), "", "| | |", "|---|---|"]
    lines += ["| %s | %s |" % (name, text(value)) for name, value in facts.items()]
    lines += ["", "## Ready for the Cloud API", "", "| | | |", "|---|---|---|"]
    for item in evidence["readiness"]:
        state = "yes" if item["ok"] else "accepted" if item["name"] in evidence["accepted"] else "no"
        lines.append("| %s | %s | %s |" % (text(item["name"]), state, text(item["detail"])))
    lines += ["", "## Last audit", ""]
    lines += ["It failed: %s" % text(audit["failure"]), ""] if audit["failure"] else []
    for words, names in (
        ("Compared with the declaration", "compared"),
        ("Different from it", "drifted"),
        ("Could not be compared", "failed"),
    ):
        lines.append("%s: %s." % (words, text(", ".join(audit[names]) or "nothing")))
    return ("\n".join(lines) + "\n").encode("utf-8", "backslashreplace")


def text(value: Any) -> str:
    """A value as one line of Markdown that is text and nothing else."""
    return MARKUP.sub(lambda match: "&amp;" if match[0] == "&" else "\\" + match[0], printable(value))


def handover(host: str, time: str, number: str, backup: Mapping[str, Any]) -> bytes:
    """A file of variables with the body of the Cloud API's call; secrets are names of the inventory's variables.

    backup: {"file", "encrypted", "manifest"}. Raises ValueError for a path that no file of variables can hold.
    """
    secret = ", vault_password=whatsapp_backup_vault_password" if backup["encrypted"] else ""
    lookup = "{{ lookup('waops.whatsapp.backup_data', whatsapp_handover_backup.file%s) }}" % secret
    variables = {
        "whatsapp_handover_number": number,
        "whatsapp_handover_request": {"method": "POST", "path": "/<PHONE_NUMBER_ID>/register"},
        "whatsapp_handover_backup": {
            "file": backup["file"],
            "encrypted": backup["encrypted"],
            "sha256": backup["manifest"]["sha256"],
        },
        "whatsapp_handover_body": {
            "messaging_product": "whatsapp",
            "pin": Template("{{ whatsapp_retire_pin }}"),
            "backup": {"password": Template("{{ whatsapp_backup_password }}"), "data": Template(lookup)},
        },
    }
    comments = [
        "%s, %s: a file of variables for Ansible. whatsapp_handover_body is what the call" % (host, time),
        "  POST /<PHONE_NUMBER_ID>/register",
        "of the Cloud API needs. The secrets are not in here: their variables are in the inventory, and the backup is in its file.",
    ]
    return render(plain(variables), comments)
