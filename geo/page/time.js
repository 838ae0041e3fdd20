// The time control: one native range over the days, its axis, the chart above it, play.

const SPEEDS = [{ value: 1600, label: "½×" }, { value: 800, label: "1×" }, { value: 400, label: "2×" }];
const THUMB = 20;
const phone = window.matchMedia("screen and (max-width: 599px)");
const chartHeight = () => (phone.matches ? 26 : 66);
const chartY = (count) => 6 + chartHeight() * (1 - count / story.places.length);
let speed = 800;
let timer = null;
let stretch = null;
let markSpeed, markClock, markRange;

function buildTime() {
  const input = $("day");
  input.max = lastDay();
  nameTime();
  input.addEventListener("input", () => { pause(); show({ day: input.valueAsNumber }); });
  input.addEventListener("change", () => settle());
  input.addEventListener("keydown", onTimeKey);
  $("play").onclick = () => (timer ? pause() : play());
  document.querySelectorAll("[data-go]").forEach((button) => { button.onclick = () => go(button.dataset.go); });
  $("next").replaceChildren(make("span"), arrow());
  $("next").onclick = () => { const day = changeAfter(view.day); if (day !== null) jump(day); };
  $("chart").onclick = (event) => jump(dayAt(event));
  document.addEventListener("visibilitychange", () => { if (document.hidden) pause(); });
  new ResizeObserver(() => { if ($("axis").clientWidth !== axisWidth) layOutAxis(); }).observe($("axis"));
  hold(input);
  layOutAxis();
  painters.first.push(paintSlider);
  painters.second.push(paintTime);
}

function nameTime() {
  const speeds = SPEEDS.map((one) => ({ ...one, label: number(one.label) }));
  markSpeed = segmented($("speeds"), speeds, (value) => { speed = value; markSpeed(speed); if (timer) play(); });
  markSpeed(speed);
  buildClocks();
  buildRanges();
  say($("tick-note"), "tick_note");
  $("tick-note").prepend(make("span", { class: "tall-tick", "aria-hidden": "true" }));
  paintPlay();
}

function buildClocks() {
  const options = Object.keys(story.clocks).map((value) => ({ value, label: t(`clock_${value}`, { day: story.fixed?.short }) }));
  markClock = segmented($("clocks"), options, (value) => { awaitedClock = null; show({ clock: value }); settle(); });
  $("clock-row").classList.toggle("one-clock", options.length < 2);
}

function buildRanges() {
  const whole = { value: "all", label: t("range_all"), from: 0, to: lastDay() };
  const named = story.ranges.map((one) => ({ ...one, value: one.name, label: daysBetween(one), title: one.label }));
  const ranges = [...named, whole];
  markRange = segmented($("ranges"), ranges, (name) => {
    stretch = ranges.find(({ value }) => value === name);
    markRange(name);
    layOutAxis();
    if (view.day < stretch.from || view.day > stretch.to) jump(stretch.from);
    else paintTime();
  });
  stretch = ranges.find(({ value }) => value === stretch?.value) ?? whole;
  markRange(stretch.value);
}

/** "6–10 Aug" for a stretch within a month, else both ends in full. */
function daysBetween({ from, to }) {
  const [first, last] = [dateOn(from), dateOn(to)];
  return first.month === last.month ? `${first.digits}–${last.day}` : `${first.day}–${last.day}`;
}

const onTimeKey = (event) => {
  if (event.key === " ") { event.preventDefault(); if (timer) pause(); else play(); }
  const arrow = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  if (arrow && story.direction === "rtl") { event.preventDefault(); jump(view.day - arrow); }
};

/** Go to a day and let everything that waits for rest follow. */
function jump(day) {
  pause();
  show({ day });
  settle();
}

function go(where) {
  jump({ first: stretch.from, last: stretch.to, back: view.day - 1, on: view.day + 1 }[where]);
}

function play() {
  clearInterval(timer);
  if (view.day >= stretch.to) show({ day: stretch.from });
  timer = setInterval(() => {
    show({ day: view.day + 1 });
    if (view.day >= stretch.to) pause();
  }, speed);
  paintPlay();
}

function pause() {
  if (!timer) return;
  clearInterval(timer);
  timer = null;
  paintPlay();
  settle();
}

function paintPlay() {
  $("play").setAttribute("aria-pressed", String(Boolean(timer)));
  $("play").setAttribute("aria-label", t(timer ? "pause" : "play"));
  document.body.classList.toggle("playing", Boolean(timer));
}

let spoken;

/** The reader has come to rest: speak the day once, and tell Python after the frame, which its answer would delay. */
function settle() {
  onceSeen(afterPaint, report);
  clearTimeout(spoken);
  spoken = setTimeout(() => { $("spoken").textContent = wordsOn(view.day).spoken; }, 500);
}

// The axis. One column a day; thumb, tick and cursor stand on the middle of the column.

let axisWidth = 0; // as last laid out: to measure it in a step would lay out the page before its time
const column = () => axisWidth / (stretch.to - stretch.from + 1);
const middle = (day) => across((day - stretch.from + 0.5) * column());
const across = (x) => (story.direction === "rtl" ? axisWidth - x : x);

function dayAt(event) {
  const x = across(event.clientX - $("chart").getBoundingClientRect().left);
  return Math.max(stretch.from, Math.min(stretch.to, stretch.from + Math.floor(x / column())));
}

function layOutAxis() {
  axisWidth = $("axis").clientWidth;
  if (!axisWidth) return;
  $("axis").style.setProperty("--wide", `${axisWidth}px`); // as on screen on paper too
  const input = $("day");
  input.min = stretch.from;
  input.max = stretch.to;
  input.dir = story.direction;
  input.style.width = `${axisWidth - column() + THUMB}px`;
  input.style.insetInlineStart = `${(column() - THUMB) / 2}px`;
  layOutDays();
  drawChart(axisWidth);
  paintTime();
}

/** The first day that a fixed clock cannot know anything about, if the clock is fixed. */
function unknowableFrom() {
  if (view.clock !== "fixed") return Infinity;
  return story.fixed.day < story.days.first ? 0 : story.fixed.day >= isoOn(lastDay()) ? Infinity : indexOf(story.fixed.day) + 1;
}

// What is written under the axis, from the closest together on: the least pixels from one name to
// the next, the days named, their names, those of the cursor, and what stands beneath some of them.

const MONTHS = (every) => ({
  least: 34, days: every * 30.4, isNamed: ({ number, nth }) => number === 1 && nth % every === 0,
  name: ({ month }) => month, here: ({ day }) => day, under: ({ nth, year }) => (nth === 0 ? number(year) : null),
});
const YEARS = (every) => ({
  least: 42, days: every * 365.25, isNamed: ({ number, nth, year }) => number === 1 && nth === 0 && year % every === 0,
  name: ({ year }) => number(year), here: ({ year }) => number(year), under: () => null,
});
const DAYS = (every, least) => ({
  least, days: every, isNamed: ({ number }) => every === 1 || number % every === 0 || number === 1,
  name: ({ digits }) => digits, here: ({ digits }) => digits, under: ({ number, month }) => (number === 1 ? month : null),
});
const SCALES = [DAYS(1, 13), DAYS(5, 20), ...[1, 3, 6].map(MONTHS), ...[1, 2, 5, 10, 20, 50].map(YEARS)];
const DENSE = 3; // pixels a day below which days have no mark of their own
let scale = SCALES[0];
let named = [];

function layOutDays() {
  scale = SCALES.find(({ least, days }) => days * column() >= least) ?? SCALES.at(-1);
  const dense = column() < DENSE, marks = [];
  const taken = new Set(story.ticks[view.clock]);
  named = [];
  for (const day of markedDays(dense)) {
    const date = dateOn(day), at = `left:${middle(day)}px`;
    const name = scale.isNamed(date) ? make("b", { "data-mark": day }, scale.name(date)) : null;
    if (name) named.push({ day, element: name });
    if (name || !dense) marks.push(make("span", {
      class: `mark${taken.has(day) && !dense ? " tall" : ""}${day >= unknowableFrom() ? " unknowable" : ""}`, style: at,
    }, name));
    const under = day > 0 && scale.under(date);
    if (under) marks.push(make("i", { style: at }, under));
  }
  $("days").replaceChildren(...(dense ? [tallTicks()] : []), ...marks, make("em", { class: "here" }, make("span")));
}

/** The days of the stretch that may have a mark: all, or the first of each month. */
function* markedDays(dense) {
  let day = stretch.from;
  while (day <= stretch.to) {
    yield day;
    day += dense ? daysLeft(day) : 1;
  }
}

/** The days from one to the first of the next month. */
function daysLeft(day) {
  const at = new Date(firstMs + day * MS_A_DAY);
  return (Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1, 1) - at) / MS_A_DAY;
}

/** All tall ticks as one line, where there is less than a finger's breadth of pixels to a day. */
function tallTicks() {
  const shown = story.ticks[view.clock].filter((day) => day >= stretch.from && day <= stretch.to && day < unknowableFrom());
  const at = new Set(shown.map((day) => Math.round(middle(day))));
  return makeSvg("svg", { class: "tall-ticks", width: axisWidth, height: 9 },
    makeSvg("path", { d: [...at].map((x) => `M${x} 0v9`).join("") }));
}

function drawChart(width) {
  const svg = $("chart");
  const height = chartHeight() + 12;
  svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
  svg.style.height = `${height}px`;
  const total = story.places.length, y = chartY;
  const lines = [0, total / 2, total].map((count) =>
    makeSvg("line", { x1: 0, x2: width, y1: y(count), y2: y(count), class: "grid" }));
  const names = [total / 2, total].map((count) => {
    const text = makeSvg("text", { x: across(0), y: y(count) + 13, class: "scale" });
    text.textContent = count === total ? t("chart_total", { n: total }) : Number.isInteger(count) ? number(count) : "";
    return text;
  });
  const low = steps("atLeast", y), high = steps("upTo", y);
  const unknown = Math.max(stretch.from, Math.min(unknowableFrom(), stretch.to + 1));
  const edge = across((unknown - stretch.from) * column()), end = across((stretch.to + 1 - stretch.from) * column());
  const hidden = makeSvg("rect", { x: Math.min(edge, end), y: 6, width: Math.abs(end - edge), height: chartHeight(), class: "unknowable" });
  svg.replaceChildren(
    hidden, ...lines, ...names,
    makeSvg("path", { d: `${high}L${low.slice(1).split("L").reverse().join("L")}Z`, class: "band" }),
    makeSvg("path", { d: high, class: "up-to" }),
    makeSvg("path", { d: low, class: "at-least" }),
    makeSvg("line", { class: "cursor", y1: 0, y2: height }),
    makeSvg("circle", { class: "dot-up-to", r: 3.5 }), makeSvg("circle", { class: "dot-at-least", r: 2.5 }),
    makeSvg("text", { class: "value value-up-to" }), makeSvg("text", { class: "value value-at-least" }),
  );
}

// A step line: it changes at the start of its day and runs to the end of the column. Days that
// share a pixel are one step, from the lowest to the highest of them.

function steps(which, y) {
  const points = [], together = Math.max(1, Math.ceil(1 / column()));
  const add = (day, count) => {
    const point = `${across((day - stretch.from) * column()).toFixed(1)} ${y(count).toFixed(1)}`;
    if (point !== points.at(-1)) points.push(point);
  };
  let last = countOn(stretch.from)[which];
  add(stretch.from, last);
  for (let day = stretch.from; day <= stretch.to; day += together) {
    const least = Math.min(together, stretch.to + 1 - day);
    const counts = Array.from({ length: least }, (_, n) => countOn(day + n)[which]);
    if (counts.every((count) => count === last)) continue;
    const ends = together === 1 ? [] : [Math.min(...counts), Math.max(...counts)];
    [last, ...ends, counts.at(-1)].forEach((count) => add(day, count));
    last = counts.at(-1);
  }
  add(stretch.to + 1, last);
  return `M${points.join("L")}`;
}

function paintTime(before) {
  if (before && before.clock !== view.clock) { layOutAxis(); return; }
  if (view.day < stretch.from || view.day > stretch.to) { stretch = { value: "all", from: 0, to: lastDay() }; markRange("all"); layOutAxis(); return; }
  paintSlider();
  markClock(view.clock);
  paintAxis(middle(view.day));
  paintSteps();
}

function paintSlider() {
  $("day").value = view.day;
  $("day").setAttribute("aria-valuetext", wordsOn(view.day).spoken);
}

function paintAxis(x) {
  const here = document.querySelector("#days .here");
  if (!here) return; // not laid out yet: the frame still has no width
  document.querySelector(".track span").style.width = `${across(x)}px`;
  here.style.left = `${x}px`;
  rewrite(here.firstChild, scale.here(dateOn(view.day)));
  const reach = column() < DENSE ? 44 / column() : column() < 17 ? 1.5 : 0;
  // Hidden where they are: to take them out has Chromium work all layers out anew.
  named.forEach(({ day, element }) => { element.style.visibility = reach > 0 && Math.abs(day - view.day) < reach ? "hidden" : ""; });
  const svg = $("chart"), y = chartY;
  const { atLeast, upTo } = countOn();
  const set = (selector, values) => Object.entries(values).forEach(([name, value]) =>
    svg.querySelector(selector).setAttribute(name, value));
  set(".cursor", { x1: x, x2: x });
  set(".dot-up-to", { cx: x, cy: y(upTo) });
  set(".dot-at-least", { cx: x, cy: y(atLeast) });
  // On the side of the days before, where the lines are lower, if there is room.
  const before = across(x) > 120, gap = (story.direction === "rtl") === before ? 9 : -9, top = Math.max(12, Math.min(y(upTo) - 16, chartHeight() - 26));
  for (const [which, line] of [["up-to", 0], ["at-least", 1]]) {
    set(`.value-${which}`, { x: x + gap, y: top + 14 * line, "text-anchor": before ? "end" : "start" });
    say(svg.querySelector(`.value-${which}`), `chart_${which}`, { n: which === "up-to" ? upTo : atLeast });
    svg.querySelectorAll(`.value-${which} strong`).forEach((bold) => {
      const span = makeSvg("tspan", { class: "bold" });
      span.textContent = bold.textContent;
      bold.replaceWith(span);
    });
  }
}

function paintSteps() {
  const off = (where, is) => { document.querySelector(`[data-go=${where}]`).disabled = is; };
  ["first", "back"].forEach((where) => off(where, view.day <= stretch.from));
  ["on", "last"].forEach((where) => off(where, view.day >= stretch.to));
  const change = changeAfter(view.day);
  const next = change !== null && change >= unknowableFrom() ? null : change;
  $("next").disabled = next === null;
  rewrite($("next").firstChild, next === null ? t("no_next_change") : t("next_change", { day: dateOn(next).short }));
}
