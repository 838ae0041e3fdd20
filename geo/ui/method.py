"""The page of method: words, the rule with examples from the table, sources and gaps."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date

import streamlit as st

from geo.case import Case
from geo.control import Assessment, Rule, eligible, history
from geo.evidence import why
from geo.reports import Report, by_province, counting
from geo.style import RECAPTURED, STYLES
from geo.words import medium_day

RULE = (
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
EXAMPLES = (Rule.ADMISSION, Rule.DENIED, Rule.ONE_ORIGIN)
"""The clauses that are shown at work."""


def show(case: Case) -> None:
    """Show the whole page; every figure is counted from the case."""
    left, right = st.columns(2, gap="large")
    with left:
        show_words()
        st.subheader("The rule")
        for sentence in RULE:
            st.text(sentence)
    with right:
        st.subheader("The rule at work")
        for place, start, found, sentence in examples(case):
            word = STYLES[found.status].word
            st.text(f"{place}, from {medium_day(start)}: {word.lower()}. {sentence}")
        st.subheader("What it does not say")
        st.text(
            "A status is about a capital, as reported. It says nothing of the rest of the "
            "province, and “no report” does not mean that anybody held it."
        )
        st.text("Days are days: the order of events within one day cannot be told from the table.")
    _show_sources(case)
    _show_excluded(case)


def show_words() -> None:
    """Say what each status means, in the words of the legend."""
    st.subheader("What the words mean")
    for style in (*STYLES.values(), RECAPTURED):
        st.text(f"{style.word}: {style.definition}.")


def examples(case: Case) -> Iterator[tuple[str, date, Assessment, str]]:
    """Yield capital, day, assessment and reason of the first case of each clause shown."""
    own = by_province(counting(case.reports))
    for rule in EXAMPLES:
        found = next(_at_work(case, own, rule), None)
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
                yield place.capitals["en"], start, found, reason


def _show_sources(case: Case) -> None:
    st.subheader("Sources")
    reports = list(counting(case.reports))
    outlets = Counter((r.publisher, r.origin or "unknown", r.side or "nobody's") for r in reports)
    st.dataframe(
        [
            {"Outlet": outlet, "Origin": origin, "Speaker's side": side, "Reports": count}
            for (outlet, origin, side), count in sorted(
                outlets.items(), key=lambda it: (-it[1], it[0])
            )
        ],
        hide_index=True,
        width="stretch",
        height=320,
    )


def _show_excluded(case: Case) -> None:
    excluded = [r for r in case.reports if r.excluded]
    if not excluded:
        return
    st.subheader("Kept, but never counted")
    st.dataframe(
        [
            {"Id": r.report_id, "Reason": r.excluded, "Outlet": r.publisher, "Note": r.note}
            for r in excluded
        ],
        hide_index=True,
        width="stretch",
    )
