#!/usr/bin/env bash
# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Runs pytest under the oldest ansible-core that meta/runtime.yml admits: tools/test-oldest.sh [pytest arguments]
# The environment is build/oldest, made with the Python of .venv.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
venv=build/oldest
core=$(sed -n "s/^requires_ansible: *['\"]>=\\([0-9]*\\.[0-9]*\\).*/\\1/p" meta/runtime.yml)
stamp="$core $(.venv/bin/python -V) $(cat requirements.txt tests/requirements.txt | cksum)"
if [ "$(cat $venv/.made-from 2>/dev/null)" != "$stamp" ]; then
  echo "oldest: making $venv with ansible-core $core"
  rm -rf "$venv"
  .venv/bin/python -m venv "$venv"
  "$venv/bin/python" -m pip install -qq --disable-pip-version-check --no-input -r tests/requirements.txt "ansible-core==$core.*"
  echo "$stamp" >"$venv/.made-from"
fi
PATH=$PWD/$venv/bin:$PATH
export PATH
ansible --version | sed -n 1p
exec "$venv/bin/python" -m pytest -p no:cacheprovider "$@"
