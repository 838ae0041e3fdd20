"""Citations of a report, of the evidence on a capital, and of a view: text, BibTeX, CSL-JSON.

Nothing here knows today's date: the day of access is given, or left open as a ``Draft``.
Text is in Unicode, without HTML; runs of white space become one space.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final, Literal
from urllib.parse import quote, urlencode

from geo.address import Choice, in_words, write
from geo.evidence import SAYS_WORDS, is_web_address
from geo.language import _, named
from geo.reports import Precision, Report, distinct_origins
from geo.words import long_day

if TYPE_CHECKING:
    from datetime import date

    from geo.case import Case
    from geo.provinces import Province

_ESCAPES: Final = {
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
} | {sign: f"\\{sign}" for sign in "&%$#_"}
"""Braces go by name: BibTeX counts them even behind a backslash."""
_SPECIAL: Final = re.compile(r"[\\{}~^&%$#_]|([-`'<>,])(?=\1)|[?!](?=`)")
"""What LaTeX would run, or set as another sign: two hyphens as a dash, for one."""
_URI_SIGNS: Final = "%/:?#[]@!$&'()*+,;=~"
_UNSAFE: Final = re.compile(r"[^A-Za-z0-9.:-]")


@dataclass(frozen=True, slots=True)
class Draft:
    """A citation in one format, but for the day of access, which stands after ``before``.

    That day is written as YYYY-MM-DD or, if ``in_parts``, as the numbers of a CSL date.
    """

    label: str
    before: str
    after: str
    in_parts: bool = False

    def on(self, accessed: date) -> str:
        """Return the citation with its day of access."""
        parts = f"{accessed.year},{accessed.month},{accessed.day}"
        return f"{self.before}{parts if self.in_parts else accessed}{self.after}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """One thing to cite; what is blank, empty or None is left out of every format.

    ``id`` is permanent: the same id is the same thing. ``url`` is where to read it, and
    ``version`` that of the thing itself.
    """

    id: str
    kind: Literal["webpage", "dataset"]
    title: str
    authors: tuple[str, ...] = ()
    issued: date | None = None
    publisher: str = ""
    url: str = ""
    version: str = ""
    note: str = ""

    @property
    def drafts(self) -> tuple[Draft, Draft, Draft]:
        """The citation as plain text, BibTeX and CSL-JSON, the day of access still open."""
        return self._text(), self._bibtex(), self._csl()

    def text(self, accessed: date) -> str:
        """Return the citation as one line of text."""
        return self._text().on(accessed)

    def bibtex(self, accessed: date) -> str:
        """Return a BibTeX entry in UTF-8: ``@online`` for a page, ``@misc`` for a data set.

        It has both ``date``, which biblatex reads, and ``year``, which older styles read.
        """
        return self._bibtex().on(accessed)

    def csl(self, accessed: date) -> str:
        """Return CSL-JSON: a list with one item."""
        return self._csl().on(accessed)

    def _text(self) -> Draft:
        authors = ", ".join(self.authors)
        publisher = "" if self.publisher == authors else self.publisher
        parts = (
            authors,
            f"“{self.title}”",
            ", ".join(filter(None, [publisher, str(self.issued or "")])),
            self.version and _("Data version {version}", version=self.version),
            self.note,
        )
        line = _one_line(". ".join(filter(None, parts)))
        accessed = _("accessed {day}").partition("{day}")
        before = f"{line}. {self.url} ({accessed[0]}".replace("  ", " ")
        return Draft(_("Text"), before, f"{accessed[2]})")

    def _bibtex(self) -> Draft:
        fields = {
            "author": " and ".join(f"{{{_latex(name)}}}" for name in self.authors),
            "title": f"{{{_latex(self.title)}}}",
            "year": self.issued and f"{self.issued.year:04}",
            "date": self.issued,
            "organization": _latex(self.publisher),
            "url": quote(self.url, safe=_URI_SIGNS),
            "version": _latex(self.version),
            "note": _latex(self.note),
        }
        lines = [f"  {name} = {{{value}}},\n" for name, value in fields.items() if value]
        kind = {"webpage": "online", "dataset": "misc"}[self.kind]
        start = f"@{kind}{{{_key(self.id)},\n{''.join(lines)}  urldate = {{"
        return Draft("BibTeX", start, "}\n}")

    def _csl(self) -> Draft:
        issued = self.issued and {
            "date-parts": [[self.issued.year, self.issued.month, self.issued.day]]
        }
        item = {
            "id": self.id,
            "type": self.kind,
            "author": [{"literal": name} for name in self.authors],
            "title": self.title,
            "issued": issued,
            "publisher": self.publisher,
            "URL": self.url,
            "version": self.version,
            "note": self.note,
        }
        lines = [f'"{name}":{_dumps(value)},\n' for name, value in item.items() if value]
        start = f'[{{{"".join(lines)}"accessed":{{"date-parts":[['
        return Draft("CSL-JSON", start, "]]}}]", in_parts=True)


def of_report(case: Case, report: Report, *, permalink: str = "") -> Citation:
    """Return the citation of the page that one report was read on; its note names the report.

    The author is the newsroom that gathered it, else the outlet. A page whose headline was
    not seen goes by a description in brackets. ``permalink`` is the address of our own page.
    """
    origin = report.origin if distinct_origins([report]) else report.publisher
    url = report.url if is_web_address(report.url) else ""
    note = _(
        "Report {id} in “{title}”, data version {version}",
        id=report.report_id,
        title=case.title,
        version=case.digest,
    )
    if report.published_precision is Precision.INFERRED:
        note += _("; day of publication inferred")
    return Citation(
        id=report.report_id,
        kind="webpage",
        title=report.title or _description(case, report),
        authors=(origin,) if origin else (),
        issued=report.published,
        publisher=report.publisher,
        url=url or permalink,
        note=note + (f": {permalink}" if url and permalink else ""),
    )


def of_capital(case: Case, province: str, choice: Choice, *, permalink: str = "") -> Citation:
    """Return the citation of the reports about one capital on the day of a choice.

    ``province`` is a code of the case, else KeyError.
    """
    place = _place(case, province)
    about = _(
        "reports about {capital} ({province}), {day}",
        capital=named(place.capitals),
        province=province,
        day=long_day(choice.day),
    )
    return _dataset(case, province, about, replace(choice, province=province), permalink)


def of_view(case: Case, choice: Choice, *, permalink: str = "") -> Citation:
    """Return the citation of all that a choice shows: day, clock, and whom it counts."""
    return _dataset(case, "view", long_day(choice.day), choice, permalink)


def _dataset(case: Case, what: str, about: str, choice: Choice, permalink: str) -> Citation:
    query = urlencode(write(choice, case.digest), doseq=True)
    own = [f"{case.own}."] if case.own else []
    view = [] if permalink else [_("View: {query}", query=query)]
    mark = hashlib.sha256(query.encode()).hexdigest()[:8]
    return Citation(
        id=f"{what}-{choice.day}-{case.digest}-{mark}",
        kind="dataset",
        title=f"{case.title}: {about}",
        authors=case.package.authors,
        issued=case.package.created,
        publisher=", ".join(case.package.authors),
        url=permalink,
        version=case.digest,
        note=" ".join([*own, *in_words(choice)[1:], *view]),
    )


def _place(case: Case, code: str) -> Province:
    for place in case.provinces:
        if place.province == code:
            return place
    raise KeyError(code)


def _description(case: Case, report: Report) -> str:
    days = str(report.event_date)
    if report.event != report.event_date:
        days = _("{first} to {last}", first=days, last=report.event)
    return _(
        "[Report about {capital}, {days}: {says}]",
        capital=named(_place(case, report.province).capitals),
        days=days,
        says=SAYS_WORDS[report.says],
    )


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _latex(text: str) -> str:
    """Return a text as LaTeX that is set as it reads."""
    return _SPECIAL.sub(lambda found: _ESCAPES.get(found[0], f"{found[0]}{{}}"), _one_line(text))


def _key(text: str) -> str:
    """Return a BibTeX key in ASCII; no two texts share one."""
    return _UNSAFE.sub(lambda found: f"_{ord(found[0]):x}_", text)


def _dumps(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
