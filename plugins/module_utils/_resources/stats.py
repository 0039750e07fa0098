# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the Webapp and the Coreapp count: /metrics and /v1/stats (Meta's reference: metrics, stats/app and stats/db)."""

from __future__ import annotations

from functools import partial

from ansible_collections.waops.whatsapp.plugins.module_utils._api.client import Client
from ansible_collections.waops.whatsapp.plugins.module_utils._api.nodes import split_nodes
from ansible_collections.waops.whatsapp.plugins.module_utils._api.readers import Json
from ansible_collections.waops.whatsapp.plugins.module_utils._api.request import Request
from ansible_collections.waops.whatsapp.plugins.module_utils._core.fields import Field
from ansible_collections.waops.whatsapp.plugins.module_utils._core.operation import Info, Prepared
from ansible_collections.waops.whatsapp.plugins.module_utils._core.parts import not_offered_warnings, read_parts
from ansible_collections.waops.whatsapp.plugins.module_utils._errors import OptionError
from ansible_collections.waops.whatsapp.plugins.module_utils._resources.health import API_KEY, key_header

# Path, and the keys that lead to the numbers. What the internal ones look like inside `stats` is not documented.
SUBSETS = {
    "app": ("stats/app", ("stats", "app")),
    "app_internal": ("stats/app/internal", ("stats",)),
    "db": ("stats/db", ("stats", "db")),
    "db_internal": ("stats/db/internal", ("stats",)),
    "metrics": ("/metrics", ("metrics",)),
}
PARAMETERS = (
    API_KEY,
    Field("gather_subset", type="list", elements="str", choices=tuple(SUBSETS), default=["app", "metrics"]),
    Field("format", choices=("json", "prometheus"), default="json"),
)


def prepare(options: Prepared) -> Prepared:
    """Refuses a question about nothing."""
    if not options["gather_subset"]:
        raise OptionError("gather_subset", "name at least one of %s" % ", ".join(SUBSETS))
    return options


def samples(subset: str, shown: Json) -> list[dict]:
    """The numbers of one subset as a flat list of {"subset", "node", "name", "labels", "value"}.

    shown: {metric: {"data": [...]}}, or the same below the names of nodes, as multiconnect has it.
    """
    return [
        {"subset": subset, "node": node, "name": name, "labels": _labels(sample), "value": sample.number("value")}
        for node, metrics in split_nodes(shown, _has_metrics)
        for name, metric in metrics.members().items()
        if name != "errors"
        for sample in metric.optional_array("data") or ()
        if sample.has("value")  # what else there may be, such as histograms, is not documented; the whole answer is returned anyway
    ]


def _has_metrics(members: dict) -> bool:
    return any(isinstance(member, dict) and "data" in member for member in members.values())


def _labels(sample: Json) -> dict:
    labels = sample.optional_object("labels")
    return labels.value if labels else {}


def read(client: Client, desired: Prepared) -> dict:
    """The numbers, or with format=prometheus the texts, of each subset that the server offers."""
    read_one = _read_text if desired["format"] == "prometheus" else _read_numbers
    values, refused = read_parts({subset: partial(read_one, client, desired, subset) for subset in dict.fromkeys(desired["gather_subset"])})
    result = {"not_offered": list(refused), "warnings": not_offered_warnings(refused)}
    if desired["format"] == "prometheus":
        empty = [subset for subset, text in values.items() if not text.strip()]
        sentence = "the text of %s is empty, which is how the server reports an internal error; look at its logs"
        return {**result, "prometheus": values, "warnings": [*result["warnings"], *(sentence % subset for subset in empty)]}
    return {
        **result,
        "stats": {subset: shown.value for subset, shown in values.items()},
        "samples": [sample for subset, shown in values.items() for sample in samples(subset, shown)],
    }


def _read_numbers(client: Client, desired: Prepared, subset: str) -> Json:
    path, keys = SUBSETS[subset]
    shown = client.send(Request("GET", path, authorization=key_header(desired))).body.object(*keys)
    inner = subset.partition("_")[0]
    return shown.object(inner) if subset.endswith("_internal") and shown.has(inner) else shown


def _read_text(client: Client, desired: Prepared, subset: str) -> str:
    path = SUBSETS[subset][0]
    request = Request("GET", path, params={"format": "prometheus"}, authorization=key_header(desired), is_file=True)
    return client.send(request).content.decode("utf-8", "replace")


STATS_INFO = Info(name="stats_info", parameters=PARAMETERS, prepare=prepare, read=read)
