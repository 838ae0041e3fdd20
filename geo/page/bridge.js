// The line to the page around this one, where there is one: the dashboard. Alone, in a
// file or a notebook, nobody answers and nothing is missing.

const CHANNEL = "control-map";
const outside = window.parent === window ? null : window.parent;
const tell = (message) => outside?.postMessage({ channel: CHANNEL, ...message }, "*");

/** Tell Python what the reader sees, once the slider is at rest. */
function report() {
  const clock = awaitedClock ?? view.clock;
  const lacks = view.place !== null && !hasDossier(view.place);
  tell({ type: "view", view: { day: isoOn(view.day), known_by: clock, province: view.place, lacks } });
}

/** A clock that was asked for before the story that holds it has arrived. */
let awaitedClock = null;

const answers = {
  hello: () => tell({ type: "ready", again: true }),
  story: ({ story: next }) => {
    const other = next.language !== story.language;
    takeStory(next);
    if (awaitedClock in timelines) { view.clock = awaitedClock; awaitedClock = null; }
    if (!other) return retell();
    dossiers.clear();
    rename();
    report();
  },
  view: ({ view: wanted }) => {
    awaitedClock = wanted.known_by in timelines ? null : wanted.known_by;
    const day = indexOf(wanted.day);
    show({
      day: day < 0 ? view.day : day,
      clock: wanted.known_by in timelines ? wanted.known_by : view.clock,
      place: places.has(wanted.province) ? wanted.province : null,
    });
    document.body.dataset.show = wanted.show ?? "both";
    if (isPlate) markCapitals(wanted.marks ?? {});
    else if (view.place && !hasDossier(view.place)) report();
  },
  dossier: ({ province, html }) => { dossiers.set(province, html); if (view.place === province) { fillDossier(); greyReports(); } },
  camera: follow,
  theme: ({ theme }) => { document.documentElement.dataset.theme = theme; },
};

const MORE_ON_PAPER = 900; // pixels: the legend goes below the map, folds open, lines are shorter

/** Tell the page around how high this one is, on the screen and about how high on paper. */
function tellHeight() {
  const inner = document.querySelector(".dossier-reports");
  const hidden = inner ? inner.scrollHeight - inner.clientHeight : 0;
  tell({
    type: "height",
    height: Math.ceil($("page").getBoundingClientRect().height),
    paper: isPlate ? null : Math.ceil($("board").offsetHeight + $("side").scrollHeight + hidden + MORE_ON_PAPER),
  });
}

function openBridge() {
  if (!outside) return;
  document.documentElement.classList.toggle("framed", !frameWords.includes("bare") && !isPlate);
  window.addEventListener("message", (event) => {
    if (event.source === outside && event.data?.channel === CHANNEL) answers[event.data.type]?.(event.data);
  });
  new ResizeObserver(tellHeight).observe($("page"));
  tell({ type: "ready" });
}

/** Paint everything anew, after a story that came later than the first. */
function retell() {
  buildClocks();
  layOutAxis();
  paintAll();
}
