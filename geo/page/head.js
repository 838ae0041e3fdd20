// The date, the answer in one sentence, the legend that is the count, and the caveat.

const AHEAD = 16; // days on both sides of the one shown

function buildHead() {
  nameHead();
  phone.addEventListener("change", () => { buildLegend(); paintHead(); });
  painters.first.push(paintAnswer);
  painters.second.push(paintHead);
  painters.atRest.push(sayAhead);
  // In the next frame: to change the page while its sizes are told is an error to browsers.
  new ResizeObserver(() => requestAnimationFrame(makeRoom)).observe($("head"));
}

/** Keep room for as many lines as the head has. */
function makeRoom() {
  $("head-room").style.height = `${$("head").offsetHeight}px`;
}

function nameHead() {
  say($("answer"), "answer", { range: make("strong", { "data-testid": "count" }) });
  say($("caveat"), "caveat", { reported: t("caveat_reported") });
  if (story.own) $("caveat").append(make("strong", { class: "own" }, ` ${story.own}.`));
  buildDefinitions();
  buildLegend();
}

/** The definition of each status, which opens over the page from the words that name it. */
function buildDefinitions() {
  const opened = Object.entries(story.statuses).map(([status, { word, definition }]) =>
    make("div", { class: "definition", id: `means-${status}`, popover: "auto" }, make("strong", {}, word), make("p", {}, definition)));
  $("definitions").replaceChildren(...opened);
}

/** The word of a status, which opens its definition. */
const defined = (segment, text = statusOf(segment)) =>
  make("button", { type: "button", class: "word", popovertarget: `means-${glyphOf(segment)}` }, text);

function buildLegend() {
  const rows = Object.entries(story.statuses).filter(([status]) => status !== "recaptured").map(([status, { word, definition }]) => {
    const row = make(
      "li", { class: "legend-row", "data-status": status },
      legendHead(
        swatch({ status, recaptured: 0, actor: story.actors[0]?.key }),
        make("span", { class: "legend-word" }, word),
        make("span", { class: "legend-count", "data-legend-count": status }),
      ),
      make("span", { class: "legend-definition" }, definition),
    );
    return [row, bound(status)];
  });
  $("legend").replaceChildren(...rows.flat().filter(Boolean));
  if (story.actors.length === 1) $("chart").dataset.actor = story.actors[0].key;
  document.querySelector(".actors")?.remove();
  if (story.actors.length > 1) $("legend").after(actorList());
}

/** Swatch, word and count; on a phone, where there is no room for definitions, a button that shows one. */
function legendHead(...parts) {
  if (!phone.matches) return make("div", { class: "legend-head" }, ...parts);
  const unfold = ({ currentTarget: head }) => head.setAttribute("aria-expanded", String(head.parentElement.classList.toggle("open")));
  return make("button", { type: "button", class: "legend-head", "aria-expanded": "false", onclick: unfold }, ...parts);
}

/** Whose colour is whose, where several are reported to have taken a capital. */
function actorList() {
  const chips = (actor) => ["corroborated", "reported", "claimed"].map((status) =>
    make("span", { class: "chip", "data-status": status, "data-actor": actor }));
  return make("ul", { class: "actors", "aria-label": t("legend_actors") }, ...story.actors.map(({ key, name }) =>
    make("li", {}, make("span", { class: "chips", "aria-hidden": "true" }, ...chips(key)), make("span", {}, name))));
}

/** The rule after the last status that counts for certain, and after the last that may. */
function bound(status) {
  const names = Object.keys(story.statuses);
  const lastOf = (set) => names.filter((name) => set.has(name)).at(-1);
  const which = status === lastOf(isCaptured.atLeast) ? "at-least" : status === lastOf(isCaptured.upTo) ? "up-to" : null;
  return which && make("li", { class: "bound", "data-bound": which }, make("span", {}));
}

/** What a step writes of a day, kept by clock: to find the words takes as long as to tint the map. */
function wordsOn(day) {
  const { words } = timelines[view.clock];
  if (!words.has(day)) words.set(day, sayDay(day));
  return words.get(day);
}

function sayDay(day) {
  const date = dateOn(day), said = { range: range(countOn(day)), total: story.places.length };
  return {
    date: date.medium,
    underDate: underDate(date),
    count: t("range_of_total", said),
    spoken: t("spoken", { day: date.long, ...said }),
  };
}

/** Find the words of the days that a step or a drag is likely to lead to. */
function sayAhead() {
  const last = Math.min(lastDay(), view.day + AHEAD);
  for (let day = Math.max(0, view.day - AHEAD); day <= last; day += 1) wordsOn(day);
}

function paintAnswer() {
  const { date, underDate: under, count } = wordsOn(view.day);
  rewrite($("date"), date);
  rewrite($("under-date"), [under, marks.note].filter(Boolean).join(". "));
  rewrite($("answer").querySelector("[data-testid=count]"), count);
}

function paintHead() {
  const count = countOn();
  $("answer-second").textContent = secondLine(count);
  document.querySelectorAll("[data-legend-count]").forEach((cell) => {
    cell.textContent = number(count.byStatus[cell.dataset.legendCount] || 0);
  });
  document.querySelectorAll("[data-bound]").forEach((row) => {
    row.firstChild.textContent = row.dataset.bound === "up-to" ? t("at_most", { n: count.upTo }) : t("at_least", { n: count.atLeast });
  });
  paintBanner();
}

function underDate(label) {
  const clock = { all: () => (isPlate ? "" : label.second), then: () => t("known_then", { day: label.day }), fixed: () => t("known_fixed", { day: story.fixed.short }) };
  return clock[view.clock]();
}

function secondLine({ atLeast, byStatus }) {
  if (story.empty) return t("no_reports");
  const parts = [t(`second_certain_${story.threshold}`, { n: atLeast })];
  const more = ["claimed", "disputed"].filter((status) => byStatus[status] && !isCaptured.atLeast.has(status));
  more.forEach((status) => parts.push(t(`second_${status}`, { n: byStatus[status] })));
  return `${parts.reduce((first, second) => t("joined", { first, second }))}.`;
}

function paintBanner() {
  const banner = $("banner");
  banner.hidden = view.clock === "all";
  if (banner.hidden) return;
  const day = view.clock === "then" ? dateOn(view.day).medium : story.fixed.medium;
  say(banner.firstChild, "banner", { end: t("banner_end", { day }) });
  banner.lastChild.textContent = t("banner_all");
  banner.lastChild.onclick = () => { awaitedClock = null; show({ clock: "all" }); settle(); };
}
