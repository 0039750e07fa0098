# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Addresses: one text for all spellings of one, and what is none."""

from __future__ import annotations

import socket

import pytest

from ansible_collections.waops.whatsapp.plugins.module_utils._errors import OptionError
from ansible_collections.waops.whatsapp.plugins.module_utils._http.urls import base_url, instance_key, is_loopback, request_url

# Each line: the spellings of one address. No two lines are the same address.
SAME = (
    (
        "https://wa1.example.com",
        "https://wa1.example.com/",
        "https://wa1.example.com:443",
        "https://wa1.example.com:0443/",
        "https://wa1.example.com:",
        "HTTPS://WA1.Example.COM",
        "https://wa1.example.com.",
        "https://wa1.example.com.:443/v1",
        "https://wa1.example.com/v1/",
        "https://wa1.example.com//v1//",
        "https://wa1.example.com/v1/v1",
        "https://wa1.example.com/./v1/.",
        "https://wa1.example.com/x/../v1",
        "https://wa1.example.com/%761",
        "https://%77a1.example.com",
        " https://wa1.example.com\n",
    ),
    ("https://wa1.example.com:9090", "https://WA1.EXAMPLE.COM.:09090//"),
    ("http://wa1.example.com", "http://wa1.example.com:80/v1"),
    ("https://wa1.example.com/gateway", "https://wa1.example.com//gateway//", "https://wa1.example.com/%67ateway/v1"),
    ("https://wa1.example.com/Gateway",),
    ("https://wa1.example.com/a%2Fb", "https://wa1.example.com/a%2fb/"),
    ("https://wa1.example.com/a/b", "https://wa1.example.com/a//b", "https://wa1.example.com/a/./b", "https://wa1.example.com/a/c/../b"),
    ("https://wa1.example.com/b%C3%BCro", "https://wa1.example.com/büro", "https://wa1.example.com/b%c3%bcro"),
    (
        "https://10.0.0.1:9090",
        "https://10.1:9090",
        "https://10.0.1:9090",
        "https://012.0.0.1:9090",
        "https://0xa.0.0.1:9090",
        "https://0x0A000001:9090",
        "https://167772161:9090",
        "https://10.0.0.1.:9090",
        "https://1%30.0.0.1:9090",
        "https://\uff11\uff10.0.0.1:9090",
        "https://[::ffff:10.0.0.1]:9090",
        "https://[::FFFF:0a00:0001]:9090/v1",
    ),
    ("https://10.0.0.10:9090",),
    ("https://127.0.0.1", "https://127.1", "https://0x7f.1", "https://2130706433", "https://017700000001"),
    (
        "https://[2001:db8::1]:9090",
        "https://[2001:0db8:0000:0000:0000:0000:0000:0001]:9090",
        "https://[2001:DB8:0:0::1]:9090/",
        "https://[2001:db8::0.0.0.1]:9090",
        "https://[2001:db8::1%25lo]:9090",
    ),
    ("https://[::1]", "https://[0:0:0:0:0:0:0:1]:443", "https://[::1%25lo]", "https://[::1%lo]"),
    ("https://[fe80::1%25lo]", "https://[FE80:0::1%25lo]", "https://[fe80::1%lo]", "https://[fe80::1%251]"),
    ("https://[fe80::1%25elsewhere0]",),
    ("https://[fe80::1]",),
    (
        "https://münchen.example",
        "https://MÜNCHEN.example",
        "https://xn--mnchen-3ya.example",
        "https://XN--MNCHEN-3YA.example.",
        "https://mu\u0308nchen.example",
        "https://m%C3%BCnchen.example",
        "https://münchen。example",
        "https://\uff4dünchen.example:443/v1",
    ),
    ("https://munchen.example",),
)


@pytest.mark.parametrize("spellings", SAME, ids=lambda line: line[0])
def test_all_spellings_of_one_address_have_one_key(spellings):
    """Whatever is kept for an instance is kept for all of them; and a key, and what is left of an address, is one of them."""
    keys = {instance_key(url) for url in spellings}
    assert len(keys) == 1, keys
    assert instance_key(keys.pop()) == instance_key(spellings[0])
    assert {instance_key(base_url(url)) for url in spellings} == {instance_key(spellings[0])}
    assert all(base_url(base_url(url)) == base_url(url) for url in spellings)


def test_two_addresses_have_two_keys():
    """No line of the table is another one's."""
    keys = [instance_key(line[0]) for line in SAME]
    assert len(set(keys)) == len(keys)


@pytest.mark.parametrize("host", ["127.1", "0x7f.1", "2130706433", "017700000001", "127.0.0.1"])
def test_a_short_address_is_the_one_that_the_system_connects_to(host):
    """The table is not our own idea of an address."""
    assert {found[4][0] for found in socket.getaddrinfo(host, 443, type=socket.SOCK_STREAM)} == {"127.0.0.1"}


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        (None, "is not a URL"),
        ("", "is not a URL"),
        ("wa1.example.com", "is not a URL"),
        ("wa1.example.com:9090", "is not a URL"),
        ("ftp://wa1.example.com", "is not a URL"),
        ("https://", "is not a URL"),
        ("https://:9090", "is not a URL"),
        ("https://wa1:0", "is not a URL"),
        ("https://wa1:99999", "is not a URL"),
        ("https://wa1:port", "is not a URL"),
        ("https://[::1", "is not a URL"),
        ("https://wa 1", "is not a URL"),
        ("https://wa1\nx", "is not a URL"),
        ("https://wa1.example.com/?token=s3cret", "has a query or a fragment"),
        ("https://wa1.example.com/#s3cret", "has a query or a fragment"),
        ("https://admin:s3cret@wa1.example.com", "leave user and password out"),
        ("https://s3cret@wa1.example.com:x", "leave user and password out"),
        ("https://@wa1.example.com", "leave user and password out"),
        ("https://admin:s3cret/x@wa1.example.com", "leave user and password out"),
        ("https:admin:s3cret?@wa1.example.com", "leave user and password out"),
        ("https://wa1.example.com/gateway@s3cret", "in a path write @ as %40"),
    ],
)
def test_what_is_no_address(url, problem):
    """One sentence, which repeats nothing that could be a secret."""
    with pytest.raises(OptionError, match=problem) as refused:
        instance_key(url)
    assert refused.value.option == "url"
    assert "s3cret" not in refused.value.message


def test_an_international_name_is_sent_in_its_ascii_form():
    """And one that has none is refused."""
    assert request_url(base_url("https://bücher.example:9090/gw/v1/")) == "https://xn--bcher-kva.example:9090/gw"
    with pytest.raises(OptionError, match="is not a URL"):
        request_url("https://b\u200büc\ud7ffher.example")


@pytest.mark.parametrize(
    ("url", "loopback"),
    [
        ("http://127.0.0.1:9090", True), ("http://127.1", True), ("http://localhost", True), ("http://LOCALHOST.", True),
        ("http://[::1]:80", True), ("http://[0::1]", True), ("http://2130706433", True), ("http://[::ffff:127.0.0.1]", True),
        ("http://10.0.0.1", False), ("http://127.example.com", False), ("http://localhost.example.com", False), ("http://[::2]", False),
    ],
)  # fmt: skip
def test_what_is_this_machine(url, loopback):
    """Clear text to it harms nobody; a name that only begins like its address is another one."""
    assert is_loopback(url) is loopback
