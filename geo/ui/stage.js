// Mounts the map page in a frame with an origin of its own: whatever runs in there can
// reach neither this page nor the server. A frame stays for as long as its page does.
// Two frames are a pair of plates, kept at one place and zoom; a phone shows one at a time.

const CHANNEL = "control-map";
const NARROW = 600;
const LINE_END = 10;

/** `data` is a line of JSON that says which frames there are, then their page as gzip, all in bytes. */
export default function ({ data, parentElement }) {
  const stage = (parentElement.controlMapStage ??= {});
  stage.here = true;
  if (!isSame(stage.data, data)) {
    stage.data = data;
    unpack(data).then((told) => { if (stage.here && stage.data === data) mount(stage, told, parentElement); });
  }
  return () => { stage.here = false; stage.stop?.(); };
}

const isSame = (one, other) => one?.length === other.length && one.every((byte, n) => byte === other[n]);

async function unpack(bytes) {
  const end = bytes.indexOf(LINE_END);
  const page = new Blob([bytes.subarray(end + 1)]).stream().pipeThrough(new DecompressionStream("gzip"));
  return { ...JSON.parse(new TextDecoder().decode(bytes.subarray(0, end))), page: await new Response(page).text() };
}

function mount(stage, data, parentElement) {
  stage.stop?.();
  const frames = data.frames.map((one) => frameOf(one, data));
  const fits = frames.map((frame) => fitter(frame, data));
  const hear = (event) => {
    const at = frames.findIndex((frame) => event.source === frame.contentWindow);
    if (at < 0 || event.data?.channel !== CHANNEL) return;
    frames[at].dataset.painted = ""; // what it says comes after its map is painted
    if (event.data.type === "height" && Number.isFinite(event.data.height)) fits[at].grow(event.data.height, event.data.paper);
    if (event.data.type === "seen") remember();
    if (event.data.type === "camera") frames.forEach((frame, n) => { if (n !== at) frame.contentWindow?.postMessage(event.data, "*"); });
  };
  const resized = () => fits.forEach((fit) => fit.resize());
  window.addEventListener("message", hear);
  window.addEventListener("resize", resized);
  stage.stop = () => {
    window.removeEventListener("message", hear);
    window.removeEventListener("resize", resized);
  };
  const pair = document.createElement("div");
  pair.className = "map-frames";
  pair.append(...frames);
  parentElement.replaceChildren(...(frames.length > 1 ? [swapButton(pair, data.swap)] : []), pair);
  resized();
}

function frameOf({ name, title }, { page, plate, bare }) {
  const frame = document.createElement("iframe");
  frame.title = title;
  frame.name = plate ? "plate" : [bare ? "bare" : remembered() ? "seen" : "", asked()].join(" ");
  frame.dataset.controlMap = name;
  frame.setAttribute("sandbox", "allow-scripts allow-popups allow-popups-to-escape-sandbox");
  frame.srcdoc = page;
  return frame;
}

/** The day of the address, so that the first look is at that day; whatever else an address says is no word of ours. */
const asked = () => new URLSearchParams(window.location.search).get("day")?.match(/^\d{4}-\d\d-\d\d$/)?.[0] ?? "";

// The frame has no storage, so that this page remembers for it that the line for a first visit is read.

const SEEN = "control-map-hint-seen";

function remember() {
  try { window.localStorage.setItem(SEEN, "yes"); } catch { /* a browser that keeps nothing */ }
}

function remembered() {
  try { return window.localStorage.getItem(SEEN) !== null; } catch { return false; }
}

/** Keeps a frame as high as its page; growing only: what stands below must not move under a finger. */
function fitter(frame, { plate, bare }) {
  const least = plate ? 300 : 770;
  let wanted = least, width = window.innerWidth;
  const fit = () => {
    if (bare) { frame.style.height = `${window.innerHeight}px`; return; }
    const above = Math.min(120, frame.getBoundingClientRect().top + window.scrollY);
    const screen = window.innerWidth < NARROW && !plate ? Math.max(560, window.innerHeight - above) : wanted;
    frame.style.height = `${screen}px`;
  };
  return {
    grow(height, paper) {
      wanted = Math.max(wanted, Math.min(5000, height));
      frame.classList.toggle("on-paper", Number.isFinite(paper));
      frame.style.setProperty("--paper", `${Math.min(40000, paper)}px`);
      fit();
    },
    resize() { if (window.innerWidth !== width) { width = window.innerWidth; wanted = least; } fit(); },
  };
}

/** On a phone, where two maps would be slivers: one button that shows the other. */
function swapButton(pair, words) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "swap";
  button.textContent = words;
  button.onclick = () => pair.classList.toggle("swapped");
  return button;
}
