// When what is painted. A step first tints the map and writes date and count, so that the next frame shows
// them; all else, the inset too, follows right after that frame. While the slider is held, markers and
// names follow now and then, and lists once it is let go: what is cheap keeps up with the hand.

const painters = { first: [], second: [], third: [], atRest: [] };
const WHILE_HELD = 120; // milliseconds until markers and names follow
const UNSEEN = 400; // milliseconds after which a page that is not painted is one that nobody sees
let held = false;

/** What is still to be painted, by kind, with the view before the first change of it. */
const owed = new Map();

/** Change the view and paint what follows from it. */
function show(patch) {
  const before = { ...view };
  Object.assign(view, patch);
  view.day = Math.max(0, Math.min(lastDay(), view.day));
  const changed = Object.keys(view).filter((key) => view[key] !== before[key]);
  if (!changed.length) return;
  for (const kind of Object.keys(painters)) if (!owed.has(kind)) owed.set(kind, before);
  pay("first");
  if (changed.join() !== "day") catchUp();
  markPainted();
}

/** Paint all anew: the story is another one. */
function paintAll() {
  oweAll();
  Object.keys(painters).forEach(pay);
  markPainted();
}

/** Paint what comes first, and go on to the rest once it is on screen, or cannot be seen yet. */
function paintFirst(goOn) {
  oweAll();
  pay("first");
  onceSeen(markPainted, goOn);
}

const oweAll = () => Object.keys(painters).forEach((kind) => owed.set(kind, null));

/** Go on, once, when `wait` calls back from a painted frame, or when nobody sees the page. */
function onceSeen(wait, goOn) {
  const once = () => { clearTimeout(timer); if (goOn) goOn(); goOn = null; };
  const timer = setTimeout(once, UNSEEN);
  wait(once);
}

/** Go on right after the next frame has been painted, each that waits for it in a task of its own. */
function afterPaint(goOn) {
  if (nextFrame.push(goOn) > 1) return;
  // A timer of no time: a message would do as well, but to send one makes the frame itself longer.
  requestAnimationFrame(() => nextFrame.splice(0).forEach((one) => setTimeout(one)));
}

const nextFrame = [];

function pay(kind) {
  if (!owed.has(kind)) return;
  const before = owed.get(kind);
  owed.delete(kind);
  painters[kind].forEach((paint) => paint(before));
}

let later = null;

/** Paint what has not followed yet. */
function catchUp() {
  pay("second");
  if (held) later ??= setTimeout(() => { later = null; pay("third"); }, WHILE_HELD);
  else ["third", "atRest"].forEach(pay);
}

/** The slider is held, by a finger or the mouse, until it is let go anywhere. */
function hold(slider) {
  const take = (is) => { held = is; document.body.classList.toggle("held", is); };
  slider.addEventListener("pointerdown", () => take(true));
  ["pointerup", "pointercancel", "blur"].forEach((kind) => window.addEventListener(kind, () => { if (held) { take(false); catchUp(); } }));
}

let frames = 0;

/** Say which day is on screen once the frame that shows it has been painted, and go on from there. */
function markPainted(goOn = catchUp) {
  const frame = (frames += 1);
  afterPaint(() => {
    if (frame !== frames || !map) return; // as long as it is a sketch, all of it is still to come
    map.getContainer().dataset.day = isoOn(view.day);
    setTimeout(goOn);
  });
}
