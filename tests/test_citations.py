"""Citations are read back by the programs that people cite with, word for word."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import bibtexparser
import pytest
from bibtexparser.middlewares import LatexDecodingMiddleware
from citeproc import (
    DATES,
    NAMES,
    NUMBERS,
    VARIABLES,
    CitationItem,
    CitationStylesBibliography,
    CitationStylesStyle,
    formatter,
)
from citeproc import (
    Citation as Cited,
)
from citeproc.source.json import CiteProcJSON
from hypothesis import given
from hypothesis import strategies as st
from pylatexenc.latex2text import LatexNodes2Text, MacroTextSpec, get_default_latex_context_db

from geo.address import Choice
from geo.case import Case, read_case
from geo.citations import Citation, of_capital, of_report, of_view
from geo.control import THEN
from geo.reports import Precision, Report, Says, SourceField, SourceFilter

from .factories import a_case

ACCESSED = date(2026, 11, 5)
CHOICE = Choice(day=date(2001, 5, 10))
HOSTILE = (
    "a {brace",
    "a} brace",
    "\\input{/etc/passwd}",
    "100% & more_less #1 $5 ~x ^y \\",
    "two\nlines\r\nof text\t.",
    "\"quotes\" 'single' ``double'' <<angle>> ,,low",
    "--- dashes -- and ?` !`",
    "@online{x, title = {y}}",
    "\n@online{x,",
    "}, author = {Somebody else",
    "{{7*7}} <script>x</script> &amp;",
    "طالبان ایبک را گرفت، ۹ اوت",
    "\\\\",
    "a and b",
)
TEXT_FIELDS = ("title", "publisher", "origin", "report_id")


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Case:
    """The toy case."""
    return read_case(a_case(tmp_path_factory.mktemp("case")))


def a_report(**told: Any) -> Report:
    """Return a report of the toy case with a page."""
    usual: dict[str, Any] = {
        "report_id": "XX-A-times-1",
        "province": "XX-A",
        "event_date": date(2001, 5, 10),
        "says": Says.CAPTURED,
        "actor": "reds",
        "published": date(2001, 5, 11),
        "origin": "Wire",
        "publisher": "The Times",
        "title": "Reds take Aldertown",
        "url": "https://example.org/a_b?c=%20d&e#f~g",
    }
    return Report(**(usual | told))


def decoder() -> LatexNodes2Text:
    """Return a reader of LaTeX that knows three more signs by their LaTeX names."""
    context = get_default_latex_context_db()
    signs = {"textbraceleft": "{", "textbraceright": "}", "textasciicircum": "^"}
    macros = [MacroTextSpec(name, simplify_repl=sign) for name, sign in signs.items()]
    context.add_context_category("signs", prepend=True, macros=macros)
    return LatexNodes2Text(latex_context=context, math_mode="verbatim", strict_latex_spaces=True)


LATEX = LatexDecodingMiddleware(decoder=decoder())


def read_bibtex(text: str) -> tuple[str, str, dict[str, str]]:
    """Return type, key and fields of the one entry of a text, as BibTeX and LaTeX read them."""
    plain, set_ = (
        bibtexparser.parse_string(text, append_middleware=more) for more in ([], [LATEX])
    )
    assert not plain.failed_blocks
    assert [block.__class__.__name__ for block in plain.blocks] == ["Entry"]
    entry = set_.entries[0]
    fields = {field.key: field.value for field in entry.fields}
    verbatim = plain.entries[0].fields_dict
    return (
        entry.entry_type,
        entry.key,
        fields | {"url": verbatim["url"].value if "url" in verbatim else ""},
    )


def read_csl(text: str) -> dict[str, Any]:
    """Return the one item of a CSL-JSON text."""
    [item] = json.loads(text)
    assert isinstance(item, dict)
    return item


def one_line(text: str) -> str:
    """Return a text with its runs of white space as one space each."""
    return " ".join(text.split())


def test_a_report_is_cited_by_its_page(case: Case) -> None:
    """Text, BibTeX and CSL name newsroom, headline, outlet, days, address, id and version."""
    cited = of_report(case, a_report(published_precision=Precision.INFERRED))
    note = (
        f"Report XX-A-times-1 in “{case.title}”, data version "
        f"{case.digest}; day of publication inferred"
    )
    url = "https://example.org/a_b?c=%20d&e#f~g"
    assert cited.text(ACCESSED) == (
        f"Wire. “Reds take Aldertown”. The Times, 2001-05-11. {note}. {url} (accessed 2026-11-05)"
    )
    assert read_bibtex(cited.bibtex(ACCESSED)) == (
        "online",
        "XX-A-times-1",
        {
            "author": "Wire",
            "title": "Reds take Aldertown",
            "year": "2001",
            "date": "2001-05-11",
            "organization": "The Times",
            "url": url,
            "note": note,
            "urldate": "2026-11-05",
        },
    )
    assert read_csl(cited.csl(ACCESSED)) == {
        "id": "XX-A-times-1",
        "type": "webpage",
        "author": [{"literal": "Wire"}],
        "title": "Reds take Aldertown",
        "issued": {"date-parts": [[2001, 5, 11]]},
        "publisher": "The Times",
        "URL": url,
        "note": note,
        "accessed": {"date-parts": [[2026, 11, 5]]},
    }


@pytest.mark.parametrize(
    ("told", "title"),
    [
        ({}, "[Report about Aldertown, 2001-05-10: captured]"),
        (
            {"says": Says.DENIED, "event_date_latest": date(2001, 5, 12)},
            "[Report about Aldertown, 2001-05-10 to 2001-05-12: capture denied]",
        ),
    ],
)
def test_a_blank_headline_is_described_in_brackets(
    case: Case, told: Mapping[str, Any], title: str
) -> None:
    """A page without a headline gets none made up: brackets say that the words are ours."""
    assert of_report(case, a_report(title="", **told)).title == title


def test_what_is_not_known_is_left_out(case: Case) -> None:
    """No origin, no outlet, no address: no author, no publisher, no link in any format."""
    cited = of_report(case, a_report(origin="unknown", publisher="", url="javascript:alert(1)"))
    assert not {"author", "publisher", "URL"} & set(read_csl(cited.csl(ACCESSED)))
    assert not {"author", "organization"} & set(read_bibtex(cited.bibtex(ACCESSED))[2])
    assert "javascript" not in "".join(draft.on(ACCESSED) for draft in cited.drafts)
    assert of_report(case, a_report(origin="unknown")).authors == ("The Times",)
    once = of_report(case, a_report(origin="The Times")).text(ACCESSED)
    assert once.count("The Times") == 1


def test_a_link_back_is_given_if_known(case: Case) -> None:
    """Our own page stands beside a report's page, and in its place where there is none."""
    ours = "https://ours.example/?province=XX-A"
    beside = of_report(case, a_report(), permalink=ours)
    assert beside.url.startswith("https://example.org/")
    assert beside.note.endswith(f": {ours}")
    instead = of_report(case, a_report(url=""), permalink=ours)
    assert instead.url == ours
    assert ours not in instead.note
    for dataset in (
        of_view(case, CHOICE, permalink=ours),
        of_capital(case, "XX-A", CHOICE, permalink=ours),
    ):
        assert read_csl(dataset.csl(ACCESSED))["URL"] == ours


def test_a_view_and_a_capital_are_cited_as_data(case: Case) -> None:
    """They name case, day, clock, sources, data version and the address that shows them."""
    choice = replace(
        CHOICE,
        known_by=THEN,
        without=(SourceFilter(SourceField.PUBLISHER, "Daily {& Co}"),),
    )
    view, capital = of_view(case, choice), of_capital(case, "XX-B", choice)
    assert view.title == f"{case.title}: Thursday 10 May 2001"
    assert capital.title == f"{case.title}: reports about Birchtown (XX-B), Thursday 10 May 2001"
    for one, place in ((view, "none"), (capital, "XX-B")):
        assert "Each day counts what was known by its own end." in one.note
        assert "Left out: publisher “Daily {& Co}”." in one.note
        assert f"province={place}&" in one.note
        kind, _, fields = read_bibtex(one.bibtex(ACCESSED))
        assert kind == "misc"
        assert fields["note"] == one.note
        assert fields["version"] == case.digest
        item = read_csl(one.csl(ACCESSED))
        assert (item["type"], item["version"]) == ("dataset", case.digest)
        assert case.digest in one.text(ACCESSED)
    with pytest.raises(KeyError):
        of_capital(case, "XX-Z", choice)


def test_the_authors_of_a_case_are_those_of_its_data(tmp_path: Path) -> None:
    """Contributors and day of the descriptor stand in a citation of the data; else nobody does."""
    people = [{"title": "A. Reader"}, {"title": "B & C"}]
    own = {"title": "A war", "contributors": people, "created": "2001-06-01"}
    named = of_view(read_case(a_case(tmp_path, datapackage=own)), CHOICE)
    assert named.text(ACCESSED).startswith("A. Reader, B & C. “A war: Thursday 10 May 2001”. 2001-")
    fields = read_bibtex(named.bibtex(ACCESSED))[2]
    assert fields["author"] == "A. Reader and B & C"
    assert (fields["year"], fields["date"]) == ("2001", "2001-06-01")
    item = read_csl(named.csl(ACCESSED))
    assert item["author"] == [{"literal": "A. Reader"}, {"literal": "B & C"}]
    assert item["issued"] == {"date-parts": [[2001, 6, 1]]}


def test_each_view_has_its_own_id(case: Case) -> None:
    """Whatever differs in what is shown differs in the id, and the same view has the same."""
    choices = [
        CHOICE,
        replace(CHOICE, day=date(2001, 5, 11)),
        replace(CHOICE, known_by=THEN),
        replace(CHOICE, known_by=date(2001, 5, 12)),
        replace(CHOICE, without=(SourceFilter(SourceField.SIDE, "reds"),)),
    ]
    cited = [of_view(case, one) for one in choices]
    cited += [of_capital(case, code, one) for one in choices for code in ("XX-A", "XX-B")]
    assert len({one.id for one in cited}) == len(cited)
    assert of_view(case, replace(CHOICE)).id == cited[0].id


@pytest.mark.parametrize("hostile", HOSTILE)
@pytest.mark.parametrize("field", TEXT_FIELDS)
def test_a_hostile_text_is_cited_as_it_reads(case: Case, field: str, hostile: str) -> None:
    """Whatever is in one field, the formats stay whole, and that field reads as it is."""
    holds(of_report(case, a_report(**{field: hostile})))


@given(
    st.builds(
        Citation,
        id=st.text(min_size=1),
        kind=st.sampled_from(["webpage", "dataset"]),
        title=st.text(min_size=1) | st.sampled_from(HOSTILE),
        authors=st.lists(st.text(min_size=1) | st.sampled_from(HOSTILE), max_size=2).map(tuple),
        issued=st.none() | st.dates(date(1900, 1, 1), date(2100, 12, 31)),
        publisher=st.text() | st.sampled_from(HOSTILE),
        url=st.just("") | st.text().map(lambda end: f"https://example.org/{''.join(end.split())}"),
        version=st.text(),
        note=st.text("\\{}%&$#_~^-`'\"<>,?!@\n a") | st.sampled_from(HOSTILE),
    )
)
def test_any_text_is_read_back(cited: Citation) -> None:
    """BibTeX gives each field back but for white space, CSL-JSON to the letter."""
    holds(cited)


def holds(cited: Citation) -> None:
    """Hold that every format of a citation reads back as the citation."""
    item = read_csl(cited.csl(ACCESSED))
    for name in ("id", "title", "publisher", "version", "note"):
        assert item.get(name, "") == getattr(cited, name)
    assert item.get("URL", "") == cited.url
    assert item.get("author", []) == [{"literal": name} for name in cited.authors]
    assert item["accessed"] == {"date-parts": [[2026, 11, 5]]}
    _, key, fields = read_bibtex(cited.bibtex(ACCESSED))
    assert key.isascii()
    assert fields["urldate"] == "2026-11-05"
    for field, text in {
        "title": cited.title,
        "organization": cited.publisher,
        "version": cited.version,
        "note": cited.note,
        "author": " and ".join(map(one_line, cited.authors)),
    }.items():
        assert fields.get(field, "").strip() == one_line(text)
    assert unquote(fields["url"]) == unquote(cited.url)
    assert "\n" not in cited.text(ACCESSED)


@given(st.lists(st.text(min_size=1), unique=True, min_size=2, max_size=4))
def test_keys_are_unique_as_ids_are(ids: list[str]) -> None:
    """No two ids share a BibTeX key, whatever the script they are in."""
    keys = [
        read_bibtex(Citation(id=one, kind="webpage", title="t").bibtex(ACCESSED))[1] for one in ids
    ]
    assert len(set(keys)) == len(ids)


def test_every_shipped_report_is_citable(shipped: Case) -> None:
    """CSL knows each variable, a style sets each item, and each BibTeX entry has its own key."""
    cited = [of_report(shipped, report) for report in shipped.reports]
    library = bibtexparser.parse_string("\n".join(one.bibtex(ACCESSED) for one in cited))
    assert len(library.entries_dict) == len(cited)
    items = [read_csl(one.csl(ACCESSED)) for one in cited]
    known = {*VARIABLES, *DATES, *NAMES, *NUMBERS} | {"id", "type"}
    assert {name.replace("-", "_") for item in items for name in item} <= known
    chosen = items[:20]
    bibliography = CitationStylesBibliography(
        CitationStylesStyle("harvard-cite-them-right", validate=False),
        CiteProcJSON(chosen),
        formatter.plain,
    )
    for item in chosen:
        bibliography.register(Cited([CitationItem(item["id"].lower())]))
    entries = "\n".join(map(str, bibliography.bibliography()))
    for item in chosen:
        assert item["title"].split(":")[0][:20].lower() in entries.lower()
        assert item["author"][0]["literal"] in entries


def test_the_checks_can_fail() -> None:
    """Text put into an entry as it is would be read otherwise."""
    raw = "@online{x,\n  title = {100% \\textbackslash {a}}\n}"
    assert read_bibtex(raw)[2]["title"] != "100% \\textbackslash {a}"
