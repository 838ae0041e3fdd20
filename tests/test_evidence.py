"""Reports in words: the reason for a status, and the dossier of a capital."""

from __future__ import annotations

from datetime import date
from itertools import count
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.citations import Citation
from geo.control import NO_REPORT, Rule, assess, history
from geo.evidence import (
    GROUP_WORDS,
    Group,
    alert,
    dossier,
    footer,
    group_of,
    heading,
    is_web_address,
    marked,
    why,
)
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


def cite(report: Report) -> Citation:
    """Return a citation with every text of a report that one may hold."""
    return Citation(
        id=report.report_id,
        kind="webpage",
        title=report.title or "no title",
        authors=(report.origin,),
        publisher=report.publisher,
        url=report.url if is_web_address(report.url) else "",
    )


CASES = [
    (
        Rule.ADMISSION,
        [a_report(side="crown")],
        "The losing side admits it: a resident (The Times).",
    ),
    (
        Rule.ADMISSION,
        [a_report(side="crown"), a_report(), a_report(origin="Wire")],
        "The losing side admits it: a resident (The Times); one other origin says so too.",
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
        Rule.OWN_WORD,
        [a_report(side="rebels"), a_report(origin="unknown")],
        "The side that gains says so: a resident (The Times); others do, but no origin is known.",
    ),
    (
        Rule.ADMISSION,
        [a_report(side="crown"), a_report(published=date(2021, 8, 9)), a_report(origin="Wire")],
        "The losing side admits it: a resident (The Times); one other origin says so too.",
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
        Rule.TWO_CAPTORS,
        [
            a_report(actor="bandits", day=7, published=date(2021, 8, 8)),
            a_report(),
            a_report(actor="pirates"),
        ],
        "The newest reports name different holders: pirates and rebels.",
    ),
    (
        Rule.TWO_HOLDERS,
        [a_report("held", "crown"), a_report("denied", "", side="rebels")],
        "The newest reports name different holders: crown and rebels.",
    ),
    (
        Rule.LATER_REPORT,
        [
            a_report(day=7, published=date(2021, 8, 9)),
            a_report("retaken", "crown", side="crown", day=5, published=date(2021, 8, 9)),
            a_report("contested", "", day=9),
        ],
        (
            "Reported captured on 7 Aug, by a resident (The Times); according to a resident "
            "(The Times), there was fighting on 9 Aug."
        ),
    ),
    (
        Rule.FIGHTING,
        [a_report("captured", "crown")],
        "According to a resident (The Times), crown captured it on 8 Aug.",
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


def test_every_clause_has_its_sentence() -> None:
    """The cases above leave out no clause, but for having no report, which needs no reason."""
    assert {rule for rule, *_ in CASES} == set(Rule) - {Rule.NOTHING}
    assert why(NO_REPORT, [], INCUMBENTS) == ""


def a_sound_report(draw: st.DrawFn) -> Report:
    """Return any report that a table may hold."""
    says = draw(st.sampled_from(Says))
    return a_report(
        says,
        draw(st.sampled_from(["rebels", "pirates", "crown"]))
        if says not in (Says.CONTESTED, Says.DENIED)
        else "",
        day=draw(st.integers(1, 5)),
        published=date(2021, 8, draw(st.integers(1, 6))),
        side=draw(st.sampled_from(["", "rebels", "pirates", "crown"])),
        origin=draw(st.sampled_from(["Gazette", "Wire", "unknown"])),
        speaker=draw(st.sampled_from(["a resident", ""])),
    )


@given(st.lists(st.composite(a_sound_report)(), min_size=1, max_size=6))
def test_any_reports_have_a_reason(reports: list[Report]) -> None:
    """Whatever the reports, every assessment has one sentence, and never the name of nobody."""
    for start, found in history(reports, incumbents=INCUMBENTS):
        sentence = why(found, [r for r in reports if r.event <= start], INCUMBENTS)
        assert sentence.endswith(".")
        assert "()" not in sentence
        assert "  " not in sentence


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
    html = dossier([a_report(**texts, url="javascript:alert(1)")], INCUMBENTS, cite)
    assert "<script" not in html
    assert "javascript:" not in html
    assert "&lt;script&gt;" in html
    ET.fromstring(f"<div>{html}</div>")  # noqa: S314 - our own markup


HOSTILE = (
    "<script>window.pwned=1</script>",
    '<img src=x onerror="window.pwned=1">',
    "\"' onmouseover='window.pwned=1",
    "</p></li></ul><iframe>",
    "{{7*7}}",
    "&lt;b&gt;",
)
TEXT_FIELDS = ("report_id", "speaker", "origin", "publisher", "title", "url", "note", "excluded")


@pytest.mark.parametrize("field", TEXT_FIELDS)
@pytest.mark.parametrize("hostile", HOSTILE)
def test_each_field_stays_text(field: str, hostile: str) -> None:
    """A hostile text in one field adds no element and no attribute, and reads as it is."""
    address = {"url": "https://example.org/a"}
    text = "https://example.org/" + "".join(hostile.split()) if field == "url" else hostile
    usual, spoiled = (
        ET.fromstring(f"<div>{dossier([a_report(**address | told)], INCUMBENTS, cite)}</div>")  # noqa: S314 - our own markup
        for told in ({"excluded": "why"} if field == "excluded" else {}, {field: text})
    )
    if field in ("title", "note", "excluded"):
        usual = ET.fromstring(  # noqa: S314 - our own markup
            f"<div>{dossier([a_report(**address, **{field: 'plain'})], INCUMBENTS, cite)}</div>"
        )
    shape = [(one.tag, sorted(one.keys())) for one in usual.iter()]
    assert [(one.tag, sorted(one.keys())) for one in spoiled.iter()] == shape
    said = [
        "".join(spoiled.itertext()),
        *(v for one in spoiled.iter() for v in one.attrib.values()),
    ]
    assert any(text in part for part in said)


@pytest.mark.parametrize("hostile", HOSTILE)
def test_blocks_of_the_dashboard_escape_too(hostile: str) -> None:
    """Alert, heading, footer and marks show any text as text."""
    blocks = (
        alert(hostile, [hostile], what_now=hostile),
        heading(hostile),
        footer(hostile, hostile),
        marked(hostile * 2, [(0, len(hostile))]),
    )
    for block, times in zip(blocks, (3, 1, 2, 1), strict=True):
        read = ET.fromstring(block)  # noqa: S314 - our own markup
        assert {one.tag for one in read.iter()} <= set("div p b ul li h1 span mark sup".split())
        assert "".join(read.itertext()).count(hostile) >= times


def test_groups_stand_in_order_with_their_counts() -> None:
    """Claims come first, then admissions, independent reports, and what speaks against."""
    html = dossier(
        [
            a_report("denied", "", side="crown"),
            a_report(),
            a_report(origin="Wire"),
            a_report(origin="Wire"),
            a_report(side="crown"),
            a_report(side="rebels"),
            a_report(excluded="a rumour"),
        ],
        INCUMBENTS,
        cite,
    )
    read = ET.fromstring(f"<div>{html}</div>")  # noqa: S314 - our own markup
    titles = [one.findtext("h3/b") for one in read.iter("section")]
    assert titles == [*(GROUP_WORDS[group][0] for group in Group), "Excluded"]
    counts = [one.findtext("h3/small") for one in read.iter("section")]
    assert counts[2] == "3 reports · 1 outlet · 2 origins"
    items = [len(one.findall(".//li[@class='report']")) for one in read.iter("section")]
    assert items == [1, 1, 3, 1, 1]


def folds(*reports: Report) -> list[tuple[str, list[str]]]:
    """Return the summary of each fold of a dossier, and the ids of the reports inside."""
    html = dossier(reports, INCUMBENTS, cite)
    assert html.count('class="report"') == len(reports)
    read = ET.fromstring(f"<div>{html}</div>")  # noqa: S314 - our own markup
    return [
        (
            fold.findtext("summary") or "",
            [one.text or "" for one in fold.iterfind(".//span[@class='id']")],
        )
        for fold in read.iterfind(".//details[@class='same']")
    ]


def test_reprints_of_one_origin_unfold_beneath_the_first() -> None:
    """Same known origin, same day, same words: one item, and the later published inside it."""
    later, last = date(2021, 8, 9), date(2021, 8, 10)
    first = a_report(report_id="z")
    reprints = [
        a_report(report_id="y", published=later, publisher="Echo"),
        a_report(report_id="x", published=last, publisher="Mirror"),
    ]
    assert folds(*reprints, first) == [("3 outlets · 1 origin: 2 more reports", ["y", "x"])]
    assert folds(first, reprints[0]) == [("2 outlets · 1 origin: 1 more report", ["y"])]


@pytest.mark.parametrize(
    "told",
    [
        {"origin": "Wire"},
        {"day": 9},
        {"event_date_latest": date(2021, 8, 9)},
        {"says": "retaken"},
        {"side": "rebels"},
        {"excluded": "a rumour"},
    ],
    ids=str,
)
def test_what_differs_is_no_reprint(told: dict[str, object]) -> None:
    """Another origin, day, word or group, or a row that does not count, stands for itself."""
    assert folds(a_report(), a_report(**told)) == []  # type: ignore[arg-type]


@pytest.mark.parametrize("origin", ["", "unknown"])
def test_an_unknown_origin_folds_nothing(origin: str) -> None:
    """Where no newsroom is known, nothing says that two texts are one."""
    assert folds(a_report(origin=origin), a_report(origin=origin)) == []


def test_each_report_unfolds_its_citation() -> None:
    """Text, BibTeX and CSL-JSON stand under their names, with room for the day of access."""
    report = a_report(title='Five & {six} "cities"', url="https://example.org/a?b&c")
    read = ET.fromstring(f"<div>{dossier([report], INCUMBENTS, cite)}</div>")  # noqa: S314 - our own markup
    [box] = read.iterfind(".//li/details[@class='cite']")
    assert box.findtext("summary") == "Cite"
    assert [one.text for one in box.iterfind("b")] == ["Text", "BibTeX", "CSL-JSON"]
    for shown, draft in zip(box.iterfind("pre"), cite(report).drafts, strict=True):
        [time] = shown
        assert (shown.text, time.tail) == (draft.before, draft.after)
        assert (time.get("class") == "parts") is draft.in_parts


def test_no_report_is_said_so() -> None:
    """A capital without any report has a sentence in place of a list."""
    assert (
        dossier([], INCUMBENTS, cite) == "<p>No report in this dataset is about this capital.</p>"
    )


def test_a_dossier_lists_everything_with_its_dates() -> None:
    """Excluded reports stay, with the reason; another year is written out."""
    html = dossier(
        [
            a_report(url="https://example.org/a", published=date(2023, 8, 9)),
            a_report(excluded="a rumour"),
        ],
        INCUMBENTS,
        cite,
    )
    assert html.count('class="report"') == 2
    assert "a rumour" in html
    assert "9 Aug 2023" in html
    assert 'rel="noreferrer"' in html


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("https://example.org/a", True),
        ("http://example.org", True),
        ("javascript:alert(1)", False),
        ("JavaScript://example.org/%0aalert(1)", False),
        ("data:text/html,<script>alert(1)</script>", False),
        ("ftp://example.org", False),
        ("https://", False),
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
