// Carries small things between Python and the map page in its frame: what the reader
// sees goes one way, a chosen view, a story of other sources and dossiers the other.
// It comes with stage.js, once; line.js, which comes with each day, calls it.

function carry({ data, parentElement, setStateValue }) {
  const link = (parentElement.controlMapLink ??= openLink(parentElement));
  link.set = setStateValue;
  link.data = data;
  link.hello();
  link.deliver();
  link.retell();
  if (data.query) showLink(data.query);
  return () => { link.stop(); if (data.query) showLink(null); };
}

(window.controlMapLines ??= Promise.withResolvers()).resolve(carry);

/** Tell copy.js the link to this view: it does not come with each day. */
function showLink(query) {
  const shown = (window.controlMapCopyLink ??= {});
  shown.query = query;
  shown.changed?.();
}

function openLink(parentElement) {
  parentElement.style.display = "none";
  const link = { ready: false, command: null, story: null };
  const frame = () => document.querySelector(`iframe[data-control-map="${CSS.escape(link.data.name)}"]`);
  const post = (message) => frame()?.contentWindow?.postMessage({ channel: CHANNEL, ...message }, "*");
  link.deliver = () => {
    if (!link.ready) return;
    const { story, view, command, dossier } = link.data;
    const theme = themeOf(parentElement);
    if (theme !== link.theme) post({ type: "theme", theme: (link.theme = theme) });
    if (story && story.key !== link.story) { link.story = story.key; post({ type: "story", story: story.story }); }
    const order = JSON.stringify(command ?? null);
    if (view && order !== link.command) { link.command = order; post({ type: "view", view }); }
    if (dossier) post({ type: "dossier", ...dossier });
  };
  const hear = (event) => {
    if (event.source !== frame()?.contentWindow || event.data?.channel !== CHANNEL) return;
    if (event.data.type === "ready" && !(event.data.again && link.ready)) {
      Object.assign(link, { ready: true, command: null, story: null, theme: null });
      link.deliver();
    }
    if (event.data.type === "view" && link.data.view) link.set("view", (link.view = event.data.view));
  };
  // The server was away, and knows no more than the address: tell it where the reader has gone since.
  link.retell = () => {
    const { session } = link.data;
    if (link.view && session !== link.session) link.set("view", { ...link.view, session });
    link.session = session;
  };
  window.addEventListener("message", hear);
  link.hello = () => { if (!link.ready) post({ type: "hello" }); };
  link.stop = () => window.removeEventListener("message", hear);
  return link;
}

/** "dark" or "light", as Streamlit paints its page; the reader may override the system. */
function themeOf(element) {
  const channels = getComputedStyle(element.ownerDocument.body.querySelector(".stApp") ?? document.body).backgroundColor.match(/[\d.]+/g) ?? [255];
  return Number(channels[0]) < 128 ? "dark" : "light";
}
