"""Boundaries are checked before anything is drawn, and names find exactly one province."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.case import Case
from geo.faults import Caps
from geo.neighbours import read_neighbours
from geo.provinces import (
    PlaceIndex,
    Province,
    check_boundaries,
    languages_of,
    plain_name,
    read_provinces,
)

from .factories import NAMES, a_collection, a_feature, a_province, square

BOW_TIE = {"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]]}


def read(collection: object, **caps: int) -> tuple[tuple[Province, ...], Any, list[str]]:
    """Return provinces, boundaries and the faults as they are printed."""
    data = collection if isinstance(collection, bytes) else json.dumps(collection).encode()
    provinces, boundaries, faults = read_provinces(data, "p.geojson", caps=Caps(**caps))
    return provinces, boundaries, list(map(str, faults))


def test_provinces_come_by_code_with_bare_boundaries() -> None:
    """Whatever else a file holds, the boundaries hold a code and numbers."""
    odd = {"{{7*7}}": "{{7*7}}", "note": "{{7*7}}"}
    features = [a_feature("XX-B", **odd), a_feature("XX-A", population=12, name_fa="الف")]
    features[0]["geometry"] |= odd
    features[0]["geometry"]["coordinates"][0][2].append(812.5)
    provinces, boundaries, faults = read(a_collection(*features) | odd)
    assert not faults
    assert [one.province for one in provinces] == ["XX-A", "XX-B"]
    assert boundaries == a_collection(
        *(
            {"type": "Feature", "properties": {"province": code}, "geometry": square(west)}
            for code, west in (("XX-A", 0), ("XX-B", 1))
        )
    )
    assert provinces[0].population == 12
    assert languages_of(provinces) == ("en", "fa")


PROPERTY_FAULTS = [
    ({"province": ""}, "province: feature 2: expected a code"),
    ({"province": "{{7*7}}"}, "province: feature 2: expected a code"),
    ({"province": "XX-A"}, "province: feature 2 (XX-A): expected a code used once, found it in"),
    ({"name_en": ""}, "name_en: feature 2 (XX-B): expected a name, found nothing"),
    ({"name_en": 7}, "name_en: feature 2 (XX-B): expected a name of at most 200 plain"),
    ({"name_fa": "a\nb"}, "name_fa: feature 2 (XX-B): expected a name of at most 200 plain"),
    ({"capital_en": None}, "capital_en: feature 2 (XX-B): expected a name, found nothing"),
    ({"longitude": None}, "longitude: feature 2 (XX-B): expected degrees from -180 to 180"),
    ({"latitude": 91}, "latitude: feature 2 (XX-B): expected degrees from -90 to 90, found 91"),
    ({"latitude": "36"}, "latitude: feature 2 (XX-B): expected degrees from -90 to 90"),
    ({"latitude": True}, "latitude: feature 2 (XX-B): expected degrees from -90 to 90"),
    ({"population": -1}, "population: feature 2 (XX-B): expected a whole number, found -1"),
    ({"capital_aliases": 7}, "capital_aliases: feature 2 (XX-B): expected spellings"),
    (
        {"capital_aliases": "Birch|ALDER town"},
        "capital_aliases: expected 'ALDER town' to mean one province, found XX-A and XX-B",
    ),
]


@pytest.mark.parametrize(("properties", "expected"), PROPERTY_FAULTS)
def test_a_property_at_fault_is_named(properties: dict[str, object], expected: str) -> None:
    """A fault names the feature, by number and code, and the property."""
    collection = a_collection(a_feature("XX-A"), a_feature("XX-B", **properties))
    faults = read(collection)[2]
    assert any(fault.startswith(f"p.geojson: {expected}") for fault in faults), faults


def test_all_faults_of_a_file_come_at_once() -> None:
    """One feature's faults do not hide another's."""
    features = [
        a_feature("XX-A", name_en="", longitude=181),
        a_feature("XX-B") | {"geometry": None},
        a_feature("XX-C", population="many"),
    ]
    assert len(read(a_collection(*features))[2]) == 4


def ring(*positions: object) -> dict[str, Any]:
    """Return a polygon of one ring, whatever that is made of."""
    return {"type": "Polygon", "coordinates": [list(positions)]}


GEOMETRY_FAULTS = [
    (None, "a geometry of type Polygon or MultiPolygon, found nothing"),
    ({"type": "Point", "coordinates": [0, 0]}, "a geometry of type Polygon or MultiPolygon"),
    ({"type": ["Polygon"]}, "a geometry of type Polygon or MultiPolygon"),
    ({"type": "Polygon", "coordinates": []}, "a list of rings, found"),
    ({"type": "Polygon", "coordinates": [7]}, "a list of positions, found 7"),
    ({"type": "MultiPolygon", "coordinates": {}}, "a list of polygons, found"),
    (ring([0, 0], [1, 0], [0, 0]), "a ring of four or more positions"),
    (ring([0, 0], [1, 0], [1, 1], [0, 1]), "a ring of four or more positions"),
    (ring([0, 0], [1], [1, 1], [0, 0]), "longitude from -180 to 180"),
    (ring([0, 0], ["1", 0], [1, 1], [0, 0]), "longitude from -180 to 180"),
    (ring([0, 0], [True, 0], [1, 1], [0, 0]), "longitude from -180 to 180"),
    (ring([7_000_000, 4_100_000]), "longitude from -180 to 180 and latitude from -90 to 90"),
]


@pytest.mark.parametrize(("geometry", "expected"), GEOMETRY_FAULTS)
def test_a_geometry_at_fault_is_named(geometry: object, expected: str) -> None:
    """Whatever stands in place of a polygon of degrees is a fault."""
    collection = a_collection(a_feature("XX-A") | {"geometry": geometry})
    (fault,) = read(collection)[2]
    assert fault.startswith(f"p.geojson: geometry: feature 1: expected {expected}")


FILE_FAULTS = [
    (b"", "expected JSON"),
    (b"{", "expected JSON"),
    (b"[" * 100_000, "expected JSON, found it nested too deeply"),
    (b'{"type": "a", "type": "b"}', "expected JSON, found the name 'type' more than once"),
    (b'{"type": ' + b"9" * 5_000 + b"}", "expected JSON, found"),
    ("{}".encode("utf-16"), "expected UTF-8, found what looks like UTF-16"),
    (b"[]", "type: expected a FeatureCollection"),
    (b'{"type": "Feature"}', "type: expected a FeatureCollection, found 'Feature'"),
    (b'{"type": "FeatureCollection"}', "features: expected features, found nothing"),
    (b'{"type": "FeatureCollection", "features": {"a": 1}}', "features: expected features"),
    (
        b'{"type": "FeatureCollection", "features": [7]}',
        "features: feature 1: expected a Feature, found 7",
    ),
    (
        json.dumps(a_collection() | {"crs": {"properties": {"name": "EPSG:3857"}}}).encode(),
        "crs: expected EPSG:4326",
    ),
]


@pytest.mark.parametrize(("data", "expected"), FILE_FAULTS)
def test_a_file_at_fault_is_named(data: bytes, expected: str) -> None:
    """What is no FeatureCollection in EPSG:4326 is one fault and no traceback."""
    (fault,) = read(data)[2]
    assert fault.split(": ", 1)[1].startswith(expected) or expected in fault


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999"])
def test_what_is_no_number_is_no_position(number: str) -> None:
    """JSON as Python reads it has words for numbers that are none; no position has them."""
    text = json.dumps(a_collection(a_feature("XX-A"))).replace("[1, 0]", f"[{number}, 0]", 1)
    (fault,) = read(text.encode())[2]
    assert "expected longitude from -180 to 180" in fault


def test_caps_hold() -> None:
    """Bytes and vertices beyond the caps are faults; reading stops where they are exceeded."""
    assert read(a_collection(), bytes=100)[2][0].startswith("p.geojson: expected at most 100 bytes")
    (fault,) = read(a_collection(), vertices=9)[2]
    assert "feature 2: expected at most 9 vertices in the whole file" in fault
    assert not read(a_collection(), vertices=15)[2]


JSON_LIKE = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=9) | st.just("Polygon"),
    lambda inner: (
        st.lists(inner, max_size=5)
        | st.dictionaries(st.sampled_from(["type", "coordinates", "name_en", "x"]), inner)
    ),
    max_leaves=20,
)


@given(geometry=JSON_LIKE, properties=JSON_LIKE)
def test_no_feature_raises(geometry: object, properties: object) -> None:
    """Any JSON in place of a geometry or of properties is read or refused, never an error."""
    feature = a_feature("XX-A") | {"geometry": geometry, "properties": properties}
    provinces, boundaries, faults = read(a_collection(feature))
    assert faults or len(provinces) == len(boundaries["features"]) == 1


# Boundaries.


def messages(*features: object) -> list[str]:
    """Return the faults of the shapes of features that are sound otherwise."""
    provinces, boundaries, faults = read(a_collection(*features))
    assert not faults
    found = check_boundaries(provinces, boundaries, "p.geojson")
    assert {(fault.file, fault.column) for fault in found} <= {("p.geojson", "geometry")}
    return [fault.message for fault in found]


def test_squares_side_by_side_are_sound(shipped: Case) -> None:
    """Provinces may share borders, with vertices of their own; the shipped ones are sound too."""
    assert messages() == []
    tall = {"type": "Polygon", "coordinates": [[[1, -1], [2, -1], [2, 2], [1, 2], [1, -1]]]}
    assert messages(a_feature("XX-A"), a_feature("XX-B") | {"geometry": tall}) == []
    assert check_boundaries(shipped.provinces, shipped.boundaries, "p.geojson") == []


def test_a_crossed_outline_is_named() -> None:
    """An outline that crosses itself is a fault of its province."""
    (message,) = messages(a_feature("XX-A") | {"geometry": BOW_TIE}, a_feature("XX-B"))
    assert message.startswith("XX-A: expected a valid polygon, found Self-intersection")


def test_an_overlap_names_both_provinces_and_the_place() -> None:
    """Of two provinces that overlap, neither is taken to be right."""
    wide = {"geometry": square(-0.5, -0.5, 2)}
    (message,) = messages(a_feature("XX-A") | wide, a_feature("XX-B"))
    assert message.startswith(
        "XX-A and XX-B: expected boundaries that only touch, found an overlap"
    )
    assert "near 1.25" in message


def test_a_capital_lies_in_its_province() -> None:
    """A capital outside its province is a fault; one on the border is inside."""
    (message,) = messages(a_feature("XX-A", longitude=1.5), a_feature("XX-C", longitude=2))
    assert message.startswith("XX-A: expected the capital inside its province, found it outside")


# Names.

INDEX = PlaceIndex(
    [
        a_province(
            "XX-A",
            names={"en": "Alder", "fa": "کابل"},
            capitals={"en": "Aldertown", "fa": "پل خمری"},
            aliases=("Pul-e Khumri", "Źlotów"),
        ),
        a_province("XX-B", names={"en": "Cedartown"}),
        a_province("XX-C"),
    ]
)


@pytest.mark.parametrize(
    "text",
    ["XX-A", "xx-a", "aldertown", "PUL-E-KHUMRI", "pul e khumri", "zlotow", "كابل", "پل‌خمري"],
)
def test_spelling_does_not_matter(text: str) -> None:
    """Case, accents, hyphens, joiners and Arabic letter forms make no difference."""
    assert INDEX.find(text) == "XX-A"


@pytest.mark.parametrize("text", ["", "---", "Ald", "Aldertwon", "Alder Town Centre", "\0", "ِ"])
def test_what_is_only_similar_is_not_found(text: str) -> None:
    """A name is found whole or not at all."""
    assert INDEX.find(text) is None


def test_a_name_of_two_provinces_finds_neither() -> None:
    """Where one province's name is another's capital, only the code can tell."""
    assert INDEX.find("Cedartown") is None
    assert INDEX.suggest("Cedartown") == ("XX-B", "XX-C")
    assert INDEX.find("Birchtown") == "XX-B"


def test_suggestions_are_few_and_the_likeliest_first() -> None:
    """Up to three provinces are suggested, each once; nonsense gets none."""
    assert INDEX.suggest("Aldertwon")[0] == "XX-A"
    assert len(INDEX.suggest("town")) <= len(NAMES)
    assert INDEX.suggest("qqq") == INDEX.suggest("") == INDEX.suggest("x" * 10_000) == ()
    assert INDEX.not_found("Birchtwon").endswith("did you mean Cedartown (XX-B)?")


@given(st.text(max_size=30))
def test_a_plain_name_stays_as_it_is(text: str) -> None:
    """Making a name plain once is enough."""
    assert plain_name(plain_name(text)) == plain_name(text)


def test_every_name_of_the_shipped_case_is_found(shipped: Case) -> None:
    """Each code, name, capital and alias in each language means its own province."""
    index = PlaceIndex(shipped.provinces)
    for place in shipped.provinces:
        names = (*place.names.values(), *place.capitals.values(), *place.aliases, place.province)
        assert {index.find(name) for name in names} == {place.province}


# The surroundings.


def neighbours(**properties: object) -> tuple[list[dict[str, Any]], list[str]]:
    """Return the features and faults of a file with one outline of these properties."""
    feature = {"type": "Feature", "properties": properties, "geometry": square(0)}
    data = json.dumps(a_collection(feature)).encode()
    collection, faults = read_neighbours(data, "n.geojson", Caps())
    return collection["features"], list(map(str, faults))


def test_neighbours_keep_their_names_and_labels_alone() -> None:
    """Names and where they are written are kept, whatever else is left behind."""
    kept = {"name_en": "Oakland", "name_fa": "بلوط", "label_longitude": 0.5, "label_latitude": 0.5}
    (feature,), faults = neighbours(**kept, province="XX-A", note="{{7*7}}", name_ps=None)
    assert not faults
    assert feature["properties"] == kept


@pytest.mark.parametrize(
    ("properties", "expected"),
    [
        ({"name_en": 7}, "name_en: feature 1: expected a name, found 7"),
        ({"label_longitude": 200, "label_latitude": 0, "name_en": "Oakland"}, "label_longitude:"),
        ({"label_longitude": 1, "label_latitude": 0}, "name_en: feature 1: expected a name"),
    ],
)
def test_neighbours_at_fault_are_named(properties: dict[str, object], expected: str) -> None:
    """A name that is none, or a place without a name, is a fault."""
    (fault,) = neighbours(**properties)[1]
    assert fault.startswith(f"n.geojson: {expected}")
