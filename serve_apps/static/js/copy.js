/** Lets buttons with `data-copy` copy the text of the element with that id, and say that they did. */
export function copyOnRequest(root) {
  if (!navigator.clipboard) return;
  for (const button of root.querySelectorAll("[data-copy]")) {
    const said = button.textContent;
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent);
      button.textContent = `✓ ${said}`;
    });
  }
}
