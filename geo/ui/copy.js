// "Copy link": copies the address that opens exactly this view, and shows it beside the
// button, so that it can always be copied by hand.

const ASK = "Press Ctrl or ⌘ and C to copy the marked link";

export default function ({ data, parentElement }) {
  const parts = (parentElement.copyLink ??= build(parentElement));
  const address = `${place(data.url)}?${data.query}`;
  if (parts.field.value === address) return;
  parts.field.value = address;
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
  const button = Object.assign(document.createElement("button"), { type: "button", textContent: "Copy link" });
  const field = Object.assign(document.createElement("input"), { type: "text", readOnly: true });
  field.setAttribute("aria-label", "Link to this view");
  const status = document.createElement("span");
  status.setAttribute("role", "status");
  button.addEventListener("click", async () => {
    status.textContent = "";
    status.textContent = (await copied(field)) ? "Link copied" : ASK;
  });
  field.addEventListener("focus", () => field.select());
  box.append(button, field, status);
  parentElement.replaceChildren(box);
  return { field, status };
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
