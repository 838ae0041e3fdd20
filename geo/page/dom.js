// Small helpers that make page parts. Words always enter as text, never as markup.

/** The name of the frame, in which the page around says what has to be known at once: see geo/ui/stage.js. */
const frameWords = window.name.split(" ");

const $ = (id) => document.getElementById(id);

/** Make an element: make("p", {class: "note"}, "words", childElement). */
function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined).map(inEnglish));
  return element;
}

/** Words that have no translation say so, to be read aloud and laid out as English. */
function inEnglish(child) {
  if (!english.has(child)) return child;
  const span = document.createElement("span");
  Object.assign(span, { lang: "en", dir: "ltr", textContent: child });
  return span;
}

/** Give an element another text: to change the text in it costs less than to put another in its place. */
function rewrite(element, text) {
  const { firstChild: only } = element;
  if (only instanceof Text && !english.has(text)) only.data = text; else element.replaceChildren(inEnglish(text));
}

const SVG = "http://www.w3.org/2000/svg";

function makeSvg(tag, attributes = {}, ...children) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/** A glyph by the name of its symbol, on its halo. */
function glyph(name, size = 20) {
  return makeSvg(
    "svg",
    { viewBox: "0 0 20 20", width: size, height: size, class: "glyph", "aria-hidden": "true" },
    makeSvg("circle", { cx: 10, cy: 10, r: name === "no_report" ? 6.4 : 9.6, class: "glyph-halo" }),
    makeSvg("use", { href: `#glyph-${name}` }),
  );
}

const arrow = () =>
  makeSvg("svg", { viewBox: "0 0 20 20", class: "arrow", "aria-hidden": "true" }, makeSvg("path", { d: "M3 10H16M11 5 16 10 11 15" }));

/** The glyph of a segment, in the colour of its actor. */
function mark(segment, size) {
  const drawn = glyph(glyphOf(segment), size);
  Object.assign(drawn.dataset, { status: segment.status, actor: segment.actor });
  return drawn;
}

/** A glyph in a swatch of its tint, as in the legend. */
function swatch(segment) {
  return make(
    "span", { class: "swatch", "data-status": segment.status, "data-actor": segment.actor, "aria-hidden": "true" },
    makeSvg("svg", { class: "swatch-fill" }, makeSvg("rect", { width: "100%", height: "100%" })),
    glyph(glyphOf(segment), 18),
  );
}

/** Fill an element with a sentence whose values are set in bold, if they are not elements themselves. */
function say(element, key, values = {}) {
  const text = template(key, values);
  Object.assign(element, english.has(text) ? { lang: "en", dir: "ltr" } : { lang: "", dir: "" });
  if (!element.lang) element.removeAttribute("lang");
  const parts = text.split(/(\{\w+\})/).map((part) => {
    const name = part.match(/^\{(\w+)\}$/)?.[1];
    if (!name) return part;
    return values[name] instanceof Node ? values[name] : make("strong", {}, written(values[name]));
  });
  element.replaceChildren(...parts.filter((part) => part !== ""));
}

/** Buttons of which one is pressed; returns a function that marks the pressed one. */
function segmented(box, options, choose) {
  const buttons = options.map(({ value, label, title }) =>
    make("button", { type: "button", "data-value": value, title, onclick: () => choose(value) }, label));
  box.replaceChildren(...buttons);
  return (value) => buttons.forEach((button) =>
    button.setAttribute("aria-pressed", String(button.dataset.value === String(value))));
}

/** Put the interface words into elements that name their key. */
function nameParts() {
  document.querySelectorAll("[data-t]").forEach((element) => { element.replaceChildren(inEnglish(t(element.dataset.t))); });
  document.querySelectorAll("[data-t-label]").forEach((element) => {
    element.setAttribute("aria-label", t(element.dataset.tLabel));
    if (element.tagName === "BUTTON") element.title = t(element.dataset.tLabel);
  });
  document.documentElement.lang = story.language;
  document.documentElement.dir = story.direction;
}
