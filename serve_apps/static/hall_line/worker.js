// Keeps the pages of a hall's line, and what they are made of, for when there is no line to the
// platform. What it keeps is only pages and files of ours: numbers wait in a store of the page.

const KEPT = "hall-line-1";
const PAGES = ["/staff/hall/offline", "/staff/hall/offline/screen"];

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (PAGES.includes(url.pathname)) event.respondWith(newest(request, url.pathname));
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
