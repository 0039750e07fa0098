# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""drift.html in a real Chromium: what is seen, what the keyboard does, what a screen reader is told, and that nothing is loaded.

Pictures of every view are left in tests/output/report for people to look at.
"""

from __future__ import annotations

import time

import pytest

from ansible_collections.waops.whatsapp.plugins.plugin_utils._audit.report.changes import add_history
from ansible_collections.waops.whatsapp.plugins.plugin_utils._audit.report.page import render_html
from tests.collection_tree import ROOT
from tests.support.browser import CHROMIUM, CTRL, Browser
from tests.support.checked_reports import CHECKS, few_with_checks, result, with_checks
from tests.support.reports import HOSTILE, down, drifted, few, many, report, row, with_health

pytestmark = pytest.mark.skipif(
    CHROMIUM is None, reason="no chromium on this machine (Debian: apt-get install chromium); .ci/run installs it"
)
PICTURES = ROOT / "tests" / "output" / "report"
LARGE = 5000
CHECKED = (
    ("history", ""),
    ("history", "host=wa-drift"),
    ("checks", ""),
    ("checked-large", ""),
    ("checks", "host=wa-drift&cell=check%3Aexpiry"),
)


@pytest.fixture(scope="module")
def browser():
    with Browser() as running:
        yield running


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    """{name: path} of a report with every status, of ten instances, of thousands, and of hostile texts."""
    folder = tmp_path_factory.mktemp("pages")
    hostile = [row(f"{number} {text}", "drifted", {text: drifted({text: text}, {text: text + "!"})}) for number, text in enumerate(HOSTILE)]
    hostile += [row(f"down {text}", "unreachable", msg=text, warnings=[text]) for text in HOSTILE]
    rows = {"few": few(), "ten": few() + list(many(5)), "large": list(many(LARGE)), "hostile": hostile, "none": [], "health": with_health()}
    paths = {name: folder / f"{name}.html" for name in rows}
    for name, path in paths.items():
        path.write_bytes(render_html(report(rows[name], title="Drift report" if name != "hostile" else " ".join(HOSTILE))))
    documents = {"checks": few_with_checks(), "checked-large": large_with_checks(), "history": with_history()}
    for name, document in documents.items():
        paths[name] = folder / f"{name}.html"
        paths[name].write_bytes(render_html(document))
    return paths


def with_history():
    """Today's report after eleven audits, at which now one and now three of the instances were in sync."""
    today, earlier = few_with_checks(), []
    for number in range(11, 0, -1):
        part = few_with_checks()
        part["generated_at"] = f"2026-03-{number:02d}T06:00:00Z"
        for place, instance in enumerate(part["instances"]):
            instance["audited_at"] = part["generated_at"]
            if place <= number % 3 or number > 9:
                instance.update(status="in_sync", sections={}, checks={})
        earlier.append(part)
    add_history(today, earlier)
    return today


def large_with_checks():
    """Thousands of instances with checks, and two that do not answer, of which one serves a certificate that is too old."""
    rows = [*many(LARGE), down("wa-seen"), down("wa-unseen")]
    unknown = {name: result("unknown", "It does not answer.") for name in CHECKS}
    results = {item["host"]: {name: result("ok") for name in CHECKS} if item["status"] != "unreachable" else unknown for item in rows}
    results["wa-seen"] = {**unknown, "certificate": result("critical", "The certificate has expired.", "Upload a new one.")}
    return with_checks(rows, results)


@pytest.fixture(autouse=True)
def quiet(browser):
    """Each test begins in a light window of usual size, and no test may cause an error in the page or a request to anywhere."""
    browser.media(prefers_color_scheme="light")
    browser.resize(1280, 900)
    yield
    bad = [event for event in browser.events if event[0] in ("Runtime.exceptionThrown", "Log.entryAdded")]
    assert bad == []
    asked = [params["request"]["url"] for method, params in browser.events if method == "Network.requestWillBeSent"]
    assert [url for url in asked if not url.startswith(("file:///", "data:"))] == []
    assert len(asked) <= 2


def focus(browser):
    """The accessible name of what has the focus."""
    return browser.run("document.activeElement.getAttribute('aria-label') || document.activeElement.textContent")


def cells(browser):
    """The accessible names of the cells that exist, headings of rows left out."""
    return browser.run("[...document.querySelectorAll('#rows td button')].map((cell) => cell.getAttribute('aria-label'))")


def hosts(browser):
    return browser.run("[...document.querySelectorAll('#rows th button span:last-child')].map((name) => name.textContent)")


def shown(browser):
    return browser.run("document.querySelector('#shown').textContent")


def test_the_heat_map(browser, pages):
    """Rows worst first, a cell for each declared section, those without a comparison apart."""
    browser.open(pages["few"])
    assert hosts(browser) == ["wa-broken", "wa-drift", "wa-calm"]
    assert cells(browser) == [
        "wa-broken, users: in sync", "wa-broken, profile: failed", "wa-broken, groups: not reached",
        "wa-drift, users: drifted, 2 differences", "wa-drift, app_settings: drifted, 3 differences", "wa-drift, profile: in sync",
        "wa-calm, users: in sync", "wa-calm, app_settings: in sync", "wa-calm, groups: not offered",
    ]  # fmt: skip
    assert browser.run("document.querySelector('#apart-title').textContent") == "Without a comparison (2)"
    apart = browser.run("[...document.querySelectorAll('#apart-rows tr')].map((line) => line.innerText)")
    assert [line.split()[0] for line in apart] == ["wa-bare", "wa-down"] or [line.split()[0] for line in apart] == ["wa-down", "wa-bare"]
    assert "the connection was refused" in "".join(apart)
    totals = browser.run("[...document.querySelectorAll('.total')].map((total) => total.innerText.replace(/\\s+/g, ' '))")
    assert totals == ["≠ Drifted 1 20.0 %", "! Failed 2 40.0 %", "\u00d7 Unreachable 1 20.0 %", "✓ In sync 1 20.0 %"]


def test_a_cell_opens_its_differences(browser, pages):
    """Both values of every field, absent ones named, what differs within a text marked."""
    browser.open(pages["few"])
    browser.click('[aria-label^="wa-drift, app_settings"]')
    assert browser.run("document.querySelector('dialog').open") is True
    assert browser.run("document.querySelector('#detail-title').innerText") == "wa-drift / app_settings"
    rows = browser.run("[...document.querySelectorAll('.diff tbody tr')].map((line) => [...line.children].map((cell) => cell.innerText))")
    assert rows == [
        ["webhooks.url", "https://old.example.com/in", "https://new.example.com/in"],
        ["webhooks.max_concurrent_requests", "6", "24"],
        ["media.auto_download", "image", "audio\nimage"],
    ]
    assert browser.run("[...document.querySelectorAll('.diff mark')].map((mark) => mark.textContent)") == ["old", "new", "audio"]
    assert "needs a restart of: coreapp" in browser.run("document.querySelector('#detail-body').innerText")
    browser.click("#previous")
    rows = browser.run("[...document.querySelectorAll('.diff tbody tr')].map((line) => [...line.children].map((cell) => cell.innerText))")
    assert rows == [["ops.team.name", "not there", "ops.team"], ["ops.team.user_password", "not there", "******** (new value)"]]
    browser.click("#whole")
    text = browser.run("document.querySelector('#detail-body').innerText")
    assert "In sync: profile" in text
    browser.click("#close")
    assert browser.run("document.querySelector('dialog').open") is False


def test_health_is_a_column_beside_the_sections(browser, pages):
    """A host that is in sync and ill comes before those that are well; the dialog says what its health is."""
    browser.open(pages["health"])
    assert hosts(browser) == ["wa-ill", "wa-mute", "wa-waiting", "wa-well"]
    assert [name for name in cells(browser) if ", health: " in name] == [
        "wa-ill, health: unhealthy", "wa-mute, health: unknown", "wa-waiting, health: healthy", "wa-well, health: healthy",
    ]  # fmt: skip
    browser.click('[aria-label="wa-ill, health: unhealthy"]')
    assert "disconnected." in browser.run("document.querySelector('#detail-body').innerText")
    browser.click("#close")
    browser.run("document.querySelector('#state').value = 'unhealthy'; document.querySelector('#state').dispatchEvent(new Event('input'))")
    assert hosts(browser) == ["wa-ill"]
    browser.open(pages["few"])
    assert "health" not in browser.run("document.querySelector('#columns').innerText")


def test_a_heading_is_called_what_is_seen_of_it(browser, pages):
    """Voice control finds it by its words (axe: label-content-name-mismatch), and the number says what it counts."""
    for name in ("checks", "health"):
        browser.open(pages[name])
        seen = browser.run(
            "[...document.querySelectorAll('#columns button')].map((head) => [head.innerText.replace(/\\s+/g, ' '), head.ariaLabel || ''])"
        )
        assert [name for text, name in seen[1:] if name != text] == []
    assert seen[-1][1] == "health 1 affected"
    assert "how many instances are affected there: drifted, failed or unhealthy" in browser.run("document.querySelector('#keys').innerText")


def test_the_ring_of_the_focus_is_whole(browser, pages):
    """At every edge of the table: what is drawn around an element stays inside the part of the table that is seen."""
    browser.open(pages["ten"])
    cut = browser.run(
        "(() => { const frame = document.querySelector('#scroller').getBoundingClientRect(); const cut = [];"
        " for (const button of document.querySelectorAll('#grid button')) {"
        "   button.focus({ focusVisible: true }); button.scrollIntoView({ block: 'nearest', inline: 'nearest' });"
        "   const ringed = button.querySelector('td .mark') || button; const style = getComputedStyle(ringed);"
        "   const reach = parseFloat(style.outlineWidth) + parseFloat(style.outlineOffset); const box = ringed.getBoundingClientRect();"
        "   if (style.outlineStyle !== 'solid' || reach > 0 || box.right > frame.right + 0.5 || box.left < frame.left - 0.5)"
        "     cut.push(button.ariaLabel || button.textContent); }"
        " return cut; })()"
    )
    assert cut == []


def test_the_keyboard_does_it_all(browser, pages):
    """Tab reaches the table once; arrows move; Enter opens, Escape closes, and the focus is back where it was."""
    browser.open(pages["few"])
    browser.run("document.querySelector('#clear').previousElementSibling.querySelector('select').focus()")
    for _step in range(6):
        browser.key("Tab")
    assert focus(browser) == "wa-broken: failed, all sections"
    for key in ("ArrowDown", "ArrowRight", "ArrowRight"):
        browser.key(key)
    assert focus(browser) == "wa-drift, app_settings: drifted, 3 differences"
    browser.key("Enter")
    browser.wait("document.querySelector('dialog').open")
    assert browser.run("document.activeElement.id") == "detail-title"
    browser.key("Escape")
    browser.wait("!document.querySelector('dialog').open")
    browser.wait("document.activeElement.closest('#rows') !== null")
    assert focus(browser) == "wa-drift, app_settings: drifted, 3 differences"
    browser.key("End")
    assert focus(browser) == "not declared"
    browser.key("End", CTRL)
    browser.key("Home")
    assert focus(browser) == "wa-calm: in sync, all sections"
    browser.key("Tab")
    assert browser.run("document.activeElement.closest('#rows') === null")


def test_filters_and_search(browser, pages):
    """By total, by section and state, by any text in names, fields and values; the view stands in the address."""
    browser.open(pages["large"])
    assert shown(browser) == "All 5,000 instances"
    drifted_number = browser.run("report_total = document.querySelector('.total.drifted .number').textContent")
    browser.click(".total.drifted")
    assert shown(browser) == f"{drifted_number} of 5,000 instances"
    assert browser.run("document.querySelector('.total.drifted').getAttribute('aria-pressed')") == "true"
    assert all(": drifted" in name or ": in sync" in name for name in cells(browser))
    browser.run(
        "document.querySelector('#section').value = 'profile'; document.querySelector('#section').dispatchEvent(new Event('input'))"
    )
    column = browser.run("[...document.querySelectorAll('#rows button[aria-label*=\", profile: \"]')].map((cell) => cell.ariaLabel)")
    assert column
    assert all(", profile: drifted" in name for name in column)
    assert browser.run("location.hash") == "#section=profile&state=drifted"
    browser.click("#clear")
    browser.type("wa-00042")
    assert shown(browser) == "1 of 5,000 instances"
    browser.click("#clear")
    browser.type("FIELD_5")
    found = int(shown(browser).split()[0].replace(",", ""))
    assert 0 < found < int(drifted_number) + 300
    browser.click("#clear")
    browser.type("no such thing")
    assert shown(browser) == "0 of 5,000 instances"
    assert hosts(browser) == []


def test_sorting(browser, pages):
    """A heading sorts worst first, then the other way round, then not at all; screen readers are told."""
    browser.open(pages["few"])
    browser.click("#columns th:nth-child(3) button")
    assert hosts(browser)[0] == "wa-drift"
    assert browser.run("document.querySelector('#columns th:nth-child(3)').ariaSort") == "descending"
    browser.click("#columns th:nth-child(3) button")
    assert hosts(browser)[-1] == "wa-drift"
    browser.click("#columns th:nth-child(1) button")
    assert hosts(browser) == ["wa-broken", "wa-calm", "wa-drift"]
    assert browser.run("document.querySelector('#columns th:nth-child(1)').ariaSort") == "ascending"


def test_a_link_leads_to_the_same_view(browser, pages):
    """Filters and the open cell come back from the address; a link to what does not exist opens nothing."""
    browser.open(pages["few"], "query=wa-drift&host=wa-drift&cell=users")
    assert browser.run("document.querySelector('#detail-title').innerText") == "wa-drift / users"
    assert shown(browser) == "1 of 5 instances"
    browser.key("Escape")
    browser.wait("location.hash === '#query=wa-drift'")
    browser.open(pages["few"], "host=nobody&cell=users")
    assert browser.run("document.querySelector('dialog').open") is False


def test_thousands_scroll_as_easily_as_ten(browser, pages):
    """Only the rows in view exist; the last is reached by one key; the focus survives scrolling away."""
    began = time.monotonic()
    browser.open(pages["large"])
    assert time.monotonic() - began < 10
    assert len(hosts(browser)) < 100
    assert browser.run("document.querySelectorAll('*').length") < 3000
    assert browser.run("document.querySelector('#grid').getAttribute('aria-rowcount')") == str(1 + LARGE - len(down_hosts()))
    browser.run("document.querySelector('#rows button').focus()")
    browser.key("End", CTRL)
    last = focus(browser)
    assert "in sync" in last
    assert browser.run("document.activeElement.closest('tr').ariaRowIndex") == browser.run("document.querySelector('#grid').ariaRowCount")
    browser.run("document.querySelector('#scroller').scrollTop = 0")
    browser.wait("document.activeElement.id === 'scroller'")
    browser.key("ArrowUp")
    browser.wait("document.activeElement.closest('#rows') !== null")
    assert focus(browser) != last
    times = browser.run(
        """(async () => { const times = []; const box = document.querySelector('#scroller');
        for (let step = 0; step < 40; step += 1) { const began = performance.now(); box.scrollTop = step * 3500;
        await new Promise(requestAnimationFrame); times.push(performance.now() - began); } return times.sort((a, b) => a - b); })()"""
    )
    assert times[4] < 250, times  # the machine may be busy with other tests
    began = time.monotonic()
    browser.run("document.querySelector('#query').focus()")
    browser.type("wa-0123")
    assert shown(browser) == "10 of 5,000 instances"
    assert time.monotonic() - began < 5


def down_hosts():
    return [item for item in many(LARGE) if item["status"] == "unreachable"]


def test_no_text_of_a_server_becomes_markup(browser, pages):
    """Whatever names, values and messages hold: no script runs, no element appears, and the texts are shown as they are."""
    browser.open(pages["hostile"])
    browser.wait("document.querySelectorAll('#rows th').length > 0")
    assert browser.run("document.title") != "owned"
    assert browser.run("document.querySelectorAll('img, b, script').length") == 2
    assert browser.run("document.querySelector('h1').textContent").startswith(HOSTILE[0])
    for number, text in enumerate(HOSTILE[:4]):
        browser.run(f"document.querySelectorAll('#rows th button')[{number}].click()")
        values = browser.run("[...document.querySelectorAll('.diff td')].map((cell) => cell.textContent)")
        assert any(text in value for text in HOSTILE for value in values), (text, values)
        assert browser.run("document.querySelectorAll('dialog img, dialog b, dialog script').length") == 0
        browser.run("document.querySelector('#close').click()")
    assert HOSTILE[0] in browser.run("document.querySelector('#apart').textContent")
    assert browser.run("document.title") != "owned"


def test_a_screen_reader_finds_its_way(browser, pages):
    """A grid with headings, named buttons, a search region, a status and a dialog with a name."""
    browser.open(pages["few"])
    roles = browser.roles()
    for wanted in (
        ("heading", "Drift report"), ("search", "Filter the report"), ("searchbox", "Search"), ("combobox", "Section"),
        ("grid", "Instances and sections"), ("rowheader", "wa-drift: drifted, all sections"),
        ("button", "wa-drift, app_settings: drifted, 3 differences"), ("heading", "Without a comparison (2)"),
    ):  # fmt: skip
        assert wanted in roles, wanted
    assert [name for role, name in roles if role in ("button", "rowheader", "columnheader", "combobox") and not name.strip()] == []
    browser.click('[aria-label^="wa-drift, app_settings"]')
    roles = browser.roles()
    assert ("dialog", "wa-drift / app_settings") in roles
    assert ("table", "Differences in app_settings") in roles
    assert ("rowheader", "webhooks.url") in roles


def luminance(colour):
    parts = [int(part) / 255 for part in colour[colour.index("(") + 1 : -1].replace(" ", "").split(",")[:3]]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("name", ["large", "checks"])
def test_every_sign_can_be_read(browser, pages, theme, name):
    """WCAG AA, 4.5 to 1, of every mark and of the page's texts, in both themes; the themes differ."""
    browser.media(prefers_color_scheme=theme)
    browser.open(pages[name])
    browser.run("document.querySelector('#rows .mark.drifted').closest('button').click()")
    found = browser.run(
        """[...document.querySelectorAll('.mark, .meta, .note, .diff th, .diff mark, #shown, .keys, .percent, dt')].map((item) => {
        let box = item, back; do { back = getComputedStyle(box).backgroundColor; box = box.parentElement; }
        while (back === 'rgba(0, 0, 0, 0)' && box);
        return [item.className + item.tagName, getComputedStyle(item).color, back]; })"""
    )
    assert len({name for name, ink, paper in found}) > 8
    for name, ink, paper in found:
        bright, dim = sorted((luminance(ink), luminance(paper)), reverse=True)
        assert (bright + 0.05) / (dim + 0.05) >= 4.5, (name, ink, paper)
    paper = browser.run("getComputedStyle(document.body).backgroundColor")
    assert (luminance(paper) > 0.5) is (theme == "light")


def test_on_paper(browser, pages):
    """Light whatever the screen is, without controls, with the differences; of thousands only those that need a look."""
    browser.media(prefers_color_scheme="dark")
    browser.open(pages["few"])
    assert browser.pdf().startswith(b"%PDF")
    browser.media("print", prefers_color_scheme="dark")
    browser.run("window.dispatchEvent(new Event('beforeprint'))")
    assert luminance(browser.run("getComputedStyle(document.body).backgroundColor")) == 1
    assert browser.run("getComputedStyle(document.querySelector('.tools')).display") == "none"
    assert "webhooks.max_concurrent_requests" in browser.run("document.querySelector('#appendix').innerText")
    browser.run("window.dispatchEvent(new Event('afterprint'))")
    assert browser.run("document.querySelector('#appendix').childElementCount") == 0
    browser.open(pages["large"])
    browser.run("window.dispatchEvent(new Event('beforeprint'))")
    assert 0 < len(hosts(browser)) < 600
    assert "instances in sync left out" in browser.run("document.querySelector('#unprinted').textContent")


def test_an_empty_report(browser, pages):
    """No instance, no error."""
    browser.open(pages["none"])
    assert shown(browser) == "All 0 instances"


def test_pictures(browser, pages):
    """For people to look at: every view, in both themes, wide and narrow."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    for theme in ("light", "dark"):
        browser.media(prefers_color_scheme=theme)
        for name, fragment in (("ten", ""), ("large", ""), ("ten", "host=wa-drift"), ("ten", "host=wa-drift&cell=app_settings"), *CHECKED):
            for width in (1280, 420):
                browser.resize(width, 900)
                browser.open(pages[name], fragment)
                kind = "cell" if "cell" in fragment else "instance" if fragment else "map"
                browser.screenshot(PICTURES / f"{name}-{kind}-{theme}-{width}.png")
                assert browser.run("document.documentElement.scrollWidth <= innerWidth"), "the page scrolls sideways"
    assert len({path.read_bytes() for path in PICTURES.glob("*.png")}) == len(list(PICTURES.glob("*.png"))) >= 16


def test_checks_are_columns_beside_the_sections(browser, pages):
    """Critical first whatever the drift; the dialog says sentence, remedy and what was read; totals and filters count both."""
    browser.open(pages["checks"])
    assert hosts(browser) == ["wa-calm", "wa-broken", "wa-drift"]
    names = cells(browser)
    assert "wa-calm, certificate check: critical" in names
    assert "wa-drift, app_settings: drifted, 3 differences" in names
    heads = browser.run("[...document.querySelectorAll('#columns button')].map((head) => head.ariaLabel || head.innerText)")
    assert heads[1:6] == ["health check 0 affected", "certificate check 1 affected", "expiry check 1 affected", "version check 0 affected",
                          "users 1 affected"]  # fmt: skip
    totals = browser.run("[...document.querySelectorAll('.total')].map((total) => total.innerText.replace(/\\s+/g, ' '))")
    assert [total.split(" ")[1:-2] for total in totals] == [
        ["Critical", "1"], ["Warning", "1"], ["Drifted", "1"], ["Failed", "2"], ["Unreachable", "1"], ["In", "sync", "1"], ["Unknown", "3"],
    ]  # fmt: skip
    browser.click('[aria-label="wa-drift, expiry check: warning"]')
    assert browser.run("document.querySelector('#detail-title').innerText") == "wa-drift / expiry check"
    text = browser.run("document.querySelector('#detail-body').innerText")
    for wanted in ("The client build ends in 40 days.", "Remedy: Plan an upgrade.", "days_left", "2.53.1"):
        assert wanted in text
    browser.click("#whole")
    assert "OK: health check, certificate check, version check" in browser.run("document.querySelector('#detail-body').innerText")
    browser.click("#close")
    for status, found in (("critical", "1 of 5"), ("warning", "1 of 5"), ("unknown", "3 of 5")):
        browser.click(f".total.{status}")
        assert shown(browser) == f"{found} instances"
    browser.click("#clear")
    browser.type("plan an upgrade")
    assert hosts(browser) == ["wa-drift"]
    browser.open(pages["checks"], "host=wa-calm&cell=check%3Acertificate")
    assert "The certificate expired 3 days ago." in browser.run("document.querySelector('#detail-body').innerText")


def test_a_check_that_was_made_of_a_silent_instance_is_seen(browser, pages):
    """What answered stands in the map: an instance without a comparison, of which a check found something."""
    browser.open(pages["checked-large"])
    assert "wa-seen" in browser.run("document.querySelector('#rows').innerText")
    assert "wa-unseen" in browser.run("document.querySelector('#apart').innerText")
    assert len(hosts(browser)) < 100
    browser.run("window.dispatchEvent(new Event('beforeprint'))")
    printed = browser.run("document.querySelector('#appendix').innerText")
    assert "wa-seen" in printed
    assert "certificate check" in printed
    browser.run("window.dispatchEvent(new Event('afterprint'))")


def test_a_check_and_a_section_of_one_name_are_two_columns(browser, pages):
    browser.open(pages["checked-large"])
    heads = browser.run("[...document.querySelectorAll('#columns button')].map((head) => head.ariaLabel)")
    assert len([head for head in heads if head and head.startswith("certificate ")]) == 2
    assert len(set(heads)) == len(heads)


def test_the_page_says_since_when(browser, pages):
    """A line of the last audits with its name, what is new and resolved, and the date at each difference and each check."""
    browser.open(pages["history"])
    text = browser.run("document.querySelector('#history').innerText")
    assert "5 of 5 instances need attention; 0 of 5 at 2026-03-11 06:00:00 UTC" in text
    assert "new and" in text
    assert ("image", "Instances that need attention in the last 12 audits") in browser.roles()
    assert browser.run("document.querySelector('.spark polyline').points.numberOfItems") == 12
    browser.click('[aria-label="wa-drift, app_settings: drifted, 3 differences"]')
    rows = browser.run("[...document.querySelectorAll('.diff tbody tr')].map((line) => line.lastElementChild.innerText)")
    assert len(rows) == 3
    assert all(row.startswith("2026-03-") for row in rows)
    browser.open(pages["history"], "host=wa-calm&cell=check%3Acertificate")
    assert "Since 2026-03-14 15:09:26 UTC." in browser.run("document.querySelector('#detail-body').innerText")
    browser.open(pages["checks"])
    assert browser.run("document.querySelector('#history')") is None
