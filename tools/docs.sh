#!/usr/bin/env bash
# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Checks the documentation and builds the site, build/docs/html: guides, roles, and the reference of all modules and plugins.
# The environment is build/docs/venv; once it is made, nothing is asked of the network.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
build=build/docs
venv=$build/venv
stamp="$(.venv/bin/python -V) $(cat requirements.txt docs/requirements.txt | cksum)"
if [ "$(cat $venv/.made-from 2>/dev/null)" != "$stamp" ]; then
  echo "docs: making $venv"
  rm -rf "$venv"
  .venv/bin/python -m venv "$venv"
  "$venv/bin/python" -m pip install -qq --disable-pip-version-check --no-input -r docs/requirements.txt
  echo "$stamp" >"$venv/.made-from"
fi
PATH=$PWD/$venv/bin:$PATH
ANSIBLE_COLLECTIONS_PATH=$("$venv/bin/python" -m tests.collection_tree)
export PATH ANSIBLE_COLLECTIONS_PATH

echo "docs: antsibull-docs lint"
antsibull-docs lint-collection-docs --plugin-docs --validate-collection-refs=self --check-extra-docs-refs .

# The source has the layout of the repository, so that links between its files hold.
source=$build/source
rm -rf "$source" "$build/html"
mkdir -p "$source"
cp --parents CHANGELOG.md CONTRIBUTING.md SECURITY.md docs/*.md docs/*.json docs/decisions/*.md examples/README.md roles/*/README.md "$source"
# The examples themselves are not part of the site.
sed -i 's#](\([a-z.]\)#](https://github.com/waops/ansible-collection-whatsapp/blob/main/examples/\1#' "$source/examples/README.md"
sed -i 's#](\.\./examples/#](https://github.com/waops/ansible-collection-whatsapp/blob/main/examples/#g' "$source/docs/monitoring.md"
if [ -d docs/images ]; then cp -R docs/images "$source/docs"; fi
cp docs/docsite/*.md docs/docsite/conf.py "$source"
install -D -m 644 docs/docsite/site.css "$source/site/site.css"
mkdir -m 755 "$source/reference"
echo "docs: reference"
antsibull-docs collection --use-current --squash-hierarchy --fail-on-error --dest-dir "$source/reference" waops.whatsapp >"$build/log" 2>&1 ||
  { cat "$build/log" && exit 1; }
# The theme shows the contents of a page beside it, and an error in the place of a second table of contents.
sed -i '/^\.\. contents::$/,/^$/d' "$source"/reference/*.rst
echo "docs: site"
sphinx-build -q -W --keep-going -b html "$source" "$build/html"
if grep -rl --include='*.html' 'class="contents' "$build/html"; then
  echo "docs: these pages have a table of contents of their own" >&2
  exit 1
fi
echo "docs: $build/html/index.html"
