// The screen of a hall without a line to the platform: the numbers that this machine has called.

import { open } from "./store.js";

const LATEST = 8; // numbers that were called before

const page = document.querySelector("[data-hall-screen]");
const words = page.dataset;
const store = await open();

async function draw() {
  const line = await store.read("line");
  const called = (line?.tickets ?? []).filter((ticket) => ticket.called_at);
  called.sort((one, other) => (one.called_at < other.called_at ? 1 : -1));
  const current = called.filter((ticket) => ticket.status === "called");
  const before = called.filter((ticket) => ticket.status !== "called").slice(0, LATEST);
  page.querySelector("[data-none]").hidden = current.length > 0;
  page.querySelector("[data-current]").replaceChildren(
    ...current.map((ticket, at) => {
      const row = page.querySelector("[data-call]").content.cloneNode(true);
      row.firstElementChild.classList.toggle("calls__one--new", at === 0);
      row.querySelector("[data-number]").textContent = ticket.number;
      row.querySelector("[data-window]").textContent = words.to.replace("{number}", ticket.at_window);
      return row;
    }),
  );
  page.querySelector("[data-before]").textContent = before.map((ticket) => ticket.number).join("  ");
  const waiting = (line?.tickets ?? []).filter((ticket) => ticket.status === "waiting").length;
  page.querySelector("[data-waiting]").textContent = waiting;
}

new BroadcastChannel("hall-line").addEventListener("message", draw);
await draw();
