// What a form does by itself: lead to its errors, and be sent once.

/** Moves the keyboard focus to the error summary; its links to the field, not only its place. */
export function focusOnErrors(root) {
  const summary = root.querySelector("[data-focus]");
  if (!summary) return;
  summary.focus();
  summary.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    const field = link && root.getElementById(link.hash.slice(1));
    if (!field) return;
    event.preventDefault();
    field.focus();
    const label = root.querySelector(`label[for="${CSS.escape(field.id)}"]`);
    (field.closest("fieldset")?.querySelector("legend") ?? label ?? field).scrollIntoView();
  });
}

/** Marks a form that is on its way as busy and swallows the second click. */
export function sendOnce(root) {
  root.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post") return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "1";
    event.submitter?.setAttribute("aria-busy", "true");
  });
  window.addEventListener("pageshow", () => {
    for (const form of root.querySelectorAll("form[data-sent]")) {
      delete form.dataset.sent;
      form.querySelector("[aria-busy]")?.removeAttribute("aria-busy");
    }
  });
}
