// The map: Folium has drawn the provinces; here they get their ground and status, and the
// capitals their markers. A step touches only the capitals whose status changes.

let map, inset = null;
const provincePaths = new Map();
const markers = new Map();
const outlines = new Map();
const NO_PATH = { fill: false, interactive: false, smoothFactor: 0, noClip: true };

/** Show the provinces on their ground, and return what adds the rest: inset, markers, names, gestures. */
function buildMap({ map: drawn, provinces }) {
  map = drawn;
  $("map-slot").append(map.getContainer());
  map.getContainer().dataset.testid = "control-map";
  map.invalidateSize({ animate: false });
  map.attributionControl?.remove();
  openingView(provinces.getBounds()); // before more is drawn, as all of that would be drawn again
  readProvinces(provinces);
  const borders = mesh(provinces);
  drawEdges(map, borders);
  L.geoJSON(story.ground, { pane: "ground", interactive: false, smoothFactor: 0 }).addTo(map);
  sizeLines();
  painters.first.push(paintTints);
  return () => finishMap(provinces, borders);
}

function finishMap(provinces, borders) {
  addScale();
  story.places.forEach(addMarker);
  buildInset(provinces, borders);
  nameMap();
  wireGestures();
  // The map is a layer of its own while it moves: else every frame of a step would pay for one.
  const { classList } = map.getContainer();
  map.on("movestart zoomstart", () => classList.add("moving"));
  map.on("moveend zoomend", () => classList.remove("moving"));
  map.on("zoomend", onZoom);
  painters.third.push(paintMarkers);
}

function readProvinces(layer) {
  layer.eachLayer((path) => {
    const id = path.feature.properties.province;
    const element = path.getElement();
    element.classList.add("province");
    element.dataset.province = id;
    provincePaths.set(id, path);
    path.bindTooltip(() => tooltip(id), { sticky: true, className: "tip" });
    // Chromium would stop at every path that listens for the focus, as a tooltip does; the capital is the stop.
    element.setAttribute("tabindex", "-1");
    path.on("click", () => choose(id));
  });
}

/** Draw every shared border once, over all tints, so that none is half covered. */
function drawEdges(on, { shared, outer }) {
  for (const [lines, className] of [[shared, "edge-casing"], [shared, "edge"], [outer, "country"]]) {
    L.polyline(lines, { ...NO_PATH, className, pane: "edges" }).addTo(on);
  }
}

/** Split the outlines of a coverage into lines between two provinces and lines of one. */
function mesh(layer) {
  const rings = [];
  layer.eachLayer((path) => path.getLatLngs().flat(path.feature.geometry.type === "Polygon" ? 0 : 1)
    .forEach((ring) => rings.push(ring)));
  const number = numbering(), uses = new Map();
  const keys = rings.map((ring) => {
    const numbers = ring.map(number);
    return numbers.map((one, n) => {
      const next = numbers[(n + 1) % numbers.length];
      const key = Math.min(one, next) * MOST_POINTS + Math.max(one, next);
      uses.set(key, (uses.get(key) ?? 0) + 1);
      return key;
    });
  });
  const shared = [], outer = [], done = new Set();
  rings.forEach((ring, r) => {
    let last = null;
    ring.forEach((point, n) => {
      const key = keys[r][n], next = ring[(n + 1) % ring.length];
      if (done.has(key)) { last = null; return; }
      const kind = uses.get(key) > 1 ? shared : outer;
      done.add(key);
      if (last === kind) kind.at(-1).push(next); else kind.push([point, next]);
      last = kind;
    });
  });
  return { shared, outer };
}

const MOST_POINTS = 2 ** 26; // two of these are still an exact number

/** A function that gives each place a number of its own; texts as keys would take several times as long. */
function numbering() {
  const rows = new Map();
  let count = 0;
  return ({ lat, lng }) => {
    if (!rows.has(lat)) rows.set(lat, new Map());
    const row = rows.get(lat);
    if (!row.has(lng)) row.set(lng, (count += 1));
    return row.get(lng);
  };
}

let lengthBar;

/** Leaflet's bar of a round length, in our words and digits. */
function addScale() {
  lengthBar = L.control.scale({ imperial: false, maxWidth: 90, position: "bottomleft" });
  lengthBar._updateScale = (bar, text, share) => {
    const [length, unit] = text.split(" "); // as Leaflet has it: 50 m, 100 km
    bar.style.width = `${Math.round(lengthBar.options.maxWidth * share)}px`;
    bar.dir = story.direction; // the map itself is never mirrored, its words are
    bar.textContent = t(unit, { length: Number(length) });
  };
  lengthBar.addTo(map);
}

let neighbours = null;

function nameMap() {
  if (!lengthBar) return; // the map is still a sketch, and will get its names
  labelZoom();
  lengthBar._update();
  neighbours?.remove();
  neighbours = L.layerGroup(story.neighbours.map(({ name, at }) =>
    L.marker(at, { interactive: false, keyboard: false, pane: "names",
      icon: L.divIcon({ className: "country-name", iconSize: [0, 0], html: make("span", {}, name) }) }))).addTo(map);
  markers.forEach((_, id) => paintMarker(id, true));
  layOutInset();
}

// Markers: one element a capital, which moves into the inset while the inset is open.

function addMarker(place) {
  const icon = L.divIcon({ className: "capital", iconSize: null, html: make("span", { class: "mark-box" }) });
  const marker = L.marker(place.at, { icon, keyboard: true, riseOnHover: true, alt: "" });
  marker.bindTooltip(() => tooltip(place.id), { className: "tip", direction: "top", offset: [0, -12] });
  marker.on("click", ({ originalEvent }) => choose(nearest(place.id, originalEvent)));
  marker.on("add", () => {
    const element = marker.getElement();
    element.dataset.capital = place.id;
    element.setAttribute("role", "button");
    element.onkeydown = (event) => {
      if (event.key === "Enter" || event.key === " ") { event.preventDefault(); choose(place.id); }
    };
    paintMarker(place.id, true);
  });
  markers.set(place.id, marker);
  marker.addTo(map);
}

/** Hit areas are as large as a finger and overlap: a tap means the capital whose middle is nearest. */
function nearest(id, { clientX, clientY }) {
  const away = (one) => {
    const { left, right, top, bottom } = markers.get(one).getElement().getBoundingClientRect();
    return Math.max(Math.abs(clientX - (left + right) / 2), Math.abs(clientY - (top + bottom) / 2));
  };
  if (away(id) > markers.get(id).getElement().offsetWidth / 2) return id; // pressed without a pointer
  return story.places.map((place) => place.id).reduce((best, one) => (away(one) < away(best) ? one : best), id);
}

function paintMarker(id, still) {
  const segment = segmentOn(id), marker = markers.get(id), element = marker.getElement();
  const name = glyphOf(segment);
  if (element.dataset.glyph !== name) {
    const drawn = glyph(name);
    if (!still) drawn.classList.add("appears");
    element.querySelector(".mark-box").replaceChildren(drawn);
    element.dataset.glyph = name;
  }
  Object.assign(element.dataset, { status: segment.status, actor: segment.actor, shown: shownAs(segment) });
  element.setAttribute("aria-label", t("marker_label", { capital: places.get(id).name, status: statusOf(segment) }));
  marker.setZIndexOffset(1000 * (view.place === id ? 20 : 10 - rank(segment)));
  element.classList.toggle("selected", view.place === id);
  element.classList.toggle("ringed", marks.ringed.has(id));
}

/** Let a marker pulse. A second name starts the animation anew; else the whole page were laid out. */
function pulse(id) {
  const { classList } = markers.get(id).getElement();
  if (classList.contains("changed")) classList.toggle("again"); else classList.add("changed");
}

const shownAs = ({ status, actor, recaptured }) => `${status} ${actor} ${recaptured}`;

/** Tint the provinces whose status is another one. */
function paintTints(before) {
  for (const { id } of changedSince(before)) showStatus(provincePaths.get(id).getElement(), segmentOn(id));
}

/** Give a province or a dot its status, which page.css paints; to set it again would paint it again. */
function showStatus({ dataset }, { status, actor }) {
  if (dataset.status !== status) dataset.status = status;
  if (dataset.actor !== actor) dataset.actor = actor;
}

/** Bring markers, outlines and names to what the tints show. */
function paintMarkers(before) {
  for (const { id } of story.places) {
    const segment = segmentOn(id), selected = view.place === id;
    if (markers.get(id).getElement().dataset.shown !== shownAs(segment)) {
      paintMarker(id, !before);
      if (before && before.day !== view.day && !held) pulse(id);
    } else if (before && (before.place === id) !== selected) paintMarker(id);
    outline(id, "disputed", segment.status === "disputed" && !isMuted(id), segment.actor);
    outline(id, "selected", selected);
  }
  paintLabels();
}

/** A line around one province over the mesh, added only while it is needed. */
function outline(id, kind, wanted, actor) {
  const key = `${kind} ${id}`;
  if (wanted === outlines.has(key)) { colourOutline(key, actor); return; }
  if (!wanted) {
    outlines.get(key).remove();
    outlines.delete(key);
    return;
  }
  const rings = provincePaths.get(id).getLatLngs();
  const line = (className) => L.polygon(rings, { ...NO_PATH, className, pane: "outlines" });
  const lines = kind === "selected" ? [line("selected-casing"), line("selected-line")] : [line("disputed-line")];
  outlines.set(key, L.layerGroup(lines).addTo(map));
  colourOutline(key, actor);
}

function colourOutline(key, actor) {
  if (actor === undefined) return;
  outlines.get(key)?.eachLayer((line) => Object.assign(line.getElement().dataset, { status: "disputed", actor }));
}

function tooltip(id) {
  const segment = segmentOn(id), place = places.get(id);
  return make(
    "div", {},
    make("p", { class: "tip-name" }, mark(segment), place.name),
    make("p", {}, t("tip_status", { status: statusOf(segment), day: dateOn(view.day).short })),
    make("p", { class: "quiet" }, t("tip_province", { province: place.province })),
    make("p", { class: "quiet" }, segment.reports ? `${sources(segment)}. ${t("tip_open")}` : t("why_no_report")),
  );
}

const sources = (segment) =>
  t("beside", { first: t("outlets", { n: segment.outlets }), second: t("origins", { n: segment.origins }) });

// View and gestures.

let home = null;
let touched = false;

/** Frame the whole case, until the reader has moved the map. */
function openingView(bounds) {
  const corners = { west: bounds.getWest(), south: bounds.getSouth(), east: bounds.getEast(), north: bounds.getNorth() };
  let fitted = L.point(0, 0); // the size that the view was made for
  const fit = () => {
    if (!map.getSize().x || !map.getSize().y) return;
    fitted = map.getSize();
    // Limits of another size make the map glide to where they allow: off with them.
    map.setMinZoom(0);
    map.setMaxBounds(null);
    home = openingOf([fitted.x, fitted.y], corners);
    map.setView(home.center, home.zoom, { animate: false });
    map.setMinZoom(Math.min(story.view.min_zoom, home.whole - 0.2));
    map.setMaxBounds(bounds.pad(0.4).extend(map.getBounds()));
    layOutInset();
  };
  map.on("dragstart dblclick keydown", () => { touched = true; });
  map.getContainer().addEventListener("wheel", () => { touched = true; }, { passive: true });
  map.getContainer().addEventListener("click", (event) => { if (event.target.closest(".leaflet-control-zoom")) touched = true; }, { capture: true });
  new ResizeObserver(([{ contentRect: { width, height } }]) => {
    $("map-slot").style.setProperty("--high", `${height}px`); // on paper nothing is measured anew
    const size = L.point(Math.round(width), Math.round(height));
    if (map.getSize().equals(size) && fitted.equals(size)) return; // Leaflet alone may know of it already
    map.invalidateSize({ animate: false, pan: !touched });
    if (!touched) fit();
  }).observe($("map-slot"));
  fit();
}

/** Keep a capital above the sheet that opens with its reports. */
function keepInSight(id) {
  const hidden = $("map-slot").getBoundingClientRect().bottom - $("side").getBoundingClientRect().top;
  map.panInside(places.get(id).at, { paddingTopLeft: [60, 40], paddingBottomRight: [40, Math.max(0, hidden) + 40] });
}

function wireGestures() {
  const container = map.getContainer();
  // One finger scrolls the page, two move and zoom the map: Leaflet's pinch does both.
  if (L.Browser.mobile || window.matchMedia("(pointer: coarse)").matches) map.dragging.disable();
  map.scrollWheelZoom.disable();
  container.addEventListener("click", () => map.scrollWheelZoom.enable());
  container.addEventListener("mouseleave", () => map.scrollWheelZoom.disable());
}

function labelZoom() {
  for (const [className, key] of [["in", "zoom_in"], ["out", "zoom_out"]]) {
    const button = map.getContainer().querySelector(`.leaflet-control-zoom-${className}`);
    button?.setAttribute("aria-label", t(key));
    button?.setAttribute("title", t(key));
  }
}

function onZoom() {
  sizeLines();
  layOutInset();
  paintLabels();
}

function sizeLines() {
  const zoom = map.getZoom(), container = map.getContainer();
  const narrow = map.getSize().x < 500;
  container.style.setProperty("--marker", `${zoom > 7 ? 24 : zoom < 5.5 || narrow ? 17 : 20}px`);
  container.style.setProperty("--edge-width", zoom < 6.5 ? "0.6px" : zoom <= 7.5 ? "0.8px" : "1.1px");
  container.style.setProperty("--casing", zoom < 6.5 ? "1.9px" : "2.4px");
  container.style.setProperty("--country", zoom < 6.5 ? "1.2px" : "1.4px");
  container.classList.toggle("far", zoom < 5.4);
}
