#!/usr/bin/env bash
# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Runs every linter, also after one has failed, and fails when any did.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 1
PATH=$PWD/.venv/bin:$PATH
# ansible-lint --offline neither installs anything nor asks a server, but must be shown where waops.whatsapp is.
ANSIBLE_COLLECTIONS_PATH=$(python -m tests.collection_tree) || exit 1
export PATH ANSIBLE_COLLECTIONS_PATH

failed=()
run() {
  echo "--- $*"
  "$@" || failed+=("$*")
}
run ruff check --quiet --output-format concise .
run ruff format --quiet --check .
# mypy sees the collection under its full name, as Ansible imports it.
tree=${ANSIBLE_COLLECTIONS_PATH%%:*}
run env MYPYPATH="$tree" mypy "$tree/ansible_collections/waops/whatsapp/plugins"
run yamllint --strict .
run ansible-lint --offline -q
run python tools/generate.py --check
run antsibull-changelog lint
run reuse lint --quiet

if [ ${#failed[@]} -gt 0 ]; then
  echo "lint: failed: ${failed[*]}" >&2
  exit 1
fi
echo "lint: all clean"
