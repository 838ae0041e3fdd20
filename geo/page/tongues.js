// The languages of a page that speaks several. What a language says otherwise is in
// story.tongues; all else, and what the reader has chosen, stays.

const inTongue = (told, language) => ({ ...told, ...told.tongues?.[language] });

/** The language that the address asks for, else the first of the browser's that is spoken. */
function inReadersTongue(told) {
  const asked = new URLSearchParams(window.location.search).get("lang");
  const wanted = [asked, ...navigator.languages.map((tag) => tag.split("-")[0].replace("prs", "fa"))];
  return inTongue(told, wanted.find((language) => language in (told.tongues ?? {})));
}

function buildTongues() {
  const languages = Object.keys(story.tongues ?? {});
  $("tongues").hidden = languages.length < 2;
  $("tongues").replaceChildren(...languages.map((language) => make("button", {
    type: "button", lang: language, "aria-pressed": String(language === story.language),
    onclick: () => { takeStory(inTongue(told, language)); rename(); buildTongues(); $("tongues").querySelector("[aria-pressed=true]").focus(); },
  }, story.own_names[language])));
}

/** Say everything anew, after a story in another language or of other sources. */
function rename() {
  nameParts();
  nameMap();
  nameHead();
  nameTime();
  retell();
}
