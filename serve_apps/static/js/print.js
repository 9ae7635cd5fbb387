/** Lets buttons with `data-print` print the page; without scripts the browser's own menu does. */
export function printOnRequest(root) {
  for (const button of root.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }
}
