// The page starts here, called by Folium's own script once its layers stand.

async function startControlMap(folium) {
  takeStory(await unpack($("story").textContent));
  view.day = story.opening;
  document.body.dataset.home = outside ? "inside" : "alone";
  nameParts();
  buildMap(folium);
  buildPlate();
  buildHead();
  buildTime();
  buildPanel();
  buildHint();
  openBridge();
  document.fonts.ready.then(paintLabels);
}

/** Read JSON that came as gzip in base64: the words of all dossiers at an eighth of their size. */
function unpack(text) {
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).json();
}

window.startControlMap = startControlMap;
