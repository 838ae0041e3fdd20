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
from geo.language import N_, _, digits, named
from geo.reports import ROLE_MEANINGS, SAYS_MEANINGS, UNKNOWN_ORIGINS, Report, by_province, counting
from geo.sources import ROLE_WORDS
from geo.style import LOOKS, STYLES
from geo.tables import to_json
from geo.words import day_and_month, medium_day

RULE: Final = (
    N_(
        "A report counts on the days that it speaks for: one that a capital was captured or retaken, "
        "from the day it is about to the day it was published; any other, the day it is about."
    ),
    N_(
        "On a day, the reports that speak for it decide. If none does, those decide that speak for "
        "the most recent day before."
    ),
    N_(
        "A capture stands as disputed while a denial, or a later report of anything else, stands "
        "against it, or while the newest reports name two captors. An earlier or same-day report of "
        "fighting is a stage on the way, no contradiction."
    ),
    N_("A side's own word disputes a capture; it does not undo it."),
    N_("Otherwise all reports so far give its strength: corroborated, reported or claimed."),
    N_(
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
    """Show each word with its definition, at an anchor: ``#status-held``, ``#says-denied`` and so on."""
    st.header(_("What the words mean"))
    statuses = ((key, one.word, one.definition) for key, one in LOOKS.items())
    st.html(_definitions("status", statuses, glyphs=True))
    st.subheader(_("What a report says"))
    st.html(
        _definitions(
            "says",
            ((says, SAYS_WORDS[says], _(said)) for says, said in SAYS_MEANINGS.items()),
        )
    )
    st.subheader(_("For whom its speaker speaks"))
    groups = ((group, *words) for group, words in GROUP_WORDS.items())
    st.html(_definitions("group", groups))
    st.subheader(_("What office its speaker has"))
    roles = ((role, _(ROLE_WORDS[role]), _(who)) for role, who in ROLE_MEANINGS.items())
    st.html(_definitions("role", roles))


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
    st.header(_("The rule"))
    for sentence in RULE:
        st.text(_(sentence))
    st.header(_("The rule at work"))
    for place, start, found, sentence in examples(case):
        st.text(
            _(
                "{capital}, from {day}: {status}. {why}",
                capital=place,
                day=medium_day(start),
                status=STYLES[found.status].word.lower(),
                why=sentence,
            )
        )
        st.text("\n".join(decided(found.deciding)))
    st.header(_("What it does not say"))
    st.text(
        _(
            "A status is about a capital, as reported. It says nothing of the rest of the "
            "province, and “no report” does not mean that anybody held it."
        )
    )
    st.text(_("Days are days: the order of events within one day cannot be told from the table."))


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
                yield named(place.capitals), start, found, reason


def decided(reports: Sequence[Report]) -> list[str]:
    """Return the reports that decided as lines, each with both its dates; one of each kind at least."""
    firsts = {report.says: n for n, report in reversed(list(enumerate(reports)))}
    kept = sorted(sorted(range(len(reports)), key=lambda n: n not in firsts.values())[:SHOWN])
    more = [_("and {n} more", n=len(reports) - SHOWN)] if len(reports) > SHOWN else []
    return [f"• {line}" for line in [*(_line(reports[n]) for n in kept), *more]]


def _line(report: Report) -> str:
    speaker = report.speaker or _("speaker not named")
    if report.publisher and report.publisher not in speaker:
        speaker = f"{speaker} ({report.publisher})"
    published = day_and_month(report.published)
    if report.published.year != report.event.year:
        published += digits(f" {report.published.year}")
    return _(
        "{speaker}: {says}, about {day}, published {published}",
        speaker=speaker,
        says=SAYS_WORDS[report.says],
        day=day_and_month(report.event),
        published=published,
    )


# The case.


def _show_corrections(case: Case) -> None:
    st.header(_("Corrections"))
    if not case.corrections:
        st.text(_("None so far."))
        return
    for one in newest_first(case.corrections)[:CORRECTIONS_SHOWN]:
        lines = [
            _(
                "{day}, {what}: {reason}",
                day=medium_day(one.date),
                what=one.id or _("a table as a whole"),
                reason=one.reason,
            ),
            _("Before: {cells}", cells=one.before or _("no such row")),
            _("After: {cells}", cells=one.after or _("removed")),
        ]
        st.text("\n".join(lines))
    if len(case.corrections) > CORRECTIONS_SHOWN:
        more = len(case.corrections) - CORRECTIONS_SHOWN
        st.text(_("and {n} more: the file has all of them.", n=more))
    st.download_button(
        _("Download corrections (JSON)"),
        to_json(case.corrections, COLUMNS),
        file_name="corrections.json",
        mime="application/json",
        on_click="ignore",
    )


def _show_gaps(case: Case) -> None:
    st.header(_("Known gaps"))
    for sentence in (*gaps(case), *case.package.gaps):
        st.text(sentence)


def _show_licences(case: Case) -> None:
    st.header(_("Licences and where the files come from"))
    rows = [
        {
            _("File"): one.path,
            _("Holds"): one.title,
            _("Licence"): "; ".join(licence.title for licence in one.licences) or _("not named"),
            _("From"): source.title if source else _("not named"),
            _("Address"): source.path if source and is_web_address(source.path) else None,
        }
        for one in case.package.resources
        for source in one.sources or (None,)
    ]
    if not rows:
        st.text(_("The case does not name any."))
        return
    _table(rows)


def _show_sources(case: Case) -> None:
    st.header(_("Outlets and their origins"))
    reports = list(counting(case.reports))
    unknown, nobody = _("unknown"), _("nobody's")
    outlets = Counter(
        (r.publisher, unknown if r.origin in UNKNOWN_ORIGINS else r.origin, r.side or nobody)
        for r in reports
    )
    _table(
        [
            {
                _("Outlet"): outlet,
                _("Origin"): origin,
                _("Speaker's side"): side,
                _("Reports"): count,
            }
            for (outlet, origin, side), count in sorted(
                outlets.items(), key=lambda it: (-it[1], it[0])
            )
        ]
    )


def _show_excluded(case: Case) -> None:
    excluded = [r for r in case.reports if r.excluded]
    if not excluded:
        return
    st.header(_("Kept, but never counted"))
    _table(
        [
            {
                _("Id"): r.report_id,
                _("Reason"): r.excluded,
                _("Outlet"): r.publisher,
                _("Note"): r.note,
            }
            for r in excluded
        ]
    )


def _table(rows: Sequence[Mapping[str, object]]) -> None:
    st.dataframe(
        rows,
        hide_index=True,
        width="stretch",
        height=TABLE_HEIGHT if len(rows) > ROWS_AT_ONCE else "auto",
        column_config={_("Address"): st.column_config.LinkColumn(display_text=_("Open"))},
        placeholder="",
    )
