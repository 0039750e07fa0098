# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Templates the variables of many hosts fast: most templates only name another variable, and need no Jinja."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Callable

from ansible.template import Templar

from ansible_collections.waops.whatsapp.plugins.plugin_utils._execution.arguments import is_list, to_plain
from ansible_collections.waops.whatsapp.plugins.plugin_utils._execution.variables import without_omitted

try:
    from ansible.template import is_trusted_as_template as is_trusted
except ImportError:  # before ansible-core 2.19, where a bare name could become a list or a number

    def is_trusted(_value: str) -> bool:
        """Leaves every template to Jinja."""
        return False


TEMPLATE_MARKERS = ("{{", "{%", "{#")
BARE_NAME = re.compile(r"\{\{ *([A-Za-z_][A-Za-z0-9_]*) *\}\}")
DEPTH = 10  # names that may refer to names
NEEDS_JINJA = object()


class HostTemplar:
    """Templates values as the tasks of one host do.

    variables: the host's, not templated. loader: Ansible's DataLoader. complete: adds the variables that
    only Jinja can need; called once, before the first template for Jinja.
    """

    def __init__(self, variables: dict[str, Any], loader: Any, complete: Callable[[dict], dict] = dict) -> None:
        self.variables, self.loader, self.complete = variables, loader, complete
        self.templar: Templar | None = None

    def template(self, value: Any, fail_on_undefined: bool = True) -> Any:
        """The value in plain types, without omitted members; raises what Ansible raises for a template that fails.

        fail_on_undefined: as of Ansible's own Templar; an undefined variable always fails.
        """
        if isinstance(value, Mapping):
            values = {key: self._without_jinja(item) for key, item in value.items()}
            rendered = self._render({key: value[key] for key, item in values.items() if item is NEEDS_JINJA})
            present = (key for key, item in values.items() if item is not NEEDS_JINJA or key in rendered)
            return {to_plain(key): rendered.get(key, values[key]) for key in present}
        if is_list(value):
            items = [self._without_jinja(item) for item in value]
            return self._render(value) if NEEDS_JINJA in items else items
        result = self._without_jinja(value)
        return self._render(value) if result is NEEDS_JINJA else result

    def _without_jinja(self, value: Any, depth: int = 0) -> Any:
        """The value when Jinja is not needed for it, else FOR_JINJA."""
        if isinstance(value, str):
            if not any(mark in value for mark in TEMPLATE_MARKERS):
                return to_plain(value)
            match = BARE_NAME.fullmatch(value)
            if match and depth < DEPTH and match[1] in self.variables and is_trusted(value):
                target = self.variables[match[1]]
                return self._without_jinja(target, depth + 1) if isinstance(target, (str, bool, int, float)) else NEEDS_JINJA
            return NEEDS_JINJA
        if value is None or isinstance(value, (bool, int, float)):
            return to_plain(value)
        return self.template(value) if isinstance(value, Mapping) or is_list(value) else NEEDS_JINJA

    def _render(self, value: Any) -> Any:
        if not value:
            return value
        self.templar = self.templar or Templar(loader=self.loader, variables=self.complete(self.variables))
        rendered = self.templar.template(value, fail_on_undefined=True)  # whatever error_on_undefined_vars says
        return to_plain(without_omitted(rendered, self.variables.get("omit")))
