// The page of a village terminal: what was entrusted, its forms, and the outbox. Everything here
// works without a line; with one, what waits is sent and what may be held is fetched anew.

import { tryingEvery } from "./trying.js";
import { all, keep, send, tidy } from "./outbox.js";
import { newId, open } from "./store.js";

const CODES = 10; // slips whose codes are ready for when there is no line
const EVERY = 15000; // milliseconds between attempts

const page = document.querySelector("[data-terminal]");
if (page) start();

async function start() {
  const worker = await navigator.serviceWorker?.register("/village/worker.js", {
    scope: "/village/",
  });
  const terminal = new Terminal(await open(), worker);
  page.querySelector("[data-enrol]").addEventListener("click", () => terminal.enrol());
  page.querySelector("[data-entrustment]").addEventListener("change", () => terminal.choose());
  page.querySelector("[data-form]").addEventListener("submit", (event) => {
    event.preventDefault();
    terminal.keep(event.target);
  });
  await terminal.draw();
  tryingEvery(EVERY, () => terminal.reach());
}

class Terminal {
  constructor(store, worker) {
    this.store = store;
    this.worker = worker;
  }

  /** Asks the platform what may be held, and sends what waits; without a line it says so. */
  async reach() {
    await tidy(this.store);
    const id = await this.store.get("own", "id");
    let held;
    const asked = Date.now();
    try {
      const answer = await fetch(`/village/terminal/held/${id}`);
      if (!answer.ok || answer.redirected) throw new Error("no line, or nobody signed in");
      held = await answer.json();
    } catch {
      this.say("offline");
      return;
    }
    if (held.state === "revoked") {
      await this.wipe();
      return;
    }
    const offset = held.now - (asked + Date.now()) / 2000;
    await this.store.put("own", "held", held.entrustments);
    await this.store.put("own", "enrolled", held.state === "enrolled");
    this.token = held.token;
    this.say("online");
    if (held.state === "enrolled") {
      try {
        await this.codes();
        await send(this.store, { token: held.token, offset, changed: () => this.outbox() });
      } catch {
        this.say("offline");
      }
    }
    await this.draw();
  }

  async enrol() {
    if (!this.token) await this.reach();
    const id = await this.store.get("own", "id");
    await fetch(`/api/v1/village_terminals/${id}/enrol_terminal`, {
      method: "POST",
      headers: {
        "content-type": "application/json", "idempotency-key": newId(), "x-csrf-token": this.token,
      },
      body: "{}",
    });
    await this.reach();
  }

  async wipe() {
    await this.store.wipe();
    this.worker?.active?.postMessage("wipe");
    this.say("wiped");
    page.querySelector("[data-work]").hidden = true;
  }

  /** Has pictures of the codes of slips to come drawn while there is a line. */
  async codes() {
    const missing = CODES - (await this.store.keys("codes")).length;
    if (missing <= 0) return;
    const ids = Array.from({ length: missing }, newId);
    const asked = ids.map((id) => `id=${id}`).join("&");
    const answer = await fetch(`/village/terminal/codes?${asked}`);
    if (!answer.ok) return;
    for (const [id, picture] of Object.entries(await answer.json())) {
      await this.store.put("codes", id, picture);
    }
  }

  async keep(form) {
    const entrustment = form.elements.entrustment.value;
    const held = (await this.store.get("own", "held")).find((each) => each.id === entrustment);
    const shown = form.querySelector("[data-fields]");
    const texts = {};
    const files = [];
    const promised = [];
    for (const [name, value] of new FormData(form)) {
      if (value instanceof File) {
        if (value.size) files.push({ material: name.replace("materials.", ""), file: value });
      } else if (name.startsWith("form.")) texts[name] = value;
      else if (name.startsWith("promise.")) promised.push(name.replace("promise.", ""));
    }
    const [ready] = await this.store.keys("codes");
    const picture = ready ? await this.store.get("codes", ready) : "";
    if (ready) await this.store.drop("codes", ready);
    const id = await keep(this.store, {
      id: ready,
      entrustment,
      title: held.title,
      files,
      payload: {
        item: held.item,
        item_version: Number(shown.dataset.version),
        texts,
        promised: promised.filter((name) => !files.some((each) => each.material === name)),
        told: form.elements.told.checked,
        pieces: Number(form.elements.pieces.value || 0),
      },
    });
    this.slip(id, picture);
    form.reset();
    shown.replaceChildren();
    await this.outbox();
    await this.reach();
  }

  slip(id, picture) {
    const slip = page.querySelector("[data-slip]");
    slip.hidden = false;
    slip.querySelector("[data-number]").textContent = temporary(id);
    const image = slip.querySelector("img");
    image.hidden = !picture;
    if (picture) image.src = picture;
    slip.focus();
  }

  async draw() {
    const enrolled = await this.store.get("own", "enrolled");
    page.querySelector("[data-enrol-first]").hidden = Boolean(enrolled);
    page.querySelector("[data-work]").hidden = !enrolled;
    const chooser = page.querySelector("[data-entrustment]");
    const waiting = (await all(this.store)).map((each) => each.entrustment);
    const held = ((await this.store.get("own", "held")) ?? []).filter(
      (each) => !waiting.includes(each.id) && page.querySelector(`[data-item="${each.item}"]`),
    );
    const chosen = chooser.value;
    const options = held.map((each) => {
      const until = `${chooser.dataset.until} ${each.until}`;
      return new Option(`${each.title} · ${each.id.slice(0, 6)} · ${until}`, each.id);
    });
    chooser.replaceChildren(new Option(chooser.dataset.none, ""), ...options);
    if (held.some((each) => each.id === chosen)) chooser.value = chosen;
    await this.outbox();
  }

  async choose() {
    const chooser = page.querySelector("[data-entrustment]");
    const held = ((await this.store.get("own", "held")) ?? []).find(
      (each) => each.id === chooser.value,
    );
    const shown = page.querySelector("[data-fields]");
    shown.replaceChildren();
    if (!held) return;
    const template = page.querySelector(`[data-item="${held.item}"]`);
    shown.dataset.version = template.dataset.version;
    shown.append(template.content.cloneNode(true));
  }

  async outbox() {
    const list = page.querySelector("[data-outbox]");
    const words = page.querySelector("[data-words]").dataset;
    const rows = (await all(this.store)).map((entry) => {
      const row = document.createElement("li");
      const why = entry.state === "refused" && entry.why ? ` · ${entry.why}` : "";
      row.textContent =
        `${entry.title} · ${temporary(entry.id)} · ${words[entry.state] ?? entry.state}` +
        `${entry.number ? ` · ${entry.number}` : ""}${why}`;
      return row;
    });
    list.replaceChildren(...rows);
    page.querySelector("[data-nothing]").hidden = rows.length > 0;
  }

  say(name) {
    for (const each of page.querySelectorAll("[data-line]")) each.hidden = each.dataset.line !== name;
  }
}

function temporary(id) {
  return `L${id.slice(0, 4)}-${id.slice(4, 8)}`.toUpperCase();
}
