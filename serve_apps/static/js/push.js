// Browser notices: has the browser subscribe with its push service, and sends the form with that.

/** Starts the form marked with data-push, or says that this browser cannot show notices. */
export function subscribeOnRequest(root) {
  const form = root.querySelector("form[data-push]");
  if (!form) return;
  if (!window.PushManager || !window.Notification || !navigator.serviceWorker) {
    form.querySelector("[data-push-none]").hidden = false;
    return;
  }
  const button = form.querySelector("[data-push-button]");
  button.hidden = false;
  button.addEventListener("click", () => subscribe(form, button));
}

async function subscribe(form, button) {
  const failed = form.querySelector("[data-push-failed]");
  failed.hidden = true;
  button.setAttribute("aria-busy", "true");
  try {
    if ((await Notification.requestPermission()) !== "granted") throw new Error("not permitted");
    await navigator.serviceWorker.register("/notices/worker.js");
    const { pushManager } = await navigator.serviceWorker.ready;
    // What somebody else has subscribed to in this browser is not to be shown to the next.
    await (await pushManager.getSubscription())?.unsubscribe();
    const made = await pushManager.subscribe({
      userVisibleOnly: true,
      applicationServerKey: bytes(form.dataset.push),
    });
    const { endpoint, keys } = made.toJSON();
    form.elements.endpoint.value = endpoint;
    form.elements.p256dh.value = keys.p256dh;
    form.elements.auth.value = keys.auth;
    form.submit();
  } catch {
    failed.hidden = false; // not permitted, or its push service cannot be reached
    button.removeAttribute("aria-busy");
  }
}

function bytes(base64url) {
  const base64 = base64url.replaceAll("-", "+").replaceAll("_", "/");
  return Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0));
}
