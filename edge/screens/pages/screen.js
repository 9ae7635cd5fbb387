// The kiosk's screen: draws what the agent tells, and tells the agent what was touched.
// Nothing is kept here: when a session ends, what it showed is gone from the page.

import { drawField, element, inWords, readFields } from "./fields.js";

const screen = document.getElementById("screen");
const idle = document.getElementById("idle");
const loaded = {};
let words = {};
let shown = null;
let drawn = "";

const fill = (text, facts) => text.replace(/\{(\w+)\}/g, (_, name) => facts[name]);

async function act(action, given = {}) {
  const answer = await fetch(`/act/${action}`, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-Kiosk": "1" },
    body: JSON.stringify(given),
  });
  if (answer.ok) await draw(await answer.json());
}

const button = (text, action, className = "button") =>
  element("button", { type: "button", className, onclick: action }, text);

const actions = (...buttons) => element("div", { className: "actions" }, ...buttons);

function heading(text) {
  return element("h1", { tabIndex: -1 }, text);
}

function tags(item) {
  const limit = item.instant ? words.instant
    : fill(item.working ? words.promised_days : words.promised_calendar, { days: item.days });
  const fee = item.fee_fen ? fill(words.fee, { yuan: (item.fee_fen / 100).toFixed(2) }) : words.free;
  return element("p", { className: "tags" },
    element("span", { className: "tag" }, limit), element("span", { className: "tag" }, fee));
}

function list(title, entries) {
  if (!entries.length) return null;
  return element("section", {}, element("h2", {}, title),
    element("ul", {}, ...entries.map((entry) => element("li", {}, entry))));
}

const notice = () => (shown.notice
  ? element("p", { className: "notice", role: "alert" }, words[shown.notice]) : null);

const steps = {
  home() {
    if (!shown.open) {
      return [element("div", { className: "centre" }, heading(words.closed),
        element("p", { className: "lead" }, words.closed_hint))];
    }
    const cards = shown.items.map((item) => element("li", {},
      element("button", { type: "button", className: "item",
        onclick: () => act("start", { item: item.code }) },
        element("span", { className: "item-title" }, item.title),
        element("span", { className: "item-summary" }, item.summary), tags(item))));
    return [heading(words.choose), element("p", { className: "lead" }, words.choose_hint),
      cards.length ? element("ul", { className: "items" }, ...cards)
        : element("p", { className: "notice" }, words.no_items)];
  },

  guide() {
    const item = shown.item;
    const materials = item.materials.map((material) => {
      const note = [words[material.source], material.sometimes && words.if_needed];
      return element("span", {}, material.title,
        element("span", { className: "note" }, note.filter(Boolean).join(" · ")));
    });
    return [heading(item.title), tags(item), element("p", { className: "lead" }, item.summary),
      list(words.conditions, item.conditions), list(words.materials, materials),
      list(words.basis, item.basis),
      actions(button(words.start, () => act("lay_card")),
        button(words.home, () => act("finish"), "button quiet"))];
  },

  card() {
    return [element("div", { className: "centre" },
      element("div", { className: "reader", ariaHidden: "true" }, element("span", {})),
      heading(words.lay_card), element("p", { className: "lead" }, words.lay_card_hint), notice()),
      actions(button(words.back, () => act("back"), "button quiet"))];
  },

  form() {
    const section = shown.sections[shown.section];
    const faults = Object.fromEntries(shown.faults.map((fault) => [fault.field, fault.text]));
    const send = () => act("answer", { answers: readFields(section.fields, form) });
    const redraw = () => act("look", { answers: readFields(section.fields, form) });
    const form = element("form", { noValidate: true, autocomplete: "off",
      onsubmit: (event) => { event.preventDefault(); send(); } },
      ...section.fields.map((field) => drawField(field, faults[field.name], words, redraw)),
      element("div", { className: "actions" },
        element("button", { type: "submit", className: "button" }, words.next),
        button(words.back, () => act("back"), "button quiet")));
    const where = { step: shown.section + 1, steps: shown.sections.length };
    return [progress(where), heading(section.title), summary(), person(), form];
  },

  check() {
    const rows = shown.sections.flatMap((section) => section.fields).map((field) =>
      element("div", {}, element("dt", {}, field.title), element("dd", {}, inWords(field, words))));
    const promise = shown.promised.length
      ? element("section", { className: "promise" }, element("p", {}, words.promise),
        element("ul", {}, ...shown.promised.map((name) => element("li", {}, name)))) : null;
    const confirm = shown.notice || shown.faults.length ? null
      : button(words.confirm, (event) => { event.target.disabled = true; act("confirm"); });
    return [heading(words.check), summary(), notice(), person(),
      element("dl", { className: "answers" }, ...rows), promise,
      element("p", { className: "lead" }, words.declare),
      actions(confirm, button(words.change, () => act("back"), "button quiet"))];
  },

  sending() {
    return [element("div", { className: "centre" },
      element("div", { className: "waiting", ariaHidden: "true" }), heading(words.sending),
      element("p", { className: "lead" }, words.sending_hint))];
  },

  done() {
    const paper = { printing: words.printing, printed: words.printed,
      provisional: words.printed, failed: words.print_failed }[shown.receipt];
    return [element("div", { className: "centre" },
      element("div", { className: "tick", ariaHidden: "true" }, "✓"),
      heading(shown.number ? words.done : words.done_provisional),
      shown.number ? element("p", { className: "number" },
        element("span", {}, words.number), element("strong", {}, shown.number)) : null,
      element("p", { className: "number minor" },
        element("span", {}, words.provisional), element("strong", {}, shown.provisional)),
      element("p", { className: "notice good", role: "status" }, paper ?? ""),
      element("p", { className: "lead" }, shown.number ? words.next_steps : words.provisional_hint)),
      actions(button(words.home, () => act("finish")))];
  },

  refused() {
    return [heading(words.refused), summary(), element("p", { className: "lead" }, words.refused_hint),
      actions(button(words.change, () => act("back")),
        button(words.leave, () => act("finish"), "button quiet"))];
  },
};

function progress({ step, steps: all }) {
  return element("p", { className: "progress" }, fill(words.step_of, { step, steps: all }));
}

function person() {
  if (!shown.applicant) return null;
  return element("section", { className: "person" },
    element("p", { className: "note" }, words.from_card),
    element("dl", {},
      element("div", {}, element("dt", {}, words.full_name), element("dd", {}, shown.applicant.name)),
      element("div", {}, element("dt", {}, words.id_number),
        element("dd", {}, shown.applicant.id_number))));
}

function summary() {
  if (!shown.faults.length) return null;
  const fields = (shown.sections ?? []).flatMap((section) => section.fields);
  const entries = shown.faults.map((fault) => {
    const field = fields.find((one) => one.name === fault.field);
    const target = document.getElementById.bind(document, `field-${fault.field}`);
    return element("li", {}, element("button", { type: "button", className: "jump",
      onclick: () => target()?.focus() }, field ? `${field.title}：${fault.text}` : fault.text));
  });
  return element("section", { className: "problems", role: "alert", tabIndex: -1 },
    element("h2", {}, words.problem), element("ul", {}, ...entries));
}

async function draw(next) {
  if (!loaded[next.language]) {
    loaded[next.language] = await (await fetch(`/words/${next.language}`)).json();
  }
  words = loaded[next.language];
  const { seconds_left: _, ...rest } = next;
  const now = JSON.stringify(rest);
  keepTyped(shown, next);
  shown = next;
  frame();
  if (now === drawn) return;
  const before = drawn ? JSON.parse(drawn) : {};
  drawn = now;
  const moved = before.step !== next.step || before.section !== next.section;
  const typing = !moved && document.activeElement?.id;
  screen.replaceChildren(...steps[next.step]().filter(Boolean));
  if (typing) document.getElementById(typing)?.focus();
  if (moved || next.faults?.length) {
    window.scrollTo(0, 0);
    (screen.querySelector(".problems") ?? screen.querySelector("h1"))?.focus();
  }
}

// What was typed since the agent last heard of it stays when news of anything else redraws the form.
function keepTyped(before, next) {
  for (const field of (next.sections ?? []).flatMap((section) => section.fields)) {
    field.told = field.value ?? null;
  }
  const form = screen.querySelector("form");
  const same = before?.step === "form" && next.step === "form" && before.section === next.section;
  if (!form || !same) return;
  const fields = before.sections[before.section].fields;
  const typed = readFields(fields, form);
  for (const field of next.sections[next.section].fields) {
    const was = fields.find((one) => one.name === field.name);
    if (was && typed[field.name] !== was.told) field.value = typed[field.name];
  }
}

function frame() {
  document.documentElement.lang = shown.language === "en" ? "en" : "zh-CN";
  document.title = words.name;
  for (const place of document.querySelectorAll("[data-word]")) {
    place.textContent = words[place.dataset.word];
  }
  const link = document.getElementById("link");
  link.textContent = shown.online ? words.online : words.offline;
  link.className = shown.online ? "up" : "down";
  document.getElementById("terminal").textContent = shown.terminal;
  const desk = document.getElementById("desk");
  desk.hidden = !shown.desk;
  if (shown.desk && !desk.firstChild) {
    desk.append(element("a", { href: shown.desk, target: "_blank", rel: "noopener" }));
  }
  if (shown.desk) desk.firstChild.textContent = `${words.simulated} · ${words.desk}`;
  const ending = shown.step !== "home" && shown.seconds_left <= shown.warning_seconds;
  document.getElementById("idle-hint").textContent =
    fill(words.idle_hint, { seconds: shown.seconds_left ?? 0 });
  if (ending && !idle.open) idle.showModal();
  if (!ending && idle.open) idle.close();
}

document.getElementById("language").onclick = async () => {
  const form = screen.querySelector("form");
  if (form) await act("look", { answers: readFields(shown.sections[shown.section].fields, form) });
  await act("language", { language: shown?.language === "en" ? "zh" : "en" });
};
document.getElementById("larger").onclick = (event) => {
  const large = document.documentElement.classList.toggle("large");
  event.target.setAttribute("aria-pressed", String(large));
};
document.getElementById("stay").onclick = () => act("touch");
document.getElementById("idle-leave").onclick = () => act("finish");

let touched = 0;
for (const kind of ["pointerdown", "keydown"]) {
  document.addEventListener(kind, () => {
    if (shown && shown.step !== "home" && Date.now() - touched > 5000) {
      touched = Date.now();
      act("touch");
    }
  });
}

const changes = new EventSource("/changes");
changes.onmessage = (event) => draw(JSON.parse(event.data));
