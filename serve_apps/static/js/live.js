// Keeps a part of a page up to date: server-sent events say that something changed, htmx fetches
// the part again. The data itself never travels in the event.

import { paused, tell } from "./pause.js";

const SETTLE = 150; // milliseconds in which several changes become one fetch

/** Has the live parts of a page that stood still catch up. */
export function catchUp(root) {
  for (const part of root.querySelectorAll("[data-live]")) {
    part.dispatchEvent(new CustomEvent("resumed"));
  }
}

/** Follows every element with `data-live` (the address of the events). */
export function followLive(root) {
  for (const part of root.querySelectorAll("[data-live]")) {
    const lamp = root.getElementById(part.dataset.lamp ?? "");
    const show = (line) => {
      if (lamp) tell(lamp, line);
    };
    let waiting = 0;
    const refresh = () => {
      if (paused()) return;
      clearTimeout(waiting);
      waiting = setTimeout(() => part.dispatchEvent(new CustomEvent("changed")), SETTLE);
    };
    const events = new EventSource(part.dataset.live);
    let lost = false;
    let shown = Number(part.dataset.seq ?? 0); // version on the page, until the first event
    events.addEventListener("open", () => {
      show("open");
      if (lost) refresh(); // what changed while the line was down
      lost = false;
    });
    events.addEventListener("error", () => {
      lost = true;
      show("lost");
    });
    events.addEventListener("ended", () => {
      events.close(); // the session has ended, or goes on in another capacity
      window.location.reload();
    });
    events.addEventListener("changed", refresh);
    events.addEventListener("step", (event) => {
      if (shown === null || JSON.parse(event.data).seq > shown) refresh();
      shown = null; // the first event tells how things stand, every later one of a change
    });
    part.addEventListener("resumed", refresh); // what changed while the page stood still
    window.addEventListener("pagehide", () => events.close());
  }
}
