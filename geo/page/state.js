// What is shown, and the tables that a step looks up. Nothing here touches the page.

/** What the reader has chosen. `day` is an index into story.days, `place` a code or null. */
const view = { day: 0, clock: "all", place: null };

/** The story as sent by Python (see geo/story.py), and what is derived from it. */
let story = null;
let places = new Map();
let timelines = {};
let english = new Set();

const painters = [];
const isCaptured = { atLeast: new Set(), upTo: new Set() };

/** Take in a story: for the first time, or after the reader's choice of sources changed. */
function takeStory(next) {
  story = next;
  english = new Set(story.untranslated);
  places = new Map(story.places.map((place) => [place.id, place]));
  isCaptured.atLeast = new Set(story.at_least);
  isCaptured.upTo = new Set(story.up_to);
  timelines = {};
  for (const [clock, segments] of Object.entries(story.clocks)) {
    timelines[clock] = timeline(segments);
  }
  if (!(view.clock in timelines)) view.clock = Object.keys(timelines)[0];
  view.day = Math.min(view.day, story.days.length - 1);
}

/** Spread the segments of every capital over the days, and count each day once. */
function timeline(segments) {
  const days = story.days.length;
  const rows = {};
  const counts = Array.from({ length: days }, () => ({ atLeast: 0, upTo: 0, byStatus: {} }));
  for (const place of story.places) {
    const own = (segments[place.id] || []).map(asSegment);
    const row = new Array(days).fill(NO_REPORT);
    own.forEach((segment, n) => {
      const end = n + 1 < own.length ? own[n + 1].start : days;
      row.fill(segment, segment.start, end);
    });
    rows[place.id] = row;
    row.forEach((segment, day) => {
      const count = counts[day];
      count.byStatus[segment.status] = (count.byStatus[segment.status] || 0) + 1;
      if (isCaptured.atLeast.has(segment.status)) count.atLeast += 1;
      if (isCaptured.upTo.has(segment.status)) count.upTo += 1;
    });
  }
  return { rows, counts };
}

const NO_REPORT = Object.freeze({
  start: 0, status: "no_report", actor: "", recaptured: 0, why: null, reports: 0, outlets: 0, origins: 0, latest: null,
});

function asSegment(fields) {
  return Object.fromEntries(story.segment_fields.map((name, n) => [name, fields[n]]));
}

const segmentOn = (id, day = view.day, clock = view.clock) => timelines[clock].rows[id][day];
const countOn = (day = view.day, clock = view.clock) => timelines[clock].counts[day];
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
  if (day === 0) return [];
  return story.places
    .map((place) => ({ place, from: segmentOn(place.id, day - 1), to: segmentOn(place.id, day) }))
    .filter(({ from, to }) => !sameStatus(from, to))
    .sort((a, b) => rank(a.to) - rank(b.to));
}

/** The capitals with new reports on a day that leave their status as it was. */
function newReportsOn(day) {
  return story.places.filter(({ id }) => {
    const now = segmentOn(id, day);
    return day > 0 && now.start === day && sameStatus(segmentOn(id, day - 1), now)
      && now.reports > segmentOn(id, day - 1).reports;
  });
}

const rank = (segment) => Object.keys(story.statuses).indexOf(glyphOf(segment));

/** The next day after `day` (or before it, with step -1) on which any status changes. */
function changeAfter(day, step = 1) {
  for (let at = day + step; at > 0 && at < story.days.length; at += step) {
    if (changesOn(at).length) return at;
  }
  return null;
}

/** Change the view and paint what follows from it; returns whether anything changed. */
function show(patch) {
  const before = { ...view };
  Object.assign(view, patch);
  view.day = Math.max(0, Math.min(story.days.length - 1, view.day));
  if (Object.keys(view).every((key) => view[key] === before[key])) return false;
  painters.forEach((paint) => paint(before));
  return true;
}

/** A word of the interface; `{name}` in it is replaced by values.name. */
function t(key, values = {}) {
  const text = template(key, values);
  const filled = text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? written(values[name]) : whole));
  if (english.has(text)) english.add(filled);
  return filled;
}

const template = (key, values) =>
  ("n" in values ? story.words[`${key}.${new Intl.PluralRules(story.locale).select(values.n)}`] : undefined) ?? story.words[key] ?? key;

/** A number in the digits of the language; anything else as text. */
const written = (value) => (typeof value === "number" ? number(value) : String(value));
const number = (value) => String(value).replace(".", story.decimal).replace(/[0-9]/g, (digit) => story.digits[digit]);

/** "5" or "5 to 6": a count that is not one number is never shown as one. */
function range({ atLeast, upTo }) {
  return atLeast === upTo ? number(upTo) : t("range", { low: atLeast, high: upTo });
}
