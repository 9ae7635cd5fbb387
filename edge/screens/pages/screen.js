// The kiosk's screen: draws what the agent tells, and tells the agent what was touched.
// Nothing is kept here: when a session ends, what it showed is gone from the page. When the agent is
// not heard any more, or another one answers in its place, the page wipes itself.

import { element, readFields } from "./fields.js";
import { drawStep, fill } from "./steps.js";

const screen = document.getElementById("screen");
const idle = document.getElementById("idle");
const loaded = {};
let words = {};
let shown = null;
let drawn = "";
let wiped = false;
let heard = performance.now();

const SILENCE = 6000; // milliseconds; the agent says something every two seconds

async function act(action, given = {}) {
  try {
    const answer = await fetch(`/act/${action}`, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-Kiosk": "1" },
      body: JSON.stringify(given),
    });
    if (answer.ok) await draw(await answer.json());
  } catch {
    // the agent is gone: the watchdog sees to it
  }
}

async function draw(next) {
  if (wiped) return; // an answer that was on its way
  if (!loaded[next.language]) {
    loaded[next.language] = await (await fetch(`/words/${next.language}`)).json();
  }
  if (wiped) return;
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
  const asked = next.step === "ask" && !moved
    ? [...screen.querySelectorAll("input")].map((input) => [input.id, input.value]) : [];
  screen.replaceChildren(...drawStep(next, words, act));
  for (const [id, value] of asked) document.getElementById(id).value = value;
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

// Removes everything that is about a person, and says that the machine is out of order.
function wipe() {
  if (wiped) return;
  wiped = true;
  shown = null;
  drawn = "";
  idle.close();
  for (const input of document.querySelectorAll("input, textarea")) input.value = "";
  document.getElementById("idle-hint").textContent = "";
  document.documentElement.className = "";
  document.body.classList.add("wiped");
  screen.replaceChildren(document.getElementById("broken").content.cloneNode(true));
}

// The agent is back, or another one is: whoever was here ends, and the page begins anew.
async function recover() {
  wipe();
  try {
    const ended = await fetch("/act/lost", { method: "POST", headers: { "X-Kiosk": "1" } });
    if (ended.ok) location.reload();
  } catch {
    // gone again; its next word leads here once more
  }
}

function hear(event) {
  heard = performance.now();
  const next = JSON.parse(event.data);
  if (wiped || (shown && shown.boot !== next.boot)) recover();
  else draw(next).catch(wipe); // what cannot be drawn must not leave what was there before
}

function frame() {
  document.documentElement.className =
    [shown.large && "large", shown.contrast && "contrast"].filter(Boolean).join(" ");
  document.getElementById("larger").setAttribute("aria-pressed", String(shown.large));
  document.getElementById("contrast").setAttribute("aria-pressed", String(shown.contrast));
  document.documentElement.lang = shown.language === "en" ? "en" : "zh-CN";
  document.title = words.name;
  for (const place of document.querySelectorAll("[data-word]")) {
    place.textContent = words[place.dataset.word];
  }
  const link = document.getElementById("link");
  link.textContent = shown.online ? words.online
    : shown.open ? words.offline : words.offline_closed;
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
  await keepAnswers();
  await act("language", { language: shown?.language === "en" ? "zh" : "en" });
};
async function keepAnswers() {
  const form = shown.step === "form" && screen.querySelector("form");
  if (form) await act("look", { answers: readFields(shown.sections[shown.section].fields, form) });
}
document.getElementById("larger").onclick = () =>
  act("appearance", { large: !shown.large, contrast: shown.contrast });
document.getElementById("contrast").onclick = () =>
  act("appearance", { large: shown.large, contrast: !shown.contrast });
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
changes.onmessage = hear;
setInterval(() => {
  if (performance.now() - heard > SILENCE) wipe();
}, 1000);
