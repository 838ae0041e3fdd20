// The side: what changed on the day, all capitals as a list, and the dossier of one.

const LONG_LIST = 6;
const dossiers = new Map();

let unpacked = null;

/** The HTML of a capital's reports, if it is here: sent for it alone, or in parts by language. */
function dossierOf(id) {
  if (!unpacked) return dossiers.get(id);
  const [parts, said] = unpacked;
  return parts[id].map((part) => (typeof part === "number" ? said[story.language][part] : part)).join("");
}

const isPacked = () => Boolean($("dossiers"));
const hasDossier = (id) => dossiers.has(id) || isPacked();

/** Unpack the reports of all capitals, once one of them is opened: the first look needs none. */
async function unpackDossiers() {
  unpacked = JSON.parse(await unpack("dossiers"));
  if (view.place === null) return;
  fillDossier();
  greyReports();
}
let search = "";

function buildPanel() {
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && document.querySelector(".definition:popover-open")) return;
    if (event.key === "Escape" && view.place) choose(null);
    else if (event.key === "Escape" && isOpen("list")) $("list").click();
    if (event.altKey && event.code === "KeyL") { event.preventDefault(); showCapitals(); }
  });
  $("skip").onclick = showCapitals;
  $("side").addEventListener("keydown", keepInSheet);
  for (const [id, className] of [["list", "list-open"], ["more", "more-open"]]) {
    $(id).onclick = () => {
      const open = document.body.classList.toggle(className);
      $(id).setAttribute("aria-expanded", String(open));
      if (id === "list") (open ? $("side").querySelector(".close") : $("list")).focus();
    };
  }
  printWhole();
  painters.atRest.push(paintPanel);
}

const isOpen = (id) => $(id).getAttribute("aria-expanded") === "true";

/** The map in words, one key away: all capitals as a list, with the search box. */
function showCapitals() {
  if (view.place !== null) choose(null);
  if (phone.matches && !isOpen("list")) $("list").click();
  const list = $("side").querySelector("[data-fold=capitals]");
  list.open = true;
  list.fill();
  list.querySelector("input").focus();
}

/** A sheet lies over the page: on a phone Tab goes round in it, and Escape leaves it. */
function keepInSheet(event) {
  if (event.key !== "Tab" || !phone.matches) return;
  const stops = [...$("side").querySelectorAll("button, a[href], summary, input")].filter((one) => one.checkVisibility());
  const [first, last] = event.shiftKey ? [stops.at(-1), stops[0]] : [stops[0], stops.at(-1)];
  const leaving = document.activeElement === last || (event.shiftKey && !stops.includes(document.activeElement));
  if (leaving) { event.preventDefault(); first.focus(); }
}

/** Where the focus goes back to once a dossier closes: the button it was opened with, or the marker. */
let opener = null;
const openerOf = (id) => (opener && $("side").querySelector(`${opener} [data-opens="${CSS.escape(id)}"]`)) || markers.get(id)?.getElement();

function choose(id) {
  const from = view.place, at = document.activeElement;
  if (id !== null) opener = at?.closest("[data-fold]") ? `[data-fold=${at.closest("[data-fold]").dataset.fold}]` : at?.closest("#side") ? ".changes" : null;
  markers.get(id)?.closeTooltip();
  provincePaths.get(id)?.closeTooltip();
  show({ place: id === view.place ? null : id });
  if (view.place === null && phone.matches && !touched) map.panTo(home.center);
  if (view.place === null && from) openerOf(from)?.focus({ preventScroll: true });
  settle();
}

function paintPanel(before) {
  const side = $("side");
  document.body.classList.toggle("has-dossier", view.place !== null);
  if (view.place === null) showDay(side);
  else if (before?.place === view.place && side.querySelector(".dossier-reports")) refreshDossier();
  else openDossier();
}

/** Show the day; the list of all capitals, which is long, stays where it is and is kept up to date. */
function showDay(side) {
  const list = capitalList();
  if (list.parentNode !== side) side.replaceChildren(list);
  while (side.firstChild !== list) side.firstChild.remove();
  list.before(...dayPanel());
  if (list.open) list.fill();
}

function dayPanel() {
  const changes = changesOn(view.day);
  return [
    make("button", { type: "button", class: "close only-sheet", "aria-label": t("close"), onclick: () => $("list").click() }, "×"),
    make("h2", {}, t("changed_on", { day: dateOn(view.day).short })),
    make("p", { class: "under-title" }, underChanges(changes.length)),
    changes.length ? make("ul", { class: "changes" }, ...changes.map((change) => changeItem(change, changes.length <= LONG_LIST))) : nothingChanged(),
    unchanged(), whyRange(),
  ].filter(Boolean);
}

const underChanges = (n) =>
  view.day === 0 ? t("first_day_note") : t("changed_since", { n, day: dateOn(view.day - 1).short });

function changeItem({ place, from, to }, full) {
  return make(
    "li", { class: full ? "change" : "change short", "data-change": place.id },
    make("span", { class: "from-to", "aria-hidden": "true" }, mark(from), arrow(), mark(to)),
    make("div", {},
      make("p", { class: "change-name" }, placeButton(place), place.province === place.name ? null : make("span", {}, ` ${place.province}`)),
      make("p", { class: "change-status" }, changeWords(from, to)),
      full ? make("p", { class: "why" }, whyOf(to)) : null,
      make("p", { class: "change-sources" }, make("button", { type: "button", class: "link", onclick: () => choose(place.id) }, sources(to))),
    ),
  );
}

function changeWords(from, to) {
  const span = make("span");
  say(span, "from_to", { from: defined(from, wordOf(from)), to: make("strong", {}, defined(to, wordOf(to).toLowerCase())) });
  return span;
}

const placeButton = (place) =>
  make("button", { type: "button", class: "place", "data-opens": place.id, onclick: () => choose(place.id) }, place.name);

function nothingChanged() {
  const last = changeAfter(view.day, -1);
  const box = make("div", { class: "notice" }, make("strong", {}, t("nothing_changed", { day: dateOn(view.day).medium })));
  if (last !== null) {
    box.append(" ", t("last_change", { day: dateOn(last).short }), " ",
      make("button", { type: "button", class: "link", onclick: () => jump(last) }, t("go_there")));
  }
  return box;
}

/** A part that unfolds; what is in it is made (by `fill`, once) when it is first open. */
function fold(key, title, inside) {
  const box = make("details", { "data-fold": key, open: openFolds.has(key), ontoggle: () => {
    if (box.open) { openFolds.add(key); box.fill(); } else openFolds.delete(key);
  } }, make("summary", {}, title));
  box.fill = () => { if (box.children.length < 2) box.append(...inside()); };
  if (box.open) box.fill();
  return box;
}

const openFolds = new Set();

function unchanged() {
  const same = newReportsOn(view.day);
  if (!same.length) return null;
  return fold("same", t("new_reports", { n: same.length }), () => [make("ul", { class: "plain" }, ...same.map((place) =>
    make("li", {}, mark(segmentOn(place.id)), placeButton(place), make("p", { class: "why" }, whyOf(segmentOn(place.id))))))]);
}

function whyRange() {
  const count = countOn();
  if (count.atLeast === count.upTo) return null;
  const loose = () => story.places.filter(({ id }) => isCounted(id) && !isCaptured.atLeast.has(segmentOn(id).status));
  return fold("range", t("why_range", { range: range(count) }), () => [make("ul", { class: "plain" }, ...loose().map((place) =>
    make("li", {}, mark(segmentOn(place.id)), placeButton(place), make("p", { class: "why" }, `${wordOf(segmentOn(place.id))}. ${whyOf(segmentOn(place.id))}`))))]);
}

let capitals = null;

/** All capitals, as one list for as long as the story is the same. */
function capitalList() {
  if (capitals?.story !== story) capitals = { story, box: buildCapitals() };
  return capitals.box;
}

function buildCapitals() {
  const list = make("ul", { class: "capitals" }), rows = new Map();
  const fill = () => {
    const found = story.places.filter((place) => matches(place, search)).sort((a, b) => rank(segmentOn(a.id)) - rank(segmentOn(b.id)));
    const wanted = found.map((place) => capitalRow(rows, place));
    if (!wanted.length) wanted.push(make("li", { class: "quiet" }, t("no_match", { text: search })));
    if (wanted.length !== list.children.length || wanted.some((row, n) => row !== list.children[n])) list.replaceChildren(...wanted);
  };
  const box = fold("capitals", t("all_capitals", { n: story.places.length }), () => [make("input", {
    type: "search", "aria-label": t("search_label"), placeholder: t("search_hint"), value: search,
    oninput: (event) => { search = event.target.value; fill(); },
  }), list]);
  const unfold = box.fill;
  box.fill = () => { unfold(); fill(); };
  return box;
}

/** The row of a capital, made once; a step rewrites those whose status changed. */
function capitalRow(rows, place) {
  const segment = segmentOn(place.id), shown = `${glyphOf(segment)} ${segment.actor}`;
  const row = rows.get(place.id) ?? make("li", {}, "", placeButton(place), make("span", { class: "quiet" }));
  rows.set(place.id, row);
  if (row.dataset.shown !== shown) {
    row.dataset.shown = shown;
    row.firstChild.replaceWith(mark(segment));
    row.lastChild.replaceChildren(inEnglish(wordOf(segment)));
  }
  return row;
}

/** Compare as the table's own index does: without case, marks and punctuation. */
const plain = (text) => text.normalize("NFKD").replace(/[\p{M}\p{P}\s]/gu, "").replace(/ي/g, "ی").replace(/ك/g, "ک").toLowerCase();
const matches = (place, text) => !text || place.search.some((name) => plain(name).includes(plain(text)));

// The dossier. Its reports are HTML made and escaped by geo/evidence.py.

function openDossier() {
  const id = view.place;
  $("side").replaceChildren(make("section", { class: "dossier", "data-testid": "dossier", "data-place": id, "aria-labelledby": "dossier-name", tabindex: -1 },
    make("div", { class: "dossier-head" }), make("div", { class: "dossier-reports" })));
  fillDossier();
  refreshDossier();
  // A reader who is at work in the page around, say at its switch of languages, stays there.
  if (document.hasFocus()) $("side").querySelector(".dossier").focus({ preventScroll: true });
  $("side").scrollTop = 0;
  if (phone.matches && !isPlate) keepInSight(id);
}

function fillDossier() {
  const box = document.querySelector(".dossier-reports");
  if (!box) return;
  const html = dossierOf(view.place);
  if (html === undefined) box.textContent = t("loading");
  else box.innerHTML = html;
  if (html === undefined && isPacked()) unpackDossiers();
  box.querySelectorAll("button[data-day]").forEach((button) => {
    const day = indexOf(button.dataset.day);
    if (day < 0) button.replaceWith(...button.childNodes);
    else Object.assign(button, { type: "button", className: "link", title: dateOn(day).medium, onclick: () => jump(day) });
  });
  dateCitations(box);
  tellHeight();
}

/** On paper nothing unfolds: reprints and the lists of the day are opened while the page is printed. */
function printWhole() {
  let opened = [];
  window.addEventListener("beforeprint", () => {
    opened = [...document.querySelectorAll("#side details:not([open], .cite)")];
    opened.forEach((fold) => { fold.open = true; fold.fill?.(); });
  });
  window.addEventListener("afterprint", () => opened.forEach((fold) => { fold.open = false; }));
}

/** The day of access is the reader's own: ISO in text and BibTeX, numbers in CSL-JSON. */
function dateCitations(box) {
  const now = new Date();
  const parts = [now.getFullYear(), now.getMonth() + 1, now.getDate()];
  const iso = parts.map((part) => String(part).padStart(2, "0")).join("-");
  box.querySelectorAll(".cite time").forEach((time) => { time.textContent = time.className ? parts.join() : iso; });
}

function refreshDossier() {
  const place = places.get(view.place), segment = segmentOn(view.place), head = document.querySelector(".dossier-head");
  const other = Object.entries(place.names).filter(([language]) => language !== story.language);
  head.replaceChildren(
    make("button", { type: "button", class: "close", "aria-label": t("close"), onclick: () => choose(null) }, "×"),
    make("h2", { id: "dossier-name" }, place.name, ...other.map(([language, name]) =>
      make("span", { class: "other-name" }, make("bdi", { lang: language }, name), make("small", {}, story.languages[language])))),
    make("p", { class: "under-title" }, t("capital_of", { province: place.province })),
    make("div", { class: "verdict" }, swatch(segment), make("div", {},
      verdict(segment),
      make("p", { class: "why" }, whyOf(segment)),
      segment.reports ? make("p", { class: "quiet" }, t("beside", { first: t("reports", { n: segment.reports }), second: sources(segment) })) : firstReport())),
  );
  greyReports();
}

function verdict(segment) {
  const said = make("p", { class: "verdict-status" });
  say(said, "status_on", { status: defined(segment), day: dateOn(view.day).medium });
  return said;
}

function firstReport() {
  const day = firstReportAfter(view.place, view.day);
  return day && make("p", {}, t("first_report"), " ", make("button", { type: "button", class: "link", onclick: () => jump(day) }, dateOn(day).short));
}

/** Show apart what does not count on this day: never hidden, and with the reason. */
function greyReports() {
  const day = isoOn(view.day);
  const known = view.clock === "all" ? null : view.clock === "then" ? day : story.fixed?.day;
  document.querySelectorAll(".report").forEach((report) => {
    const { event, published, excluded } = report.dataset;
    const id = report.querySelector(".id").textContent;
    const reason = excluded !== undefined ? "" : leftOut.has(id) ? t("left_out") : event > day ? t("later_day") : known && published > known ? t("later_known") : null;
    report.classList.toggle("grey", reason !== null);
    report.querySelector(".reason").textContent = reason ?? "";
  });
}
