// One line for a first visit. It goes for good once the slider has been moved, or by its button;
// a frame has no storage of its own: the page around it remembers, and names the frame "seen".

const SEEN = "control-map-hint-seen";
const WITHOUT_HINT = ["plate", "bare", "seen"];

function buildHint() {
  if (WITHOUT_HINT.some((word) => frameWords.includes(word)) || story.empty || remembered()) return;
  const moves = ["input", "click"];
  const gone = () => {
    moves.forEach((kind) => $("time").removeEventListener(kind, gone));
    $("hint").hidden = true;
    try { window.localStorage.setItem(SEEN, "yes"); } catch { tell({ type: "seen" }); }
  };
  $("hint").hidden = false;
  $("hint").lastElementChild.onclick = () => { gone(); $("day").focus(); };
  moves.forEach((kind) => $("time").addEventListener(kind, gone));
}

function remembered() {
  try { return window.localStorage.getItem(SEEN) !== null; } catch { return false; }
}
