"""The page that holds the countable statements of an article against the table.

What is pasted is read by plain rules in memory: nothing of it is stored or sent anywhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Final

import streamlit as st

from geo.article import Mention, read_article
from geo.case import Case
from geo.evidence import Judged, marked, verdicts
from geo.statements import CountRange, Finding, Kind, Sighting, Statement, say_day
from geo.style import COLOURS, STYLES
from geo.tables import findings
from geo.words import day_and_month, medium_day

LONGEST: Final = 20_000
"""Characters of a pasted text."""
MOST: Final = 40
"""Statements of one text that are checked: each takes a pass over the table."""
NOTHING_FOUND: Final = (
    "No statement that the table can check was found. It reads counts, ordinals with a span of "
    "days, captures with a date, and spans to a named date."
)
NOTHING_KEPT: Final = (
    "What you paste is read in this server’s memory while the page is open; nothing is stored."
)

_NARROW: Final = 320
"""Pixels that a box for one choice is wide; a phone's page is narrower still."""
_LIGHT, _DARK = COLOURS["light"], COLOURS["dark"]
ARTICLE_STYLE: Final = f"""
<style>
.verdicts {{ container-type: inline-size; }}
.verdict-row {{ border-bottom: 1px solid {_LIGHT["rule"]}; padding: 10px 0; font-size: 14px;
  line-height: 20px; overflow-wrap: anywhere; color: {_LIGHT["ink"]}; }}
.verdict-row:first-child {{ padding-top: 2px; }}
.verdict-row p {{ margin: 0; }}
.verdict-row .stated {{ display: flex; flex-wrap: wrap; gap: 4px 12px; align-items: baseline;
  justify-content: space-between; }}
.verdict-row .quiet, .verdict-row .reading, .verdict-row .behind {{ color: {_LIGHT["ink2"]};
  font-size: 13px; }}
.verdict-row .behind {{ border-inline-start: 2px solid {_LIGHT["rule"]}; padding-inline-start: 8px;
  margin-top: 6px !important; }}
.chip {{ border: 1px solid {_LIGHT["accent"]}; border-radius: 4px; padding: 0 9px; font-size: 13px;
  font-weight: 600; white-space: nowrap; background: {_LIGHT["wash"]}; color: {_LIGHT["ink"]}; }}
.chip[data-verdict="depends_on_sources"] {{ background: {_LIGHT["warn"]};
  border-color: {_LIGHT["warn-line"]}; }}
.chip[data-verdict="inconsistent"] {{ background: {_LIGHT["ink"]}; color: {_LIGHT["page"]};
  border-color: {_LIGHT["ink"]}; }}
.chip[data-verdict="not_checkable"] {{ background: none; border-color: {_LIGHT["rule2"]}; }}
.pasted {{ white-space: pre-wrap; unicode-bidi: plaintext; overflow-wrap: anywhere; font-size: 15px;
  line-height: 23px; color: {_LIGHT["ink"]}; }}
.pasted mark {{ background: {_LIGHT["wash"]}; color: inherit;
  border-bottom: 2px solid {_LIGHT["accent"]}; }}
.pasted sup {{ font-weight: 600; margin-inline-start: 2px; line-height: 0; }}
@container (min-width: 800px) {{
  .verdict-row {{ display: grid; grid-template-columns: 3fr 2fr; gap: 32px; }}
  .verdict-row .stated {{ flex-wrap: nowrap; }}
  .verdict-row .behind:first-child {{ margin-top: 0 !important; }}
}}
@media (max-width: 600px) {{
  .st-key-article {{ padding: 0 16px; }}
}}
@media (prefers-color-scheme: dark) {{
  .verdict-row {{ border-color: {_DARK["rule"]}; color: {_DARK["ink"]}; }}
  .verdict-row .quiet, .verdict-row .reading, .verdict-row .behind {{ color: {_DARK["ink2"]}; }}
  .verdict-row .behind {{ border-color: {_DARK["rule"]}; }}
  .chip {{ border-color: {_DARK["accent"]}; background: {_DARK["wash"]}; color: {_DARK["ink"]}; }}
  .chip[data-verdict="depends_on_sources"] {{ background: {_DARK["warn"]};
    border-color: {_DARK["warn-line"]}; }}
  .chip[data-verdict="inconsistent"] {{ background: {_DARK["ink"]}; color: {_DARK["page"]};
    border-color: {_DARK["ink"]}; }}
  .chip[data-verdict="not_checkable"] {{ background: none; border-color: {_DARK["rule2"]}; }}
  .pasted {{ color: {_DARK["ink"]}; }}
  .pasted mark {{ background: {_DARK["wash"]}; border-color: {_DARK["accent"]}; }}
}}
</style>
"""


def show(case: Case) -> None:
    """Show the shipped statements, and a box for an article of the reader's own."""
    st.html(ARTICLE_STYLE)
    with st.container(key="article"):
        st.subheader("Check an article", anchor=False)
        st.text(
            "The table knows days, not hours: a count stated on a day may be any that held during "
            "it. Consistent: the table allows it. Depends on sources: only the strictest reading "
            "does, or the reports of that day disagree."
        )
        _show_shipped(case)
        st.subheader("An article of your own", anchor=False)
        _show_pasted(case)


def _show_shipped(case: Case) -> None:
    publishers = list(dict.fromkeys(one.publisher for one in case.statements))
    if not publishers:
        return
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
    rows = [
        _judged(case, found, one, one.summary or one.statement_id, _source(one))
        for one, found in zip(shown, findings(case, shown), strict=True)
    ]
    st.html(verdicts(rows))


def _show_pasted(case: Case) -> None:
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
        return
    found = mentions(case, text, published)
    if not found:
        st.text(NOTHING_FOUND)
        return
    checked = found[:MOST]
    if len(found) > MOST:
        st.text(f"{len(found)} statements were found. The first {MOST} are marked and checked.")
    else:
        st.text(f"{len(found)} statement{'s' * (len(found) != 1)} that the table can check.")
    statements = [one.statement for one in checked]
    left, right = st.columns(2, gap="large")
    with left:
        st.html(marked(text, [(one.start, one.end) for one in checked]))
    with right:
        rows = [
            _judged(case, answer, one.statement, f"“{one.quoted}”", "", _doubts(case, one))
            for one, answer in zip(checked, findings(case, statements), strict=True)
        ]
        st.html(verdicts(rows))


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
