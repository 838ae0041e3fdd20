"""The page where a reader brings a table of reports, for this visit alone.

The table lives in the session's state under ``OWN`` and ``DRAFT``, and nowhere else. A draft
is what was brought last, good or bad; only the reader's word makes it the table shown, so a
bad file never costs what was there before. Words of the table appear as text, never as
Markdown or HTML: labels of controls are all our own.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

import streamlit as st

from geo import evidence
from geo.case import Case, How
from geo.dates import Order
from geo.faults import UPLOAD, one_of
from geo.language import N_, _, language, listed, named, ngettext, number, speak
from geo.reports import Report
from geo.statements import say_day
from geo.ui.choices import said
from geo.upload import (
    COLUMN_TITLES,
    CONVERT,
    SAYS_WORDS,
    Answers,
    Asked,
    Named,
    Question,
    Unmatched,
    Upload,
    read_upload,
    template,
)

OWN: Final = "own_table"
DRAFT: Final = "own_draft"
NOTHING_KEPT: Final = N_(
    "Your table is read in this server’s memory for this visit alone. It is not stored, nobody "
    "else sees it, and it is gone when you close or reload the page."
)
MOST_FAULTS: Final = 200
MOST_NAMES: Final = 20
MOST_ROWS: Final = 200
MOST_DAYS: Final = 3_660
"""Days that one map may span, ten years: a slip in one year would else make it decades."""

_ENDINGS: Final = ("csv", "tsv", "txt")
_MEGABYTES: Final = 1
"""As ``server.maxUploadSize``."""
_LONGEST_NAME: Final = 60
_NARROW: Final = 420
"""Pixels that a box for one choice is wide; a phone's page is narrower still."""
_LEAVE_OUT: Final = "leave out"
_ORDER_WORDS: Final = {
    Order.DAY_FIRST.value: N_("Day first"),
    Order.MONTH_FIRST.value: N_("Month first"),
}
_CALENDAR_WORDS: Final = {
    CONVERT: N_("Convert them"),
    _LEAVE_OUT: N_("Leave their rows out"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnTable:
    """The table that the reader chose to see: its reports, and the case that they make."""

    name: str
    how: How
    reports: tuple[Report, ...]
    shipped: str
    case: Case


@dataclass(slots=True, kw_only=True)
class Draft:
    """What the reader brought last, what was answered so far, and all that was ever asked.

    ``language`` is that of its faults and readings.
    """

    name: str
    data: bytes
    answers: Answers
    upload: Upload
    language: str
    questions: dict[tuple[Asked, str], Question] = field(default_factory=dict)
    unmatched: dict[tuple[Named, str], Unmatched] = field(default_factory=dict)

    def note(self) -> None:
        """Remember what is asked now, so that an answer can be changed."""
        for question in self.upload.questions:
            self.questions.setdefault((question.asked, question.column), question)
        for name in self.upload.unmatched:
            self.unmatched.setdefault((name.kind, name.name), name)


def own_case(case: Case) -> Case:
    """Return the case with the reader's own table in it, or as it is if there is none."""
    own: OwnTable | None = st.session_state.get(OWN)
    if own is not None and own.shipped != case.digest:
        own = st.session_state[OWN] = _own_table(case, own.name, own.how, own.reports)
    return own.case if own else case


def show(case: Case, changed: Callable[[], None]) -> None:
    """Show the page; ``case`` is the shipped one, and ``changed`` hears of another table."""
    with st.container(key="own-table"):
        st.subheader(_("Your own table"), anchor=False)
        st.text(
            _(
                "Bring reports of your own: each row says what was said about one capital on one "
                "day. They are held to the same rule as those shown here, beside them or in their "
                "place."
            )
        )
        st.text(_(NOTHING_KEPT))
        _show_kept(changed)
        _show_help(case)
        _show_inputs(case)
        draft: Draft | None = st.session_state.get(DRAFT)
        if draft:
            _show_draft(case, _in_language(case, draft), changed)


def _in_language(case: Case, draft: Draft) -> Draft:
    """Return a draft as it is in the language spoken: read again if it was another one."""
    if draft.language != language():
        # What was asked before is asked in the old language, but for what is asked now.
        before = replace(draft, questions={})
        for given in (draft.answers, replace(draft.answers, orders={}, calendars={})):
            upload = read_upload(case, draft.data, name=draft.name, answers=given)
            before.upload = upload
            before.note()
        draft.questions = {**draft.questions, **before.questions}
        draft.upload = read_upload(case, draft.data, name=draft.name, answers=draft.answers)
        draft.language = language()
    return draft


# What the reader brings.


def _show_inputs(case: Case) -> None:
    # Another number makes the controls anew, which is the only way to empty an uploader.
    number = st.session_state.setdefault("own_number", 0)
    left, right = st.columns(2, gap="large")
    file, pasted = f"own-file-{number}", f"own-pasted-{number}"
    left.file_uploader(
        _("A table as CSV UTF-8: choose the file, or drop it here"),
        type=_ENDINGS,
        max_upload_size=_MEGABYTES,
        key=file,
        on_change=_hear_file,
        args=(case, file),
    )
    right.text_area(
        _("Or paste a table, with its titles"),
        height=150,
        key=pasted,
        on_change=_hear_pasted,
        args=(case, pasted),
    )


def _hear_file(case: Case, key: str) -> None:
    file = st.session_state[key]
    if file is None:
        st.session_state.pop(DRAFT, None)
    else:
        _read(case, _fair(file.name), file.getvalue(), Answers())


def _hear_pasted(case: Case, key: str) -> None:
    speak(st.session_state.choice.language)
    text: str = st.session_state[key]
    if text.strip():
        _read(case, _("pasted table"), text.encode("utf-8", "surrogatepass"), Answers())
    else:
        st.session_state.pop(DRAFT, None)


def _fair(name: str) -> str:
    """Return the name of a file, short and without hidden characters."""
    return "".join(filter(str.isprintable, name))[:_LONGEST_NAME] or _("your table")


def _read(
    case: Case, name: str, data: bytes, answers: Answers, before: Draft | None = None
) -> None:
    speak(st.session_state.choice.language)
    upload = read_upload(case, data, name=name, answers=answers)
    draft = Draft(name=name, data=data, answers=answers, upload=upload, language=language())
    if before:
        draft.questions, draft.unmatched = before.questions, before.unmatched
    else:
        st.session_state["own_drafts"] = st.session_state.get("own_drafts", 0) + 1
    draft.note()
    st.session_state[DRAFT] = draft


# What was understood.


def _show_draft(case: Case, draft: Draft, changed: Callable[[], None]) -> None:
    upload = draft.upload
    counts = [_("{n} read", n=number(len(upload.reports)))]
    counts += [_("{n} at fault", n=number(upload.at_fault))] if upload.at_fault else []
    counts += [_("{n} waiting for your answer", n=number(upload.waiting))] if upload.waiting else []
    st.subheader(_("What was understood"), anchor=False)
    st.text(
        _(
            "“{name}”. {rows}: {counts}.",
            name=draft.name,
            rows=_rows(upload.rows),
            counts=listed(counts),
        )
    )
    _show_faults(upload)
    _show_questions(case, draft)
    _show_names(case, draft)
    if upload.columns:
        with st.expander(_("How each column was read")):
            rows = [
                {_("Your column"): one.title, _("Read as"): one.meaning or _("not read")}
                for one in upload.columns
            ]
            st.dataframe(rows, hide_index=True, width="stretch")
    if upload.reports:
        _show_reports(case, upload)
        _show_choice(case, upload, changed)
    else:
        st.text(_("No row can be shown yet, and what was shown before stays as it is."))


def _show_faults(upload: Upload) -> None:
    if upload.faults:
        lines = list(map(str, upload.faults[:MOST_FAULTS]))
        if upload.fault_count > len(lines):
            lines.append(_("and {n} more", n=number(upload.fault_count - len(lines))))
        what_now = _("Rows at fault are left out; all others are kept.")
        title = ngettext(
            "{n} fault in your table.",
            "{n} faults in your table.",
            upload.fault_count,
            n=number(upload.fault_count),
        )
        st.html(evidence.alert(title, lines, what_now=what_now if upload.reports else ""))


def _show_questions(case: Case, draft: Draft) -> None:
    for at, (key, question) in enumerate(draft.questions.items(), 1):
        asked, column = key
        where = _(
            "Column “{column}”, {row}: “{example}”",
            column=column,
            row=_where(question.row, question.rows),
            example=question.example,
        )
        if asked is Asked.ORDER:
            words, given = _ORDER_WORDS, draft.answers.orders.get(column)
            ways = one_of(
                f"{question.readings[way]} ({_(word).lower()})" for way, word in words.items()
            )
            st.text(
                _(
                    "{where} is {ways}. Which number comes first in this column?",
                    where=where,
                    ways=ways,
                )
            )
        else:
            words, given = _CALENDAR_WORDS, draft.answers.calendars.get(column)
            reading = question.readings[CONVERT]
            st.text(
                _(
                    "{where} looks like a Solar Hijri date. It would be {day}.",
                    where=where,
                    day=reading,
                )
            )
        widget = f"own-question-{st.session_state['own_drafts']}-{at}"
        # Given back to the control after a visit to another page, which forgets it.
        st.session_state.setdefault(widget, given)
        st.segmented_control(
            _("Answer {n}", n=at),
            list(words),
            format_func=said(words),
            key=widget,
            label_visibility="collapsed",
            on_change=_hear_answer,
            args=(case, key, widget),
        )


def _hear_answer(case: Case, key: tuple[Asked, str], widget: str) -> None:
    draft: Draft = st.session_state[DRAFT]
    asked, column = key
    kind = "orders" if asked is Asked.ORDER else "calendars"
    _answer(case, draft, kind, column, st.session_state[widget])


def _show_names(case: Case, draft: Draft) -> None:
    unmatched = list(draft.unmatched.items())
    if unmatched:
        st.text(
            _(
                "Names that are not known. Say what each stands for; until then its rows are left "
                "out."
            )
        )
    for at, (key, name) in enumerate(unmatched[:MOST_NAMES], 1):
        kind, typed = key
        labels = _places(case) if kind is Named.PROVINCE else case.actor_names
        options = list(dict.fromkeys([*name.suggestions, *labels]))
        widget = f"own-name-{st.session_state['own_drafts']}-{at}"
        st.session_state.setdefault(widget, getattr(draft.answers, _ANSWERS[kind]).get(typed))
        likely = listed(labels[one] for one in name.suggestions)
        text = _("{n}. “{name}”, {row}.", n=at, name=typed, row=_where(name.row, name.rows))
        if likely:
            text += " " + _("Perhaps {names}.", names=likely)
        st.text(text)
        st.selectbox(
            _(_WHICH[kind], n=at),
            options,
            index=None,
            format_func=labels.__getitem__,
            placeholder=_("Choose, or leave its rows out"),
            key=widget,
            label_visibility="collapsed",
            width=_NARROW,
            on_change=_hear_name,
            args=(case, key, widget),
        )
    if len(unmatched) > MOST_NAMES:
        st.text(
            ngettext(
                "{n} name more, which are best mended in the table itself.",
                "{n} names more, which are best mended in the table itself.",
                len(unmatched) - MOST_NAMES,
                n=number(len(unmatched) - MOST_NAMES),
            )
        )


_ANSWERS: Final = {Named.PROVINCE: "provinces", Named.ACTOR: "actors"}
_WHICH: Final = {
    Named.PROVINCE: N_("Which capital is name {n}?"),
    Named.ACTOR: N_("Which party is name {n}?"),
}


def _hear_name(case: Case, key: tuple[Named, str], widget: str) -> None:
    draft: Draft = st.session_state[DRAFT]
    kind, typed = key
    _answer(case, draft, _ANSWERS[kind], typed, st.session_state[widget])


def _answer(case: Case, draft: Draft, kind: str, asked: str, answer: str | None) -> None:
    """Read the table again with one answer more, another one, or one less."""
    known = {one: given for one, given in getattr(draft.answers, kind).items() if one != asked}
    answers = replace(draft.answers, **{kind: known | ({asked: answer} if answer else {})})
    _read(case, draft.name, draft.data, answers, before=draft)


def _places(case: Case) -> dict[str, str]:
    return {
        one.province: _(
            "{capital}, {province} province",
            capital=named(one.capitals),
            province=named(one.names),
        )
        for one in case.provinces
    }


# What becomes of it.


def _show_reports(case: Case, upload: Upload) -> None:
    capitals = {one.province: named(one.capitals) for one in case.provinces}
    first = min(one.event_date for one in upload.reports)
    last = max(one.event for one in upload.reports)
    days = say_day(first)
    if first != last:
        days = _("{first} to {last}", first=days, last=say_day(last))
    text = ngettext(
        "{n} report about {days}.",
        "{n} reports about {days}.",
        len(upload.reports),
        n=number(len(upload.reports)),
        days=days,
    )
    if len(upload.reports) > MOST_ROWS:
        text += " " + _("The first {n} are shown.", n=MOST_ROWS)
    st.text(text)
    numbered = list(zip(upload.numbers, upload.reports, strict=True))[:MOST_ROWS]
    st.dataframe(
        [_row(at, report, capitals[report.province]) for at, report in numbered],
        hide_index=True,
        width="stretch",
        height="content" if len(numbered) <= _FEW else _HEIGHT,
        key="own-reports",
    )


_FEW: Final = 10
_HEIGHT: Final = 380


def _row(at: int, report: Report, capital: str) -> dict[str, object]:
    return {
        _("Row"): at,
        _("Capital"): capital,
        _("About"): report.event,
        _("Says"): evidence.SAYS_WORDS[report.says],
        _("Actor"): report.actor,
        _("Speaker"): report.speaker,
        _("Side"): report.side,
        _("Outlet"): report.publisher,
        _("Origin"): report.origin,
        _("Published"): report.published,
        _("Left out"): report.excluded,
        _("Id"): report.report_id,
    }


def _show_choice(case: Case, upload: Upload, changed: Callable[[], None]) -> None:
    fitting, taken = upload.beside(case)
    if taken:
        title = ngettext(
            "{n} row cannot be added.",
            "{n} rows cannot be added.",
            len(taken),
            n=number(len(taken)),
        )
        lines = list(map(str, taken[:MOST_FAULTS]))
        what_now = _("They have the id of a report shown here. They can replace the table.")
        st.html(evidence.alert(title, lines, what_now=what_now))
    choices: tuple[tuple[str, How, Sequence[Report]], ...] = (
        (_("Add to the table"), How.ADDED, fitting),
        (_("Replace the table"), How.REPLACED, upload.reports),
    )
    if _too_wide(case, How.ADDED, upload.reports):
        _show_ends(upload)
    left_out = upload.at_fault + upload.waiting
    if left_out:
        st.text(
            ngettext(
                "{n} row left out so far.",
                "{n} rows left out so far.",
                left_out,
                n=number(left_out),
            )
        )
    with st.container(horizontal=True):
        for label, how, reports in choices:
            st.button(
                label,
                key=f"own-{how}",
                disabled=not reports or _too_wide(case, how, reports),
                on_click=_keep,
                args=(case, upload.name, how, tuple(reports), changed),
            )


def _too_wide(case: Case, how: How, reports: Sequence[Report]) -> bool:
    """Whether the reports, and those beside which they are shown, span too many days."""
    beside = (case.view.first_day, case.view.last_day) if how is How.ADDED else ()
    days = sorted([*beside, *(day for one in reports for day in (one.event_date, one.event))])
    return bool(days) and (days[-1] - days[0]).days >= MOST_DAYS


def _show_ends(upload: Upload) -> None:
    """Show the first and the last day of a table that spans too many, with their rows."""
    numbered = list(zip(upload.numbers, upload.reports, strict=True))
    first = min(numbered, key=lambda one: one[1].event_date)
    last = max(numbered, key=lambda one: one[1].event)
    lines = [
        _(
            "{place}: the first day is {day}",
            place=f"{upload.name}:{first[0]}",
            day=say_day(first[1].event_date),
        ),
        _(
            "{place}: the last day is {day}",
            place=f"{upload.name}:{last[0]}",
            day=say_day(last[1].event),
        ),
    ]
    title = _("These days are too far apart, or too far from those shown here.")
    what_now = _("A map shows {n} days at most. Is a year mistyped?", n=number(MOST_DAYS))
    st.html(evidence.alert(title, lines, what_now=what_now))


def _keep(
    case: Case, name: str, how: How, reports: tuple[Report, ...], changed: Callable[[], None]
) -> None:
    st.session_state[OWN] = _own_table(case, name, how, reports)
    changed()


def _own_table(case: Case, name: str, how: How, reports: tuple[Report, ...]) -> OwnTable:
    whole = case.with_own(reports, how, name)
    return OwnTable(name=name, how=how, reports=reports, shipped=case.digest, case=whole)


def _show_kept(changed: Callable[[], None]) -> None:
    own: OwnTable | None = st.session_state.get(OWN)
    if own:
        st.text(_("{table}: “{name}”.", table=own.case.own, name=own.name))
        st.button(_("Forget my table"), key="own-forget", on_click=_forget, args=(changed,))


def _forget(changed: Callable[[], None]) -> None:
    for key in (OWN, DRAFT):
        st.session_state.pop(key, None)
    st.session_state["own_number"] += 1
    changed()


# Help.


def _show_help(case: Case) -> None:
    with st.expander(_("What a table looks like")):
        st.text(
            _(
                "A first row with titles, then one row a report. Four columns are needed: "
                "province, event_date, says and actor. All others may be left out: the publication "
                "day is then the day of the event, the speaker nobody’s, and the origin the "
                "outlet, or unknown. Titles may be written otherwise:"
            )
        )
        st.dataframe(
            [
                {_("Column"): column, _("Also called"): ", ".join(others)}
                for column, others in COLUMN_TITLES.items()
            ],
            hide_index=True,
            width="stretch",
        )
        st.text(
            _(
                "Provinces go by their code, their name or their capital’s, in any language of "
                "this page; actors by key or name: {actors}. What is said is {words}.",
                actors=listed(case.actor_names.values()),
                words=_("; ").join(
                    f"{one} ({', '.join(others)})" for one, others in SAYS_WORDS.items()
                ),
            )
        )
        st.text(
            _(
                "Dates are 2021-08-10, 10 August 2021 or Aug 10, 2021. Where the order of day and "
                "month, or the calendar, is open, you are asked: nothing is guessed. Cells are "
                "separated by commas, semicolons or tabs, the text is UTF-8. At most {rows} rows, "
                "{bytes} bytes and {cell} characters a cell.",
                rows=number(UPLOAD.rows),
                bytes=number(UPLOAD.bytes),
                cell=number(UPLOAD.cell),
            )
        )
        st.download_button(
            _("Download a table to start from"),
            data=template(case),
            file_name="reports-template.csv",
            mime="text/csv",
            on_click="ignore",
            key="own-template",
        )


def _where(row: int, rows: int) -> str:
    """Say in which row something stands first, and in how many more."""
    if rows > 1:
        return _("row {row} and {n} more", row=row, n=number(rows - 1))
    return _("row {row}", row=row)


def _rows(count: int) -> str:
    return ngettext("{n} row", "{n} rows", count, n=number(count))
