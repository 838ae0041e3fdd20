"""The surroundings of a case: outlines for orientation, and the names written on them."""

from __future__ import annotations

from typing import Any

from geo.faults import Caps, Fault, shown
from geo.geojson import LINES, POLYGONS, Feature, is_position, of_feature, read_features
from geo.language import _
from geo.provinces import Boundaries, columns_by_language, is_name


def read_neighbours(data: bytes, file: str, caps: Caps) -> tuple[Boundaries, list[Fault]]:
    """Return outlines (EPSG:4326) with at most a name by language and where it is written.

    The properties kept are ``name_XX``, ``label_longitude`` and ``label_latitude``; an
    outline that has a place for its name has an English one.
    """
    features, faults = read_features(data, file, (*POLYGONS, *LINES), caps=caps)
    copies = []
    for feature in features:
        names = {
            column: feature.properties[column]
            for column in columns_by_language("name", feature.properties).values()
            if feature.properties[column] is not None
        }
        for column, name in names.items():
            if not is_name(name):
                faults.append(
                    _fault(
                        file,
                        feature,
                        column,
                        _("expected a name, found {found}", found=shown(name)),
                    )
                )
        label = _label(feature, file, faults)
        if label and not names.get("name_en"):
            faults.append(_fault(file, feature, "name_en", _("expected a name, found nothing")))
        properties = names | label
        copies.append({"type": "Feature", "properties": properties, "geometry": feature.geometry})
    return {"type": "FeatureCollection", "features": copies}, faults


def _label(feature: Feature, file: str, faults: list[Fault]) -> dict[str, Any]:
    longitude, latitude = (
        feature.properties.get(f"label_{one}") for one in ("longitude", "latitude")
    )
    if longitude is None and latitude is None:
        return {}
    if not is_position(longitude, latitude):
        found = shown([longitude, latitude])
        message = _("expected degrees, found {found}", found=found)
        faults.append(_fault(file, feature, "label_longitude", message))
    return {"label_longitude": longitude, "label_latitude": latitude}


def _fault(file: str, feature: Feature, column: str, message: str) -> Fault:
    return Fault(file, None, column, of_feature(feature.number, message))
