"""The command line: ``python -m geo COMMAND``.

A command is a function that takes the parsed arguments and returns what to print; the table
``COMMANDS`` gives its arguments. Exit status: 0 fine, 1 the input is at fault, 2 wrong usage.
"""

from __future__ import annotations

import argparse
import errno
import io
import os
import re
import shlex
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, Final, NoReturn, TypeVar

from geo.address import VIEWS
from geo.case import Case, CaseError, Fault, read_case
from geo.control import THEN, KnownBy, Threshold
from geo.faults import FOLDER_JSON, shown
from geo.files import write_whole
from geo.language import ENGLISH, _, ngettext, speaking, spoken_languages
from geo.new_case import Columns, Wanted, new_case
from geo.records import read_statements
from geo.reports import SourceFilter
from geo.rows import read_day
from geo.statements import Statement
from geo.tables import (
    COUNT_COLUMNS,
    SPELL_COLUMNS,
    STATUS_COLUMNS,
    VERDICT_COLUMNS,
    counts,
    spell_list,
    status_rows,
    to_csv,
    to_geojson,
    to_json,
    verdict_rows,
)

K = TypeVar("K", bound=str)
Arguments = Callable[[argparse.ArgumentParser], object]
"""Adds arguments to the parser of a command."""


@dataclass(frozen=True)
class Command:
    """What a command does and takes."""

    run: Callable[[argparse.Namespace], str]
    help: str
    arguments: Sequence[Arguments] = ()
    reads_case: bool = True


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command and return its exit status; wrong usage exits with 2."""
    args = _parser().parse_args(argv)
    try:
        with speaking(args.lang), _disk_at_fault():
            _print(args.run(args))
    except CaseError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


@contextmanager
def _disk_at_fault() -> Iterator[None]:
    """Raise CaseError for what fails out of sight, such as a font that is unpacked to a full disk."""
    try:
        yield
    except OSError as error:
        place = str(error.filename or "")
        message = _(
            "expected a disk that can be read and written, found {error}",
            error=error.strerror or error,
        )
        raise CaseError([Fault(place, None, None, message)]) from error


# The commands.


def run_check(args: argparse.Namespace) -> str:
    """Validate a case."""
    case = read_case(args.case)
    excluded = sum(1 for report in case.reports if report.excluded)
    found = _(
        "{provinces}, {reports} ({count} count, {excluded} excluded), {statements}, {actors}: no "
        "faults",
        provinces=ngettext("{n} province", "{n} provinces", len(case.provinces)),
        reports=ngettext("{n} report", "{n} reports", len(case.reports)),
        count=len(case.reports) - excluded,
        excluded=excluded,
        statements=ngettext("{n} statement", "{n} statements", len(case.statements)),
        actors=ngettext("{n} actor", "{n} actors", len(case.actors)),
    )
    return f"{found}\n{_next_step(case)}"


def _next_step(case: Case) -> str:
    """Return what an editor has to do before anything can be shown, nothing if that is done."""
    if not case.actors:
        return (
            _(
                "Next: name the parties in actors.csv, one a row, with yes under incumbent for the "
                "one that held every capital at first."
            )
            + "\n"
        )
    if not case.reports:
        return (
            _("Next: no report yet. Add each to reports.csv, as one row, then run check again.")
            + "\n"
        )
    return ""


def run_new(args: argparse.Namespace) -> str:
    """Start the folder of a case from a boundary file."""
    if args.first and args.last and args.first > args.last:
        args.parser.error(f"expected --from to be no later than --to, found {args.first}")
    wanted = Wanted(
        title=args.title,
        tolerance=args.tolerance,
        first_day=args.first,
        last_day=args.last,
        caps=replace(FOLDER_JSON, bytes=args.most_bytes, vertices=args.most_vertices),
    )
    columns = Columns(id=args.id, name=args.name)
    notes = new_case(args.folder, args.boundaries, columns, wanted)
    command = f"python -m geo check --case {shlex.quote(args.folder)}"
    next_step = _("Next: {command}", command=command)
    return "\n".join([*notes, next_step, ""])


def run_status(args: argparse.Namespace) -> str:
    """Return the status of every capital on a day."""
    case = _case(args)
    rows = status_rows(case, args.day, args.known_by, args.without)
    if args.format == "geojson":
        return to_geojson(case, rows)
    return _table(args, rows, STATUS_COLUMNS)


def run_counts(args: argparse.Namespace) -> str:
    """Return the range of captured capitals on each of some days."""
    if args.first > args.last:
        _refuse(args, f"expected --from to be no later than --to, found {args.first}")
    case = _case(args)
    threshold = Threshold(args.threshold)
    rows = counts(case, args.first, args.last, args.known_by, args.without, threshold=threshold)
    return _table(args, rows, COUNT_COLUMNS)


def run_spells(args: argparse.Namespace) -> str:
    """Return the runs of days with one status, by capital."""
    return _table(args, spell_list(_case(args), args.known_by, args.without), SPELL_COLUMNS)


def run_verify(args: argparse.Namespace) -> str:
    """Return how statements of articles stand against the table."""
    case = read_case(args.case, geometry=False)
    statements = case.statements if args.statements is None else _statements(args, case)
    return _table(args, verdict_rows(case, statements), VERDICT_COLUMNS)


def _statements(args: argparse.Namespace, case: Case) -> Sequence[Statement]:
    """Read the file of statements that was named, or raise CaseError with its faults."""
    path = Path(args.statements)
    try:
        data = path.read_bytes()
    except OSError as error:
        message = _("expected a file that can be read, found {error}", error=error.strerror)
        raise CaseError([Fault(path.name, None, None, message)]) from error
    statements, faults = read_statements(data, path.name, case.provinces, case.actors)
    if faults:
        raise CaseError(faults)
    return statements


def run_page(args: argparse.Namespace) -> str:
    """Write the map page, with all dossiers, as one file that needs no network."""
    # What draws is imported where it is used: the other commands do not pay for it.
    from geo.control_map import control_map, page_html  # noqa: PLC0415

    return _written(args, page_html(control_map(read_case(args.case))).encode())


def run_picture(args: argparse.Namespace) -> str:
    """Write a picture of one day."""
    from geo.picture import KINDS, check, picture  # noqa: PLC0415 - see run_page

    kind = _kind(args, KINDS)
    case = _case(args, geometry=True)
    _check(args, lambda: check(case, args.day))
    return _written(args, picture(case, args.day, kind=kind, **_choices(args)))


def run_film(args: argparse.Namespace) -> str:
    """Write a film of some days."""
    from geo.film import KINDS, FilmError, days_between, film  # noqa: PLC0415 - see run_page

    kind = _kind(args, KINDS)
    case = _case(args, geometry=True)
    _check(args, lambda: days_between(case, args.first, args.last))
    try:
        made = film(case, args.first, args.last, kind=kind, **_choices(args))
    except FilmError as error:
        raise CaseError([Fault(args.out, None, None, str(error))]) from error
    return _written(args, made)


def _choices(args: argparse.Namespace) -> dict[str, Any]:
    return {
        "known_by": args.known_by,
        "without": args.without,
        "threshold": Threshold(args.threshold),
        "view": args.view,
    }


def _kind(args: argparse.Namespace, kinds: Sequence[K]) -> K:
    """Return which of some kinds of file is to be written, by the ending of its name."""
    found = next((kind for kind in kinds if Path(args.out).suffix.lower() == f".{kind}"), None)
    if found is None:
        endings = " or ".join(f".{kind}" for kind in kinds)
        _refuse(args, f"expected a file that ends in {endings}, found {args.out}")
    return found


def _check(args: argparse.Namespace, check: Callable[[], object]) -> None:
    try:
        check()
    except ValueError as error:
        _refuse(args, str(error))


def _refuse(args: argparse.Namespace, message: str) -> NoReturn:
    """Stop a command that is used wrongly."""
    parser: argparse.ArgumentParser = args.parser
    parser.error(message)


def _written(args: argparse.Namespace, data: bytes) -> str:
    try:
        write_whole(Path(args.out), data)
    except OSError as error:
        raise CaseError([_cannot_be_written(Path(args.out).name, error)]) from error
    return _("{file}: {n} bytes", file=args.out, n=len(data)) + "\n"


def _case(args: argparse.Namespace, *, geometry: bool = False) -> Case:
    """Return the case to compute from, and say so if a source to leave out is not in it."""
    case = read_case(args.case, geometry=geometry)
    for one in args.without:
        if all((getattr(report, one.field) or "none") != one.value for report in case.reports):
            note = _("note: no report has {field}={value}", field=one.field, value=one.value)
            print(note, file=sys.stderr)
    return case


def _table(args: argparse.Namespace, rows: Sequence[object], columns: Sequence[str]) -> str:
    return to_json(rows, columns) if args.format == "json" else to_csv(rows, columns)


# Their arguments.


def _day(text: str) -> date:
    day = read_day(text)
    if isinstance(day, date):
        return day
    raise argparse.ArgumentTypeError(day)


def _known_by(text: str) -> KnownBy:
    return THEN if text == THEN else _day(text)


def _source(text: str) -> SourceFilter:
    try:
        return SourceFilter.parse(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def _on_day(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--day", type=_day, required=True, metavar="DAY", help="as YYYY-MM-DD")


def _from_to(parser: argparse.ArgumentParser, *, required: bool = True) -> None:
    for option, name, which in (("--from", "first", "first"), ("--to", "last", "last")):
        parser.add_argument(
            option,
            dest=name,
            type=_day,
            required=required,
            metavar="DAY",
            help=f"the {which} day, inclusive, as YYYY-MM-DD",
        )


def _new(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", metavar="DIR", help="of the new case; nothing is overwritten")
    for option, metavar, what in (
        ("--boundaries", "FILE.geojson", "polygons of the provinces, in EPSG:4326"),
        ("--id", "PROPERTY", "what holds a code for each province"),
        ("--name", "PROPERTY", "what holds its English name"),
    ):
        parser.add_argument(option, required=True, metavar=metavar, help=what)
    parser.add_argument("--title", default="", help="default: the name of the folder")
    parser.add_argument(
        "--tolerance",
        type=_tolerance,
        metavar="DEGREES",
        help="how much to simplify; default: half a pixel, 0: not at all",
    )
    _from_to(parser, required=False)
    for what, most in (("bytes", FOLDER_JSON.bytes), ("vertices", FOLDER_JSON.vertices)):
        parser.add_argument(
            f"--most-{what}",
            type=_positive,
            default=most,
            metavar="N",
            help=f"the most {what} that the file may have; default: {most}",
        )


def _tolerance(text: str) -> float:
    if re.fullmatch(r"\d{1,2}(\.\d{1,9})?", text, re.ASCII):
        return float(text)
    raise argparse.ArgumentTypeError(f"expected degrees such as 0.005, found {shown(text)}")


def _positive(text: str) -> int:
    if re.fullmatch(r"[1-9]\d{0,11}", text, re.ASCII):
        return int(text)
    raise argparse.ArgumentTypeError(f"expected a whole number from 1, found {shown(text)}")


def _clock_and_sources(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--known-by",
        type=_known_by,
        metavar="DAY|then",
        help="count only what was published by the end of this day; then: of each day itself",
    )
    parser.add_argument(
        "--without",
        type=_source,
        action="append",
        default=[],
        metavar="FIELD=VALUE",
        help="leave out sources, such as side=none or publisher=NAME; may be repeated",
    )


def _threshold(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--threshold",
        choices=[str(one) for one in Threshold],
        default=Threshold.REPORTED,
        metavar="STATUS",
        help=f"the weakest status that counts for certain: {', '.join(Threshold)}",
    )


def _format(*names: str) -> Arguments:
    return lambda parser: parser.add_argument("--format", choices=names, default=names[0])


def _statement_file(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "statements", nargs="?", metavar="STATEMENTS.csv", help="default: those of the case"
    )


def _view(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--view", choices=VIEWS, default=VIEWS[0], help="capitals, tinted provinces, or both"
    )


def _out(name: str) -> Arguments:
    return lambda parser: parser.add_argument("out", metavar=name)


COMMANDS: Final = {
    "check": Command(run_check, "validate a case: print all its faults, or one line of counts"),
    "new": Command(
        run_new, "start the folder of a case from a boundary file", [_new], reads_case=False
    ),
    "status": Command(
        run_status,
        "what the reports add up to on a day, one row per capital",
        [_on_day, _clock_and_sources, _format("csv", "json", "geojson")],
    ),
    "counts": Command(
        run_counts,
        "how many capitals were reported captured, at least and up to, day by day",
        [_from_to, _clock_and_sources, _threshold, _format("csv", "json")],
    ),
    "spells": Command(
        run_spells,
        "the runs of days with the same status, from start to before end",
        [_clock_and_sources, _format("csv", "json")],
    ),
    "verify": Command(
        run_verify,
        "hold the countable statements of articles against the table",
        [_statement_file, _format("csv", "json")],
    ),
    "page": Command(
        run_page,
        "write the map with all dossiers as one file that needs no network",
        [_out("OUT.html")],
    ),
    "picture": Command(
        run_picture,
        "write a picture of one day, as PNG or SVG",
        [_out("OUT.png|OUT.svg"), _on_day, _clock_and_sources, _threshold, _view],
    ),
    "film": Command(
        run_film,
        "write a film of some days, as GIF, or as MP4 where ffmpeg is installed",
        [_out("OUT.gif|OUT.mp4"), _from_to, _clock_and_sources, _threshold, _view],
    ),
}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m geo",
        description="Reported control of provincial capitals, day by day.",
        allow_abbrev=False,
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for name, command in COMMANDS.items():
        one = commands.add_parser(
            name, help=command.help, description=command.help, allow_abbrev=False
        )
        one.add_argument(
            "--lang",
            choices=spoken_languages(),
            default=ENGLISH,
            metavar="CODE",
            help=f"of faults and answers: {', '.join(spoken_languages())}; default: {ENGLISH}",
        )
        if command.reads_case:
            one.add_argument("--case", default="data", metavar="DIR", help="default: data")
        for add in command.arguments:
            add(one)
        one.set_defaults(run=command.run, parser=one)
    return parser


def _print(output: str) -> None:
    """Write to standard output, the same bytes on every machine."""
    if sys.stdout is None:  # Python's word for one that was closed before it began
        closed = OSError(errno.EBADF, os.strerror(errno.EBADF))
        raise CaseError([_cannot_be_written("stdout", closed)])
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", newline="\n")
    try:
        sys.stdout.write(output)
        sys.stdout.flush()
    except OSError as error:
        # What is left would be tried once more when Python exits, which would complain again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        # Whoever closed a pipe has seen enough.
        if not isinstance(error, BrokenPipeError):
            raise CaseError([_cannot_be_written("stdout", error)]) from error


def _cannot_be_written(file: str, error: OSError) -> Fault:
    message = _("expected a file that can be written, found {error}", error=error.strerror)
    return Fault(file, None, None, message)


if __name__ == "__main__":
    sys.exit(main())
