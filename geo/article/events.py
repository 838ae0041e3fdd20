"""A named capital with a day: 'captured Birchtown on Monday', 'still hold Aldertown on 9 May'."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from geo.article.scene import (
    BE,
    CAPTURE_BASES,
    CAPTURED,
    CAPTURES,
    DENIALS,
    FAR,
    FELL,
    HELPERS,
    HOUR_UNITS,
    NEAR,
    UNIT_DAYS,
    Draft,
    Scene,
    doubts,
    usable,
)
from geo.english import COMMA, JOIN, SPACE, STOP, Doubt, Named, When, Words, word_set
from geo.language import N_
from geo.statements import Kind, say_place

_RETAKEN: Final = word_set("retook retaken retakes recaptured recaptures")
_HELD: Final = word_set("hold holds held")
_OPEN_CAPTOR: Final = CAPTURED | CAPTURES | FELL | word_set("fall capture seizure")
_NOUNS: Final = word_set("fall capture seizure")
_PARTICIPLES: Final = CAPTURED | {"retaken", "recaptured", "held"}
_EVENT_WORDS: Final = CAPTURED | CAPTURES | CAPTURE_BASES | _RETAKEN | FELL | _HELD | _NOUNS
_FIGHTERS: Final = word_set("fighters forces militants insurgents troops commanders group s")
_AROUND_PLACES: Final = word_set(
    "the city cities of town provincial regional capital capitals northern southern eastern "
    "western central northeastern northwestern southeastern southwestern strategic key major "
    "important control over entire"
)
_BEFORE_CAPITAL: Final = word_set("the a provincial regional")
_SUFFIXES: Final = word_set("city province town")
_MAY_FOLLOW_PLACE: Final = word_set(
    "on in by from after late early and but as to with while when where since was were had has "
    "have is are fell falls overnight last this during at within amid following without before "
    "today yesterday which who the a for earlier monday tuesday wednesday thursday friday "
    "saturday sunday"
)
_MAY_LEAD_PLACE: Final = word_set("that and but as when while because where said say says both")
_NEW_CLAUSE: Final = word_set(
    "and but while as when where who which after before then though although because following "
    "day days week weeks hour hours"
)
_SAYING: Final = word_set(
    "said say says saying announced announces told claimed claims confirmed confirms reported "
    "reports acknowledged admitted declared tweeted wrote stated statement"
)
_FOREIGN: Final = word_set("american americans nato british soviet soviets russian russians us")

_Captor = tuple[str, bool]
"""The key of an actor (empty: not certain), and whether a word of the sentence names it."""


@dataclass(frozen=True, slots=True)
class _Event:
    """What one verb says: the capitals, nearest first, by whom, and the words it takes up."""

    verb: int
    first: int
    end: int
    places: tuple[Named, ...]
    actor: str
    named: bool


def read_events(scene: Scene) -> Iterator[Draft]:
    """Yield statements that a named capital was taken or held on a day."""
    verbs = [n for n, word in enumerate(scene.words.words) if word in _EVENT_WORDS]
    used = 0
    for n, verb in enumerate(verbs):
        low = max(verbs[n - 1] + 1 if n else 0, used)
        high = verbs[n + 1] if n + 1 < len(verbs) else len(scene.words)
        event = _event(scene, verb)
        if event is None or scene.doubted(verb) or _is_denied(scene, event.end):
            continue
        when, said = _day_of(scene, event, low, high)
        if when is None:
            continue
        used = max(used, when.end if when.start >= event.end else 0)
        yield from _drafts(scene, event, when, said=said)
        if when.start >= event.end and not said:
            yield from _more(scene, event, when, high)


def _is_denied(scene: Scene, end: int) -> bool:
    return any(scene.words.at(n) in DENIALS for n in scene.words.ahead(end, NEAR))


def _event(scene: Scene, verb: int) -> _Event | None:
    """Read a verb with its capitals and its actor, or None if any of them is not certain."""
    word = scene.words.at(verb)
    if word in _NOUNS and scene.words.at(verb + 1) == "of":
        return _acted_on(scene, verb, verb + 2, _agent(scene, verb))
    if scene.words.at(verb - 1) == "to":
        return None
    if word in CAPTURE_BASES and verb not in scene.actor_to and not _subject(scene, verb):
        return None
    passive = any(scene.words.at(n) in BE for n in _helpers(scene.words, verb))
    if word not in FELL and not passive:
        active = _acted_on(scene, verb, verb + 1, _captor(scene, verb))
        if active or word not in _PARTICIPLES:
            return active
    if word in _NOUNS | CAPTURE_BASES | CAPTURES:
        return None
    return _suffered(scene, verb, _agent(scene, verb))


def _acted_on(scene: Scene, verb: int, at: int, captor: _Captor) -> _Event | None:
    places, end = _places_after(scene, at)
    actor, named = captor
    if not places or not actor:
        return None
    subject = _subject(scene, verb)
    return _Event(verb, subject.start if subject else verb, end, places, actor, named)


def _suffered(scene: Scene, verb: int, captor: _Captor) -> _Event | None:
    places = _places_before(scene, verb)
    actor, named = captor
    if not places or not actor:
        return None
    return _Event(verb, places[-1].start, verb + 1, places, actor, named)


def _helpers(words: Words, verb: int) -> list[int]:
    """Return the positions of the helping words directly before a verb, nearest first."""
    found: list[int] = []
    for n in words.back(verb, 5):
        if words.at(n) not in HELPERS:
            break
        found.append(n)
    return found


def _subject(scene: Scene, verb: int) -> Named | None:
    """Return the actor that stands directly before a verb and its helping words."""
    for end in range(verb, max(verb - NEAR // 2, 0), -1):
        if scene.words.gap(end) == STOP:
            return None
        if end in scene.actor_to:
            return scene.actor_to[end]
        if scene.words.at(end - 1) not in HELPERS | _FIGHTERS:
            return None
    return None


def _captor(scene: Scene, verb: int) -> _Captor:
    """Return who acts, and whether a word names it; an empty string if it is not certain."""
    subject = _subject(scene, verb)
    if subject:
        foreign = scene.words.at(subject.start - 1) in _FOREIGN
        return ("", False) if foreign else (subject.meaning, True)
    if scene.words.at(verb) not in _OPEN_CAPTOR | CAPTURE_BASES:
        return "", False
    back = scene.words.back(verb, NEAR)
    if any(scene.words.at(n) in _FOREIGN for n in back):
        return "", False
    meanings = {scene.actor_at[n].meaning for n in back if n in scene.actor_at}
    if not meanings:
        return scene.challenger, False
    only = meanings.pop()
    return ("", False) if meanings or only in scene.incumbents else (only, True)


def _agent(scene: Scene, verb: int) -> _Captor:
    """Return whom 'by' or 'to' names after a verb, else the only challenger of the article."""
    words = scene.words
    for n in words.ahead(verb + 1, NEAR // 2):
        if words.at(n) in ("by", "to", "into"):
            then = n + 2 if words.at(n + 1) == "the" else n + 1
            if then in scene.actor_at:
                return scene.actor_at[then].meaning, True
            if words.at(n) == "by" and then not in scene.day_at:
                return "", False
    return (scene.challenger if words.at(verb) in _OPEN_CAPTOR else ""), False


def _places_after(scene: Scene, at: int) -> tuple[tuple[Named, ...], int]:
    """Return the capitals listed from a word on, nearest first, and where the list ends."""
    words, places, end = scene.words, list[Named](), at
    start = scene.skip(at, _AROUND_PLACES)
    while start in scene.place_at and (not places or len(places) < FAR):
        if not places and not words.unbroken(at - 1, start):
            break
        place = scene.place_at[start]
        after = _after_place(words, place.end)
        if not _may_end_place(words, after):
            break
        places.append(place)
        end = after
        start = _next_in_list(scene, after)
    return tuple(places), end


def _after_place(words: Words, end: int) -> int:
    suffixed = words.at(end) in _SUFFIXES and words.gap(end) == SPACE
    return end + 1 if suffixed else end


def _may_end_place(words: Words, at: int) -> bool:
    """Whether what follows a name leaves it a name of the city, not of its airport or police."""
    gap = words.gap(at)
    return gap in (COMMA, STOP) or (gap == SPACE and words.at(at) in _MAY_FOLLOW_PLACE)


def _next_in_list(scene: Scene, at: int) -> int:
    """Return where the next item of a list would start, or -1 if the list ends here."""
    words = scene.words
    linked = words.at(at) == "and"
    if words.gap(at) == STOP or not (linked or words.gap(at) == COMMA):
        return -1
    start = scene.skip(at + linked, _AROUND_PLACES)
    return start if words.unbroken(at, start) else -1


def _places_before(scene: Scene, verb: int) -> tuple[Named, ...]:
    """Return the capitals listed directly before a verb, nearest first."""
    words = scene.words
    helpers = _helpers(words, verb)
    end = helpers[-1] if helpers else verb
    places: list[Named] = []
    linked = False
    while len(places) < FAR:
        place = _place_up_to(scene, end) or _place_up_to(scene, _before_apposition(words, end))
        if place is None:
            break
        start = _before_fill(scene, place.start)
        if not _may_start_place(scene, start):
            break
        places.append(place)
        linked = linked or words.at(start - 1) == "and"
        end = start - 1 if words.at(start - 1) == "and" else start
        if end == start and words.gap(start) != COMMA:
            break
    return _one_list(places, linked=linked)


def _one_list(places: Sequence[Named], *, linked: bool) -> tuple[Named, ...]:
    """Return a list of capitals, or its nearest one if no 'and' makes it a list."""
    if linked or len({place.meaning for place in places}) == 1:
        return tuple(places)
    return tuple(places[:1])


def _place_up_to(scene: Scene, end: int) -> Named | None:
    """Return the capital whose name ends before a word, or before its 'city' or 'province'."""
    suffixed = scene.words.at(end - 1) in _SUFFIXES and scene.words.gap(end - 1) == SPACE
    return scene.place_to.get(end) or (scene.place_to.get(end - 1) if suffixed else None)


def _before_apposition(words: Words, end: int) -> int:
    """Return where ', the capital of Elsewhere province,' begins that ends before a word, or -1."""
    if words.gap(end) != COMMA:
        return -1
    for start in words.back(end, NEAR):
        if words.gap(start) != SPACE and words.gap(start) != JOIN:
            fits = words.gap(start) == COMMA
            first = words.skip(start, _BEFORE_CAPITAL)
            return start if fits and words.at(first) == "capital" else -1
    return -1


def _before_fill(scene: Scene, at: int) -> int:
    """Return where 'the northern city of' and its like begin before a name."""
    words, start = scene.words, at
    while (
        start > at - NEAR // 2
        and words.gap(start) == SPACE
        and (words.at(start - 1) in _AROUND_PLACES or words.at(start - 1) in scene.country)
    ):
        start -= 1
    return start


def _may_start_place(scene: Scene, at: int) -> bool:
    """Whether what precedes a name leaves it the subject: not 'police in', 'outskirts of'."""
    gap, before = scene.words.gap(at), scene.words.at(at - 1)
    return gap in (COMMA, STOP) or (
        gap == SPACE and (before in _MAY_LEAD_PLACE or at in scene.day_to)
    )


def _day_of(scene: Scene, event: _Event, low: int, high: int) -> tuple[When | None, bool]:
    """Return the day of an event, and whether it is the day on which somebody said so."""
    after = _day_after(scene, event.end, high)
    before = _day_before(scene, event.first, low)
    found = [one for one in (after, before) if one is not None]
    if not found or not all(usable(scene, when) for when, _ in found):
        return None, False
    direct = [one for one in found if not one[1]] or found
    when, said = direct[0]
    if len({one.day for one, _ in direct}) > 1 or when.day is None or when.day > scene.published:
        return None, False
    return when, said


def _day_after(scene: Scene, end: int, high: int) -> tuple[When, bool] | None:
    last = min(high, end + NEAR)
    when = next(iter(scene.days_within(end, last)), None)
    return _attached(scene, when, end, when.start, end - 1) if when else None


def _day_before(scene: Scene, first: int, low: int) -> tuple[When, bool] | None:
    days = scene.days_within(max(low, first - NEAR), first)
    return _attached(scene, days[-1], days[-1].end, first, first) if days else None


def _attached(
    scene: Scene, when: When, first: int, end: int, anchor: int
) -> tuple[When, bool] | None:
    """Return a day if no other clause stands between it and the event."""
    if not scene.same_sentence(when.start, anchor):
        return None
    between = {scene.words.at(n) for n in range(first, end)}
    if not between.isdisjoint(UNIT_DAYS) or not between.isdisjoint(HOUR_UNITS):
        return replace(when, day=None), False
    if not between.isdisjoint(_NEW_CLAUSE):
        return None
    return when, not between.isdisjoint(_SAYING)


def _more(scene: Scene, event: _Event, when: When, high: int) -> Iterator[Draft]:
    """Yield further capitals, each with a day of its own: 'and Sheberghan on Saturday'."""
    while True:
        start = _next_in_list(scene, when.end)
        places, end = _places_after(scene, start) if start in scene.place_at else ((), 0)
        at = scene.words.skip(end, ("on", "late", "early"))
        if not places or at not in scene.day_at or scene.day_at[at].end > high:
            return
        when = scene.day_at[at]
        if not usable(scene, when) or when.day is None or when.day > scene.published:
            return
        if not scene.same_sentence(event.verb, at):
            return
        yield from _drafts(scene, replace(event, places=places), when, said=False, alone=True)


_SAID_THEN: Final = N_("that is the day on which it was said")
_ONLY_CAPTOR: Final = N_("{actor} is the only captor that the text names")


def _drafts(
    scene: Scene, event: _Event, when: When, *, said: bool, alone: bool = False
) -> Iterator[Draft]:
    day = when.day or scene.published
    kind = Kind.CAPTURE
    if scene.words.at(event.verb) in _HELD or event.actor in scene.incumbents:
        kind = Kind.HELD
    # 'Birchtown, the capital of Birch' is one capital: the name that comes first stands for it.
    named: dict[str, Named] = {}
    for place in event.places:
        first = named.get(place.meaning, place)
        named[place.meaning] = min(first, place, key=lambda one: one.start)
    for n, place in enumerate(named.values()):
        core = (place.start, place.end)
        joint = (min(event.verb, place.start), max(event.verb + 1, place.end))
        name = scene.words.quote(*core)
        yield Draft(
            span=core if n or alone else joint,
            core=core,
            kind=kind,
            as_of=day,
            stated=event.actor,
            province=place.meaning,
            reading=say_place(kind, name, event.actor, day),
            doubts=doubts(
                when.how,
                Doubt(_SAID_THEN) if said else None,
                None if event.named else Doubt(_ONLY_CAPTOR, actor=event.actor),
            ),
        )
