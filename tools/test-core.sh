#!/usr/bin/env bash
# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Runs pytest under another ansible-core than that of .venv: tools/test-core.sh oldest|newest [pytest arguments]
#   oldest: the oldest that meta/runtime.yml admits, with the Python of .venv
#   newest: the newest that tests/requirements.txt admits, pre-releases too, with the newest Python found from 3.13 on. It needs one
#           because ansible-core drops old Pythons first; without one, nothing is run and the exit is 0. NEWEST_PYTHON names one.
# The environment is build/core-oldest or build/core-newest.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
which=${1:?oldest or newest}
shift
venv=build/core-$which

case $which in
  oldest)
    python=.venv/bin/python
    core="ansible-core==$(sed -n "s/^requires_ansible: *['\"]>=\\([0-9]*\\.[0-9]*\\).*/\\1/p" meta/runtime.yml).*"
    ;;
  newest)
    python=
    shopt -s nullglob
    for candidate in ${NEWEST_PYTHON:-python3.14 python3.13 .venv/bin/python "${PYENV_ROOT:-$HOME/.pyenv}"/versions/3.1[3-9].*/bin/python}; do
      if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 13))' 2>/dev/null; then python=$candidate; break; fi
    done
    if [ -z "$python" ]; then
      echo "newest: SKIPPED, the newest ansible-core needs Python 3.13, and there is none on this machine"
      exit 0
    fi
    # A lower bound that is a pre-release lets pip take pre-releases of ansible-core, and of nothing else.
    core=$(sed -n 's/^\(ansible-core>=[0-9.]*\),\(<[0-9.]*\)$/\1a0,\2/p' tests/requirements.txt)
    ;;
  *)
    echo "error: oldest or newest, not $which" >&2
    exit 2
    ;;
esac

stamp="$core $("$python" -V) $(cat requirements.txt tests/requirements.txt | cksum)"
if [ "$(cat "$venv/.made-from" 2>/dev/null)" != "$stamp" ]; then
  echo "$which: making $venv with $core and $("$python" -V)"
  rm -rf "$venv"
  "$python" -m venv "$venv"
  "$venv/bin/python" -m pip install -qq --disable-pip-version-check --no-input -r tests/requirements.txt "$core"
  echo "$stamp" >"$venv/.made-from"
fi
PATH=$PWD/$venv/bin:$PATH
export PATH
ansible --version | sed -n 1p
if [ $# = 0 ]; then set -- -n 2 -m core_versions tests; fi
exec "$venv/bin/python" -m pytest -p no:cacheprovider "$@"
