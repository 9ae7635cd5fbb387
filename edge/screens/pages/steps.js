// What each step of the kiosk's screen shows. Nothing is kept here.

import { drawField, element, inWords, readFields } from "./fields.js";

export const fill = (text, facts) => text.replace(/\{(\w+)\}/g, (_, name) => facts[name]);

// The QR code of `rows`, strings of 0 and 1, called `name`.
function picture(rows, name) {
  const made = (tag, values) => {
    const one = document.createElementNS("http://www.w3.org/2000/svg", tag);
    for (const [name, value] of Object.entries(values)) one.setAttribute(name, value);
    return one;
  };
  const quiet = 4;
  const side = rows.length + 2 * quiet;
  const svg = made("svg", { viewBox: `0 0 ${side} ${side}`, class: "code", role: "img",
    "aria-label": name });
  const dots = rows.flatMap((row, y) => [...row].map((dot, x) =>
    (dot === "1" ? `M${x + quiet} ${y + quiet}h1v1h-1z` : ""))).join("");
  svg.append(made("path", { d: dots }));
  return svg;
}

// The elements of the step that `shown` tells of, in `words`; what is touched is told by `act`.
export function drawStep(shown, words, act) {
  const button = (text, action, className = "button") =>
    element("button", { type: "button", className, onclick: action }, text);

  const actions = (...buttons) => element("div", { className: "actions" }, ...buttons);

  function heading(text) {
    return element("h1", { tabIndex: -1 }, text);
  }

  function tags(item) {
    const limit = item.instant ? words.instant
      : item.hours
      ? fill(words.promised_hours, { hours: item.hours })
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
      if (shown.closed) {
        return [element("div", { className: "centre" }, heading(words.closed),
          element("p", { className: "notice", role: "status" }, words[shown.closed]),
          element("p", { className: "lead" }, words.closed_hint))];
      }
      const cards = shown.items.map((item) => element("li", {},
        element("button", { type: "button", className: "item",
          onclick: () => act("start", { item: item.code }) },
          element("span", { className: "item-title" }, item.title),
          element("span", { className: "item-summary" }, item.summary), tags(item))));
      return [heading(words.choose), element("p", { className: "lead" }, words.choose_hint),
        ...limits("apply", "receipt"),
        element("button", { type: "button", className: "item other",
          disabled: Boolean(shown.services.progress), onclick: () => act("progress") },
          element("span", { className: "item-title" }, words.ask_progress),
          element("span", { className: "item-summary" },
            words[shown.services.progress] ?? words.ask_progress_hint)),
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
      const start = shown.services.apply ? null : button(words.start, () => act("lay_card"));
      return [heading(item.title), ...limits("apply", "receipt"), tags(item),
        element("p", { className: "lead" }, item.summary),
        list(words.conditions, item.conditions), list(words.materials, materials),
        list(words.basis, item.basis),
        list(words.statement, item.statement.map((part) => element("span", {}, part.title,
          element("span", { className: "note" }, part.text)))),
        actions(start, button(words.home, () => act("finish"), "button quiet"))];
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
      return [element("div", { className: "centre" },
        element("div", { className: "tick", ariaHidden: "true" }, "✓"),
        heading(shown.number ? words.done : words.done_provisional),
        shown.number ? element("p", { className: "number" },
          element("span", {}, words.number), element("strong", {}, shown.number)) : null,
        element("p", { className: "number minor" },
          element("span", {}, words.provisional), element("strong", {}, shown.provisional)),
        shown.code ? picture(shown.code, words.code) : null,
        ...paper(),
        shown.number && shown.receipt === "failed" ? null
          : element("p", { className: "lead" },
            shown.number ? words.next_steps : words.provisional_hint)),
        actions(printAgain(), button(words.home, () => act("finish")))];
    },

    ask() {
      const input = (name, title) => element("div", { className: "field" },
        element("label", { htmlFor: `ask-${name}` }, title),
        element("input", { id: `ask-${name}`, name, type: "text", autocomplete: "off" }));
      const form = element("form", { noValidate: true, autocomplete: "off",
        onsubmit: (event) => {
          event.preventDefault();
          act("ask", { number: form.elements.number.value, id_tail: form.elements.id_tail.value });
        } },
        input("number", words.inquiry_number), input("id_tail", words.inquiry_tail),
        element("div", { className: "actions" },
          element("button", { type: "submit", className: "button" }, words.inquiry_ask),
          button(words.home, () => act("finish"), "button quiet")));
      return [heading(words.inquiry), notice(), form];
    },

    asking() {
      return [element("div", { className: "centre" },
        element("div", { className: "waiting", ariaHidden: "true" }), heading(words.inquiry_asking))];
    },

    found() {
      const told = [[words.item, shown.progress.title], [words.number, shown.number],
        [words.provisional, shown.provisional], [words.status, shown.progress.phase],
        [words.since, shown.progress.at]].filter(([, value]) => value);
      const rows = told.map(([title, value]) =>
        element("div", {}, element("dt", {}, title), element("dd", {}, value)));
      return [heading(words.inquiry), ...limits("receipt"),
        shown.number ? null : element("section", { className: "problems", role: "alert" },
          element("h2", {}, words.inquiry_not_accepted),
          ...shown.faults.map((fault) => element("p", {}, fault.text))),
        element("dl", { className: "answers" }, ...rows), ...rating(), ...paper(),
        actions(shown.number ? printAgain() : null,
          button(words.inquiry_again, () => act("back"), "button quiet"),
          button(words.home, () => act("finish"), "button quiet"))];
    },

    refused() {
      return [heading(words.refused), summary(), element("p", { className: "lead" }, words.refused_hint),
        actions(button(words.change, () => act("back")),
          button(words.leave, () => act("finish"), "button quiet"))];
    },
  };

  // What is out of order, once for each reason.
  function limits(...services) {
    const why = services.map((service) => shown.services[service]).filter(Boolean);
    return [...new Set(why)].map((word) =>
      element("p", { className: "notice", role: "status" }, words[word]));
  }

  // Five buttons for whoever was served, or what became of the rating.
  function rating() {
    const said = { kept: words.rating_kept, once: words.rating_once }[shown.rating];
    if (said) return [element("p", { className: "notice good", role: "status" }, said)];
    if (!shown.rating) return [];
    const levels = [5, 4, 3, 2, 1].map((stars) => element("button", { type: "button",
      className: "button quiet", disabled: shown.rating === "sending",
      onclick: () => act("rate", { stars }) }, words[`rating_${stars}`]));
    return [element("section", {}, element("h2", {}, words.rating),
      element("p", { className: "note" }, words.rating_hint), actions(...levels))];
  }

  function paper() {
    if (shown.receipt === "failed") {
      return [element("p", { className: "notice", role: "alert" }, words[shown.trouble]),
        element("p", { className: "lead" }, words.safe_anyway)];
    }
    const said = { printing: words.printing, printed: words.printed, provisional: words.printed };
    return said[shown.receipt]
      ? [element("p", { className: "notice good", role: "status" }, said[shown.receipt])] : [];
  }

  function printAgain() {
    const wanted = shown.receipt === "failed" || (shown.step === "found" && !shown.receipt);
    return wanted && !shown.services.receipt ? button(words.print_now, () => act("print")) : null;
  }

  function remark() {
    return shown.remark
      ? element("p", { className: "notice", role: "alert" }, words[shown.remark]) : null;
  }

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

  return [remark(), ...steps[shown.step]()].filter(Boolean);
}
