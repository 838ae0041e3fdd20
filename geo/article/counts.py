"""How many capitals: 'sixth provincial capital in four days', '25 of the 34 capitals'."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from geo.article.scene import (
    APPROXIMATE,
    CAPTURE_BASES,
    CAPTURED,
    CAPTURES,
    FAR,
    FELL,
    HELPERS,
    NEAR,
    Draft,
    Scene,
    Window,
    doubts,
    one_day,
    other_days,
)
from geo.english import STOP, Doubt, Words, cardinal, may_be_number, ordinal, shift, word_set
from geo.language import N_
from geo.statements import Kind, say_count

_TAKING_WORDS: Final = (
    CAPTURED | CAPTURES | CAPTURE_BASES | FELL | word_set("fall falling capturing seizing")
)
_CAPITAL_KIND: Final = word_set("provincial regional")
_OF_THE_COUNTRY: Final = word_set("the country s nation all its total")
_CAPITALS: Final = word_set("capital capitals")
_TOTALS: Final = word_set(
    "far now all already has have had control controls controlled hold holds held"
)
_DETERMINERS: Final = word_set("the all control of over a total")
_HOLDING: Final = word_set("control controls controlled hold holds held")
_LOSING: Final = word_set("lost loses losing")


def read_counts(scene: Scene) -> Iterator[Draft]:
    """Yield statements of how many capitals were taken."""
    used = 0
    for at, word in enumerate(scene.words.words):
        draft = _count(scene, at) if at >= used and may_be_number(word) else None
        if draft:
            yield draft
            used = draft.span[1]


def _count(scene: Scene, at: int) -> Draft | None:
    found = _ranked(scene, at) or _numbered(scene, at)
    if found is None or scene.doubted(at):
        return None
    value, end = found
    window = scene.window_near(at, end)
    if window and any(may_be_number(scene.words.at(n)) for n in range(end, window.start)):
        return None
    days = other_days(scene, at, end, [(window.start, window.end)] if window else [])
    when = one_day(scene, days)
    if days and when is None:
        return None
    as_of = when.day if when and when.day else scene.published
    start = _window_start(window, as_of, value)
    if as_of > scene.published or (window and (start is None or start > as_of)):
        return None
    if not window and when and not _is_total(scene, at, end):
        return None
    last = window.end if window and window.start >= end else end
    first = window.start if window and window.end <= at else at
    return Draft(
        span=(first, last),
        core=(at, end),
        kind=Kind.COUNT,
        as_of=as_of,
        window_start=start,
        stated=str(value),
        reading=say_count(str(value), start, as_of),
        doubts=doubts(when.how if when else Doubt(_NO_DAY)),
    )


_NO_DAY: Final = N_("no day is named, so that of the article is used")


def _window_start(window: Window | None, as_of: date, value: int) -> date | None:
    if window is None:
        return None
    back = value - 1 if window.as_many else window.back
    return window.since if back is None else shift(as_of, -back)


def _is_total(scene: Scene, at: int, end: int) -> bool:
    """Whether a number with a day but no window can only be the total by that day."""
    words = scene.words
    near = [*words.back(at, NEAR), *words.ahead(end, NEAR)]
    return ordinal(words, at) is not None or any(words.at(n) in _TOTALS for n in near)


def _ranked(scene: Scene, at: int) -> tuple[int, int] | None:
    """Return the rank and the end of 'sixth provincial capital', or of 'the sixth in four days'."""
    words = scene.words
    parsed = ordinal(words, at)
    if parsed is None:
        return None
    value, end = parsed
    noun = scene.skip(end, _CAPITAL_KIND)
    if words.at(noun) == "capital" and words.unbroken(at, noun):
        end = noun + 1
        if words.at(end) == "of" and cardinal(words, end + 1) is None:
            return None
    elif not _bare_rank(scene, at, end):
        return None
    return (value, end) if _is_taking_near(scene, at, end) else None


def _bare_rank(scene: Scene, at: int, end: int) -> bool:
    window = scene.window_near(at, end)
    follows = window is not None and window.start == end
    return follows and any(scene.words.at(n) in _CAPITALS for n in scene.words.back(at, NEAR))


def _is_taking_near(scene: Scene, at: int, end: int) -> bool:
    """Whether the sentence speaks of a capture, and not of one by an incumbent."""
    words = scene.words
    near = [*words.back(at, FAR // 2), *words.ahead(end, FAR // 2)]
    verbs = [n for n in near if words.at(n) in _TAKING_WORDS]
    actors = [scene.actor_at[n].meaning for n in near if n in scene.actor_at]
    if verbs:
        actor = _nearest_actor(scene, verbs[0])
        return any(words.at(n) in FELL for n in verbs) or actor not in scene.incumbents
    window = scene.window_near(at, end)
    return window is not None and any(actor not in scene.incumbents for actor in actors)


def _nearest_actor(scene: Scene, at: int) -> str:
    """Return the actor named last before a word in its sentence, or an empty string."""
    for n in scene.words.back(at, NEAR):
        if n in scene.actor_at:
            return scene.actor_at[n].meaning
    return ""


def _numbered(scene: Scene, at: int) -> tuple[int, int] | None:
    """Return the number and the end of 'six provincial capitals' or '25 of the 34 provinces'."""
    words = scene.words
    parsed = cardinal(words, at)
    if parsed is None:
        return None
    value, then = parsed
    end = _share(scene, at, then) if words.at(then) == "of" else _plain(scene, at, then)
    if end is None or not _is_exact(words, at) or (value < 2 and words.at(then) == "of"):  # noqa: PLR2004
        return None
    everything = value == scene.capitals and words.at(at - 1) != "all"
    if everything and words.at(then) != "of":
        return None
    return (value, end) if _is_taken(scene, at, end) else None


def _is_exact(words: Words, at: int) -> bool:
    """Whether nothing before a number makes it about, at least, one more, or part of a range."""
    before, earlier = words.at(at - 1), words.at(at - 2)
    if words.gap(at) == STOP:
        return True
    if before in APPROXIMATE or before in ("of", "as", "or", "s", "its", "their", "these"):
        return False
    if before == "to":
        return earlier == "total"
    ranged = earlier == "of" or cardinal(words, at - 2) is not None
    return not (ranged and before in ("the", "those", "and"))


def _plain(scene: Scene, at: int, then: int) -> int | None:
    noun = scene.skip(then, _CAPITAL_KIND)
    fits = scene.words.at(noun) == "capitals" and scene.words.unbroken(at, noun)
    return noun + 1 if fits else None


def _share(scene: Scene, at: int, of: int) -> int | None:
    """Return the end of '25 of 34', 'of the country's 34 provinces', 'of its provincial capitals'."""
    words = scene.words
    then = scene.skip(of + 1, _OF_THE_COUNTRY)
    parsed = cardinal(words, then)
    if parsed and parsed[0] != scene.capitals:
        return None
    total_end = parsed[1] if parsed else then
    noun = scene.skip(total_end, _CAPITAL_KIND)
    if not words.unbroken(at, total_end - 1):
        return None
    if words.at(noun) == "capitals" or (parsed and words.at(noun) == "provinces"):
        return noun + 1 if words.unbroken(at, noun) else None
    named = _CAPITALS | {"provinces"}
    before = any(words.at(n) in named for n in words.back(at, NEAR))
    return total_end if parsed and before else None


def _is_taken(scene: Scene, at: int, end: int) -> bool:
    """Whether the words next to a number of capitals say that they were taken."""
    words = scene.words
    verb = at - 1
    while (
        verb > at - NEAR // 2 and words.at(verb) in _DETERMINERS and words.at(verb) not in _HOLDING
    ):
        verb -= 1
    if words.gap(verb + 1) != STOP and _says_taken(scene, verb):
        return True
    window = scene.window_near(at, end)
    after = window.end if window and window.start == end else end
    then = words.skip(after, HELPERS | {"s"})
    if words.at(then) in _TAKING_WORDS and scene.same_sentence(at, then):
        return not any(
            scene.actor_at[n].meaning in scene.incumbents
            for n in words.ahead(then, NEAR // 2)
            if n in scene.actor_at
        )
    headline = words.gap(at) == STOP and window is not None
    return headline and any(n in scene.actor_at for n in words.ahead(end, NEAR))


def _says_taken(scene: Scene, verb: int) -> bool:
    word, actor = scene.words.at(verb), _nearest_actor(scene, max(verb, 0))
    if word in _TAKING_WORDS:
        return actor not in scene.incumbents
    if word in _HOLDING:
        return actor != "" and actor not in scene.incumbents
    return word in _LOSING and (not actor or actor in scene.incumbents)
