#!/usr/bin/env bash
# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Runs ansible-test on this checkout: tools/ansible-test.sh sanity|units|integration [ansible-test arguments]
# ansible-test wants ansible_collections/<namespace>/<name>, so what git knows is copied to a scratch tree OUTSIDE
# the checkout (a git-ignored folder inside it makes ansible-test skip every target and still exit 0).
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"
field() { sed -n "s/^$1: *//p" galaxy.yml; }

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
dest=$scratch/ansible_collections/$(field namespace)/$(field name)
mkdir -p "$dest"
git ls-files -z --cached --others --exclude-standard |
  while IFS= read -r -d '' file; do
    if [ -e "$file" ] || [ -L "$file" ]; then printf '%s\0' "$file"; fi
  done | xargs -0 cp --parents -a -t "$dest"

# Where the host of upstream's get-pip script is out of reach, ensurepip does the same job. A file already there is kept.
cache=$HOME/.ansible/test/cache
mkdir -p "$cache"
for version in 23_1_2 24_2 25_2; do
  [ -e "$cache/get_pip_$version.py" ] || cp tools/get_pip.py "$cache/get_pip_$version.py"
done

# pyenv's shims answer for Pythons that are not selected: keep them off the search path, and its Pythons on it.
PATH=$(printf %s "$PATH" | tr : '\n' | grep -v '/shims$' | paste -sd:)
for folder in "${PYENV_ROOT:-$HOME/.pyenv}"/versions/3.*/bin; do
  if [ -d "$folder" ]; then PATH=$PATH:$folder; fi
done
command -v ansible-test >/dev/null || PATH=$root/.venv/bin:$PATH
export PATH

rc=0
log=$scratch/log
(cd "$dest" && ansible-test "$@") 2>&1 | tee "$log" || rc=$?
if grep -qE 'All targets skipped|no tests ran|maximum crashed workers' "$log"; then
  echo "error: ansible-test ran nothing, or lost its workers: counted as a failure" >&2
  rc=1
fi
mkdir -p tests/output
for kind in junit reports coverage; do
  if [ -d "$dest/tests/output/$kind" ]; then cp -a "$dest/tests/output/$kind" tests/output/; fi
done
exit "$rc"
