"""The provinces of a case, and the names by which a report may mean one of them.

A province is known by its code. Its name, its capital's name and their other spellings,
in every language of the case, lead to that code; a name that is only similar never does.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final, TypeGuard

from geo.decoding import hidden_character
from geo.faults import Caps, Fault, one_of, shown
from geo.geojson import Feature, is_number, of_feature, read_features
from geo.language import _

Boundaries = dict[str, Any]
"""A GeoJSON FeatureCollection in EPSG:4326."""

CODE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")
"""Codes reach Folium, which renders them as templates: no brace may pass."""
_IN_LANGUAGE: Final = re.compile(r"([a-z]+)_([a-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})?)")
_ONE_LETTER: Final = str.maketrans(
    {
        "\N{ARABIC LETTER YEH}": "\N{ARABIC LETTER FARSI YEH}",
        "\N{ARABIC LETTER ALEF MAKSURA}": "\N{ARABIC LETTER FARSI YEH}",
        "\N{ARABIC LETTER KAF}": "\N{ARABIC LETTER KEHEH}",
        "\N{ARABIC LETTER TEH MARBUTA}": "\N{ARABIC LETTER HEH}",
    }
)
"""Letters that Arabic and Persian keyboards write differently."""
_MOST_PEOPLE: Final = 10_000_000_000
_LONGEST_NAME: Final = 200
_SMALLEST_OVERLAP: Final = 1e-9
"""Square degrees, some ten square metres: less is the rounding of a shared border."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Province:
    """A province and its capital.

    ``names`` and ``capitals`` are by language; English is always there, and a name that is
    not known is absent. ``aliases`` are other spellings of either. The position is the
    capital's, in degrees (EPSG:4326).
    """

    province: str
    names: Mapping[str, str]
    capitals: Mapping[str, str]
    aliases: tuple[str, ...] = ()
    longitude: float
    latitude: float
    population: int | None = None

    @property
    def name(self) -> str:
        """The English name of the province."""
        return self.names["en"]

    @property
    def capital(self) -> str:
        """The English name of the capital."""
        return self.capitals["en"]


# Reading provinces.geojson.


def read_provinces(
    data: bytes, file: str, *, caps: Caps
) -> tuple[tuple[Province, ...], Boundaries, list[Fault]]:
    """Return the provinces by code, their boundaries in the same order, and all faults.

    The boundaries carry the code as ``province`` and no other property.
    """
    features, faults = read_features(data, file, caps=caps)
    found: dict[str, tuple[Province, Feature]] = {}
    for feature in features:
        reader = _FeatureReader(feature, file)
        province = reader.province()
        if province is not None and province.province in found:
            first = found[province.province][1].number
            reader.fault(
                "province", _("expected a code used once, found it in feature {n} too", n=first)
            )
        elif province is not None:
            found[province.province] = province, feature
        faults += reader.faults
    provinces = tuple(found[code][0] for code in sorted(found))
    faults += _shared_aliases(provinces, file)
    return provinces, _collection(found[code] for code in sorted(found)), faults


def columns_by_language(kind: str, columns: Iterable[str]) -> dict[str, str]:
    """Return the columns that hold a kind of name, by language: ``name_fa`` is that of ``fa``."""
    found = filter(None, map(_IN_LANGUAGE.fullmatch, columns))
    return {one[2].replace("_", "-"): one[0] for one in found if one[1] == kind}


def is_name(value: object) -> TypeGuard[str]:
    """Whether a value is text that is fit to be a name."""
    return (
        isinstance(value, str) and len(value) <= _LONGEST_NAME and hidden_character(value) is None
    )


def languages_of(provinces: Iterable[Province]) -> tuple[str, ...]:
    """Return the languages in which any province or capital has a name, English first."""
    languages = {one for place in provinces for one in (*place.names, *place.capitals)}
    return tuple(sorted(languages, key=lambda one: (one != "en", one)))


def _collection(found: Iterable[tuple[Province, Feature]]) -> Boundaries:
    features = [
        {
            "type": "Feature",
            "properties": {"province": province.province},
            "geometry": feature.geometry,
        }
        for province, feature in found
    ]
    return {"type": "FeatureCollection", "features": features}


class _FeatureReader:
    """Reads the properties of one feature and collects their faults."""

    def __init__(self, feature: Feature, file: str) -> None:
        self.faults: list[Fault] = []
        self._feature, self._file = feature, file

    def province(self) -> Province | None:
        """Return the province, None if there is a fault."""
        properties = self._feature.properties
        province = Province(
            province=self._code(),
            names=self._in_languages("name"),
            capitals=self._in_languages("capital"),
            aliases=self._aliases(properties.get("capital_aliases")),
            longitude=self._degrees("longitude", 180),
            latitude=self._degrees("latitude", 90),
            population=self._population(properties.get("population")),
        )
        return None if self.faults else province

    def fault(self, name: str, message: str) -> None:
        """Note what is wrong with a property."""
        code = self._feature.properties.get("province")
        known = code if isinstance(code, str) and CODE.fullmatch(code) else ""
        message = of_feature(self._feature.number, message, known)
        self.faults.append(Fault(self._file, None, name, message))

    def _text(self, name: str) -> str:
        value = self._feature.properties.get(name)
        if value is None:
            return ""
        if is_name(value):
            return value.strip()
        self.fault(
            name,
            _(
                "expected a name of at most {n} plain characters, found {found}",
                n=_LONGEST_NAME,
                found=shown(value),
            ),
        )
        return ""

    def _code(self) -> str:
        code = self._text("province")
        if not CODE.fullmatch(code):
            message = _(
                "expected a code of letters, digits, dots and hyphens, found {found}",
                found=shown(code),
            )
            self.fault("province", message)
        return code

    def _in_languages(self, kind: str) -> dict[str, str]:
        columns = columns_by_language(kind, self._feature.properties)
        names = {language: self._text(column) for language, column in columns.items()}
        if not names.get("en"):
            self.fault(f"{kind}_en", _("expected a name, found nothing"))
        return {language: name for language, name in names.items() if name}

    def _degrees(self, name: str, most: int) -> float:
        value = self._feature.properties.get(name)
        if is_number(value, -most, most):
            return float(value)  # type: ignore[arg-type]  # is_number has seen to it
        self.fault(
            name,
            _(
                "expected degrees from -{most} to {most}, found {found}",
                most=most,
                found=shown(value),
            ),
        )
        return 0.0

    def _aliases(self, value: object) -> tuple[str, ...]:
        """Return spellings given as a list, or as text separated by ``|``."""
        parts = value.split("|") if isinstance(value, str) else value or []
        if isinstance(parts, list) and all(map(is_name, parts)):
            return tuple(filter(None, map(str.strip, parts)))
        self.fault(
            "capital_aliases",
            _("expected spellings separated by |, found {found}", found=shown(value)),
        )
        return ()

    def _population(self, value: object) -> int | None:
        if value is None or value == "":
            return None
        if is_number(value, 0, _MOST_PEOPLE):
            return int(value)  # type: ignore[call-overload, no-any-return]
        self.fault("population", _("expected a whole number, found {found}", found=shown(value)))
        return None


# Names.


@lru_cache(maxsize=4_096)
def plain_name(text: str) -> str:
    """Return a name without case, accents, vowel marks, spaces and punctuation."""
    folded = unicodedata.normalize("NFKD", text).casefold().translate(_ONE_LETTER)
    return "".join(
        letter
        for letter in unicodedata.normalize("NFKD", folded)
        if letter.isalnum()
        or (unicodedata.category(letter)[0] == "M" and not unicodedata.combining(letter))
    )


class NameIndex:
    """Finds the key that a text means: the key itself, or one of its names.

    ``names`` gives the names of each key.
    """

    def __init__(self, names: Mapping[str, Iterable[str]]) -> None:
        self._own = frozenset(names)
        self._keys: dict[str, set[str]] = {}
        for key, known_as in names.items():
            for name in (key, *known_as):
                self._keys.setdefault(plain_name(name), set()).add(key)

    def has(self, key: str) -> bool:
        """Whether a text is a key itself."""
        return key in self._own

    def find(self, text: str) -> str | None:
        """Return the key that a text names exactly; None if none or several."""
        if text in self._own:
            return text
        keys = self._keys.get(plain_name(text), ())
        return next(iter(keys)) if len(keys) == 1 else None

    def suggest(self, text: str) -> tuple[str, ...]:
        """Return up to three keys that may be meant, the likeliest first.

        For people to choose from: a suggestion is never taken without asking.
        """
        from difflib import get_close_matches  # noqa: PLC0415 - only a fault pays for it

        name = plain_name(text)
        if not name or len(name) > _LONGEST_NAME:
            return ()
        near = [name] if name in self._keys else get_close_matches(name, self._keys, n=9)
        return tuple(dict.fromkeys(key for one in near for key in sorted(self._keys[one])))[:3]


class PlaceIndex(NameIndex):
    """Finds the province that a text means: by code, by name, or by the capital's name."""

    def __init__(self, provinces: Iterable[Province]) -> None:
        self._provinces = {one.province: one for one in provinces}
        super().__init__({code: _names_of(one) for code, one in self._provinces.items()})

    def describe(self, code: str) -> str:
        """Return a province as people and tables call it: ``Name (CODE)``."""
        return f"{self._provinces[code].name} ({code})"

    def not_found(self, text: str, *, suggesting: bool = True) -> str:
        """Return the message of a fault: this text is no province, and which may be meant."""
        meant = [self.describe(code) for code in self.suggest(text)] if suggesting else []
        if meant:
            return _(
                "expected a province's code or name, or its capital's, found {found}; did you "
                "mean {names}?",
                found=shown(text),
                names=one_of(meant),
            )
        return _(
            "expected a province's code or name, or its capital's, found {found}", found=shown(text)
        )


def _names_of(place: Province) -> Iterator[str]:
    yield place.province
    yield from place.names.values()
    yield from place.capitals.values()
    yield from place.aliases


def _shared_aliases(provinces: Sequence[Province], file: str) -> Iterator[Fault]:
    """Yield a fault for each alias that is also a name of another province."""
    owners: dict[str, str] = {}
    for place in provinces:
        for name in _names_of(place):
            owners.setdefault(plain_name(name), place.province)
    for place in provinces:
        for alias in place.aliases:
            owner = owners[plain_name(alias)]
            if owner != place.province:
                message = _(
                    "expected {name} to mean one province, found {one} and {other}",
                    name=shown(alias),
                    one=owner,
                    other=place.province,
                )
                yield Fault(file, None, "capital_aliases", message)


# Checking boundaries.


def check_boundaries(
    provinces: Sequence[Province], boundaries: Boundaries, file: str
) -> list[Fault]:
    """Check that polygons are valid, do not overlap, and hold their capitals.

    This needs shapely, which is imported here: most commands do without it.
    """
    import shapely  # noqa: PLC0415 - see above
    from shapely.geometry import shape  # noqa: PLC0415 - see above

    shapes = [shape(feature["geometry"]) for feature in boundaries["features"]]
    messages = [
        _(
            "{province}: expected a valid polygon, found {found}",
            province=place.province,
            found=shapely.is_valid_reason(one),
        )
        for place, one in zip(provinces, shapes, strict=True)
        if not one.is_valid
    ]
    valid = [(place, one) for place, one in zip(provinces, shapes, strict=True) if one.is_valid]
    messages += _overlaps(valid)
    messages += [
        _(
            "{province}: expected the capital inside its province, found it outside, at longitude "
            "{longitude}, latitude {latitude}",
            province=place.province,
            longitude=place.longitude,
            latitude=place.latitude,
        )
        for place, one in valid
        if not one.covers(shapely.Point(place.longitude, place.latitude))
    ]
    return [Fault(file, None, "geometry", message) for message in messages]


def _overlaps(valid: Sequence[tuple[Province, Any]]) -> Iterator[str]:
    import shapely  # noqa: PLC0415 - see check_boundaries

    shapes = [pair[1] for pair in valid]
    if shapely.coverage_is_valid(shapes):
        return
    pairs = shapely.STRtree(shapes).query(shapes, predicate="intersects").T.tolist()
    for one, other in sorted((a, b) for a, b in pairs if a < b):
        shared = shapes[one].intersection(shapes[other])
        if shared.area > _SMALLEST_OVERLAP:
            at = shared.representative_point()
            yield _(
                "{one} and {other}: expected boundaries that only touch, found an overlap near "
                "{longitude}, {latitude}",
                one=valid[one][0].province,
                other=valid[other][0].province,
                longitude=f"{at.x:.3f}",
                latitude=f"{at.y:.3f}",
            )
