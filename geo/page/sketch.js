// The first look: the tinted provinces are on screen before Leaflet is so much as read. The sketch lies
// where Leaflet's map will lie, to the pixel, and goes once that one is painted.

const WORLD = 256; // pixels round the globe at zoom 0, as Leaflet has it
const MARGIN = 16; // pixels that stay free beside the whole case
const SNAP = 0.1; // zooms are multiples of this, as geo/control_map.py says to Leaflet
const POLE = 85.0511287798; // degrees from the equator at which that projection ends, so that the world is a square
const AROUND = 0.1; // share of its size that Leaflet draws beyond each side of a map

/** Where a place lies at a zoom, in pixels from the north-west corner of the world: spherical Mercator, EPSG:3857. */
function onWorld(lng, lat, zoom) {
  const world = WORLD * 2 ** zoom, sine = Math.sin((Math.max(-POLE, Math.min(POLE, lat)) * Math.PI) / 180);
  return [world * (lng / 360 + 0.5), world * (0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI))];
}

/** The latitude of a row of pixels, counted from the north end of the world. */
const latitudeOf = (y, zoom) => (Math.atan(Math.sinh(Math.PI * (1 - (2 * y) / (WORLD * 2 ** zoom)))) * 180) / Math.PI;

/** Where the map opens in so many pixels: centre [latitude, longitude], zoom, and the zoom that shows the whole case. */
function openingOf([x, y], { west, south, east, north }) {
  const [left, top] = onWorld(west, north, 0), [right, bottom] = onWorld(east, south, 0);
  const room = Math.log2(Math.min(Math.max(1, x - MARGIN) / (right - left), Math.max(1, y - MARGIN) / (bottom - top)));
  const whole = Math.max(0, Math.floor(Number((room / SNAP).toFixed(2))) * SNAP);
  const zoom = Math.min(story.view.zoom, whole);
  if (x >= 500) return { center: story.view.center, zoom, whole };
  // On a phone the country stands in the upper part, above the inset.
  const times = 2 ** whole, spare = Math.max(0, (y - (bottom - top) * times) / 2 - 40);
  return { center: [latitudeOf(((top + bottom) / 2) * times + spare, whole), (west + east) / 2], zoom, whole };
}

/** The provinces by code, as rings of [longitude, latitude]: to run Folium's script takes Leaflet, to read it does not. */
function readOutlines() {
  const [collection] = $("drawing").textContent.match(/\{"features".*"FeatureCollection"\}/) ?? ['{"features":[]}'];
  return JSON.parse(collection).features.map(({ geometry: { type, coordinates }, properties }) =>
    [properties.province, type === "Polygon" ? coordinates : coordinates.flat()]);
}

const beyondPixel = (x) => x - Math.round(x);

function boundsOf(rings) {
  const bounds = { west: Infinity, south: Infinity, east: -Infinity, north: -Infinity };
  for (const ring of rings) for (const [lng, lat] of ring) {
    if (lng < bounds.west) bounds.west = lng;
    if (lng > bounds.east) bounds.east = lng;
    if (lat < bounds.south) bounds.south = lat;
    if (lat > bounds.north) bounds.north = lat;
  }
  return bounds;
}

const sketched = new Map(); // paths by code

/** Draw the provinces on the day that is shown; all else must have its words, as they take their room from the map. */
function sketch() {
  const slot = $("map-slot"), size = [slot.clientWidth, slot.clientHeight];
  const provinces = readOutlines();
  if (!size[0] || !size[1] || !provinces.length) return; // then the map itself is the first look
  const { center: [lat, lng], zoom } = openingOf(size, boundsOf(provinces.flatMap(([, rings]) => rings)));
  const corner = onWorld(lng, lat, zoom).map((middle, n) => middle - size[n] / 2);
  const [left, top] = corner.map(Math.round);
  const line = (ring) => `M${ring.map((place) => {
    const [x, y] = onWorld(...place, zoom);
    return `${Math.round(x) - left} ${Math.round(y) - top}`;
  }).join("L")}Z`;
  for (const [id, rings] of provinces) sketched.set(id, makeSvg("path", { class: "province", d: rings.map(line).join("") }));
  const paths = [...sketched.values()];
  const edges = makeSvg("path", { class: "edge", fill: "none", d: paths.map((one) => one.getAttribute("d")).join("") });
  const shift = corner.map((part, n) => beyondPixel(part) + beyondPixel(-AROUND * size[n]));
  slot.prepend(makeSvg("svg", { class: "sketch", id: "sketch", "aria-hidden": "true" },
    makeSvg("g", { transform: `translate(${shift})` }, ...paths, edges)));
  paintSketch();
  painters.first.push(paintSketch);
}

function paintSketch() {
  for (const [id, path] of sketched) {
    const { status, actor } = segmentOn(id);
    Object.assign(path.dataset, { status, actor });
  }
}

function endSketch() {
  $("sketch")?.remove();
  sketched.clear();
}
