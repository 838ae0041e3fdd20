"""What Folium and branca objects hold, for tests that no word of a table is among it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

import folium

if TYPE_CHECKING:
    from branca.element import Element


def held_by(element: Element) -> Iterator[str]:
    """Yield everything that a Folium object and its children hold, as text."""
    for name, value in vars(element).items():
        if name not in {"_parent", "_story", "_children", "_template"}:
            yield repr(value)
    yield from (element.get_name(), json.dumps(element.to_dict(depth=0), default=repr))
    if isinstance(element, folium.GeoJson):
        yield json.dumps(element.data)
    for child in element._children.values():
        yield from held_by(child)
