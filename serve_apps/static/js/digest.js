/** Lets forms with `data-digest` send the SHA-256 of the chosen file in the place of the file. */
export function sendDigests(root) {
  if (!globalThis.crypto?.subtle) return;
  for (const form of root.querySelectorAll("form[data-digest]")) {
    const [digest, file] = ["sha256", "file"].map((name) => form.elements.namedItem(name));
    form.addEventListener("submit", async (event) => {
      if (digest.value || !file.files.length) return;
      event.preventDefault();
      event.stopPropagation();
      const content = await file.files[0].arrayBuffer();
      const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", content));
      digest.value = [...bytes].map((each) => each.toString(16).padStart(2, "0")).join("");
      file.disabled = true;
      form.requestSubmit(event.submitter);
    });
    window.addEventListener("pageshow", () => {
      digest.value = "";
      file.disabled = false;
    });
  }
}
