// Shows what the platform sends to this browser, while no page of it is open, too. One letter has one
// tag: what comes twice is shown once.

self.addEventListener("push", (event) => {
  const { title, body, lang, tag } = event.data.json().notification;
  event.waitUntil(self.registration.showNotification(title, { body, lang, tag }));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(opened("/notices"));
});

/** Shows the page of notices: in a window of ours if there is one, else in a new one. */
async function opened(page) {
  const windows = await self.clients.matchAll({ type: "window" });
  if (!windows.length) return self.clients.openWindow(page);
  await windows[0].focus();
  return windows[0].navigate(page);
}
