// Names beside the capitals: never two that touch; the quiet one goes.

const DAYS_UNTIL_OLD = 14;
const DATE_HEIGHT = 11;
const CELL = 64; // pixels; a box is only held against those in the cells that it lies in
const labels = new Map();
const pen = document.createElement("canvas").getContext("2d");
const widths = new Map();
document.fonts.addEventListener("loadingdone", () => widths.clear());

function paintLabels() {
  if (!map || !map._loaded) return;
  const taken = { main: crowd(), inset: crowd() }, dots = capitalsOnMap();
  const order = new Map(story.places.map(({ id }) => [id, priority(id)]));
  const wanted = story.places.filter(({ id }) => isLabelled(id)).sort((a, b) => order.get(b.id) - order.get(a.id));
  const kept = new Map();
  for (const place of wanted) {
    const home = inInset(place.id) ? "inset" : "main";
    const label = fit(place, home, (one, isPlaced) => taken[home].isFree(one)
      && (isPlaced || dots.isFree(one, place.id)) && (home === "inset" || !insetBox || apart(one, insetBox)));
    if (!label) continue;
    label.boxes.forEach((one) => taken[home].add(one));
    kept.set(place.id, label);
  }
  for (const id of labels.keys()) if (!kept.has(id)) { labels.get(id).marker.remove(); labels.delete(id); }
  kept.forEach((label, id) => write(id, label));
}

/** Boxes, found by the cells that they lie in: each is held against its neighbours, not against all. */
function crowd() {
  const cells = new Map();
  const cellsOf = function* ({ left, right, top, bottom }) {
    for (let x = Math.floor(left / CELL); x <= right / CELL; x += 1) {
      for (let y = Math.floor(top / CELL); y <= bottom / CELL; y += 1) yield `${x} ${y}`;
    }
  };
  return {
    add(box) { for (const cell of cellsOf(box)) among(cells, cell).push(box); },
    isFree(box, own) {
      for (const cell of cellsOf(box)) {
        if (cells.get(cell)?.some((other) => (own === undefined || other.own !== own) && !apart(box, other))) return false;
      }
      return true;
    },
  };
}

/** The markers on the map itself, each as large as it is drawn. */
function capitalsOnMap() {
  const dots = crowd();
  for (const { id, at } of story.places) {
    if (inInset(id)) continue;
    const { x, y } = map.latLngToContainerPoint(at);
    const radius = isCounted(id) ? 7 : segmentOn(id).status === "no_report" ? 2 : 3;
    dots.add({ own: id, left: x - radius, right: x + radius, top: y - radius, bottom: y + radius });
  }
  return dots;
}

const inInset = (id) => Boolean(insetOpen && story.view.inset?.capitals.includes(id));
const isStated = (id) => isMarked(id) || segmentOn(id).status !== "no_report" || story.view.always_labelled.includes(id);
const isCounted = (id) => isCaptured.upTo.has(segmentOn(id).status);
const isLabelled = (id) => !isMuted(id) && (isMarked(id) || map.getSize().x >= 500 || map.getZoom() >= 6.5 || isCounted(id) || view.place === id);
const priority = (id) => (view.place === id ? 8 : 0) + (isMarked(id) ? 4 : 0) + (isCounted(id) ? 2 : 0) + (isStated(id) ? 1 : 0);

function fit(place, home, isFree) {
  const on = home === "inset" ? inset : map;
  const at = on.latLngToContainerPoint(place.at);
  const stated = isStated(place.id);
  const size = stated ? 13 : 12;
  const date = home === "main" ? oldDate(place.id) : null;
  const width = widthOf(labelOf(place), stated ? 600 : 400, size);
  const dateWidth = date ? widthOf(date, 400, 11) : 0;
  const byHand = story.view.labels?.[home]?.[place.id];
  const drawn = home === "inset" || Math.abs(map.getZoom() - story.view.zoom) <= 0.4;
  const placed = drawn && !isMarked(place.id);
  const options = byHand && placed ? [byHand] : [byHand, ...around(size)].filter(Boolean);
  let cut = null; // free, but over the edge of the map
  for (const option of options) {
    const [x, raised, anchor] = pushed(option, view.place === place.id ? 8 : marks.ringed.has(place.id) ? 4 : 0);
    const y = date && anchor === "middle" && raised < 0 ? raised - DATE_HEIGHT : raised;
    const left = at.x + x - { start: 0, middle: width / 2, end: width }[anchor];
    const top = at.y + y - size * 0.82, foot = top + size;
    const middle = left + width / 2;
    const boxes = [{ left, right: left + width, top, bottom: foot }];
    if (date) boxes.push({ left: middle - dateWidth / 2, right: middle + dateWidth / 2, top: foot, bottom: foot + DATE_HEIGHT });
    if (!boxes.every((box) => isFree(box, placed))) continue;
    const label = { on, place, stated, date, x, y, anchor, boxes };
    if (left >= 0 && left + width <= on.getSize().x) return label;
    cut ??= label;
  }
  return cut;
}

const around = (size) => [[13, size * 0.35, "start"], [-13, size * 0.35, "end"], [0, -14, "middle"], [0, 14 + size * 0.75, "middle"]];

/** Move a label away from its marker, to clear a ring around it. */
function pushed([x, y, anchor], by) {
  if (anchor === "middle") return [x, y + Math.sign(y) * by, anchor];
  return [x + (anchor === "start" ? by : -by), y, anchor];
}

const apart = (a, b) => a.right <= b.left || b.right <= a.left || a.bottom <= b.top || b.bottom <= a.top;

/** The pixels that a text is wide; measured once, as it is slow. */
function widthOf(text, weight, size) {
  const font = `${weight} ${size}px "Source Sans 3", Vazirmatn, sans-serif`, key = `${font} ${text}`;
  if (!widths.has(key)) {
    if (pen.font !== font) pen.font = font;
    widths.set(key, pen.measureText(text).width);
  }
  return widths.get(key);
}

/** The date of the last report, where it is so old that it should look old. */
function oldDate(id) {
  const { latest, status } = segmentOn(id);
  if (status === "no_report" || latest >= view.day - DAYS_UNTIL_OLD) return null;
  return dateOn(latest).day;
}

function write(id, { on, place, stated, date, x, y, anchor }) {
  const key = `${on === inset ? "inset" : "main"} ${stated} ${date} ${x} ${y} ${anchor} ${labelOf(place)}`;
  if (labels.get(id)?.key === key) return;
  labels.get(id)?.marker.remove();
  const text = make("span", { class: stated ? "label stated" : "label", style: `left:${x}px;top:${y}px`, "data-anchor": anchor },
    labelOf(place), date ? make("small", {}, date) : null);
  const icon = L.divIcon({ className: "label-box", iconSize: [0, 0], html: text });
  const marker = L.marker(place.at, { icon, interactive: false, keyboard: false, pane: on === inset ? "markerPane" : "labels" }).addTo(on);
  marker.getElement().setAttribute("aria-hidden", "true");
  labels.set(id, { key, marker });
}
