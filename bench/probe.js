// Notes when things are on screen. Runs in every frame of a page before the page's own scripts.

(() => {
  const FIRST = "SELECTOR";
  const PATHS = "path.leaflet-interactive, .choroplethlayer path";
  const ownMap = () => document.querySelector("[data-testid=control-map]");
  const clock = (time) => performance.timeOrigin + time;

  /** Go on once the frame that is being made has been painted: the page does it likewise. */
  const afterPaint = (then) => requestAnimationFrame(() => setTimeout(then));

  const hex = (colour) => {
    const channels = colour.match(/\d+/g);
    return colour.startsWith("rgb") ? `#${channels.slice(0, 3).map((one) => Number(one).toString(16).padStart(2, "0")).join("")}` : colour;
  };
  const documents = () => [document, ...[...document.querySelectorAll("iframe")].map((one) => one.contentDocument).filter(Boolean)];
  const fills = () => documents().flatMap((one) => [...one.querySelectorAll(PATHS)])
    .map((path) => hex(path.style.fill || path.getAttribute("fill") || "")).sort().join(" ");

  const probe = (window.probe = { first: null, ready: null, taken: null, drawn: [], released: null, sent: [], fills });

  /** Time the next key until `want` is painted: the day of our map, or the colours of a peer's. */
  probe.arm = (want) => {
    probe.taken = new Promise((done) => {
      addEventListener("keydown", ({ timeStamp }) => {
        // All are asked after a frame, which to ask would make longer; the moment is that of the frame's end.
        // Our map says its day in a task of its own, right after that.
        const look = () => {
          const moment = performance.now();
          setTimeout(() => {
            if ((ownMap() ? ownMap().dataset.day : fills()) === want) done(moment - timeStamp); else afterPaint(look);
          });
        };
        afterPaint(look);
      }, { capture: true, once: true });
    });
  };

  // Our map page says so itself, after the paint; all else is looked at in every frame, in its iframes too.
  const now = () => clock(performance.now());
  const note = (moment, selector) => { if (!probe[moment] && document.querySelector(selector)) probe[moment] = now(); };
  const isPainted = (one) => one && (one.complete ?? true); // a picture is there once it is loaded
  const ours = FIRST.includes("data-sketched") || FIRST.includes("first-look");
  if (ours) {
    new MutationObserver(() => { note("first", "[data-sketched]"); note("ready", "[data-day]"); })
      .observe(document, { subtree: true, attributeFilter: ["data-sketched", "data-day"] });
  }
  if (!FIRST.startsWith("[data-") && (window === top || !ours)) {
    const look = () => {
      if (!documents().some((one) => isPainted(one.querySelector(FIRST)))) requestAnimationFrame(look);
      else setTimeout(() => { probe.first = now(); if (!ours) probe.ready = probe.first; });
    };
    requestAnimationFrame(look);
  }

  addEventListener("input", ({ timeStamp }) => afterPaint(() => probe.drawn.push(performance.now() - timeStamp)), true);
  addEventListener("change", ({ timeStamp }) => { probe.released = clock(timeStamp); }, true);
  const { send } = WebSocket.prototype;
  WebSocket.prototype.send = function note(data) { probe.sent.push(clock(performance.now())); send.call(this, data); };
})();
