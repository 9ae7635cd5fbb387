// Form fields as large touch controls: draw one, and read what it holds.

export function element(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name in made && name !== "list" && name !== "role") made[name] = value;
    else made.setAttribute(name, value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

export function drawField(field, fault, words, changed) {
  const id = `field-${field.name}`;
  const described = [field.hint && `${id}-hint`, fault && `${id}-fault`].filter(Boolean).join(" ");
  const notes = [];
  if (field.hint) notes.push(element("p", { id: `${id}-hint`, className: "hint" }, field.hint));
  if (fault) notes.push(element("p", { id: `${id}-fault`, className: "fault" }, fault));
  const common = { id, name: field.name };
  if (described) common["aria-describedby"] = described;
  if (fault) common["aria-invalid"] = "true";
  const options = optionsOf(field, words);
  if (options) {
    const chosen = options.map(([value, title], index) => {
      const input = element("input", {
        type: "radio", id: index ? `${id}-${index}` : id, name: field.name,
        checked: field.value === value, onchange: changed,
      });
      input.answer = value;
      return element("label", { className: "choice" }, input, element("span", {}, title));
    });
    return element("fieldset", { className: fault ? "field wrong" : "field",
      ...(described ? { "aria-describedby": described } : {}) },
      element("legend", {}, field.title), ...notes, element("div", { className: "choices" }, ...chosen));
  }
  return element("div", { className: fault ? "field wrong" : "field" },
    element("label", { htmlFor: id }, field.title), ...notes, control(field, common));
}

function optionsOf(field, words) {
  if (field.widget === "yes_no") return [[true, words.yes], [false, words.no]];
  return field.widget === "choice" ? field.choices : null;
}

function control(field, common) {
  const value = field.value ?? "";
  const input = (type, more = {}) => element("input", { ...common, type, value, autocomplete: "off", ...more });
  switch (field.widget) {
    case "long_text":
      return element("textarea", { ...common, rows: 4, value, autocomplete: "off" });
    case "number":
      return input("text", { inputMode: field.whole ? "numeric" : "decimal" });
    case "date":
      return input("date");
    case "phone":
      return input("tel", { inputMode: "tel" });
    default:
      return input("text");
  }
}

export function readFields(fields, form) {
  const answers = {};
  for (const field of fields) {
    const controls = [...form.elements].filter((one) => one.name === field.name);
    if (controls[0]?.type === "radio") {
      answers[field.name] = controls.find((one) => one.checked)?.answer ?? null;
      continue;
    }
    const text = (controls[0]?.value ?? "").trim();
    answers[field.name] = text === "" ? null : text; // what it means is told where all forms are read
  }
  return answers;
}

export function inWords(field, words) {
  if (field.value === null || field.value === undefined || field.value === "") return words.not_filled;
  if (field.widget === "yes_no") return field.value ? words.yes : words.no;
  const choice = field.choices.find(([value]) => value === field.value);
  return choice ? choice[1] : String(field.value);
}
