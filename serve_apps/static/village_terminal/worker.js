// Keeps the page of a village terminal, and what it is made of, for when there is no line. What it
// keeps is only pages and files of ours; what people told is kept by the page itself, encrypted.

const KEPT = "village-terminal-1";
const PAGE = "/village/terminal";

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("message", (event) => {
  if (event.data === "wipe") event.waitUntil(caches.delete(KEPT));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (url.pathname === PAGE) event.respondWith(newest(request, PAGE));
  else if (url.pathname.startsWith("/static/")) event.respondWith(newest(request, request));
});

async function newest(request, name) {
  const kept = await caches.open(KEPT);
  try {
    const answer = await fetch(request);
    if (answer.ok && !answer.redirected) await kept.put(name, answer.clone());
    return answer;
  } catch (error) {
    const found = await kept.match(name);
    if (found) return found;
    throw error;
  }
}
