"""Reports and the words they may use.

A report is one published statement, by one speaker, in one publication, about one
provincial capital on one day. Dates are plain local days of the case; there are no clock
times.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Final

from geo.language import N_

UNKNOWN_ORIGINS = frozenset({"", "unknown"})
"""Values of ``origin`` that name no newsroom: they never count towards independence."""


class Says(StrEnum):
    """What a report says about a capital."""

    CAPTURED = "captured"
    HELD = "held"
    CONTESTED = "contested"
    RETAKEN = "retaken"
    DENIED = "denied"


SAYS_MEANINGS: Final[Mapping[Says, str]] = {
    Says.CAPTURED: N_("The city, or its seats of government, passed to the actor named"),
    Says.HELD: N_(
        "It was held that day without a change of hands, or an attack on it was beaten off"
    ),
    Says.CONTESTED: N_(
        "There was fighting inside, an assault was under way, or only a part was lost"
    ),
    Says.RETAKEN: N_("The actor named won it back"),
    Says.DENIED: N_("A side rejects a capture that others report"),
}
"""What a report of each kind says, as it is coded; said with ``_``."""


class Role(StrEnum):
    """The office of a speaker."""

    PARTY_SPOKESMAN = "party_spokesman"
    CENTRAL_GOVERNMENT = "central_government"
    LOCAL_OFFICIAL = "local_official"
    LAWMAKER = "lawmaker"
    SECURITY_OFFICIAL = "security_official"
    RESIDENT = "resident"
    FOREIGN_OFFICIAL = "foreign_official"
    JOURNALIST = "journalist"
    ANALYST = "analyst"
    UNNAMED = "unnamed"


ROLE_MEANINGS: Final[Mapping[Role, str]] = {
    Role.PARTY_SPOKESMAN: N_(
        "Spokesmen and statements of a party to the conflict other than the state"
    ),
    Role.CENTRAL_GOVERNMENT: N_("Ministries and offices of the whole state, and their spokesmen"),
    Role.LOCAL_OFFICIAL: N_("Governors, councillors and offices of a province, district or city"),
    Role.LAWMAKER: N_("Members of the national parliament"),
    Role.SECURITY_OFFICIAL: N_("Army, police, intelligence and militias of the state"),
    Role.RESIDENT: N_("People who live there"),
    Role.FOREIGN_OFFICIAL: N_("Officials of another state or of an international body"),
    Role.JOURNALIST: N_("A newsroom in its own voice, or its own list"),
    Role.ANALYST: N_("Research groups and specialist publications in their own voice"),
    Role.UNNAMED: N_("“Officials” or “sources” whose office is not given"),
}
"""Who speaks in each office."""


class Precision(StrEnum):
    """How the publication day is known: printed on the page, or inferred from its text."""

    DAY = "day"
    INFERRED = "inferred"


# Found once: the rule asks each report several times, and a member of an enumeration is slow to find.
_CHANGED_HANDS: Final = (Says.CAPTURED, Says.RETAKEN)
_NAME_HOLDERS: Final = (*_CHANGED_HANDS, Says.HELD)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One row of ``reports.csv``; blank cells are empty strings, a blank date is None.

    ``event_date`` to ``event_date_latest`` (both inclusive) is the range that the text
    leaves open; the rule uses the later end, here ``event``. ``spoken_until`` is the last
    day, inclusive, that the report speaks for: its publication day if it says that the
    capital changed hands, else its event date.
    """

    report_id: str
    province: str
    event_date: date
    says: Says
    published: date
    actor: str = ""
    event_date_latest: date | None = None
    speaker: str = ""
    side: str = ""
    role: Role = Role.UNNAMED
    origin: str = ""
    publisher: str = ""
    title: str = ""
    url: str = ""
    language: str = ""
    published_precision: Precision = Precision.DAY
    excluded: str = ""
    note: str = ""
    event: date = field(init=False, repr=False, compare=False)
    spoken_until: date = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        event = self.event_date_latest or self.event_date
        changed_hands = self.says in _CHANGED_HANDS
        spoken_until = max(event, self.published) if changed_hands else event
        object.__setattr__(self, "event", event)
        object.__setattr__(self, "spoken_until", spoken_until)

    @property
    def names_holder(self) -> bool:
        """Whether the report says that its actor holds the capital."""
        return self.says in _NAME_HOLDERS

    @property
    def favours_speaker(self) -> bool:
        """Whether the speaker's own side gains by what is said."""
        return self.says is Says.DENIED or (self.actor != "" and self.actor == self.side)

    @property
    def lag_days(self) -> int:
        """Days from the event to its publication; negative if it was announced ahead."""
        return (self.published - self.event).days


class SourceField(StrEnum):
    """The fields of a report by which a reader may leave sources out."""

    SIDE = "side"
    ROLE = "role"
    PUBLISHER = "publisher"
    ORIGIN = "origin"


@dataclass(frozen=True, slots=True, order=True)
class SourceFilter:
    """A choice of the reader: reports whose ``field`` equals ``value`` do not count.

    Written ``side:reds`` in an address and ``side=reds`` on the command line. The
    value ``none`` of a side or an origin stands for a blank one.
    """

    field: SourceField
    value: str

    @classmethod
    def parse(cls, text: str) -> SourceFilter:
        """Read ``field:value`` or ``field=value``; ValueError says what was expected."""
        ends = [at for at in (text.find(":"), text.find("=")) if at > 0]
        name, value = (text[: min(ends)], text[min(ends) + 1 :]) if ends else (text, "")
        if name not in list(SourceField) or not value.strip():
            fields = ", ".join(SourceField)
            message = f"expected FIELD=VALUE with a field of {fields}, found {text!r}"
            raise ValueError(message)
        return cls(SourceField(name), value.strip())

    def __str__(self) -> str:
        return f"{self.field}:{self.value}"


def counting(reports: Iterable[Report], without: Collection[SourceFilter] = ()) -> Iterator[Report]:
    """Yield the reports that count: not excluded, and no filter leaves them out."""
    switched_off = {(one.field, one.value) for one in without}
    fields = {one.field for one in without}
    for report in reports:
        if not report.excluded and not any(
            (name, str(getattr(report, name)) or "none") in switched_off for name in fields
        ):
            yield report


def by_province(reports: Iterable[Report]) -> dict[str, list[Report]]:
    """Group reports by the code of their province, in the order given."""
    groups: dict[str, list[Report]] = {}
    for report in reports:
        groups.setdefault(report.province, []).append(report)
    return groups


def distinct_origins(reports: Iterable[Report]) -> frozenset[str]:
    """Return the known origins of the reports: six reprints of one newsroom are one."""
    return frozenset(r.origin for r in reports if r.origin not in UNKNOWN_ORIGINS)
