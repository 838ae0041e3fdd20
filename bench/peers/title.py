"""A Streamlit page with a title and no map: what Streamlit itself takes."""

import streamlit as st

st.title("No map")
