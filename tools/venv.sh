#!/usr/bin/env bash
# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Makes or refreshes .venv: tools/venv.sh [demo|test|all] [PYTHON]
# demo installs what the demo needs, test what the tests need besides, all (the default) the linters too. Does nothing when .venv has that
# already, from the present requirements and interpreter. Without PYTHON an existing .venv keeps its interpreter; a new one takes the first
# Python >= 3.11 found.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
what=${1:-all}
wanted=${2:-}
venv=.venv
stamp=$venv/.made-from
case $what in
  demo) files=(tests/demo-requirements.txt) ;;
  test) files=(tests/requirements.txt) ;;
  all) files=(tests/requirements.txt tests/lint-requirements.txt) ;;
  *) echo "error: demo, test or all, not $what" >&2 && exit 2 ;;
esac

# Prints "<version> <base prefix>" when the interpreter runs and is new enough.
identity() {
  "$1" -c 'import sys; sys.exit(1) if sys.version_info < (3, 11) else print(sys.version.split()[0], sys.base_prefix)' 2>/dev/null
}

# Shows which package pip is at: in one line of a terminal, else a line for every tenth.
progress() {
  local line count=0
  while IFS= read -r line; do
    case $line in
      Collecting\ *)
        count=$((count + 1))
        if [ -t 1 ]; then
          printf '\r\033[K      %d packages: %s' "$count" "${line#Collecting }"
        elif [ $((count % 10)) = 0 ]; then
          echo "      $count packages"
        fi
        ;;
      "Installing collected packages"*)
        [ ! -t 1 ] || printf '\r\033[K'
        echo "      installing $count packages"
        ;;
    esac
  done
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

made_from="$id $(cat requirements.txt tests/{demo-,,lint-}requirements.txt | cksum)"
made=$(cat "$stamp" 2>/dev/null || true)
# A stamp names what it was made from, and then all that is installed.
if [ -x "$venv/bin/python" ] && [[ $made == "$made_from "*" $what "* ]]; then exit 0; fi

started=$SECONDS
if [ "$(identity $venv/bin/python || true)" != "$id" ]; then
  echo "venv: making $venv with Python ${id%% *} for: $what"
  rm -rf "$venv"
  if ! "$python" -m venv "$venv"; then
    echo "error: $python cannot make a virtual environment (Debian, Ubuntu: apt-get install python3-venv)" >&2
    rm -rf "$venv"
    exit 1
  fi
else
  echo "venv: bringing $venv (Python ${id%% *}) up to date for: $what"
fi
rm -f "$stamp"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
if ! "$venv/bin/python" -m pip install --disable-pip-version-check --no-input --progress-bar off --upgrade "${files[@]/#/--requirement=}" \
  2>"$log" | progress; then
  cat "$log" >&2
  exit 1
fi
case $what in
  demo) has=demo ;;
  test) has="demo test" ;;
  all) has="demo test all" ;;
esac
printf '%s %s \n' "$made_from" " $has" >"$stamp"
echo "venv: ready after $((SECONDS - started)) s: $("$venv/bin/ansible" --version | sed -n 1p)"
