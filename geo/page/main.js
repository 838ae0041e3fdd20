// The page starts here: first Leaflet, then Folium's own script, which calls us back once its
// layers stand.

let told = null;

async function start() {
  told = JSON.parse(await unpack("story"));
  run(await unpack("leaflet"));
  run($("drawing").textContent);
}

/** Run a script as if it stood in the page. */
const run = (text) => document.body.append(Object.assign(document.createElement("script"), { textContent: text }));

function startControlMap(folium) {
  takeStory(inReadersTongue(told));
  view.day = story.opening;
  document.body.dataset.home = outside ? "inside" : "alone";
  nameParts();
  buildMap(folium);
  buildPlate();
  buildHead();
  buildTime();
  buildPanel();
  buildTongues();
  buildHint();
  openBridge();
  document.fonts.ready.then(paintLabels);
}

/** Read a text that came as gzip in base64: the words of all dossiers at an eighth of their size. */
function unpack(id) {
  const bytes = Uint8Array.from(atob($(id).textContent), (letter) => letter.charCodeAt(0));
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).text();
}

window.startControlMap = startControlMap;
document.addEventListener("DOMContentLoaded", start);
