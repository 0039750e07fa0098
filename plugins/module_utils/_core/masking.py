# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Masks secrets: in options by the argument spec, in results by value. Pure: knows neither Ansible nor a server.

Ansible masks by value alone. A short secret then masks parts of other words (with the password "core" the container "coreapp"
becomes "********app"), and nothing is masked when an option has a wrong type. So the collection does its own masking:

* options are masked by their spec, at any depth, whatever their type: see Masker.options;
* a secret in a returned text is masked by its value when the value is long enough, is not a number and is not a word of the collection;
* a secret that is a number, such as a PIN, is masked in sentences only, and only where it is not part of a longer number;
* every other secret causes a warning.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, Callable

OPTION_MASK = "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER"  # as Ansible writes it
TEXT_MASK = "********"
MIN_LENGTH = 8  # characters of a secret that is masked by its value
MIN_DIGITS = 6  # digits of a number that is masked in sentences: a PIN has six
NUMBER = re.compile(r"[0-9][0-9 .:,/+TZ-]*")  # numbers, WhatsApp identifiers, versions, dates and times
URL = re.compile(r"\s*[A-Za-z][A-Za-z0-9+.-]*://")
SENTENCES = frozenset(("msg", "details", "warnings", "exception"))  # return values for people; no playbook decides on them
TOO_SHORT = "%s: a secret of fewer than %d characters cannot be masked in texts; choose a longer one"
IS_A_WORD = "%s: a secret that is a word of this collection, or part of url, cannot be masked in texts; choose another one"
STOCK_PASSWORD = "secret"  # the initial password of every instance, which is public
# Words that modules return and that roles and playbooks decide on; the names and choices of the options come on top.
VOCABULARY = (
    "webapp", "coreapp", "in_sync", "drifted", "unreachable", "failed", "not_offered", "registered", "unregistered", "verified",
    "code_sent", "connected", "connecting", "disconnected", "uninitialized", "processing", "waops.whatsapp/backup/1", "vault_whatsapp_",
)  # fmt: skip

OnSecret = Callable[[str, Any], None]
Spec = Mapping[str, Mapping[str, Any]]


class Masker:
    """The secrets of one task, and what hides them.

    spec: the argument spec. given: the options in each form (as given, as validated); they may violate the
    spec in any way. words: vocabulary(spec), for a caller that has it already. warnings: a sentence for each secret that is not
    masked by its value. values: the secrets that are.
    """

    def __init__(self, spec: Spec, *given: Any, words: str | None = None) -> None:
        self.spec = spec
        self._words = vocabulary(spec) if words is None else words
        self._places: dict[str, str] = {}  # the text of a secret: the option that holds it
        self._urls: dict[str, str] = {}  # a URL that holds a secret: the same without it
        for options in given:
            mask_options(spec, options, self._note)
            mask_urls(options, self._note_url)
        self.values, self._numbers, self.warnings = self._sort()

    def _note(self, place: str, value: Any) -> None:
        for text in _texts(value):
            self._places.setdefault(text, place)

    def _note_url(self, url: str) -> None:
        masked = mask_url(url)
        if masked != url:
            self._urls.update({url: masked, url.strip(): masked.strip()})
        self._words += "\n" + masked

    def _sort(self) -> tuple[list[str], re.Pattern[str] | None, list[str]]:
        values, numbers, warnings = [], [], []
        for text, place in self._places.items():
            if NUMBER.fullmatch(text) and len(text) >= MIN_DIGITS:
                numbers.append(re.escape(text))
            elif len(text) < MIN_LENGTH:
                if text != STOCK_PASSWORD:
                    warnings.append(TOO_SHORT % (place, MIN_LENGTH))
            elif text in self._words:
                warnings.append(IS_A_WORD % place)
            else:
                values.append(text)
        pattern = re.compile("(?<![0-9])(?:%s)(?![0-9])" % "|".join(sorted(numbers, key=len, reverse=True))) if numbers else None
        return sorted(values, key=len, reverse=True), pattern, list(dict.fromkeys(warnings))

    def options(self, options: Any) -> Any:
        """The options with every secret masked. Unknown options and values of a wrong type are masked too."""
        return mask_urls(mask_options(self.spec, options))

    def result(self, result: Any) -> Any:
        """The return values with the secrets masked in all texts; keys stay as they are."""
        return self._by_value(result, False) if self.values or self._numbers or self._urls else result

    def sentence(self, text: str) -> str:
        """A sentence with the secrets masked."""
        return self._text(text, True)

    def _by_value(self, value: Any, is_sentence: bool) -> Any:
        if isinstance(value, str):
            return self._text(value, is_sentence)
        if isinstance(value, Mapping):
            return {key: self._by_value(item, key in SENTENCES) for key, item in value.items()}
        if isinstance(value, (list, tuple)):
            return [self._by_value(item, is_sentence) for item in value]
        return value

    def _text(self, text: str, is_sentence: bool) -> str:
        for url, masked in self._urls.items():
            text = text.replace(url, masked)
        for secret in self.values:
            text = text.replace(secret, TEXT_MASK)
        return self._numbers.sub(TEXT_MASK, text) if is_sentence and self._numbers else text


def mask_options(spec: Spec, options: Any, on_secret: OnSecret = lambda place, value: None, place: str = "") -> Any:
    """A copy of the options in which every secret is masked as a whole.

    A value is a secret when its option has no_log, or when the option has secret suboptions and the value does not have their
    form. An unknown option is masked too: it may be a secret with a misspelt name.
    on_secret: called with the dotted name and the value of each secret that is found.
    """
    if not isinstance(options, (dict, Mapping)):
        return _whole(options, on_secret, place)
    masked = {}
    for name, value in options.items():
        entry = entry_of(spec, name)
        masked[name] = OPTION_MASK if entry is None else _mask_option(entry, value, on_secret, "%s%s" % (place, name))
    return masked


def entry_of(spec: Spec, name: str) -> Mapping[str, Any] | None:
    """The entry of an option in an argument spec, by its name or an alias; None when there is none."""
    entry = spec.get(name)
    return entry if entry is not None else next((other for other in spec.values() if name in other.get("aliases", ())), None)


def _mask_option(entry: Mapping[str, Any], value: Any, on_secret: OnSecret, place: str) -> Any:
    if value is None:
        return None
    if entry.get("no_log"):
        return _whole(value, on_secret, place)
    below = entry.get("options")
    if not below:
        return value
    if isinstance(value, (dict, Mapping)):
        return mask_options(below, value, on_secret, place + ".")
    if not has_secret(below):
        return value
    if isinstance(value, (list, tuple)):
        return [mask_options(below, item, on_secret, "%s[%d]." % (place, number)) for number, item in enumerate(value)]
    return _whole(value, on_secret, place)


def _whole(value: Any, on_secret: OnSecret, place: str) -> str:
    on_secret(place.rstrip("."), value)
    return OPTION_MASK


def has_secret(spec: Spec) -> bool:
    """Whether an option of the spec is a secret, at any depth."""
    return any(entry.get("no_log") or has_secret(entry.get("options") or {}) for entry in spec.values())


def without_no_log(spec: Spec) -> dict[str, dict[str, Any]]:
    """The spec without no_log, for a validator that must neither mask nor record secrets."""
    bare = {}
    for name, entry in spec.items():
        bare[name] = {key: value for key, value in entry.items() if key != "no_log"}
        if entry.get("options"):
            bare[name]["options"] = without_no_log(entry["options"])
    return bare


def mask_url(url: str) -> str:
    """The address with user information, query and fragment masked; any other address is returned as it is."""
    masked = re.sub(r"^(\s*[A-Za-z][A-Za-z0-9+.-]*://)?.*@", lambda match: "%s%s@" % (match[1] or "", TEXT_MASK), url, flags=re.DOTALL)
    return re.sub(r"([?#]).*", r"\1" + TEXT_MASK, masked, flags=re.DOTALL)


def mask_urls(value: Any, on_url: Callable[[str], None] = lambda url: None, is_url: bool = False) -> Any:
    """A copy in which every text that is a URL, or the value of an option `url`, is masked as by mask_url.

    on_url: called with each of them.
    """
    if isinstance(value, str):
        if not (is_url or URL.match(value)):
            return value
        on_url(value)
        return mask_url(value)
    if isinstance(value, (dict, Mapping)):
        return {key: mask_urls(item, on_url, key == "url") for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [mask_urls(item, on_url, is_url) for item in value]
    return value


def _texts(value: Any) -> Iterable[str]:
    """The texts and numbers in a value. White space around them is not part of a secret."""
    if isinstance(value, Mapping):
        value = list(value.values())
    if isinstance(value, (list, tuple)):
        for item in value:
            yield from _texts(item)
    elif isinstance(value, (str, int, float)) and not isinstance(value, bool):
        text = str(value).strip()
        if text:
            yield text


def vocabulary(spec: Spec) -> str:
    """The words that a secret must not be part of, each on a line of its own. The same for all tasks with this spec."""
    return "\n".join([TEXT_MASK, OPTION_MASK, *VOCABULARY, *_words(spec)])


def _words(spec: Spec) -> Iterable[str]:
    """The names and choices of all options."""
    for name, entry in spec.items():
        yield name
        yield from (str(choice) for choice in entry.get("choices") or ())
        yield from _words(entry.get("options") or {})
