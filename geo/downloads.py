"""What a reader can take away: reports, statuses, spells and counts under every choice, as files.

Each file comes as text, alone or in a zip with a dictionary of its columns, licence and
sources, and the choice it was made under. The same choice gives the same bytes.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
import zipfile
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from geo.address import Choice, in_words, write
from geo.case import Case
from geo.evidence import is_web_address
from geo.language import N_, _
from geo.package import Column, Reference, Resource
from geo.reports import Precision, Role, Says
from geo.style import STYLES
from geo.tables import (
    COUNT_COLUMNS,
    SPELL_COLUMNS,
    STATUS_COLUMNS,
    counts,
    spell_list,
    status_rows,
    statuses_by_day,
    to_csv,
    to_geojson,
    under,
)

REPORT_COLUMNS: Final = (
    "report_id",
    "province",
    "event_date",
    "event_date_latest",
    "says",
    "actor",
    "speaker",
    "side",
    "role",
    "origin",
    "publisher",
    "title",
    "url",
    "language",
    "published",
    "published_precision",
    "excluded",
    "note",
)
"""Every column of ``reports.csv``, in its order."""


@dataclass(frozen=True, slots=True)
class Download:
    """One kind of file: what it holds, its columns, and what writes it.

    ``spans`` says that it covers all days of the case, not one.
    """

    label: str
    columns: Sequence[str]
    write: Callable[[Case, Choice], str]
    ending: str = "csv"
    mime: str = "text/csv"
    spans: bool = False


def reports_csv(case: Case, choice: Choice) -> str:
    """Return the reports that count under a choice as CSV, in the columns of ``reports.csv``."""
    return to_csv(under(case, choice), REPORT_COLUMNS)


def statuses_csv(case: Case, choice: Choice) -> str:
    """Return the status of every capital on every day of the case as CSV."""
    view = case.view
    rows = statuses_by_day(case, view.first_day, view.last_day, choice.known_by, choice.without)
    return to_csv(rows, STATUS_COLUMNS)


def status_geojson(case: Case, choice: Choice) -> str:
    """Return the status of every capital on the day of a choice as GeoJSON, EPSG:4326."""
    return to_geojson(case, status_rows(case, choice.day, choice.known_by, choice.without))


def spells_csv(case: Case, choice: Choice) -> str:
    """Return the spells of every capital as CSV; ``end`` is exclusive."""
    return to_csv(spell_list(case, choice.known_by, choice.without), SPELL_COLUMNS)


def counts_csv(case: Case, choice: Choice) -> str:
    """Return how many capitals were reported captured on every day of the case as CSV."""
    view = case.view
    days = view.first_day, view.last_day
    found = counts(case, *days, choice.known_by, choice.without, threshold=choice.threshold)
    return to_csv(found, COUNT_COLUMNS)


DOWNLOADS: Final[Mapping[str, Download]] = {
    "reports": Download(N_("Reports that count"), REPORT_COLUMNS, reports_csv),
    "statuses": Download(N_("Status by day"), STATUS_COLUMNS, statuses_csv, spans=True),
    "status": Download(
        N_("Status of the day, with boundaries"),
        STATUS_COLUMNS,
        status_geojson,
        "geojson",
        "application/geo+json",
    ),
    "spells": Download(N_("Spells of one status"), SPELL_COLUMNS, spells_csv),
    "counts": Download(N_("Counts by day"), COUNT_COLUMNS, counts_csv, spans=True),
}
"""The kinds of files, by name, in the order in which they are offered."""


MOST_ROWS: Final = 1_000_000
"""The rows of a file above which it is not offered; no spreadsheet would open it."""


def offered(case: Case) -> list[str]:
    """Return the names of the files that a case offers, in their order.

    The statuses of every capital on every day can be too many; the spells say the same.
    """
    return [name for name in DOWNLOADS if name != "statuses" or rows_by_day(case) <= MOST_ROWS]


def rows_by_day(case: Case) -> int:
    """Return how many rows it takes to say the status of every capital on every day."""
    return len(case.provinces) * ((case.view.last_day - case.view.first_day).days + 1)


def file_name(name: str, case: Case, choice: Choice) -> str:
    """Return the name of a file: what it holds, its day or days, and the data version."""
    kind = DOWNLOADS[name]
    view = case.view
    days = f"{view.first_day}_to_{view.last_day}" if kind.spans else str(choice.day)
    return f"{_mark(case)}{name}_{days}_v{case.digest}.{kind.ending}"


def archive_name(case: Case, choice: Choice) -> str:
    """Return the name of the zip."""
    return f"{_mark(case)}reported_status_{choice.day}_v{case.digest}.zip"


def _mark(case: Case) -> str:
    """Return what starts the name of every file that holds a reader's own table."""
    return "own_table_" if case.own else ""


def archive(case: Case, choice: Choice, names: Collection[str]) -> bytes:
    """Return a zip of the files named, with DICTIONARY.md, LICENCE.md and CHOICE.json.

    ``names`` are keys of ``DOWNLOADS``, in any order; ValueError names one that is not.
    """
    if unknown := sorted(set(names) - set(DOWNLOADS)):
        message = f"expected names of {', '.join(DOWNLOADS)}, found {', '.join(unknown)}"
        raise ValueError(message)
    chosen = [name for name in DOWNLOADS if name in names]
    files = {file_name(name, case, choice): DOWNLOADS[name].write(case, choice) for name in chosen}
    files["DICTIONARY.md"] = dictionary(case, choice, chosen)
    files["LICENCE.md"] = licence(case)
    files["CHOICE.json"] = _choice(case, choice, files)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as target:
        for name, text in files.items():
            # The oldest date that a zip can hold, so that the clock leaves no mark.
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3  # Unix, whatever this machine is
            entry.external_attr = 0o644 << 16
            target.writestr(entry, text)
    return packed.getvalue()


def _choice(case: Case, choice: Choice, files: Mapping[str, str]) -> str:
    address = write(choice, case.digest)
    about = {
        "case": case.title,
        "own_table": str(case.own) if case.own else None,
        "data_version": case.digest,
        "in_words": in_words(choice),
        "address": address,
        "query": urlencode(address, doseq=True),
        "sha256": {name: hashlib.sha256(text.encode()).hexdigest() for name, text in files.items()},
    }
    return json.dumps(about, ensure_ascii=False, indent=2) + "\n"


# The dictionary: a case describes its own table of reports; the rest is ours.

_ACTOR: Final = Column(
    N_("text"), N_("Who is named as holding the capital; blank where nobody is.")
)
_DAY: Final = Column(N_("date"), N_("Day of the row, a local day of the case."))
_REPORTS: Final[Mapping[str, Column]] = {
    "report_id": Column(N_("text, unique"), N_("Permanent name of the report.")),
    "province": Column(N_("text"), N_("Code of the province whose capital the report is about.")),
    "event_date": Column(
        N_("date"), N_("Day that it is about; the first, where the text leaves a range.")
    ),
    "event_date_latest": Column(N_("date, or blank"), N_("Last day of that range.")),
    "says": Column(f"text: {', '.join(Says)}", N_("What is said of the capital.")),
    "actor": _ACTOR,
    "speaker": Column(N_("text, or blank"), N_("Who said it.")),
    "side": Column(
        N_("text, or blank"), N_("Side that the speaker belongs to; blank is nobody's.")
    ),
    "role": Column(f"text: {', '.join(Role)}", N_("Kind of speaker.")),
    "origin": Column(
        N_("text"), N_("Newsroom that gathered it; unknown never counts as an origin.")
    ),
    "publisher": Column(N_("text, or blank"), N_("Outlet whose page was read.")),
    "title": Column(N_("text, or blank"), N_("Headline as printed.")),
    "url": Column(N_("text, or blank"), N_("Address of the page.")),
    "language": Column(N_("text, or blank"), N_("Language of the page.")),
    "published": Column(N_("date"), N_("Day of publication.")),
    "published_precision": Column(f"text: {', '.join(Precision)}", N_("How that day is known.")),
    "excluded": Column(
        N_("text, or blank"), N_("Why the row must not count; blank, and it counts.")
    ),
    "note": Column(N_("text, or blank"), N_("What a reader of the row should know.")),
}
_RESULTS: Final[Mapping[str, Column]] = {
    "province": Column(N_("text"), N_("Code of the province.")),
    "name": Column(N_("text"), N_("Name of the province.")),
    "capital": Column(N_("text"), N_("Name of its capital, which the status is about.")),
    "day": _DAY,
    "known_by": Column(
        N_("date, then, or blank"), N_("Reports published by its end count; blank: all.")
    ),
    "status": Column(f"text: {', '.join(STYLES)}", N_("What the reports add up to.")),
    "actor": _ACTOR,
    "since": Column(N_("date, or blank"), N_("First day of the run of this status and actor.")),
    "reports": Column(N_("whole number"), N_("Reports that may count on that day.")),
    "origins": Column(N_("whole number"), N_("Known origins among them.")),
    "start": Column(N_("date"), N_("First day of the spell.")),
    "end": Column(N_("date, or blank"), N_("Day after its last; blank while it lasts.")),
    "at_least": Column(
        N_("whole number"), N_("Capitals reported captured, by the threshold chosen.")
    ),
    "up_to": Column(
        N_("whole number"), N_("The same, with those that are only claimed or disputed.")
    ),
}
_FORMAT: Final = N_(
    "Files are UTF-8; CSV has commas and a header, and dates are YYYY-MM-DD. A cell that a "
    "spreadsheet would run as a formula starts with an apostrophe."
)
_MARKS: Final = re.compile(r"[\\`*_\[\]<>&|~!#]")


def dictionary(case: Case, choice: Choice, names: Iterable[str]) -> str:
    """Return, as Markdown, each column of the files named with its type and meaning."""
    described = case.package.resource("reports")
    own = described.columns if described else {}
    parts = ["# " + _("Dictionary"), _(_FORMAT)]
    for name in names:
        columns = {**_REPORTS, **own} if name == "reports" else _RESULTS
        rows = (
            f"| `{column}` | {_words(columns[column].type)} | {_words(columns[column].meaning)} |"
            for column in DOWNLOADS[name].columns
        )
        table = "\n".join([_("| column | type | meaning |"), "|---|---|---|", *rows])
        parts += [f"## {file_name(name, case, choice)}", f"{_(DOWNLOADS[name].label)}.", table]
    words = (f"- `{status}`: {style.word}. {style.definition}." for status, style in STYLES.items())
    return "\n\n".join([*parts, "## " + _("Statuses"), "\n".join(words)]) + "\n"


def _words(text: str) -> str:
    """Return a type or a meaning, ours or a case's, as Markdown; either may be blank."""
    return _md(_(text)) if text else ""


def licence(case: Case) -> str:
    """Return, as Markdown, licence and sources of the case's tables and boundaries."""
    about = _("{title}, data version {version}.", title=_md(case.title), version=case.digest)
    parts = ["# " + _("Licence and sources"), about]
    if case.package.authors:
        parts.append(_("By {authors}.", authors=_md(", ".join(case.package.authors))))
    for name in ("reports", "provinces", "actors"):
        described = case.package.resource(name)
        parts += [f"## {name}", *_terms(described or Resource("", name))]
    return "\n\n".join(parts) + "\n"


def _terms(resource: Resource) -> Iterable[str]:
    yield _listed(_("Licence"), resource.licences) or _(
        "No licence is named. Ask whoever made this table before you publish it."
    )
    yield _listed(_("Sources"), resource.sources) or _("No source is named.")


def _listed(title: str, found: Sequence[Reference]) -> str:
    lines = (
        f"- {_md(one.title)}{f': {_md(one.path)}' if is_web_address(one.path) else ''}"
        for one in found
    )
    return "\n".join([f"{title}:", "", *lines]) if found else ""


def _md(text: str) -> str:
    """Return a text as Markdown that shows it as it is, on one line."""
    return _MARKS.sub(r"\\\g<0>", " ".join(text.split()))
