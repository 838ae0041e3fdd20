// The crowded part, drawn larger in a corner: same data, same hover, focus and click.

const LOWEST_WITH_INSET = 260;
let insetPaths = new Map();
let insetOpen = null;
let dots = new Map();

function buildInset(provinces, borders) {
  const { inset: wanted } = story.view;
  if (!wanted) return;
  const box = make("div", { class: "inset", id: "inset" }, make("p", { class: "inset-title" }, wanted.title), make("div", { class: "inset-map" }));
  map.getContainer().append(box);
  L.DomEvent.disableClickPropagation(box);
  inset = L.map(box.lastChild, {
    zoomControl: false, attributionControl: false, dragging: false, keyboard: false, scrollWheelZoom: false,
    doubleClickZoom: false, touchZoom: false, boxZoom: false, zoomSnap: 0, zoomAnimation: false, fadeAnimation: false,
  });
  inset.createPane("edges").style.zIndex = 420;
  inset.getPane("edges").style.pointerEvents = "none";
  const bounds = insetBounds();
  inset.setView(bounds.getCenter(), wanted.zoom);
  provinces.eachLayer((path) => {
    if (!path.getBounds().intersects(bounds)) return;
    const id = path.feature.properties.province;
    const copy = L.polygon(path.getLatLngs(), { smoothFactor: 0, className: "province" }).addTo(inset);
    copy.getElement().dataset.insetProvince = id;
    copy.bindTooltip(() => tooltip(id), { sticky: true, className: "tip" });
    copy.getElement().setAttribute("tabindex", "-1");
    copy.on("click", () => choose(id));
    insetPaths.set(id, copy);
  });
  drawEdges(inset, borders);
  L.rectangle(bounds, { ...NO_PATH, className: "inset-box", pane: "outlines" }).addTo(map);
  map.getContainer().append(makeSvg("svg", { class: "inset-lines", id: "inset-lines", "aria-hidden": "true" }, makeSvg("path")));
  map.on("move zoom viewreset", drawInsetLines);
  painters.second.push(paintInset);
}

const insetBounds = () => {
  const { west, south, east, north } = story.view.inset.bounds;
  return L.latLngBounds([south, west], [north, east]);
};

/** Open the inset while the map is too small for its capitals, else fold it away. */
function layOutInset() {
  if (!inset || !map.getSize().x) return;
  const { inset: wanted } = story.view;
  const box = $("inset");
  const share = Math.min(1, (map.getSize().x * 0.4) / wanted.size[0]);
  box.classList.toggle("small", share < 1);
  const open = map.getZoom() < wanted.zoom && map.getSize().y >= LOWEST_WITH_INSET;
  box.hidden = !open;
  map.getContainer().classList.toggle("inset-open", open);
  box.style.width = `${wanted.size[0] * share}px`;
  box.lastChild.style.height = `${wanted.size[1] * share}px`;
  if (open) {
    inset.invalidateSize({ animate: false });
    inset.setView(insetBounds().getCenter(), wanted.zoom + Math.log2(share), { animate: false });
    const times = 2 ** (inset.getZoom() - map.getZoom());
    box.firstChild.textContent = t(share < 1 ? "inset_title_short" : "inset_title", { title: wanted.title, times: Number(times.toFixed(1)) });
  }
  if (open !== insetOpen) moveInset(open);
  insetOpen = open;
  drawInsetLines();
}

/** Move the markers of the inset's capitals between the two maps, leaving dots behind. */
function moveInset(open) {
  for (const id of story.view.inset.capitals) {
    const marker = markers.get(id);
    if (!marker) continue;
    const nudge = story.view.inset.nudge?.[id] ?? [0, 0];
    marker.remove();
    marker.addTo(open ? inset : map);
    marker.getElement().querySelector(".mark-box").style.translate = open ? `${nudge[0]}px ${nudge[1]}px` : "";
    if (!dots.has(id)) {
      dots.set(id, L.circleMarker(places.get(id).at, { radius: 2.5, interactive: false, pane: "outlines", className: "dot" }));
    }
    if (open) dots.get(id).addTo(map); else dots.get(id).remove();
  }
  paintInset(null);
}

/** Bring the provinces of the inset, and the dots of its capitals, to what the map's tints show. */
function paintInset(before) {
  for (const { id } of changedSince(before)) {
    for (const drawn of [insetPaths.get(id), dots.get(id)]) {
      const element = drawn?.getElement();
      if (element) showStatus(element, segmentOn(id));
    }
  }
}

/** Where the inset lies on the map, while it is open; to measure it in a step would lay out the page before its time. */
let insetBox = null;

function drawInsetLines() {
  const svg = $("inset-lines"), box = $("inset");
  if (!svg) return;
  svg.style.display = insetOpen ? "" : "none";
  insetBox = null;
  if (!insetOpen) return;
  const bounds = insetBounds();
  const southWest = map.latLngToContainerPoint(bounds.getSouthWest());
  const northEast = map.latLngToContainerPoint(bounds.getNorthEast());
  const left = box.offsetLeft, top = box.offsetTop, right = left + box.offsetWidth, bottom = top + box.offsetHeight;
  insetBox = { left, top, right, bottom };
  svg.firstChild.setAttribute("d", `M${southWest.x} ${southWest.y}L${left} ${bottom}M${northEast.x} ${southWest.y}L${right} ${top}`);
}
