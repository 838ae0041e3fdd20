// Mounts the map page in a frame with an origin of its own: whatever runs in there can
// reach neither this page nor the server. The frame stays for as long as its page does.

const CHANNEL = "control-map";
const NARROW = 600;

export default function ({ data, parentElement }) {
  const stage = (parentElement.controlMapStage ??= {});
  if (stage.page !== data.page) mount(stage, data, parentElement);
  return () => stage.stop?.();
}

function mount(stage, data, parentElement) {
  stage.stop?.();
  stage.page = data.page;
  const frame = document.createElement("iframe");
  frame.title = data.title;
  frame.dataset.controlMap = data.name;
  frame.setAttribute("sandbox", "allow-scripts allow-popups allow-popups-to-escape-sandbox");
  frame.srcdoc = data.page;
  Object.assign(frame.style, { display: "block", width: "100%", border: "0", height: "770px", colorScheme: "normal" });
  let wanted = 770, width = window.innerWidth;
  const fit = () => {
    const above = Math.min(120, frame.getBoundingClientRect().top + window.scrollY);
    const height = window.innerWidth < NARROW ? Math.max(560, window.innerHeight - above) : wanted;
    frame.style.height = `${height}px`;
  };
  const hear = (event) => {
    if (event.source !== frame.contentWindow || event.data?.channel !== CHANNEL) return;
    if (event.data.type === "height" && Number.isFinite(event.data.height)) {
      // Growing only: what stands below must not move under the reader's finger.
      wanted = Math.max(wanted, Math.min(5000, event.data.height));
      fit();
    }
  };
  window.addEventListener("message", hear);
  const resized = () => { if (window.innerWidth !== width) { width = window.innerWidth; wanted = 770; } fit(); };
  window.addEventListener("resize", resized);
  stage.stop = () => {
    window.removeEventListener("message", hear);
    window.removeEventListener("resize", resized);
  };
  parentElement.replaceChildren(frame);
  fit();
}
