# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lookups refuse an option that they do not have: Ansible hands them every keyword, and passes over none by itself."""

from __future__ import annotations

import pytest
from ansible.errors import AnsibleError

from ansible_collections.waops.whatsapp.plugins.lookup import backup_data, host_pattern


@pytest.mark.parametrize(
    ("lookup", "terms", "options", "words"),
    [
        (host_pattern, [], {"hosts": "wa1"}, "host_pattern has no options, but hosts is given"),
        (backup_data, ["/nowhere.json"], {"vault_pasword": "x"}, "backup_data has the option vault_password, not vault_pasword"),
    ],
)
def test_an_option_that_a_lookup_does_not_have_is_refused(lookup, terms, options, words):
    with pytest.raises(AnsibleError, match=words):
        lookup.LookupModule().run(terms, variables={"groups": {"all": ["wa1"]}}, **options)
