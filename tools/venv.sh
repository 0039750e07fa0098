#!/usr/bin/env bash
# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Makes or refreshes .venv: tools/venv.sh [PYTHON]
# Does nothing when the interpreter and the requirements files are those it was made from. Without PYTHON an existing
# .venv keeps its interpreter; a new one takes the first Python >= 3.11 found.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
wanted=${1:-}
venv=.venv
stamp=$venv/.made-from

# Prints "<version> <base prefix>" when the interpreter runs and is new enough.
identity() {
  "$1" -c 'import sys; sys.exit(1) if sys.version_info < (3, 11) else print(sys.version.split()[0], sys.base_prefix)' 2>/dev/null
}

python=
if [ -n "$wanted" ]; then
  candidates=("$wanted")
else
  candidates=("$venv/bin/python" python3 python3.13 python3.12 python3.11)
fi
for candidate in "${candidates[@]}"; do
  if id=$(identity "$candidate"); then python=$candidate; break; fi
done
if [ -z "$python" ]; then
  echo "error: Python 3.11 or newer is needed, and none of these is one: ${candidates[*]}" >&2
  echo "       Install it, or name it: make venv PYTHON=/path/to/python3.12" >&2
  exit 1
fi

made_from="$id $(cat requirements.txt tests/requirements.txt tests/lint-requirements.txt | cksum)"
if [ -e "$stamp" ] && [ "$(cat "$stamp")" = "$made_from" ] && [ -x "$venv/bin/python" ]; then exit 0; fi

started=$SECONDS
if [ "$(identity $venv/bin/python || true)" != "$id" ]; then
  echo "venv: making $venv with Python ${id%% *} and installing tests/requirements.txt (a minute or two)"
  rm -rf "$venv"
  if ! "$python" -m venv "$venv"; then
    echo "error: $python cannot make a virtual environment (Debian, Ubuntu: apt-get install python3-venv)" >&2
    rm -rf "$venv"
    exit 1
  fi
else
  echo "venv: bringing $venv (Python ${id%% *}) up to date with tests/requirements.txt"
  rm -f "$stamp"
fi
"$venv/bin/python" -m pip install -qq --disable-pip-version-check --no-input --upgrade -r tests/requirements.txt -r tests/lint-requirements.txt
printf '%s\n' "$made_from" >"$stamp"
echo "venv: ready after $((SECONDS - started)) s: $("$venv/bin/ansible" --version | sed -n 1p)"
