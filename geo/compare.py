"""What differs between two views of a case: two days, two clocks, or two sets of sources."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from geo.address import Choice
from geo.case import Case
from geo.control import Assessment, assess, eligible
from geo.evidence import why
from geo.provinces import Province
from geo.reports import Report, by_province, counting


@dataclass(frozen=True, slots=True)
class Difference:
    """A capital and its assessment in each of two views, each with the sentence that says why."""

    place: Province
    before: Assessment
    why_before: str
    after: Assessment
    why_after: str

    @property
    def differs(self) -> bool:
        """Whether status, actor or the mark of a recapture is another."""
        return _shown(self.before) != _shown(self.after)


def differences(case: Case, first: Choice, second: Choice) -> list[Difference]:
    """Return every capital in two views, by province code, whether it differs or not."""
    one, other = assessed(case, first), assessed(case, second)
    return [
        Difference(place, *one[place.province], *other[place.province]) for place in case.provinces
    ]


def grouped(found: Iterable[Difference]) -> list[list[Difference]]:
    """Return those that differ, one list for each kind of change, the commonest first."""
    groups: dict[object, list[Difference]] = {}
    for one in found:
        if one.differs:
            groups.setdefault((_shown(one.before), _shown(one.after)), []).append(one)
    return sorted(groups.values(), key=len, reverse=True)


def _shown(found: Assessment) -> tuple[str, str, bool]:
    return found.status, found.actor, found.recaptured


def assessed(case: Case, choice: Choice) -> dict[str, tuple[Assessment, str]]:
    """Return the assessment of each capital under a choice, and why, by province code."""
    reports = by_province(counting(case.reports, choice.without))
    return {
        place.province: _view(reports.get(place.province, []), choice, case.incumbents)
        for place in case.provinces
    }


def _view(
    reports: list[Report], choice: Choice, incumbents: frozenset[str]
) -> tuple[Assessment, str]:
    counted = eligible(reports, choice.day, choice.known_by)
    found = assess(counted, choice.day, incumbents=incumbents, known_by=choice.known_by)
    return found, why(found, counted, incumbents)
