// The page starts here: first a sketch of the map, then Leaflet, then Folium's own script, which calls us
// back once its layers stand. That map is painted before anything else is made.

let told = null;

// What the first look needs is unpacked while the rest of the page is still read; else fonts would come after it.
document.fonts.forEach((face) => face.load());
const storyText = unpack("story"), leaflet = unpack("leaflet");

async function start() {
  told = JSON.parse(await storyText);
  lookFirst();
  await new Promise((goOn) => onceSeen(afterPaint, goOn));
  $("map-slot").dataset.sketched = isoOn(view.day);
  run(await leaflet);
  L.Browser.ie3d = true; // "translate", not "translate3d": else each marker and name is a layer that every frame pays for
  run($("drawing").textContent);
}

/** Take the story, and show its day: all but the map, and that as a sketch. */
function lookFirst() {
  takeStory(inReadersTongue(told));
  view.day = frameWords.map(indexOf).find((day) => day >= 0) ?? story.opening;
  document.body.dataset.home = outside ? "inside" : "alone";
  document.documentElement.classList.toggle("plate", isPlate);
  nameParts();
  buildTongues();
  buildHead();
  buildTime();
  oweAll();
  ["first", "second"].forEach(pay);
  makeRoom();
  sketch();
}

/** Run a script as if it stood in the page. */
const run = (text) => document.body.append(Object.assign(document.createElement("script"), { textContent: text }));

function startControlMap(folium) {
  const finish = buildMap(folium);
  paintFirst(() => {
    finish();
    endSketch();
    buildPlate();
    buildPanel();
    buildHint();
    catchUp();
    openBridge();
    document.fonts.ready.then(() => { layOutInset(); paintLabels(); });
  });
}

/** Read a text that came as gzip in base64: the words of all dossiers at an eighth of their size. */
function unpack(id) {
  const text = atob($(id).textContent);
  const bytes = new Uint8Array(text.length);
  for (let n = 0; n < text.length; n += 1) bytes[n] = text.charCodeAt(n); // a call for each letter takes ten times as long
  const { readable, writable } = new DecompressionStream("gzip");
  const writer = writable.getWriter();
  writer.write(bytes);
  writer.close();
  return new Response(readable).text();
}

window.startControlMap = startControlMap;
document.addEventListener("DOMContentLoaded", start);
