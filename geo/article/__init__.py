"""Countable statements in the text of an article, found by plain rules.

English only, and no guessing: what the rules do not recognise stays unmarked. Three things
are recognised: how many capitals ('sixth provincial capital in four days', '25 of the 34
provincial capitals'), a named capital with a day ('captured Birchtown on Monday', 'government
forces still hold Aldertown on 9 August'), and the days between two dates ('three weeks and
a day after the August 31 deadline').
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from geo.article.counts import read_counts
from geo.article.events import read_events
from geo.article.intervals import read_intervals
from geo.article.scene import Draft, Scene, as_read
from geo.english import Doubt, normalise
from geo.statements import Statement


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A statement found in a text, with where it stands and how it was read.

    ``start`` to before ``end`` are character offsets in the text as given, and ``quoted``
    is what stands there. Mentions do not overlap. ``reading`` is one sentence, so that a
    reader may disagree; ``doubts`` are what it assumed.
    """

    start: int
    end: int
    quoted: str
    statement: Statement
    reading: str
    doubts: tuple[Doubt, ...] = ()


def read_article(  # noqa: PLR0913 - what the case knows, by name
    text: str,
    published: date,
    places: Mapping[str, str],
    *,
    actors: Mapping[str, str],
    incumbents: Collection[str],
    country: Collection[str] = (),
) -> list[Mention]:
    """Return the statements recognised in a text, in its order.

    ``published`` is the day of the article, against which weekdays and dates without a year
    are read. ``places`` gives the province code of each name of a capital, ``actors`` the
    key of each word for an actor; both are compared as ``geo.english.normalise`` leaves
    them, and a name with two meanings is not used. ``country`` are single words for the
    country or its people, which may stand beside 'capitals' and 'provinces'. Windows are
    inclusive days. The time is proportional to the length of the text.
    """
    scene = Scene(
        text, published, places, actors, frozenset(incumbents), frozenset(map(normalise, country))
    )
    drafts = [*read_intervals(scene), *read_counts(scene), *read_events(scene)]
    return list(_as_mentions(scene, drafts))


def _as_mentions(scene: Scene, drafts: Iterable[Draft]) -> Iterator[Mention]:
    """Yield mentions in the order of the text; where two meet, one shrinks or goes."""
    marked = bytearray(len(scene.words))
    kept: list[tuple[tuple[int, int], Draft]] = []
    for draft in drafts:
        for first, end in (draft.span, draft.core):
            if not any(marked[first:end]):
                marked[first:end] = b"\1" * (end - first)
                kept.append(((first, end), draft))
                break
    kept.sort(key=lambda pair: pair[0])
    for n, ((first, end), draft) in enumerate(kept, 1):
        yield _mention(scene, n, first, end, draft)


def _mention(scene: Scene, number: int, first: int, end: int, draft: Draft) -> Mention:
    reading = as_read(draft)
    return Mention(
        start=scene.words.starts[first],
        end=scene.words.ends[end - 1],
        quoted=scene.words.quote(first, end),
        reading=reading,
        doubts=draft.doubts,
        statement=Statement(
            statement_id=f"article-{number}",
            publisher="",
            url="",
            published=scene.published,
            kind=draft.kind,
            as_of=draft.as_of,
            window_start=draft.window_start,
            province=draft.province,
            stated=draft.stated,
            summary=reading,
        ),
    )
