"""Streamlit and plotly: a choropleth, made anew with every step."""

from __future__ import annotations

import plotly.graph_objects as go
import shapely
import streamlit as st

from bench.peers.shown import COLOURS, FIRST_DAY, shown


@st.cache_resource
def boundaries() -> dict[str, object]:
    """Return them as plotly reads them: what lies to the right of a ring is inside."""
    features = [
        feature
        | {
            "geometry": shapely.geometry.mapping(
                shapely.orient_polygons(
                    shapely.geometry.shape(feature["geometry"]), exterior_cw=True
                )
            )
        }
        for feature in table.boundaries["features"]
    ]
    return {"type": "FeatureCollection", "features": features}


table = st.cache_resource(shown)()
st.title("A choropleth")
day = st.select_slider("Day", table.days, value=FIRST_DAY)

fills = table.fills[day]
colours = list(COLOURS.values())
figure = go.Figure(
    go.Choropleth(
        geojson=boundaries(),
        locations=list(fills),
        z=[colours.index(fill) for fill in fills.values()],
        zmin=0,
        zmax=len(colours) - 1,
        colorscale=colours,
        showscale=False,
    )
)
figure.update_geos(fitbounds="locations", visible=False)
figure.update_layout(height=770, margin={"r": 0, "t": 0, "l": 0, "b": 0})
st.plotly_chart(figure, key="map", theme=None)
