// What is shown, and the tables that a step looks up. Nothing here touches the page.

/** What the reader has chosen. `day` is an index into story.days, `place` a code or null. */
const view = { day: 0, clock: "all", place: null };

/** The story as sent by Python (see geo/story.py), and what is derived from it. */
let story = null;
let places = new Map();
let timelines = {};
let english = new Set();
let leftOut = new Set();
let ranks = new Map();

const isCaptured = { atLeast: new Set(), upTo: new Set() };

/** Take in a story: for the first time, or after the reader's choice of sources changed. */
function takeStory(next) {
  story = next;
  english = new Set(story.untranslated);
  places = new Map(story.places.map((place) => [place.id, place]));
  isCaptured.atLeast = new Set(story.at_least);
  isCaptured.upTo = new Set(story.up_to);
  leftOut = new Set(story.left_out);
  ranks = new Map(Object.keys(story.statuses).map((status, n) => [status, n]));
  takeCalendar();
  timelines = {};
  for (const [clock, segments] of Object.entries(story.clocks)) {
    timelines[clock] = timeline(segments);
  }
  if (!(view.clock in timelines)) view.clock = Object.keys(timelines)[0];
  view.day = Math.min(view.day, lastDay());
}

/** The segments of every capital with their first days, and what follows from where they change. */
function timeline(segments) {
  const days = story.days.count;
  const rows = new Map(), changes = new Map(), renewed = new Map();
  const counts = Object.fromEntries(Object.keys(story.statuses).map((status) => [status, new Int32Array(days + 1)]));
  for (const place of story.places) {
    const own = [NO_REPORT, ...(segments[place.id] || []).map(asSegment)];
    rows.set(place.id, { starts: Int32Array.from(own, ({ start }) => start), own });
    own.forEach((segment, n) => {
      counts[segment.status][segment.start] += 1;
      counts[segment.status][n + 1 < own.length ? own[n + 1].start : days] -= 1;
      if (segment.start === 0) return;
      if (!sameStatus(own[n - 1], segment)) among(changes, segment.start).push(place);
      else if (segment.reports > own[n - 1].reports) among(renewed, segment.start).push(place);
    });
  }
  Object.values(counts).forEach((of) => { for (let day = 1; day <= days; day += 1) of[day] += of[day - 1]; });
  return { rows, counts, changes, renewed, changeDays: [...changes.keys()].sort((a, b) => a - b), words: new Map() };
}

/** The list under a key, a new one if there is none. */
function among(lists, key) {
  if (!lists.has(key)) lists.set(key, []);
  return lists.get(key);
}

/** How many of the numbers, which are in order, are at most as large as one. */
function atMost(numbers, one) {
  let low = 0, high = numbers.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (numbers[middle] <= one) low = middle + 1; else high = middle;
  }
  return low;
}

const NO_REPORT = Object.freeze({
  start: 0, status: "no_report", actor: "", recaptured: 0, why: null, reports: 0, outlets: 0, origins: 0, latest: null,
});

function asSegment(fields) {
  return Object.fromEntries(story.segment_fields.map((name, n) => [name, fields[n]]));
}

function segmentOn(id, day = view.day, clock = view.clock) {
  const { starts, own } = timelines[clock].rows.get(id);
  return own[atMost(starts, day) - 1];
}

function countOn(day = view.day, clock = view.clock) {
  const byStatus = {}, count = { atLeast: 0, upTo: 0, byStatus };
  for (const [status, of] of Object.entries(timelines[clock].counts)) {
    byStatus[status] = of[day];
    if (isCaptured.atLeast.has(status)) count.atLeast += of[day];
    if (isCaptured.upTo.has(status)) count.upTo += of[day];
  }
  return count;
}

const glyphOf = (segment) => (segment.recaptured ? "recaptured" : segment.status);
const wordOf = (segment) => story.statuses[glyphOf(segment)].word;
const nameOf = (actor) => (story.actors.length > 1 ? story.actors.find(({ key }) => key === actor)?.name : undefined);
/** The word of a status, with its actor where several are reported to hold capitals. */
const statusOf = (segment) => {
  const actor = nameOf(segment.actor);
  return actor ? t("status_of", { status: wordOf(segment), actor }) : wordOf(segment);
};
const whyOf = (segment) => (segment.why === null ? t("why_no_report") : story.whys[segment.why]);
const sameStatus = (one, other) =>
  one.status === other.status && one.actor === other.actor && one.recaptured === other.recaptured;

/** The capitals whose status on a day differs from the day before, strongest first. */
function changesOn(day) {
  return (timelines[view.clock].changes.get(day) ?? [])
    .map((place) => ({ place, from: segmentOn(place.id, day - 1), to: segmentOn(place.id, day) }))
    .sort((a, b) => rank(a.to) - rank(b.to));
}

/** The capitals whose status may be another one than in a view before. */
function changedSince(before) {
  const days = before?.clock === view.clock ? Math.abs(view.day - before.day) : Infinity;
  if (days > 1) return story.places;
  return (days === 1 && timelines[view.clock].changes.get(Math.max(view.day, before.day))) || [];
}

/** The capitals with new reports on a day that leave their status as it was. */
const newReportsOn = (day) => timelines[view.clock].renewed.get(day) ?? [];

const rank = (segment) => ranks.get(glyphOf(segment));

/** The next day after `day` (or before it, with step -1) on which any status changes. */
function changeAfter(day, step = 1) {
  const days = timelines[view.clock].changeDays;
  return days[step > 0 ? atMost(days, day) : atMost(days, day - 1) - 1] ?? null;
}

/** The first day after `day` on which there is a report about a capital. */
function firstReportAfter(id, day) {
  const { starts, own } = timelines[view.clock].rows.get(id);
  return own[atMost(starts, day)]?.start ?? null;
}

/** A word of the interface; `{name}` in it is replaced by values.name. */
function t(key, values = {}) {
  const text = template(key, values);
  const filled = text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? written(values[name]) : whole));
  if (english.has(text)) english.add(filled);
  return filled;
}

const template = (key, values) =>
  ("n" in values ? story.words[`${key}.${plural(values.n)}`] : undefined) ?? story.words[key] ?? key;

const plurals = new Map();

/** The plural category of a number; the rules of a language are looked up once, as that is slow. */
function plural(n) {
  if (!plurals.has(story.locale)) plurals.set(story.locale, new Intl.PluralRules(story.locale));
  return plurals.get(story.locale).select(n);
}

/** A number in the digits of the language; anything else as text. */
const written = (value) => (typeof value === "number" ? number(value) : String(value));
const number = (value) => String(value).replace(".", story.decimal).replace(/[0-9]/g, (digit) => story.digits[digit]);

/** "5" or "5 to 6": a count that is not one number is never shown as one. */
function range({ atLeast, upTo }) {
  return atLeast === upTo ? number(upTo) : t("range", { low: atLeast, high: upTo });
}
