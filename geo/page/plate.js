// A plate: date, answer and map alone, as one of a pair or beside a statement. The page
// around it says which capitals to mark, and keeps plates at one place and zoom.

const isPlate = frameWords.includes("plate");
const marks = { ringed: new Set(), numbers: {}, only: false, note: "" };

function buildPlate() {
  if (!isPlate) return;
  map.on("move", () => { if (touched && !following) tell({ type: "camera", center: [map.getCenter().lat, map.getCenter().lng], zoom: map.getZoom() }); });
}

let following = false;

/** Go where another plate went, without telling it so. */
function follow({ center, zoom }) {
  following = true;
  touched = true;
  map.setView(center, zoom, { animate: false });
  following = false;
}

/** Mark capitals: ringed, numbered, or those only (`only`), as Python says. */
function markCapitals({ ringed = [], numbers = {}, only = false, note = "" }) {
  Object.assign(marks, { ringed: new Set(ringed), numbers, only, note });
  document.documentElement.classList.toggle("only-marked", only);
  for (const { id } of story.places) {
    paintMarker(id, true);
    provincePaths.get(id).getElement().toggleAttribute("data-muted", isMuted(id));
  }
  paintHead();
  paintMarkers(null);
}

const isMarked = (id) => marks.ringed.has(id) || id in marks.numbers;
const isMuted = (id) => marks.only && !isMarked(id);
const labelOf = ({ id, name }) => (id in marks.numbers ? `${written(marks.numbers[id])}. ${name}` : name);
