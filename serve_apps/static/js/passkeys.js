// Passkeys: has the browser make a key, or sign by one, and sends the form with what it answered.

/** Shows and starts the forms marked with data-passkey="create" or "get", where browsers can. */
export function signByPasskey(root) {
  if (!window.PublicKeyCredential) return;
  for (const form of root.querySelectorAll("form[data-passkey]")) {
    const button = form.querySelector("[data-passkey-button]");
    form.hidden = button.hidden = false;
    button.addEventListener("click", () => answer(form, button));
  }
}

async function answer(form, button) {
  const failed = form.querySelector("[data-passkey-failed]");
  failed.hidden = true;
  button.setAttribute("aria-busy", "true");
  try {
    const asked = await (await fetch(form.dataset.question)).json();
    const publicKey = decoded(asked.options);
    const made = await navigator.credentials[form.dataset.passkey]({ publicKey });
    form.elements.answered.value = JSON.stringify(encoded(made));
    form.elements.challenge.value = asked.challenge;
    form.submit();
  } catch {
    failed.hidden = false; // whoever turned it down can try again
    button.removeAttribute("aria-busy");
  }
}

function decoded(options) {
  const described = (each) => ({ ...each, id: bytes(each.id) });
  return {
    ...options,
    challenge: bytes(options.challenge),
    ...(options.user && { user: { ...options.user, id: bytes(options.user.id) } }),
    ...(options.excludeCredentials && {
      excludeCredentials: options.excludeCredentials.map(described),
    }),
    ...(options.allowCredentials && { allowCredentials: options.allowCredentials.map(described) }),
  };
}

function encoded(credential) {
  const { response } = credential;
  const parts = {};
  for (const name of [
    "clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle",
  ]) {
    if (response[name]) parts[name] = text(response[name]);
  }
  return {
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    response: parts,
    clientExtensionResults: credential.getClientExtensionResults(),
  };
}

function bytes(base64url) {
  const base64 = base64url.replaceAll("-", "+").replaceAll("_", "/");
  return Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0));
}

function text(buffer) {
  const signs = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(signs).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
