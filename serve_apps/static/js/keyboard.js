// The inbox by keyboard: J and K move between rows, Enter opens, / goes to the search box.

/** Follows tables with `data-keys`. Single letters act only while no field has the focus. */
export function moveByKeys(root) {
  const table = root.querySelector("[data-keys]");
  if (!table) return;
  root.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, select, textarea, [contenteditable]")) return;
    const links = [...table.querySelectorAll("tbody tr a[data-open]")];
    const here = links.indexOf(root.activeElement?.closest("tr")?.querySelector("a[data-open]"));
    if (event.key === "j") links[Math.min(here + 1, links.length - 1)]?.focus();
    else if (event.key === "k") links[Math.max(here - 1, 0)]?.focus();
    else if (event.key === "/") root.querySelector("[data-search]")?.focus();
    else return;
    event.preventDefault();
  });
}
