# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sphinx's settings for `make docs`. It asks no network: no intersphinx, no fonts, no analytics."""

from __future__ import annotations

project = "waops.whatsapp"
copyright = "2026, the waops.whatsapp authors"
author = "The waops.whatsapp authors"
extensions = ["myst_parser", "sphinx_antsibull_ext"]
root_doc = "index"
exclude_patterns = ["docs/docsite"]

html_theme = "furo"
html_title = "waops.whatsapp"
html_static_path = ["site"]
html_css_files = ["site.css"]
html_show_sphinx = False
html_copy_source = False
html_use_index = False
html_theme_options = {"top_of_page_buttons": []}  # no links to the source: the pages of the reference have none in the repository
antsibull_ext_color_scheme = "default-autodark"
highlight_language = "YAML+Jinja"
pygments_style = "ansible"
pygments_dark_style = "monokai"

myst_heading_anchors = 3
# References into Ansible's own documentation cannot be resolved without network; examples are snippets that no lexer takes whole; links to
# files of the repository that are not part of the site are left as they are. A guide that index.md does not list is found by the search.
suppress_warnings = ["ref.ref", "ref.any", "misc.highlighting_failure", "toc.not_included"]
