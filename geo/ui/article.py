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
from geo.language import N_, _, digits, listed, named, ngettext
from geo.statements import (
    CountRange,
    Finding,
    Kind,
    Sighting,
    Statement,
    say_count,
    say_day,
    say_interval,
    say_place,
)
from geo.style import STYLES
from geo.tables import findings
from geo.ui import board
from geo.words import day_and_month, medium_day

LONGEST: Final = 20_000
"""Characters of a pasted text."""
MOST: Final = 40
"""Statements of one text that are checked: each takes a pass over the table."""
SOURCES: Final = {
    "published": N_("Published statements"),
    "own": N_("An article of your own"),
}
NOTHING_FOUND: Final = N_(
    "No statement that the table can check was found. It reads counts, ordinals with a span of "
    "days, captures with a date, and spans to a named date."
)
NOTHING_KEPT: Final = N_(
    "What you paste is read in this server’s memory while the page is open; nothing is stored."
)

_NARROW: Final = 320
"""Pixels that a box for one choice is wide; a phone's page is narrower still."""


def show(case: Case, choice: Choice) -> None:
    """Show statements with their verdicts, and the evidence for one of them on a map."""
    st.subheader(_("Check an article"), anchor=False)
    st.text(
        _(
            "The table knows days, not hours: a count stated on a day may be any that held during "
            "it. Consistent: the table allows it. Depends on sources: only the strictest reading "
            "does, or the reports of that day disagree."
        )
    )
    source = st.segmented_control(
        _("Statements"),
        list(SOURCES),
        default="published",
        format_func=lambda one: _(SOURCES[one]),
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
        st.text(_("This case has no statements. Paste a text of your own."))
        return []
    everyone = len(publishers)
    chosen = st.selectbox(
        _("Statements of"),
        range(everyone + 1),
        format_func=lambda n: (
            _("All publishers") if n == everyone else publishers[n] or _("not named")
        ),
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
        _("Paste its text, in English"), key="article-text", height=180, max_chars=LONGEST
    )[:LONGEST]
    published = st.date_input(
        _("Day of the article"),
        value=_day_after(case.view.opening_day),
        min_value=date.min,
        max_value=date.max,
        key="article-day",
        width=_NARROW,
        help=_("A weekday in the text is the last such day up to this one."),
    )
    st.text(_(NOTHING_KEPT))
    if not text.strip():
        return []
    found = mentions(case, text, published)
    if not found:
        st.text(_(NOTHING_FOUND))
        return []
    checked = found[:MOST]
    if len(found) > MOST:
        st.text(
            _(
                "{n} statements were found. The first {most} are marked and checked.",
                n=len(found),
                most=MOST,
            )
        )
    else:
        st.text(
            ngettext(
                "{n} statement that the table can check.",
                "{n} statements that the table can check.",
                len(found),
            )
        )
    statements = [one.statement for one in checked]
    answers = findings(case, statements)
    st.html(marked(text, [(one.start, one.end) for one in checked]))
    rows = [
        _judged(case, answer, one.statement, _("“{text}”", text=one.quoted), "", _doubts(case, one))
        for one, answer in zip(checked, answers, strict=True)
    ]
    st.html(verdicts(rows))
    return list(zip(statements, answers, strict=True))


# The evidence for one statement, on a map of its day.


def _show_evidence(case: Case, choice: Choice, judged: Sequence[tuple[Statement, Finding]]) -> None:
    numbers = range(len(judged))
    chosen = st.pills(
        _("Evidence for statement"),
        numbers,
        default=0,
        format_func=lambda n: digits(str(n + 1)),
        key=f"evidence-{len(judged)}",
        required=True,
    )
    statement, found = judged[chosen or 0]
    if statement.kind is Kind.INTERVAL:
        st.subheader(_("{reading}?", reading=_reading(case, statement)), anchor=False)
        st.text(found.answer)
        return
    if not case.view.first_day <= statement.as_of <= case.view.last_day:
        st.text(_("The map has no day for {day}.", day=say_day(statement.as_of)))
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
    outlets = ngettext("{n} outlet", "{n} outlets", found.outlets)
    origins = ngettext("{n} origin", "{n} origins", found.origins)
    return EvidenceRow(
        number=number,
        glyph=str(found.status),
        capital=_capitals(case)[code],
        words=(
            _("{status}, first for {day}", status=word, day=_day(first, view.day.year))
            if first
            else word
        ),
        sources=f"{outlets} · {origins}",
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


def _judged(  # noqa: PLR0913, PLR0917 - the parts of one row
    case: Case, found: Finding, statement: Statement, stated: str, source: str, doubts: str = ""
) -> Judged:
    reading = _("; ").join(part for part in (_reading(case, statement), doubts) if part)
    return Judged(
        stated=stated,
        source=source,
        reading=_("Read as: {reading}.", reading=reading),
        answer=found.answer,
        verdict=str(found.verdict),
        behind=behind(case, statement, found),
    )


def _source(statement: Statement) -> str:
    return _(
        "{publisher}, {day}",
        publisher=statement.publisher or _("Publisher not named"),
        day=medium_day(statement.published),
    )


def _reading(case: Case, statement: Statement) -> str:
    """Return how a statement is read, in the terms of its kind."""
    stated, since = statement.stated.strip(), statement.window_start
    if statement.kind is Kind.INTERVAL:
        return say_interval(statement.as_of, int(stated), since)
    if statement.kind is Kind.COUNT:
        return say_count(stated, since, statement.as_of)
    capital = _capitals(case).get(statement.province, _("a capital not named"))
    return say_place(statement.kind, capital, case.actor_names.get(stated, stated), statement.as_of)


def _doubts(case: Case, mention: Mention) -> str:
    """Return what a mention's reading adds: which day a word was taken for, and the like."""
    names = case.actor_names
    return _("; ").join(one.said(names) for one in mention.doubts)


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
        clock = _("All reports")
        if known_by:
            clock = _("Known by the end of {day}", day=medium_day(known_by))
        yield f"{clock}. {line}"


def _say_range(case: Case, statement: Statement, one: CountRange) -> str:
    capitals, year = _capitals(case), statement.as_of.year

    def said(captures: Sequence[tuple[str, date]]) -> str:
        return listed(f"{capitals[code]} {_day(day, year)}" for code, day in captures) or _("none")

    return _(
        "By the end of {day}, with the first day of each. Reported or corroborated: {certain}. "
        "Claimed or disputed: {possible}.",
        day=medium_day(statement.as_of),
        certain=said(one.certain),
        possible=said(one.possible),
    )


def _say_sighting(case: Case, statement: Statement, one: Sighting) -> str:
    words = [STYLES[one.status].word.lower()]
    if one.actor:
        words.append(case.actor_names.get(one.actor, one.actor))
    return _(
        "{capital} on {day}: {status}.",
        capital=_capitals(case)[statement.province],
        day=medium_day(statement.as_of),
        status=listed(words),
    )


def _day(day: date, year: int) -> str:
    return day_and_month(day) + (digits(f" {day.year}") if day.year != year else "")


def _capitals(case: Case) -> dict[str, str]:
    return {place.province: named(place.capitals) for place in case.provinces}
