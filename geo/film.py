"""Days of a case as a film, one picture a day: GIF, or MP4 where ffmpeg is installed.

What draws and what encodes is imported when a film is made, not before.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from subprocess import CalledProcessError
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Final, Literal

from geo.address import VIEWS
from geo.control import KnownBy, Threshold
from geo.picture import check, saving
from geo.reports import SourceFilter

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from geo.case import Case

Kind = Literal["gif", "mp4"]
KINDS: Final[tuple[Kind, ...]] = ("gif", "mp4")
WIDTH: Final = 800
"""Pixels."""
DAY: Final = 700
"""Milliseconds that a day is shown."""
LAST_DAY: Final = 3 * DAY
MOST_DAYS: Final = 366
"""Each day of a GIF is held in memory, a megabyte or so, until the last one is drawn."""
_COLOURS: Final = 256
_PER_SECOND: Final = "25"
"""Frames of an MP4: some players stumble over fewer."""

Progress = Callable[[int, int], None]
"""Hears how many days are drawn, and of how many."""


class FilmError(RuntimeError):
    """A film cannot be made on this machine; the message says why."""


def film(  # noqa: PLR0913 - each is one choice of the reader, by name
    case: Case,
    first: date,
    last: date,
    *,
    kind: Kind = "gif",
    known_by: KnownBy = None,
    without: Collection[SourceFilter] = (),
    threshold: Threshold = Threshold.REPORTED,
    view: str = VIEWS[0],
    progress: Progress | None = None,
) -> bytes:
    """Return the days from ``first`` to ``last``, both inclusive, as the bytes of a film.

    It is 800 pixels wide and shows each day for 0.7 seconds, the last one three times as
    long. The other choices are those of ``geo.picture.draw``. Raises ValueError for days that
    the case does not show, are too many or in the wrong order; FilmError if ffmpeg is needed
    and is missing, or fails.
    """
    from geo.picture.page import Choice, Page  # noqa: PLC0415 - see the module's docstring

    days = days_between(case, first, last)
    check(case, view=view)
    if kind not in KINDS:
        message = f"expected a film of kind {' or '.join(KINDS)}, found {kind!r}"
        raise ValueError(message)
    if kind == "mp4" and not shutil.which("ffmpeg"):
        message = "expected ffmpeg, the program that makes MP4 films, found none; GIF needs none"
        raise FilmError(message)
    choice = Choice(known_by=known_by, without=tuple(without), threshold=threshold, view=view)
    page = Page(case, choice, days, film=True)
    figure = page.figure(WIDTH)

    def drawn() -> Iterator[date]:
        for done, day in enumerate(days):
            if progress:
                progress(done, len(days))
            page.paint(figure, day)
            yield day
        if progress:
            progress(len(days), len(days))

    return _gif(figure, drawn()) if kind == "gif" else _mp4(figure, drawn(), days[-1])


def days_between(case: Case, first: date, last: date) -> list[date]:
    """Return the days of a film, both ends inclusive; the errors are those of ``film``."""
    check(case, first, last)
    count = (last - first).days + 1
    if count < 1:
        message = f"expected a first day no later than the last, {last}, found {first}"
        raise ValueError(message)
    if count > MOST_DAYS:
        message = f"expected at most {MOST_DAYS} days, found {count}"
        raise ValueError(message)
    return [first + timedelta(n) for n in range(count)]


def _mp4(figure: Figure, drawn: Iterator[date], last: date) -> bytes:
    """Return what ffmpeg makes of a figure on which one day after the other is drawn."""
    from matplotlib.animation import FFMpegWriter  # noqa: PLC0415 - see the module's docstring

    # ffmpeg takes a fraction of a frame a second. No time and no machine goes into the file.
    options = ["-r", _PER_SECOND, "-fflags", "+bitexact", "-flags:v", "+bitexact"]
    writer = FFMpegWriter(1000 / DAY, "h264", extra_args=options)  # type: ignore[arg-type]
    try:
        with TemporaryDirectory() as folder:
            path = Path(folder) / "film.mp4"
            with writer.saving(figure, str(path), figure.dpi):
                for day in drawn:
                    for _ in range(LAST_DAY // DAY if day == last else 1):
                        with saving():
                            writer.grab_frame()
            return path.read_bytes()
    except (CalledProcessError, OSError) as error:
        said = (getattr(error, "stderr", None) or str(error)).strip().splitlines()
        message = f"expected ffmpeg to make the film, found that it failed: {said[-1:]}"
        raise FilmError(message) from error


# A GIF of the colours that are there: no dithering, and nothing flickers from day to day.


def _gif(figure: Figure, drawn: Iterator[date]) -> bytes:
    """Return a GIF of a figure on which one day after the other is drawn."""
    from PIL import Image  # noqa: PLC0415 - see the module's docstring

    frames = [_counted(figure) for _ in drawn]
    palette = _commonest(frames)
    images = [Image.fromarray(_nearest(colours, palette)[at]) for colours, at, _ in frames]
    for image in images:
        image.putpalette(palette.tobytes())
    file = BytesIO()
    times = [DAY] * (len(images) - 1) + [LAST_DAY]
    settings = {"duration": times, "loop": 0, "optimize": False}
    images[0].save(file, "GIF", save_all=True, append_images=images[1:], **settings)
    return file.getvalue()


def _counted(figure: Figure) -> tuple[Any, Any, Any]:
    """Return a figure's colours, where each pixel has its own among them, and how often each is.

    Arrays of (colours, 3) uint8, (height, width) uint16 and (colours,) int64.
    """
    import numpy as np  # noqa: PLC0415 - see the module's docstring
    from matplotlib.backends import backend_agg  # noqa: PLC0415 - see the module's docstring

    canvas = backend_agg.FigureCanvasAgg(figure)
    with saving():
        canvas.draw()  # type: ignore[no-untyped-call]
    channels = np.asarray(canvas.buffer_rgba())  # type: ignore[no-untyped-call]
    colours, at, counts = np.unique(
        channels.view(np.uint32)[..., 0], return_inverse=True, return_counts=True
    )
    return _channels(colours), at.astype(np.uint16), counts


def _channels(colours: Any) -> Any:
    return colours.view("uint8").reshape(-1, 4)[:, :3]


def _commonest(frames: Sequence[tuple[Any, Any, Any]]) -> Any:
    """Return the commonest colours of all frames as an array of (256, 3) uint8."""
    import numpy as np  # noqa: PLC0415 - see the module's docstring

    colours = np.concatenate([own for own, _, _ in frames])
    counts = np.concatenate([own for _, _, own in frames])
    unique, at = np.unique(colours, axis=0, return_inverse=True)
    order = np.argsort(-np.bincount(at.ravel(), counts), kind="stable")[:_COLOURS]
    palette = np.zeros((_COLOURS, 3), np.uint8)
    palette[: len(order)] = unique[order]
    return palette


def _nearest(colours: Any, palette: Any) -> Any:
    """Return, for each colour, the place of the nearest one in a palette, as uint8."""
    import numpy as np  # noqa: PLC0415 - see the module's docstring

    apart = colours[:, None].astype(np.int32) - palette[None].astype(np.int32)
    return (apart**2).sum(axis=2).argmin(axis=1).astype(np.uint8)
