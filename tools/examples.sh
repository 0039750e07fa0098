#!/usr/bin/env bash
# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Tries the examples with the programs that they are for, in an environment of their own: build/examples.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
venv=build/examples
stamp="$(.venv/bin/python -V) $(cat requirements.txt tests/requirements.txt tests/examples/requirements.txt | cksum)"
if [ "$(cat $venv/.made-from 2>/dev/null)" != "$stamp" ]; then
  echo "examples: making $venv"
  rm -rf "$venv"
  .venv/bin/python -m venv "$venv"
  "$venv/bin/python" -m pip install -qq --disable-pip-version-check --no-input -r tests/examples/requirements.txt
  echo "$stamp" >"$venv/.made-from"
fi
exec "$venv/bin/python" -m tests.examples "$@"
