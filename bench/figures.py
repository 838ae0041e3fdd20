"""What is measured, as one line each: ours beside a peer's, and what we hold ourselves to."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from statistics import median, quantiles
from typing import Any, Final

HEADER: Final = ("what", "ours", "beside", "theirs", "ratio", "target", "met")


@dataclass(frozen=True)
class Measured:
    """A value in the middle, and one that 95 of 100 stay below, where it was taken often."""

    value: float
    p95: float | None = None

    @classmethod
    def of(cls, taken: Sequence[float]) -> Measured:
        """Sum up values taken one after the other; of one alone there is no more to say."""
        last = quantiles(taken, n=20, method="inclusive")[-1] if len(taken) > 1 else None
        return cls(round(median(taken), 2), last and round(last, 2))


@dataclass(frozen=True)
class Figure:
    """One line. ``most`` limits the ratio to the peer, or ours where there is none."""

    part: str
    what: str
    unit: str
    ours: Measured
    peer: str = ""
    theirs: Measured | None = None
    most: float | None = None
    most_p95: float | None = None

    @classmethod
    def read(cls, fields: dict[str, Any]) -> Figure:
        """Return the figure that ``told`` has written."""
        own = {name: fields[name] for name in cls.__dataclass_fields__}
        own["ours"] = Measured(**own["ours"])
        own["theirs"] = own["theirs"] and Measured(**own["theirs"])
        return cls(**own)

    def told(self) -> dict[str, Any]:
        """Return it as plain data, with what follows from it."""
        return asdict(self) | {"ratio": self.ratio, "met": self.met}

    @property
    def ratio(self) -> float | None:
        """Ours by theirs: below one is better, as everything measured is a cost."""
        if self.theirs is None or not self.theirs.value:
            return None
        return round(self.ours.value / self.theirs.value, 3)

    @property
    def met(self) -> bool | None:
        """Whether the target is met, if there is one."""
        if self.most_p95 is not None:
            worst = self.ours.value if self.ours.p95 is None else self.ours.p95
            return worst <= self.most_p95
        if self.most is None:
            return None
        ratio = self.ratio if self.theirs else self.ours.value
        return ratio is not None and ratio <= self.most

    def cells(self) -> tuple[str, ...]:
        """Return the line as it stands in a table, in the order of ``HEADER``."""
        ratio = "" if self.ratio is None else f"{_short(self.ratio)} ×"
        met = {None: "", True: "yes", False: "**no**"}[self.met]
        return (
            self.what,
            _cell(self.ours, self.unit),
            self.peer,
            _cell(self.theirs, self.unit),
            ratio,
            self._target(),
            met,
        )

    def _target(self) -> str:
        if self.most_p95 is not None:
            return f"p95 ≤ {_short(self.most_p95)} {self.unit}"
        if self.most is None:
            return ""
        return f"≤ {_short(self.most)} {'×' if self.theirs else self.unit}"


def beside(  # noqa: PLR0913, PLR0917 - each is one column of the table
    part: str,
    what: str,
    unit: str,
    values: Mapping[str, Measured],
    ours: str,
    targets: Mapping[str, float | None],
) -> list[Figure]:
    """Return ours beside each peer that ``targets`` names, with the most that the ratio may be."""
    return [
        Figure(part, what, unit, values[ours], peer, values[peer], most=most)
        for peer, most in targets.items()
    ]


def table(figures: Iterable[Figure]) -> str:
    """Return figures as a Markdown table; p95 stands in brackets behind the median."""
    lines = [HEADER, ("---",) * len(HEADER), *(one.cells() for one in figures)]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def facts(machine: Mapping[str, Any]) -> str:
    """Return what the figures were taken on, as a list."""
    return "".join(f"- {name}: {value}\n" for name, value in machine.items())


def told_in(document: str, results: Mapping[str, Any]) -> str:
    """Return a document with the tables of these results between its marks, one for each part.

    A mark is a comment, ``<!-- bench: PART -->``, and ``<!-- end -->`` below it. ``machine`` is the
    mark for what the figures were taken on, ``targets`` for those that have one.
    """
    figures = [Figure.read(fields) for fields in results["figures"]]

    filled = {"machine": facts(results["machine"])}
    filled["targets"] = table(one for one in figures if one.met is not None)

    def fill(mark: re.Match[str]) -> str:
        own = filled.get(mark[2]) or table(one for one in figures if one.part == mark[2])
        return f"{mark[1]}\n{own}{mark[3]}"

    return _MARKED.sub(fill, document)


_MARKED: Final = re.compile(r"(<!-- bench: (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)


def _cell(measured: Measured | None, unit: str) -> str:
    if measured is None:
        return ""
    p95 = "" if measured.p95 is None else f" ({_short(measured.p95)})"
    return f"{_short(measured.value)}{p95} {unit}"


def _short(value: float) -> str:
    """Return a number with three digits that count, and thousands apart."""
    digits = 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2  # noqa: PLR2004 - digits
    text = f"{value:,.{digits}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
