"""Streamlit and streamlit-folium: the map stays, and a step sends a feature group."""

from __future__ import annotations

from typing import Any

import folium
import streamlit as st
from streamlit_folium import st_folium

from bench.peers.shown import FIRST_DAY, shown

table = st.cache_resource(shown)()
st.title("A map with a feature group")
day = st.select_slider("Day", table.days, value=FIRST_DAY)


def style(feature: dict[str, Any]) -> dict[str, Any]:
    """Return how a province looks on the day."""
    fill = table.fills[day][feature["properties"]["province"]]
    return {"fillColor": fill, "fillOpacity": 1, "color": "#777", "weight": 1}


group = folium.FeatureGroup("provinces")
folium.GeoJson(table.boundaries, style_function=style).add_to(group)
drawn = folium.Map([34, 66], zoom_start=6, tiles=None)
st_folium(drawn, feature_group_to_add=group, height=770, width=1000, returned_objects=[])
