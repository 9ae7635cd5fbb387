// Shows and hides the entries of the navigation that a phone has no room for (layout.css says which).

/** Lets the button of the navigation open and close the rest of it. */
export function openMenu(root) {
  const button = root.querySelector(".nav__more");
  button?.addEventListener("click", () => {
    const open = button.getAttribute("aria-expanded") !== "true";
    button.setAttribute("aria-expanded", String(open));
  });
}
