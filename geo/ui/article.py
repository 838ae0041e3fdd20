"""The page that holds the countable statements of an article against the table.

What is pasted is read by plain rules in memory: nothing of it is stored or sent anywhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Final

import streamlit as st

from geo.address import Choice
from geo.article import Mention, read_article
from geo.case import Case
from geo.compare import assessed
from geo.evidence import EvidenceRow, Judged, evidence_rows, marked, verdicts
from geo.statements import CountRange, Finding, Kind, Sighting, Statement, say_day
from geo.style import STYLES
from geo.tables import findings
from geo.ui import board
from geo.words import day_and_month, medium_day

LONGEST: Final = 20_000
"""Characters of a pasted text."""
MOST: Final = 40
"""Statements of one text that are checked: each takes a pass over the table."""
SOURCES: Final = {"published": "Published statements", "own": "An article of your own"}
NOTHING_FOUND: Final = (
    "No statement that the table can check was found. It reads counts, ordinals with a span of "
    "days, captures with a date, and spans to a named date."
)
NOTHING_KEPT: Final = (
    "What you paste is read in this server’s memory while the page is open; nothing is stored."
)

_NARROW: Final = 320
"""Pixels that a box for one choice is wide; a phone's page is narrower still."""


def show(case: Case, choice: Choice) -> None:
    """Show statements with their verdicts, and the evidence for one of them on a map."""
    st.subheader("Check an article", anchor=False)
    st.text(
        "The table knows days, not hours: a count stated on a day may be any that held during "
        "it. Consistent: the table allows it. Depends on sources: only the strictest reading "
        "does, or the reports of that day disagree."
    )
    source = st.segmented_control(
        "Statements",
        list(SOURCES),
        default="published",
        format_func=SOURCES.__getitem__,
        key="article-source",
        required=True,
        label_visibility="collapsed",
    )
    left, right = st.columns(2, gap="medium")
    with left:
        judged = _show_published(case) if source == "published" else _show_pasted(case)
    with right:
        if judged:
            _show_evidence(case, choice, judged)


def _show_published(case: Case) -> list[tuple[Statement, Finding]]:
    """Show the statements of the case, by publisher, and return those shown."""
    publishers = list(dict.fromkeys(one.publisher for one in case.statements))
    if not publishers:
        st.text("This case has no statements. Paste a text of your own.")
        return []
    everyone = len(publishers)
    chosen = st.selectbox(
        "Statements of",
        range(everyone + 1),
        format_func=lambda n: "All publishers" if n == everyone else publishers[n] or "not named",
        key="statements-of",
        width=_NARROW,
    )
    shown = [
        one for one in case.statements if chosen == everyone or one.publisher == publishers[chosen]
    ]
    judged = list(zip(shown, findings(case, shown), strict=True))
    rows = [
        _judged(case, found, one, one.summary or one.statement_id, _source(one))
        for one, found in judged
    ]
    st.html(verdicts(rows))
    return judged


def _show_pasted(case: Case) -> list[tuple[Statement, Finding]]:
    """Show a box for a text, and what is recognised in it; return what is checked."""
    text = st.text_area(
        "Paste its text, in English", key="article-text", height=180, max_chars=LONGEST
    )[:LONGEST]
    published = st.date_input(
        "Day of the article",
        value=_day_after(case.view.opening_day),
        min_value=date.min,
        max_value=date.max,
        key="article-day",
        width=_NARROW,
        help="A weekday in the text is the last such day up to this one.",
    )
    st.text(NOTHING_KEPT)
    if not text.strip():
        return []
    found = mentions(case, text, published)
    if not found:
        st.text(NOTHING_FOUND)
        return []
    checked = found[:MOST]
    if len(found) > MOST:
        st.text(f"{len(found)} statements were found. The first {MOST} are marked and checked.")
    else:
        st.text(f"{len(found)} statement{'s' * (len(found) != 1)} that the table can check.")
    statements = [one.statement for one in checked]
    answers = findings(case, statements)
    st.html(marked(text, [(one.start, one.end) for one in checked]))
    rows = [
        _judged(case, answer, one.statement, f"“{one.quoted}”", "", _doubts(case, one))
        for one, answer in zip(checked, answers, strict=True)
    ]
    st.html(verdicts(rows))
    return list(zip(statements, answers, strict=True))


# The evidence for one statement, on a map of its day.


def _show_evidence(case: Case, choice: Choice, judged: Sequence[tuple[Statement, Finding]]) -> None:
    numbers = range(len(judged))
    chosen = st.pills(
        "Evidence for statement",
        numbers,
        default=0,
        format_func=lambda n: str(n + 1),
        key=f"evidence-{len(judged)}",
        required=True,
    )
    statement, found = judged[chosen or 0]
    if statement.kind is Kind.INTERVAL:
        st.subheader(f"{_reading(case, statement)}?", anchor=False)
        st.text(found.answer)
        return
    if not case.view.first_day <= statement.as_of <= case.view.last_day:
        st.text(f"The map has no day for {say_day(statement.as_of)}.")
        return
    view = Choice(
        day=statement.as_of, province=statement.province or None, language=choice.language
    )
    order = _in_order(statement, found)
    board.mount_plates(case, view, ["statement"])
    marks = {"numbers": {code: n for n, (code, _) in enumerate(order, 1)}} if found.ranges else {}
    board.show_plate(case, view, "statement", marks)
    st.html(evidence_rows(_row(case, view, *one) for one in enumerate(order, 1)))


def _in_order(statement: Statement, found: Finding) -> Sequence[tuple[str, date | None]]:
    """Return the capitals that a verdict rests on, those of a count by their first day."""
    if not found.ranges:
        return [(statement.province, None)]
    everything = found.ranges[0]
    return sorted((*everything.certain, *everything.possible), key=lambda one: (one[1], one[0]))


def _row(case: Case, view: Choice, number: int, capital: tuple[str, date | None]) -> EvidenceRow:
    code, first = capital
    found, why = assessed(case, view)[code]
    word = STYLES[found.status].word
    return EvidenceRow(
        number=number,
        glyph=str(found.status),
        capital=_capitals(case)[code],
        words=f"{word}, first for {_day(first, view.day.year)}" if first else word,
        sources=f"{_number(found.outlets, 'outlet')} · {_number(found.origins, 'origin')}",
        why=why,
    )


def _day_after(day: date) -> date:
    return day if day == date.max else day + timedelta(1)


def mentions(case: Case, text: str, published: date) -> list[Mention]:
    """Return what is recognised in a text, by the names of the case's own capitals and actors."""
    places = {
        name: place.province
        for place in case.provinces
        for name in (*place.capitals.values(), *place.aliases)
    }
    return read_article(
        text,
        published,
        places,
        actors={word: one.actor for one in case.actors for word in one.words},
        incumbents=case.incumbents,
        country=case.country,
    )


# One statement in words.


def _number(count: int, noun: str) -> str:
    return f"{count} {noun}{'s' * (count != 1)}"


def _judged(  # noqa: PLR0913, PLR0917 - the parts of one row
    case: Case, found: Finding, statement: Statement, stated: str, source: str, doubts: str = ""
) -> Judged:
    reading = "; ".join(part for part in (_reading(case, statement), doubts) if part)
    return Judged(
        stated=stated,
        source=source,
        reading=f"Read as: {reading}.",
        answer=found.answer,
        verdict=str(found.verdict),
        behind=behind(case, statement, found),
    )


def _source(statement: Statement) -> str:
    return f"{statement.publisher or 'Publisher not named'}, {medium_day(statement.published)}"


def _reading(case: Case, statement: Statement) -> str:
    """Return how a statement is read, in the terms of its kind."""
    day, stated = say_day(statement.as_of), statement.stated.strip()
    since = statement.window_start
    if statement.kind is Kind.INTERVAL:
        side = "before" if stated.startswith("-") else "after"
        reference = say_day(since) if since else "a day not named"
        return f"{day} is {stated.lstrip('+-')} days {side} {reference}"
    if statement.kind is Kind.COUNT:
        capitals = f"{stated} capital{'s' * (stated != '1')} reported captured"
        if since:
            return f"{capitals} from {say_day(since)} to {day}, both days included"
        return f"{capitals} in all by the end of {day}"
    said = "captured" if statement.kind is Kind.CAPTURE else "held"
    capital = _capitals(case).get(statement.province, "a capital not named")
    return f"{capital} reported {said} by {_actors(case).get(stated, stated)} on {day}"


def _doubts(case: Case, mention: Mention) -> str:
    """Return what a mention's reading adds: which day a word was taken for, and the like."""
    added = mention.reading.removesuffix(".").partition("; ")[2]
    key = mention.statement.stated
    return added.replace(f"{key} is the only", f"{_actors(case).get(key, key)} is the only")


def behind(case: Case, statement: Statement, found: Finding) -> list[str]:
    """Return the capitals and days that a verdict rests on, under each clock where they differ."""
    lines = [(one.known_by, _say_range(case, statement, one)) for one in found.ranges]
    lines += [(one.known_by, _say_sighting(case, statement, one)) for one in found.sightings]
    return list(_once(lines))


def _once(lines: Sequence[tuple[date | None, str]]) -> Iterator[str]:
    """Yield lines with the name of their clock, and one line without it if they agree."""
    if len({line for _, line in lines}) == 1:
        yield lines[0][1]
        return
    for known_by, line in lines:
        clock = f"Known by the end of {medium_day(known_by)}" if known_by else "All reports"
        yield f"{clock}. {line}"


def _say_range(case: Case, statement: Statement, one: CountRange) -> str:
    named, year = _capitals(case), statement.as_of.year

    def listed(captures: Sequence[tuple[str, date]]) -> str:
        return ", ".join(f"{named[code]} {_day(day, year)}" for code, day in captures) or "none"

    return (
        f"By the end of {medium_day(statement.as_of)}, with the first day of each. "
        f"Reported or corroborated: {listed(one.certain)}. "
        f"Claimed or disputed: {listed(one.possible)}."
    )


def _say_sighting(case: Case, statement: Statement, one: Sighting) -> str:
    actor = f", {_actors(case).get(one.actor, one.actor)}" if one.actor else ""
    word = STYLES[one.status].word.lower()
    capital = _capitals(case)[statement.province]
    return f"{capital} on {medium_day(statement.as_of)}: {word}{actor}."


def _day(day: date, year: int) -> str:
    return day_and_month(day) + (f" {day.year}" if day.year != year else "")


def _capitals(case: Case) -> dict[str, str]:
    return {place.province: place.capital for place in case.provinces}


def _actors(case: Case) -> dict[str, str]:
    return {one.actor: one.names["en"] for one in case.actors}
