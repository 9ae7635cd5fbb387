// The desk of a hall without a line to the platform: gives tickets, calls them, and tells the platform
// what was done once it can be reached.

import { begun, call, end, give, next } from "./line.js";
import { open } from "./store.js";

const EVERY = 10000; // milliseconds between attempts
const MOST = 200; // steps that are told at once

const page = document.querySelector("[data-hall-line]");
const words = page.querySelector("[data-words]").dataset;
const screen = new BroadcastChannel("hall-line");

class Desk {
  constructor(store) {
    this.store = store;
    this.steps = [];
  }

  async start() {
    page.addEventListener("click", (event) => this.clicked(event.target.closest("[data-do]")));
    const reach = () => this.alone(() => this.reach());
    window.addEventListener("online", reach);
    setInterval(reach, EVERY);
    await reach();
  }

  /** Has one thing after the other done, in all windows of this machine, so that no step is
      numbered twice. */
  alone(work) {
    return navigator.locks.request("hall-line", async () => {
      await this.recall();
      await work();
    });
  }

  async recall() {
    this.hall = await this.store.read("hall");
    this.line = await this.store.read("line");
    this.steps = (await this.store.read("steps")) ?? [];
    this.device = await this.store.read("device");
    if (this.device) return;
    this.device = hex(4);
    await this.store.write({ device: this.device });
  }

  /** Tells the platform what was done, and learns how the line is; without a line it says so. */
  async reach() {
    try {
      let told = await this.asked();
      if (this.steps.length) {
        await this.tell(told);
        told = await this.asked();
      }
      this.hall = told;
      this.line = begun({ ...told, recorded: told.recorded[this.device] ?? 0 }, this.line);
      await this.store.write({ hall: this.hall, line: this.line });
      this.say(this.steps.length ? "refused" : "online");
    } catch {
      await this.today();
      this.say("offline");
    }
    this.draw();
  }

  async asked() {
    const answer = await fetch("/staff/hall/offline/now", { headers: { accept: "application/json" } });
    if (!answer.ok || answer.redirected) throw new Error("no line, or nobody signed in");
    return answer.json();
  }

  async tell(told) {
    for (const id of new Set(this.steps.map((step) => step.id))) {
      while (await this.tellSome(told, id));
    }
  }

  /** Tells steps of a day, the first of those that wait; whether they were taken. */
  async tellSome(told, id) {
    const mine = this.steps.filter((step) => step.id === id).slice(0, MOST);
    if (!mine.length) return false;
    const offset = told.now - Date.now() / 1000;
    const steps = mine.map(({ id: _, ...step }) => ({ ...step, at: moved(step.at, offset) }));
    const answer = await fetch(`/api/v1/hall_days/${encodeURIComponent(id)}/record_offline_line`, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        "idempotency-key": hex(16), // what was told before has no effect again: steps are counted
        "x-csrf-token": told.token,
      },
      body: JSON.stringify({ device: this.device, steps }),
    });
    if (answer.status >= 500 || [401, 403, 429].includes(answer.status)) throw new Error("not now");
    if (!answer.ok) {
      this.why = (await answer.json()).detail ?? "";
      return false;
    }
    this.steps = this.steps.filter((step) => !mine.includes(step));
    await this.store.write({ steps: this.steps });
    return true;
  }

  /** Begins a new day by itself where the platform cannot be asked. */
  async today() {
    if (!this.hall) return;
    const day = new Intl.DateTimeFormat("sv-SE", { timeZone: "Asia/Shanghai" }).format(new Date());
    if (this.line?.day === day) return;
    const id = `${this.hall.hall}~${day.replaceAll("-", "")}`;
    this.line = begun({ id, day, tickets: [], recorded: 0 }, this.line);
    await this.store.write({ line: this.line });
  }

  async clicked(button) {
    if (button) await this.alone(() => this.act(button.dataset));
  }

  async act({ do: what, window, ticket, outcome }) {
    const at = new Date().toISOString();
    let made;
    if (what === "give") made = give(this.line, page.querySelector("[data-group]").value, at);
    else if (what === "next") {
      const groups = this.hall.groups.filter((group) => group.numbers.includes(window));
      const found = next(this.line, groups.map((group) => group.id), at);
      if (found) made = call(this.line, found.number, window, at);
    } else if (what === "again") made = call(this.line, ticket, window, at);
    else made = end(this.line, ticket, outcome, at);
    if (!made) return;
    const steps = [...this.steps, made.step];
    await this.store.write({ steps, line: made.line });
    this.steps = steps;
    this.line = made.line;
    if (what === "give") this.given = made.step.ticket;
    this.draw();
  }

  draw() {
    page.querySelector("[data-waiting-steps]").textContent = this.steps.length;
    page.querySelector("[data-unsent]").hidden = this.steps.length === 0;
    if (!this.line || !this.hall) return;
    const groups = page.querySelector("[data-group]");
    if (groups.options.length !== this.hall.groups.length) {
      groups.replaceChildren(...this.hall.groups.map((group) => new Option(group.title, group.id)));
    }
    const given = page.querySelector("[data-given]");
    given.hidden = !this.given;
    given.querySelector("strong").textContent = this.given ?? "";
    const waiting = this.line.tickets.filter((ticket) => ticket.status === "waiting");
    page.querySelector("[data-waiting]").textContent = waiting.length;
    const windows = this.hall.groups.flatMap((group) => group.numbers);
    page.querySelector("[data-windows]").replaceChildren(
      ...[...new Set(windows)].map((number) => this.window(number)),
    );
    screen.postMessage("changed");
  }

  window(number) {
    const row = page.querySelector("[data-window-row]").content.cloneNode(true);
    const there = this.line.tickets.find(
      (ticket) => ticket.status === "called" && ticket.at_window === number,
    );
    row.querySelector("[data-name]").textContent = words.window.replace("{number}", number);
    row.querySelector("[data-ticket-shown]").textContent = there ? there.number : words.nobody;
    for (const button of row.querySelectorAll("[data-do]")) {
      button.hidden = (button.dataset.do === "next") === Boolean(there);
      button.dataset.window = number;
      button.dataset.ticket = there?.number ?? "";
      button.setAttribute("aria-label", `${button.textContent.trim()} · ${words.window.replace("{number}", number)}`);
    }
    return row;
  }

  say(name) {
    for (const each of page.querySelectorAll("[data-line]")) each.hidden = each.dataset.line !== name;
    page.querySelector("[data-why]").textContent = this.why ?? "";
    page.querySelector("[data-work]").hidden = name === "online" || !this.line;
  }
}

function moved(at, seconds) {
  return new Date(Date.parse(at) + seconds * 1000).toISOString();
}

function hex(bytes) {
  const made = crypto.getRandomValues(new Uint8Array(bytes));
  return [...made].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

navigator.serviceWorker?.register("/staff/hall/worker.js", { scope: "/staff/hall/" });
new Desk(await open()).start();
