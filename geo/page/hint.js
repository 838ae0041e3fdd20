// One line for a first visit. It goes for good once the slider has been moved, or by its button;
// in a frame without storage of its own, "for good" is this visit.

const SEEN = "control-map-hint-seen";

function buildHint() {
  if (isPlate || story.empty || window.name === "bare" || remembered()) return;
  const gone = () => {
    $("hint").hidden = true;
    try { window.localStorage.setItem(SEEN, "yes"); } catch { /* no storage in this frame */ }
  };
  $("hint").hidden = false;
  $("hint").lastElementChild.onclick = () => { gone(); $("day").focus(); };
  ["input", "click"].forEach((kind) => $("time").addEventListener(kind, gone));
}

function remembered() {
  try { return window.localStorage.getItem(SEEN) !== null; } catch { return false; }
}
