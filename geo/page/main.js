// The page starts here, called by Folium's own script once its layers stand.

function startControlMap(folium) {
  takeStory(JSON.parse($("story").textContent));
  view.day = story.opening;
  document.body.dataset.home = outside ? "inside" : "alone";
  nameParts();
  buildMap(folium);
  buildPlate();
  buildHead();
  buildTime();
  buildPanel();
  openBridge();
  document.fonts.ready.then(paintLabels);
}

window.startControlMap = startControlMap;
