"""A day of a case as a picture to print and pass on: PNG or SVG, with everything burnt in.

What the page shows beside the map stands in the picture too: date, count, clock, legend,
caveat, sources left out, credit and data version. It is always in the light theme. The
same input gives the same bytes, on the same versions of the libraries.

matplotlib and GeoPandas are imported when a picture is drawn, not before.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import date
from io import BytesIO
from threading import Lock
from typing import TYPE_CHECKING, Any, Final, Literal

from geo.address import VIEWS
from geo.control import KnownBy, Threshold
from geo.reports import SourceFilter

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from geo.case import Case

Kind = Literal["png", "svg"]
KINDS: Final[tuple[Kind, ...]] = ("png", "svg")
WIDTH: Final = 1600
"""Pixels."""

_SAVING: Final = Lock()


def picture(  # noqa: PLR0913 - each is one choice of the reader, by name
    case: Case,
    day: date,
    *,
    kind: Kind = "png",
    known_by: KnownBy = None,
    without: Collection[SourceFilter] = (),
    threshold: Threshold = Threshold.REPORTED,
    view: str = "both",
) -> bytes:
    """Return a picture of a day as the bytes of a file, 1600 pixels wide if it is a PNG.

    The choices are those of ``draw``, and so are the errors.
    """
    if kind not in KINDS:
        message = f"expected a picture of kind {' or '.join(KINDS)}, found {kind!r}"
        raise ValueError(message)
    figure = draw(case, day, known_by=known_by, without=without, threshold=threshold, view=view)
    return _saved(figure, kind, case.title)


def draw(  # noqa: PLR0913 - each is one choice of the reader, by name
    case: Case,
    day: date,
    *,
    known_by: KnownBy = None,
    without: Collection[SourceFilter] = (),
    threshold: Threshold = Threshold.REPORTED,
    view: str = "both",
) -> Figure:
    """Return a picture of a day as a figure of matplotlib, which a notebook shows as it is.

    ``known_by`` and ``without`` mean what they mean in ``geo.tables``; ``threshold`` is the
    weakest status that counts for certain; ``view`` is one of ``geo.address.VIEWS``. Raises
    ValueError for a day that the case does not show, or another view.
    """
    from geo.picture.page import Choice, Page  # noqa: PLC0415 - see the module's docstring

    check(case, day, view=view)
    choice = Choice(known_by=known_by, without=tuple(without), threshold=threshold, view=view)
    page = Page(case, choice, [day])
    figure = page.figure(WIDTH)
    page.paint(figure, day)
    return figure


def check(case: Case, *days: date, view: str = VIEWS[0]) -> None:
    """Raise ValueError if a case does not show one of the days, or there is no such view."""
    first, last = case.view.first_day, case.view.last_day
    for day in days:
        if not first <= day <= last:
            message = f"expected a day from {first} to {last}, which the case shows, found {day}"
            raise ValueError(message)
    if view not in VIEWS:
        message = f"expected a view of {', '.join(VIEWS)}, found {view!r}"
        raise ValueError(message)


def _saved(figure: Figure, kind: Kind, title: str) -> bytes:
    file = BytesIO()
    metadata = {"Title": title} | ({"Date": None} if kind == "svg" else {})
    with saving():
        figure.savefig(file, format=kind, metadata=metadata)
    return file.getvalue()


@contextmanager
def saving() -> Iterator[None]:
    """Hold the settings under which a figure is saved: the same bytes, the same letters.

    They are matplotlib's, and so those of the whole process: one figure is saved at a time.
    """
    import matplotlib as mpl  # noqa: PLC0415 - see the module's docstring

    settings: dict[Any, str] = {
        # No random ids.
        "svg.hashsalt": "geo.picture",
        # Letters as outlines, so that no viewer needs the fonts.
        "svg.fonttype": "path",
        # Letters as wide as they were measured, at every size.
        "text.hinting": "no_hinting",
    }
    with _SAVING, mpl.rc_context(settings):
        yield
