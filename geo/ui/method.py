"""The page of method: words, the rule at work, corrections, gaps, licences and sources.

Every definition is that of the code, every figure is counted from the case. Words of the
case appear as text or in tables; the only HTML here is made from our own definitions.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from html import escape
from itertools import islice
from typing import Final

import streamlit as st

from geo.case import Case
from geo.control import Assessment, Rule, eligible, history
from geo.corrections import COLUMNS, newest_first
from geo.evidence import GROUP_WORDS, SAYS_WORDS, is_web_address, why
from geo.gaps import gaps
from geo.reports import ROLE_MEANINGS, SAYS_MEANINGS, Report, by_province, counting
from geo.style import RECAPTURED, STYLES
from geo.tables import to_json
from geo.ui.choices import ROLE_WORDS
from geo.words import day_and_month, medium_day

RULE: Final = (
    (
        "A report counts on the days that it speaks for: one that a capital was captured or retaken, "
        "from the day it is about to the day it was published; any other, the day it is about."
    ),
    (
        "On a day, the reports that speak for it decide. If none does, those decide that speak for "
        "the most recent day before."
    ),
    (
        "A capture stands as disputed while a denial, or a later report of anything else, stands "
        "against it, or while the newest reports name two captors. An earlier or same-day report of "
        "fighting is a stage on the way, no contradiction."
    ),
    "A side's own word disputes a capture; it does not undo it.",
    "Otherwise all reports so far give its strength: corroborated, reported or claimed.",
    (
        "Six outlets that carry one newsroom's text are one origin. An origin that is not named never "
        "counts as independent. Nothing is decided by voting, and no report has a hidden weight."
    ),
)
EXAMPLES: Final = (Rule.ADMISSION, Rule.DENIED, Rule.ONE_ORIGIN)
"""The clauses that are shown at work."""
SHOWN: Final = 5
"""Deciding reports of an example that are listed."""
LOOKED_AT: Final = 50
"""Cases of a clause among which one with few deciding reports is sought."""
CORRECTIONS_SHOWN: Final = 30
ROWS_AT_ONCE, TABLE_HEIGHT = 10, 320
"""A longer table scrolls in a box of this height, in pixels."""

_STATUSES: Final = {str(status): style for status, style in STYLES.items()} | {
    "recaptured": RECAPTURED
}


def show(case: Case) -> None:
    """Show the whole page."""
    with st.container(key="method"):
        left, right = st.columns(2, gap="large")
        with left:
            _show_words()
        with right:
            _show_rule(case)
        _show_corrections(case)
        _show_gaps(case)
        _show_licences(case)
        _show_sources(case)
        _show_excluded(case)


def show_words() -> None:
    """Say what each word means, where there is no case to show."""
    with st.container(key="method"):
        _show_words()


# Words.


def _show_words() -> None:
    """Show each word with its definition; ``#status-held``, ``#says-denied`` and so on lead to one."""
    st.header("What the words mean")
    statuses = ((key, one.word, one.definition) for key, one in _STATUSES.items())
    st.html(_definitions("status", statuses, glyphs=True))
    st.subheader("What a report says")
    st.html(
        _definitions(
            "says", ((says, SAYS_WORDS[says], said) for says, said in SAYS_MEANINGS.items())
        )
    )
    st.subheader("For whom its speaker speaks")
    st.html(_definitions("group", ((group, *words) for group, words in GROUP_WORDS.items())))
    st.subheader("What office its speaker has")
    st.html(
        _definitions("role", ((role, ROLE_WORDS[role], who) for role, who in ROLE_MEANINGS.items()))
    )


def _definitions(kind: str, words: Iterable[tuple[str, str, str]], *, glyphs: bool = False) -> str:
    """Return key, word and meaning of each, words of our own, as a list with an anchor for each."""
    items = "".join(
        f'<dt id="{kind}-{key}"{_CLASS.format(key) if glyphs else ""}>{_sentence(word)}</dt>'
        f"<dd>{_sentence(meaning)}.</dd>"
        for key, word, meaning in words
    )
    return f'<dl class="words">{items}</dl>'


_CLASS: Final = ' class="glyph-{}"'


def _sentence(text: str) -> str:
    return escape(text[:1].upper() + text[1:])


# The rule.


def _show_rule(case: Case) -> None:
    st.header("The rule")
    for sentence in RULE:
        st.text(sentence)
    st.header("The rule at work")
    for place, start, found, sentence in examples(case):
        word = STYLES[found.status].word
        st.text(f"{place}, from {medium_day(start)}: {word.lower()}. {sentence}")
        st.text("\n".join(decided(found.deciding)))
    st.header("What it does not say")
    st.text(
        "A status is about a capital, as reported. It says nothing of the rest of the "
        "province, and “no report” does not mean that anybody held it."
    )
    st.text("Days are days: the order of events within one day cannot be told from the table.")


def examples(case: Case) -> Iterator[tuple[str, date, Assessment, str]]:
    """Yield capital, first day, assessment and reason of one case of each clause shown.

    It is the first one on which few reports decided, by province, else the very first.
    """
    own = by_province(counting(case.reports))
    for rule in EXAMPLES:
        found = min(
            islice(_at_work(case, own, rule), LOOKED_AT),
            key=lambda one: len(one[2].deciding) > SHOWN,
            default=None,
        )
        if found:
            yield found


def _at_work(
    case: Case, own: dict[str, list[Report]], rule: Rule
) -> Iterator[tuple[str, date, Assessment, str]]:
    for place in case.provinces:
        reports = own.get(place.province, [])
        for start, found in history(reports, incumbents=case.incumbents):
            if found.rule is rule and case.view.first_day <= start <= case.view.last_day:
                reason = why(found, eligible(reports, start), case.incumbents)
                yield place.capital, start, found, reason


def decided(reports: Sequence[Report]) -> list[str]:
    """Return the reports that decided as lines, each with both its dates; one of each kind at least."""
    firsts = {report.says: n for n, report in reversed(list(enumerate(reports)))}
    kept = sorted(sorted(range(len(reports)), key=lambda n: n not in firsts.values())[:SHOWN])
    more = [f"and {len(reports) - SHOWN} more"] if len(reports) > SHOWN else []
    return [f"• {line}" for line in [*(_line(reports[n]) for n in kept), *more]]


def _line(report: Report) -> str:
    speaker = report.speaker or "speaker not named"
    outlet = (
        f" ({report.publisher})" if report.publisher and report.publisher not in speaker else ""
    )
    year = f" {report.published.year}" if report.published.year != report.event.year else ""
    return (
        f"{speaker}{outlet}: {SAYS_WORDS[report.says]}, about {day_and_month(report.event)}, "
        f"published {day_and_month(report.published)}{year}"
    )


# The case.


def _show_corrections(case: Case) -> None:
    st.header("Corrections")
    if not case.corrections:
        st.text("None so far.")
        return
    for one in newest_first(case.corrections)[:CORRECTIONS_SHOWN]:
        lines = [
            f"{medium_day(one.date)}, {one.id or 'a table as a whole'}: {one.reason}",
            f"Before: {one.before or 'no such row'}",
            f"After: {one.after or 'removed'}",
        ]
        st.text("\n".join(lines))
    if len(case.corrections) > CORRECTIONS_SHOWN:
        st.text(f"and {len(case.corrections) - CORRECTIONS_SHOWN} more: the file has all of them.")
    st.download_button(
        "Download corrections (JSON)",
        to_json(case.corrections, COLUMNS),
        file_name="corrections.json",
        mime="application/json",
        on_click="ignore",
    )


def _show_gaps(case: Case) -> None:
    st.header("Known gaps")
    for sentence in (*gaps(case), *case.package.gaps):
        st.text(sentence)


def _show_licences(case: Case) -> None:
    st.header("Licences and where the files come from")
    rows = [
        {
            "File": one.path,
            "Holds": one.title,
            "Licence": "; ".join(licence.title for licence in one.licences) or "not named",
            "From": source.title if source else "not named",
            "Address": source.path if source and is_web_address(source.path) else None,
        }
        for one in case.package.resources
        for source in one.sources or (None,)
    ]
    if not rows:
        st.text("The case does not name any.")
        return
    _table(rows)


def _show_sources(case: Case) -> None:
    st.header("Outlets and their origins")
    reports = list(counting(case.reports))
    outlets = Counter((r.publisher, r.origin or "unknown", r.side or "nobody's") for r in reports)
    _table(
        [
            {"Outlet": outlet, "Origin": origin, "Speaker's side": side, "Reports": count}
            for (outlet, origin, side), count in sorted(
                outlets.items(), key=lambda it: (-it[1], it[0])
            )
        ]
    )


def _show_excluded(case: Case) -> None:
    excluded = [r for r in case.reports if r.excluded]
    if not excluded:
        return
    st.header("Kept, but never counted")
    _table(
        [
            {"Id": r.report_id, "Reason": r.excluded, "Outlet": r.publisher, "Note": r.note}
            for r in excluded
        ]
    )


def _table(rows: Sequence[Mapping[str, object]]) -> None:
    st.dataframe(
        rows,
        hide_index=True,
        width="stretch",
        height=TABLE_HEIGHT if len(rows) > ROWS_AT_ONCE else "auto",
        column_config={"Address": st.column_config.LinkColumn(display_text="Open")},
        placeholder="",
    )
