"""Reports in words and in HTML: the only place that makes HTML from the words of a table.

``why`` says in one sentence which clause of the rule decided and on whose word.
``dossier`` lists every report about a capital, grouped by who speaks. All words of a
table are escaped here, and only http(s) addresses become links.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from html import escape
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from geo.control import Assessment, Rule
from geo.language import ENGLISH, N_, _, digits, listed, ngettext, speaking
from geo.reports import Report, Says, distinct_origins
from geo.style import LOOKS, STYLES
from geo.words import (
    WORDS,
    Spoken,
    day_and_month,
    isolated,
    sentence,
    short_month,
    together,
)

if TYPE_CHECKING:
    from geo.citations import Citation


class Group(StrEnum):
    """Who speaks, for or against a capture."""

    CLAIM = "claim"
    ADMISSION = "admission"
    INDEPENDENT = "independent"
    AGAINST = "against"


GROUP_WORDS: Final = Spoken[Group, tuple[str, str]](
    {
        Group.CLAIM: (N_("Claim"), N_("by the side that gains")),
        Group.ADMISSION: (N_("Admission"), N_("by the side that loses")),
        Group.INDEPENDENT: (N_("Independent"), N_("residents, reporters, lists")),
        Group.AGAINST: (N_("Against"), N_("fighting goes on, held, retaken or denied")),
    },
    lambda words: (_(words[0]), _(words[1])),
)
"""Name and explanation of each group, in the language spoken."""

SAYS_WORDS: Final = Spoken[Says, str](
    {
        Says.CAPTURED: N_("captured"),
        Says.HELD: N_("held"),
        Says.CONTESTED: N_("fighting"),
        Says.RETAKEN: N_("retaken"),
        Says.DENIED: N_("capture denied"),
    },
    _,
)
"""What a report says, in the language spoken."""

_IT_WAS: Final[Mapping[Says, str]] = {
    Says.CAPTURED: N_("According to {who}, it was captured on {day}."),
    Says.HELD: N_("According to {who}, it was held on {day}."),
    Says.CONTESTED: N_("According to {who}, there was fighting on {day}."),
    Says.RETAKEN: N_("According to {who}, it was retaken on {day}."),
    Says.DENIED: N_("According to {who}, it was not captured on {day}."),
}

_THEN_IT_WAS: Final[Mapping[Says, str]] = {
    Says.CAPTURED: N_(
        "Reported captured on {taken}, by {taker}; according to {who}, it was captured on {day}."
    ),
    Says.HELD: N_(
        "Reported captured on {taken}, by {taker}; according to {who}, it was held on {day}."
    ),
    Says.CONTESTED: N_(
        "Reported captured on {taken}, by {taker}; according to {who}, there was fighting on {day}."
    ),
    Says.RETAKEN: N_(
        "Reported captured on {taken}, by {taker}; according to {who}, it was retaken on {day}."
    ),
    Says.DENIED: N_(
        "Reported captured on {taken}, by {taker}; according to {who}, it was not captured on {day}."
    ),
}


def group_of(report: Report, incumbents: Collection[str]) -> Group:
    """Return the group in which a report is listed."""
    if not report.names_holder or report.actor in incumbents:
        return Group.AGAINST
    if report.side == report.actor:
        return Group.CLAIM
    return Group.ADMISSION if report.side else Group.INDEPENDENT


# The sentence that says why.


class Witnesses:
    """Who says that an actor holds the capital; kept as reports are added, one by one."""

    def __init__(self, reports: Iterable[Report] = ()) -> None:
        self._of: dict[str, _Supporters] = {}
        for report in reports:
            self.add(report)

    def add(self, report: Report) -> None:
        """Take in a report that has become eligible."""
        if report.names_holder:
            self._of.setdefault(report.actor, _Supporters()).add(report)

    def of(self, actor: str) -> _Supporters:
        """Return those who say that this actor holds it; KeyError if nobody does."""
        return self._of[actor]


class _Supporters:
    """What is known of the reports that one actor holds the capital, in order of publication."""

    def __init__(self) -> None:
        self.others = False
        self._first: dict[str, Report] = {}
        self._origins: dict[str, _Order] = {}

    def add(self, report: Report) -> None:
        own, admits = report.side == report.actor, report.side not in ("", report.actor)
        self._note("any", report)
        if own:
            self._note("own", report)
            return
        self.others = True
        if admits:
            self._note("admission", report)
        for origin in distinct_origins([report]):
            order = _order(report)
            self._origins[origin] = min(order, self._origins.get(origin, order))

    def first(self, kind: str) -> Report | None:
        """Return the first published of ``any``, of the actor's ``own``, or ``admission``."""
        return self._first.get(kind)

    def independent(self) -> list[str]:
        """Return the known origins other than the actor's own side, first published first."""
        return sorted(self._origins, key=self._origins.__getitem__)

    def _note(self, kind: str, report: Report) -> None:
        self._first[kind] = min(report, self._first.get(kind, report), key=_order)


_Order = tuple[date, date, str]


def _order(report: Report) -> _Order:
    return report.published, report.event, report.report_id


def why(
    assessment: Assessment,
    eligible: Iterable[Report] | Witnesses,
    incumbents: Collection[str],
    names: Mapping[str, str] | None = None,
) -> str:
    """Return one plain sentence (text, not HTML) that names the rule and whose word decided.

    ``eligible`` are the reports that the assessment was made from, or what was kept of them.
    ``names`` are those of actors, by key; an actor without one goes by the key.
    """
    if assessment.rule is Rule.NOTHING:
        return ""
    witnesses = eligible if isinstance(eligible, Witnesses) else Witnesses(eligible)
    return _SENTENCES[assessment.rule](
        assessment, witnesses, _Actors(frozenset(incumbents), names or {})
    )


@dataclass(frozen=True, slots=True)
class _Actors:
    """Who held the capitals before, and what actors are called."""

    incumbents: frozenset[str]
    names: Mapping[str, str]

    def called(self, actor: str) -> str:
        return isolated(self.names.get(actor, actor))

    def listed(self, actors: Iterable[str]) -> str:
        return together([self.called(one) for one in sorted(actors)])


def _named(report: Report) -> str:
    """Return who speaks and where it was read: ``a resident (The Times)``."""
    speaker = report.speaker
    if not report.publisher or report.publisher in speaker:
        return isolated(speaker) if speaker else _("a speaker not named")
    if not speaker:
        return _("a speaker not named ({publisher})", publisher=isolated(report.publisher))
    return isolated(f"{speaker} ({report.publisher})")


def _admission(found: Assessment, witnesses: Witnesses, _actors: _Actors) -> str:
    said = witnesses.of(found.actor)
    first = said.first("admission")
    assert first  # noqa: S101 - the clause applies because there is one
    others = len(set(said.independent()) - {first.origin})
    if not others:
        return _("The losing side admits it: {who}.", who=_named(first))
    return ngettext(
        "The losing side admits it: {who}; one other origin says so too.",
        "The losing side admits it: {who}; {n} other origins say so too.",
        others,
        who=_named(first),
    )


_NAMED_AT_MOST: Final = 2


def _two_origins(found: Assessment, witnesses: Witnesses, _actors: _Actors) -> str:
    origins = [isolated(one) for one in witnesses.of(found.actor).independent()]
    n, first = len(origins), origins[:_NAMED_AT_MOST]
    if n > _NAMED_AT_MOST:
        return _("{n} independent origins say so: among them {names}.", n=n, names=listed(first))
    return _("{n} independent origins say so: {names}.", n=n, names=together(first))


def _one_origin(found: Assessment, witnesses: Witnesses, _actors: _Actors) -> str:
    origin = witnesses.of(found.actor).independent()[0]
    return _("One independent origin says so: {name}.", name=isolated(origin))


def _own_word(found: Assessment, witnesses: Witnesses, _actors: _Actors) -> str:
    said = witnesses.of(found.actor)
    own = said.first("own")
    if own and said.others:
        return _(
            "The side that gains says so: {who}; others do, but no origin is known.",
            who=_named(own),
        )
    if own:
        return _("Only the side that gains says so: {who}.", who=_named(own))
    first = said.first("any")
    assert first  # noqa: S101 - an actor is known by those who speak for it
    return _("Said by {who}, but no origin is known, so it counts as a claim.", who=_named(first))


def _takings(found: Assessment, actors: _Actors) -> list[Report]:
    """Return the takings among the reports that decided, by event date."""
    return [r for r in found.deciding if r.names_holder and r.actor not in actors.incumbents]


def _spoken_for(reports: Iterable[Report]) -> Report:
    """Return the report to name of several: a party's word before anybody's."""
    return min(reports, key=lambda r: (r.side == "", r.published, r.report_id))


def _denied(found: Assessment, _witnesses: Witnesses, actors: _Actors) -> str:
    takings = _takings(found, actors)
    denial = _spoken_for(
        r for r in found.deciding if r.says is Says.DENIED and r.event >= takings[0].event
    )
    return _(
        "Reported captured by {taker}, denied by {who}; neither undoes the other.",
        taker=_named(_spoken_for(takings)),
        who=_named(denial),
    )


def _later_report(found: Assessment, _witnesses: Witnesses, actors: _Actors) -> str:
    takings = _takings(found, actors)
    taking = _spoken_for(takings)
    later = _spoken_for(r for r in found.deciding if r.event > takings[-1].event)
    return _(
        _THEN_IT_WAS[later.says],
        taken=day_and_month(taking.event),
        taker=_named(taking),
        who=_named(later),
        day=day_and_month(later.event),
    )


def _two_captors(found: Assessment, _witnesses: Witnesses, actors: _Actors) -> str:
    takings = _takings(found, actors)
    return _holders({r.actor for r in takings if r.event == takings[-1].event}, actors)


def _two_holders(found: Assessment, _witnesses: Witnesses, actors: _Actors) -> str:
    holders = {r.side if r.says is Says.DENIED else r.actor for r in found.deciding}
    return _holders(holders - {""}, actors)


def _holders(holders: Iterable[str], actors: _Actors) -> str:
    return _("The newest reports name different holders: {names}.", names=actors.listed(holders))


def _fighting(found: Assessment, _witnesses: Witnesses, actors: _Actors) -> str:
    fighting = [r for r in found.deciding if r.says is Says.CONTESTED]
    if not fighting:  # the side that held it is said to have captured it
        captured = _spoken_for(r for r in found.deciding if r.says is Says.CAPTURED)
        return _(
            "According to {who}, {actor} captured it on {day}.",
            who=_named(captured),
            actor=actors.called(captured.actor),
            day=day_and_month(captured.event),
        )
    first = fighting[0]
    day, who = day_and_month(first.event), _named(first)
    others = len({r.publisher for r in fighting} - {first.publisher})
    if not others:
        return _("Fighting reported for {day} by {who}.", day=day, who=who)
    return ngettext(
        "Fighting reported for {day} by {who} and one more outlet.",
        "Fighting reported for {day} by {who} and {n} more outlets.",
        others,
        day=day,
        who=who,
    )


def _all_held(found: Assessment, _witnesses: Witnesses, _actors: _Actors) -> str:
    newest = found.deciding[-1]
    return _(_IT_WAS[newest.says], who=_named(newest), day=day_and_month(newest.event))


_SENTENCES: Final[Mapping[Rule, Callable[[Assessment, Witnesses, _Actors], str]]] = {
    Rule.ADMISSION: _admission,
    Rule.TWO_ORIGINS: _two_origins,
    Rule.ONE_ORIGIN: _one_origin,
    Rule.OWN_WORD: _own_word,
    Rule.DENIED: _denied,
    Rule.LATER_REPORT: _later_report,
    Rule.TWO_CAPTORS: _two_captors,
    Rule.TWO_HOLDERS: _two_holders,
    Rule.FIGHTING: _fighting,
    Rule.ALL_HELD: _all_held,
}


# The dossier.


Cite = Callable[[Report], "Citation"]
"""How a report is cited."""


def dossier(reports: Iterable[Report], incumbents: Collection[str], cite: Cite) -> str:
    """Return escaped HTML listing every report about one capital.

    Reports stand grouped by who speaks and sorted by event and publication day; those that
    carry one known origin's word of one day fold up under the first published. Excluded ones
    come last, with their reason. What counts on a day is marked by the page, which also
    fills each ``time`` of a citation with the day of access: as numbers if of class ``parts``.
    """
    ordered = sorted(reports, key=lambda r: (r.event, r.published, r.report_id))
    counting = [r for r in ordered if not r.excluded]
    sections = [
        _section(
            *GROUP_WORDS[group], [r for r in counting if group_of(r, incumbents) is group], cite
        )
        for group in Group
    ]
    excluded = [r for r in ordered if r.excluded]
    if excluded:
        sections.append(_section(_("Excluded"), _("kept, but never counted"), excluded, cite))
    if not any(sections):
        return _element("p", _("No report in this dataset is about this capital."))
    return _lanes(counting, incumbents) + "".join(sections)


_LANE_HEIGHT: Final = 20
_LANES_FROM, _LANES_WIDTH = 80, 296
_DAYS_AT_MOST: Final = 9


def _lanes(reports: Sequence[Report], incumbents: Collection[str]) -> str:
    """Return a small chart: a lane a group, a column a publication day, in order of days.

    Only days with a report have a column; the last takes all that came later.
    """
    days = sorted({r.published for r in reports})
    if not days:
        return ""
    columns = days[: _DAYS_AT_MOST - 1] if len(days) > _DAYS_AT_MOST else days
    step = _LANES_WIDTH / _DAYS_AT_MOST
    cells = Counter(
        (group_of(r, incumbents), bisect_left(columns, r.published), _square(r)) for r in reports
    )
    foot = 16 + _LANE_HEIGHT * len(Group)
    parts = [
        f'<svg class="lanes" role="img" viewBox="0 0 {_LANES_FROM + _LANES_WIDTH} {foot}">',
        _element("title", _("Reports by who speaks and day of publication")),
        '<text x="0" y="11">' + _("Published") + "</text>",
    ]
    for lane, group in enumerate(Group):
        parts.append(f'<text x="0" y="{31 + lane * _LANE_HEIGHT}">{GROUP_WORDS[group][0]}</text>')
    for column in range(len(columns) + (len(days) > len(columns))):
        name = _since(columns[column], days[0].year) if column < len(columns) else _("later")
        if column % 2 == 0 or column == len(columns):
            parts.append(f'<text x="{_LANES_FROM + column * step:.0f}" y="11">{name}</text>')
    stacked: Counter[tuple[Group, int]] = Counter()
    for (group, column, glyph), count in sorted(cells.items()):
        x = _LANES_FROM + column * step + 12 * stacked[group, column]
        y = 20 + list(Group).index(group) * _LANE_HEIGHT
        stacked[group, column] += 1
        title = f"{SAYS_WORDS[Says(glyph)]}: {sentence('reports', n=count)}"
        parts.append(
            f'<use href="#glyph-says-{glyph}" x="{x:.0f}" y="{y}" width="14" height="14">'
            f"<title>{title}</title></use>"
        )
        if count > 1:
            parts.append(f'<text x="{x + 13:.0f}" y="{y + 11}">{digits(str(count))}</text>')
            stacked[group, column] += 1
    return "".join(parts) + "</svg>"


def _square(report: Report) -> str:
    """Return the name of the square that stands for one report."""
    return str({Says.RETAKEN: Says.HELD}.get(report.says, report.says))


def _section(title: str, explanation: str, reports: Sequence[Report], cite: Cite) -> str:
    if not reports:
        return ""
    items = "".join(_reprints(one, cite) for one in _by_text(reports))
    number, sources = sentence("reports", n=len(reports)), _sources(reports)
    return (
        f'<section class="group"><h3><b>{title}</b> <span>{explanation}</span>'
        f"<small>{sentence('beside', first=number, second=sources)}</small></h3>"
        f"<ul>{items}</ul></section>"
    )


def _by_text(reports: Iterable[Report]) -> Iterable[list[Report]]:
    """Put together what carries one known newsroom's word of one day, in the order given."""
    together: dict[Hashable, list[Report]] = {}
    for one in reports:
        alone = one.excluded or not distinct_origins([one])
        key = one.report_id if alone else (one.origin, one.event, one.says)
        together.setdefault(key, []).append(one)
    return together.values()


def _reprints(reports: Sequence[Report], cite: Cite) -> str:
    """Return the first published of the reports, the others folded up beneath it."""
    first, *others = (_item(one, cite) for one in reports)
    if not others:
        return first
    more = ngettext("{n} more report", "{n} more reports", len(others))
    return (
        f'{first}<li><details class="same"><summary>{_sources(reports)}: {more}</summary>'
        f"<ul>{''.join(others)}</ul></details></li>"
    )


def _sources(reports: Collection[Report]) -> str:
    outlets = len({one.publisher for one in reports})
    origins = len(distinct_origins(reports))
    first, second = sentence("outlets", n=outlets), sentence("origins", n=origins)
    return sentence("beside", first=first, second=second)


def _item(report: Report, cite: Cite) -> str:
    excluded = ' data-excluded=""' if report.excluded else ""
    speaker = _own(report.speaker) or _("Speaker not named")
    return (
        f'<li class="report" data-event="{report.event}" data-published="{report.published}"'
        f'{excluded}><svg class="glyph"{_of_actor(report)} aria-hidden="true">'
        f'<use href="#glyph-says-{_square(report)}"/></svg>'
        f"<p><b>{speaker}:</b> {SAYS_WORDS[report.says]}.</p>"
        f"{_paragraph('note', report.note)}<p>{_outlet(report)}</p><p>{_dates(report)}</p>"
        f'<p><span class="id">{_text(report.report_id)}</span>{_link(report)}</p>'
        f"{_paragraph('excluded', report.excluded)}"
        f'<p class="reason"></p>{_cited(report, cite)}</li>'
    )


def _of_actor(report: Report) -> str:
    """Return the attribute by which a square takes on the hue of who is said to hold it."""
    return f' data-actor="{escape(report.actor)}"' if report.says is Says.CAPTURED else ""


_IN_PARTS: Final = ' class="parts"'


def _cited(report: Report, cite: Cite) -> str:
    """Return the ways to cite a report, in English as its table."""
    with speaking(ENGLISH):
        drafts = cite(report).drafts
    formats = (
        f"<b>{one.label}</b><pre>{_text(one.before)}"
        f"<time{_IN_PARTS if one.in_parts else ''}></time>{_text(one.after)}</pre>"
        for one in drafts
    )
    summary = _element("summary", _("Cite"))
    return f'<details class="cite">{summary}{"".join(formats)}</details>'


def _text(text: str) -> str:
    """Return a text for the inside of an element, where quotation marks may stand."""
    return escape(text, quote=False)


def _element(tag: str, words: str) -> str:
    return f"<{tag}>{words}</{tag}>"


def _own(text: str) -> str:
    """Return words of a table, kept apart from ours in whatever direction they are read."""
    return f"<bdi>{_text(text)}</bdi>" if text else ""


def _paragraph(kind: str, text: str) -> str:
    return f'<p class="{kind}" dir="auto">{_text(text)}</p>' if text else ""


def _outlet(report: Report) -> str:
    outlet = _own(report.publisher) or _("outlet not named")
    if not distinct_origins([report]):
        return _("{outlet}, origin not named", outlet=outlet)
    if report.origin == report.publisher:
        return outlet
    return _("{origin}, via {outlet}", origin=_own(report.origin), outlet=outlet)


def _dates(report: Report) -> str:
    happened, published = _day(report.event), _day(report.published, report.event.year)
    if report.event_date != report.event:
        first = _day(report.event_date)
        said = _(
            "about between {first} and {last}, published {day}",
            first=first,
            last=happened,
            day=published,
        )
    else:
        said = _("about {happened}, published {day}", happened=happened, day=published)
    inferred = " " + _("(day inferred)") if report.published_precision == "inferred" else ""
    days = report.lag_days
    late = ngettext("{n} day later", "{n} days later", days)
    return said + inferred + (f' <span class="lag">{late}</span>' if days > 0 else "")


def _since(day: date, year: int) -> str:
    """Return a date, with its year where that is another than the one in question."""
    if day.year == year:
        return day_and_month(day)
    return _("{day} {month} {year}", day=day.day, month=short_month(day), year=day.year)


def _day(day: date, year: int | None = None) -> str:
    return f'<button data-day="{day}">{_since(day, year or day.year)}</button>'


def _link(report: Report) -> str:
    if not is_web_address(report.url):
        return ""
    title = f' title="{escape(report.title)}"' if report.title else ""
    words = _("Open")
    return f' · <a href="{escape(report.url)}" target="_blank" rel="noreferrer"{title}>{words}</a>'


def is_web_address(text: str) -> bool:
    """Whether a text is an absolute http or https address without spaces."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return (
        parts.scheme in ("http", "https") and bool(parts.netloc) and not any(map(str.isspace, text))
    )


# Small blocks of the dashboard.


def alert(title: str, lines: Iterable[str], *, what_now: str = "") -> str:
    """Return a block with role alert: a bold title, lines of text as a list, and a way on."""
    items = "".join(f"<li>{escape(line)}</li>" for line in lines)
    listed = f"<ul>{items}</ul>" if items else ""
    return (
        f'<div class="notice warn" role="alert"><p><b>{escape(title)}</b> {escape(what_now)}</p>'
        f"{listed}</div>"
    )


def heading(title: str) -> str:
    """Return the title of the page."""
    return f'<h1 class="page-title">{escape(title)}</h1>'


def first_look(
    day: str, under_day: str, said: Iterable[tuple[str, bool]], picture: str, text_direction: str
) -> str:
    """Return a day, the answer in pieces (those marked stand out) and a picture, by its address.

    It says what the map says once that is there, so that it is for eyes alone.
    """
    pieces = "".join(
        f"<strong>{escape(text)}</strong>" if stands_out else escape(text)
        for text, stands_out in said
    )
    return (
        f'<div class="first-look" dir="{text_direction}" aria-hidden="true">'
        f'<div class="when"><p class="day">{escape(day)}</p><p>{escape(under_day)}</p></div>'
        f'<p class="sentence">{pieces}</p><img src="{escape(picture)}" alt=""></div>'
    )


def footer(left: str, right: str) -> str:
    """Return the foot of the page: two texts, each at its side."""
    return f'<div class="page-footer"><span>{escape(left)}</span><span>{escape(right)}</span></div>'


def marked(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """Return a pasted text, escaped, with its spans (start to before end, in order) marked."""
    parts: list[str] = []
    at = 0
    for number, (start, end) in enumerate(spans, 1):
        parts.append(escape(text[at:start]))
        parts.append(f"<mark>{escape(text[start:end])}<sup>{number}</sup></mark>")
        at = end
    return f'<div class="pasted">{"".join(parts)}{escape(text[at:])}</div>'


def legend_strip(note: str = "") -> str:
    """Return the statuses in one row, each with its tint, glyph and word, and a note at the end."""
    rows = "".join(
        f'<li><span class="swatch tint-{status}">{_glyph(status)}</span>{style.word}</li>'
        for status, style in STYLES.items()
    )
    return f'<ul class="legend-strip">{rows}<li class="note">{escape(note)}</li></ul>'


def _glyph(name: str) -> str:
    return f'<i class="glyph glyph-{name}" aria-hidden="true"></i>'


@dataclass(frozen=True, slots=True)
class Changed:
    """Capitals with one and the same change: glyph and word on each side, and the sentences.

    ``capitals`` holds a name and the reason under either view, for each.
    """

    glyphs: tuple[str, str]
    words: tuple[str, str]
    capitals: Sequence[tuple[str, str, str]]


def changes(groups: Iterable[Changed], sides: tuple[str, str]) -> str:
    """Return groups of changes as a grid; each capital unfolds to its reasons, under ``sides``."""
    groups = list(groups)
    items = "".join(_changed(group, sides) for group in groups)
    meant = sorted({glyph for group in groups for glyph in group.glyphs})
    return f'<div class="change-groups">{items}{"".join(map(_definition, meant))}</div>'


def _definition(status: str) -> str:
    """Return what a status means, hidden until a word of it is pressed."""
    look = LOOKS[status]
    return (
        f'<div class="definition" id="means-{status}" popover><b>{escape(look.word)}</b>'
        f"<p>{escape(look.definition)}</p></div>"
    )


def _defined(status: str, word: str) -> str:
    """Return a word of a status as the button that opens what it means."""
    return (
        f'<button type="button" class="word" popovertarget="means-{status}">{escape(word)}</button>'
    )


def _changed(group: Changed, sides: tuple[str, str]) -> str:
    before, after = map(_glyph, group.glyphs)
    then = group.words[1][:1].lower() + group.words[1][1:]  # a name in it keeps its capitals
    words = _(
        "{from} to {to}",
        **{
            "from": _defined(group.glyphs[0], group.words[0]),
            "to": f"<b>{_defined(group.glyphs[1], then)}</b>",
        },
    )
    capitals = "".join(
        f"<details><summary>{escape(name)}</summary>"
        + "".join(
            f'<p class="reason"><b>{escape(side)}:</b> {escape(reason or WORDS["why_no_report"])}</p>'
            for side, reason in zip(sides, reasons, strict=True)
        )
        + "</details>"
        for name, *reasons in group.capitals
    )
    return (
        f'<section class="change-group"><h3>{before}<span aria-hidden="true">→</span>{after} '
        f"<span>{words}</span><b>{digits(str(len(group.capitals)))}</b></h3>{capitals}</section>"
    )


VERDICT_WORDS: Final = Spoken[str, tuple[str, str]](
    {
        "consistent": ("✓", N_("Consistent")),
        "depends_on_sources": ("≈", N_("Depends on sources")),
        "inconsistent": ("✗", N_("Inconsistent")),
        "not_checkable": ("–", N_("Not checkable")),
    },
    lambda words: (words[0], _(words[1])),
)
"""Icon and words of each verdict; colour only repeats them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """One statement: as stated, where from, how read, what the table says, the verdict, and why.

    ``behind`` are lines that name the capitals and days that the verdict rests on.
    """

    stated: str
    source: str
    reading: str
    answer: str
    verdict: str
    behind: Sequence[str] = ()


def verdicts(rows: Iterable[Judged]) -> str:
    """Return statements, numbered, each with its reading, answer, verdict and what is behind it."""
    items = "".join(_verdict(number, row) for number, row in enumerate(rows, 1))
    return f'<div class="verdicts" role="list">{items}</div>'


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceRow:
    """A capital behind a statement: its number on the map, glyph, status and sources in words."""

    number: int
    glyph: str
    capital: str
    words: str
    sources: str
    why: str


def evidence_rows(rows: Iterable[EvidenceRow]) -> str:
    """Return the capitals behind a statement as a list; each unfolds to the reason."""
    items = "".join(
        f"<li><b>{digits(str(row.number))}</b> {_glyph(row.glyph)}"
        f"<details><summary><b>{escape(row.capital)}</b>"
        f' {escape(row.words)} <span class="sources">{escape(row.sources)}</span></summary>'
        f"{_paragraph('reason', row.why)}</details></li>"
        for row in rows
    )
    return f'<ol class="evidence-rows">{items}</ol>'


def _verdict(number: int, row: Judged) -> str:
    icon, word = VERDICT_WORDS[row.verdict]
    behind = "".join(_paragraph("behind", line) for line in row.behind)
    return (
        f'<div class="verdict-row" role="listitem"><div><p class="stated"><b>{digits(str(number))}.'
        f" <bdi>{escape(row.stated)}</bdi></b>"
        f' <span class="chip" data-verdict="{escape(row.verdict)}">'
        f'<span aria-hidden="true">{icon}</span> {word}</span></p>'
        f"{_paragraph('quiet', row.source)}{_paragraph('reading', row.reading)}"
        f"{_paragraph('answer', row.answer)}</div><div>{behind}</div></div>"
    )
