// "Copy link": copies the address that opens exactly this view, and shows it beside the
// button, so that it can always be copied by hand.

export default function ({ data, parentElement }) {
  const parts = (parentElement.copyLink ??= build(parentElement));
  const shown = (window.controlMapCopyLink ??= {}); // beside a map, link.js tells the view of the day
  say(parts, data.words);
  shown.changed = () => write(parts, `${place(data.url)}?${shown.query ?? data.query}`);
  shown.changed();
}

function write(parts, address) {
  if (parts.field.value === address) return;
  parts.field.value = address;
  parts.status.textContent = "";
}

/** Puts what is written on the parts into the language of the page. */
function say(parts, words) {
  if (parts.words?.copy === words.copy) return;
  parts.words = words;
  parts.button.textContent = words.copy;
  parts.field.setAttribute("aria-label", words.field);
  parts.status.textContent = "";
}

/** The page as the reader's browser knows it; `told` is what the server was asked for. */
function place(told) {
  const { origin, pathname, protocol } = window.location;
  return protocol.startsWith("http") ? origin + pathname : told;
}

function build(parentElement) {
  const box = document.createElement("div");
  box.className = "copy-link";
  const button = Object.assign(document.createElement("button"), { type: "button" });
  const field = Object.assign(document.createElement("input"), { type: "text", readOnly: true, dir: "ltr" });
  const status = document.createElement("span");
  status.setAttribute("role", "status");
  const parts = { button, field, status };
  button.addEventListener("click", async () => {
    status.textContent = "";
    status.textContent = (await copied(field)) ? parts.words.copied : parts.words.ask;
  });
  field.addEventListener("focus", () => field.select());
  box.append(button, field, status);
  parentElement.replaceChildren(box);
  return parts;
}

async function copied(field) {
  try {
    await navigator.clipboard.writeText(field.value);
    return true;
  } catch { // not permitted, or not a secure page: the old way, which needs a selection
    field.focus();
    field.select();
    return document.execCommand("copy");
  }
}
