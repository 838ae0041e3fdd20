"""Reports in words: the reason for a status, and the dossier of a capital."""

from __future__ import annotations

from datetime import date
from itertools import count
from xml.etree import ElementTree as ET

import pytest

from geo.control import Rule, assess
from geo.evidence import Group, dossier, group_of, is_web_address, marked, why
from geo.reports import Report, Role, Says

INCUMBENTS = frozenset({"crown"})
NUMBERS = count()


def a_report(
    says: str = "captured", actor: str = "rebels", *, day: int = 8, **told: object
) -> Report:
    """Return a report of August 2021 whose dull fields are filled in."""
    usual = {
        "report_id": f"r{next(NUMBERS)}",
        "province": "P",
        "event_date": date(2021, 8, day),
        "published": date(2021, 8, day),
        "speaker": "a resident",
        "role": Role.RESIDENT,
        "origin": "Gazette",
        "publisher": "The Times",
    }
    return Report(says=Says(says), actor=actor, **{**usual, **told})  # type: ignore[arg-type]


CASES = [
    (
        Rule.ADMISSION,
        [a_report(side="crown")],
        "The losing side admits it: a resident (The Times).",
    ),
    (
        Rule.TWO_ORIGINS,
        [a_report(), a_report(origin="Wire")],
        "2 independent origins say so: Gazette and Wire.",
    ),
    (Rule.ONE_ORIGIN, [a_report()], "One independent origin says so: Gazette."),
    (
        Rule.OWN_WORD,
        [a_report(side="rebels")],
        "Only the side that gains says so: a resident (The Times).",
    ),
    (
        Rule.OWN_WORD,
        [a_report(origin="unknown")],
        "Said by a resident (The Times), but no origin is known, so it counts as a claim.",
    ),
    (
        Rule.DENIED,
        [a_report(), a_report("denied", "", side="crown", speaker="a minister")],
        (
            "Reported captured by a resident (The Times), denied by a minister (The Times); "
            "neither undoes the other."
        ),
    ),
    (
        Rule.LATER_REPORT,
        [a_report(published=date(2021, 8, 9)), a_report("contested", "", day=9)],
        (
            "Reported captured on 8 Aug, by a resident (The Times); according to a resident "
            "(The Times), there was fighting on 9 Aug."
        ),
    ),
    (
        Rule.TWO_CAPTORS,
        [a_report(), a_report(actor="pirates")],
        "The newest reports name different holders: pirates and rebels.",
    ),
    (
        Rule.FIGHTING,
        [a_report("contested", "")],
        "Fighting reported for 8 Aug by a resident (The Times).",
    ),
    (
        Rule.ALL_HELD,
        [a_report("held", "crown", day=9)],
        "According to a resident (The Times), it was held on 9 Aug.",
    ),
]


@pytest.mark.parametrize(("rule", "reports", "sentence"), CASES)
def test_the_reason_names_whose_word_decided(
    rule: Rule, reports: list[Report], sentence: str
) -> None:
    """Each clause has its sentence, with the speakers and days it rests on."""
    newest = max(report.event for report in reports)
    found = assess(reports, newest, incumbents=INCUMBENTS)
    assert found.rule is rule
    assert why(found, reports, INCUMBENTS) == sentence


def test_reports_are_grouped_by_who_speaks() -> None:
    """A taking is a claim, an admission or independent; anything else is against it."""
    expected = {
        Group.CLAIM: a_report(side="rebels"),
        Group.ADMISSION: a_report(side="crown"),
        Group.INDEPENDENT: a_report(),
        Group.AGAINST: a_report("held", "crown"),
    }
    for group, report in expected.items():
        assert group_of(report, INCUMBENTS) is group


def test_every_word_is_escaped() -> None:
    """No field of a report becomes markup, and only web addresses become links."""
    hostile = '"><script>x</script>{{7*7}}'
    texts = dict.fromkeys(("speaker", "origin", "publisher", "title", "note", "excluded"), hostile)
    html = dossier([a_report(**texts, url="javascript:alert(1)")], INCUMBENTS)
    assert "<script" not in html
    assert "javascript:" not in html
    assert "&lt;script&gt;" in html
    ET.fromstring(f"<div>{html}</div>")  # noqa: S314 - our own markup


def test_a_dossier_lists_everything_with_its_dates() -> None:
    """Excluded reports stay, with the reason; another year is written out."""
    html = dossier(
        [
            a_report(url="https://example.org/a", published=date(2023, 8, 9)),
            a_report(excluded="a rumour"),
        ],
        INCUMBENTS,
    )
    assert html.count('class="report"') == 2
    assert "a rumour" in html
    assert "9 Aug 2023" in html
    assert 'rel="noopener noreferrer"' in html


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("https://example.org/a", True),
        ("http://example.org", True),
        ("javascript:alert(1)", False),
        ("//example.org", False),
        ("https://exa mple.org", False),
        ("http://[", False),
        ("", False),
    ],
)
def test_only_web_addresses_become_links(text: str, *, is_one: bool) -> None:
    """Only absolute http and https addresses without spaces are links."""
    assert is_web_address(text) is is_one


def test_marks_keep_the_text() -> None:
    """Marking spans of a text escapes it and loses nothing of it."""
    html = marked("a <b> c & d", [(2, 5)])
    assert html == '<div class="pasted">a <mark>&lt;b&gt;<sup>1</sup></mark> c &amp; d</div>'
