// The days of a case: an index counts them from the first one shown, and may lie before it.

const MS_A_DAY = 86400000;
const FULL_DATE = /^\d{4}-\d\d-\d\d$/;
let firstMs = 0;
const dates = new Map();

function takeCalendar() {
  firstMs = Date.parse(story.days.first);
  dates.clear();
}

const lastDay = () => story.days.count - 1;
const isoOn = (day) => new Date(firstMs + day * MS_A_DAY).toISOString().slice(0, 10);

/** The index of a day given as YYYY-MM-DD, -1 if it is none of those shown. */
function indexOf(iso) {
  const day = FULL_DATE.test(iso) ? (Date.parse(iso) - firstMs) / MS_A_DAY : -1;
  return day >= 0 && day <= lastDay() ? day : -1;
}

/** A day in words, as geo/words.py says it in the language of the story. */
function dateOn(day) {
  if (!dates.has(day)) dates.set(day, inWords(day));
  return dates.get(day);
}

/** Each way to say a day is worded when it is asked for: a step needs few of them. */
function inWords(index) {
  const at = new Date(firstMs + index * MS_A_DAY), names = story.calendar;
  const day = at.getUTCDate(), nth = at.getUTCMonth(), weekday = (at.getUTCDay() + 6) % 7, year = at.getUTCFullYear();
  const month = names.months[nth];
  return {
    number: day,
    nth,
    year,
    month,
    get digits() { return number(day); },
    get day() { return t("date_day", { day, month }); },
    get short() { return t("date_short", { weekday: names.weekdays[weekday], day, month }); },
    get medium() { return t("date_whole", { weekday: names.weekdays[weekday], day, month, year }); },
    get long() { return t("date_whole", { weekday: names.weekdays_wide[weekday], day, month: names.months_wide[nth], year }); },
    get second() { return solarOn(index); },
  };
}

/** The date in the Solar Hijri calendar, where the case has a second calendar. */
function solarOn(index) {
  const months = story.calendar.solar, nth = atMost(months.map(([start]) => start), index) - 1;
  if (!(nth in months)) return null;
  const [start, day, month, year] = months[nth];
  return t("date_solar", { day: day + index - start, month: story.calendar.months_solar[month - 1], year });
}
