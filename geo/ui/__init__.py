"""The dashboard in Streamlit: the map component, the panels and the tables around it."""
