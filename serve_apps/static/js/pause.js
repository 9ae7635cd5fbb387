// Lets people stop a page that goes on by itself (WCAG 2.2.2), for as long as the window is open:
// whoever comes back another day must not take an old page for a new one.

const KEY = `paused:${location.pathname}`;
const POLLED = "[hx-trigger^='every']";
const NEWS = "data-news"; // marks a part that is shown even while its page is paused

/** Tells whether the page stands still. */
export function paused() {
  return sessionStorage.getItem(KEY) === "1";
}

/** Has `lamp` say how the `line` to the platform is, or that the page stands still. */
export function tell(lamp, line = lamp.dataset.line ?? lamp.dataset.state) {
  const state = paused() ? "paused" : line;
  lamp.dataset.line = line;
  lamp.dataset.state = state;
  if (lamp.textContent !== lamp.dataset[state]) lamp.textContent = lamp.dataset[state];
}

/** Lets the button with `data-pause` stop the page and have it go on; `resumed` is called then. A
 * part with `data-quiet` is asked for all the while, and shown only if there is news for the
 * reader. */
export function pauseOnRequest(root, resumed) {
  const button = root.querySelector("[data-pause]");
  if (!button) return;
  const lamp = root.getElementById("lamp");
  const show = () => {
    button.textContent = paused() ? button.dataset.resume : button.dataset.pause;
    tell(lamp);
  };
  button.hidden = false;
  button.addEventListener("click", () => {
    sessionStorage.setItem(KEY, paused() ? "" : "1");
    show();
    if (!paused()) resumed();
  });
  root.addEventListener("htmx:before:request", (event) => {
    const stands = paused() && event.target.matches(POLLED);
    if (stands && !event.target.matches("[data-quiet]")) event.preventDefault();
  });
  root.addEventListener("htmx:before:swap", (event) => {
    const stands = paused() && event.target.matches("[data-quiet]");
    if (stands && !event.detail.ctx.text.includes(NEWS)) event.preventDefault();
  });
  show();
}
