// Shows a field only while its condition over the other answers holds. The server decides again
// with the same conditions (actors/kernel/conditions.py); this only spares the reader.

/** Returns the answer to the field `name`: its text, or "" when nothing was chosen. */
function answer(form, name) {
  const control = form.elements.namedItem(`form.${name}`);
  if (!control) return JSON.parse(form.dataset.answers ?? "{}")[name] ?? "";
  return control.value ?? "";
}

/** Tells whether `condition` holds, in the forms that actors/kernel/flow.py names. */
function holds(condition, form) {
  if (condition.all?.length) return condition.all.every((part) => holds(part, form));
  if (condition.any?.length) return condition.any.some((part) => holds(part, form));
  const value = String(answer(form, condition.field)).trim();
  if (condition.is_filled !== undefined && condition.is_filled !== null) {
    return (value !== "") === condition.is_filled;
  }
  if (condition.one_of?.length) return condition.one_of.map(String).includes(value);
  return value === String(condition.equals);
}

/** Follows every form that holds fields with `data-visible-if`. */
export function revealWhenAnswered(root) {
  for (const form of root.querySelectorAll("form")) {
    const fields = [...form.querySelectorAll("[data-visible-if]")];
    if (!fields.length) continue;
    const update = () => {
      for (const field of fields) {
        field.hidden = !holds(JSON.parse(field.dataset.visibleIf), form);
        for (const control of field.querySelectorAll("input, select, textarea")) {
          control.disabled = field.hidden;
        }
      }
    };
    form.addEventListener("input", update);
    form.addEventListener("change", update);
    update();
  }
}
