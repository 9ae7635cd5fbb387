// The outbox of a village terminal: what was taken in waits here until the platform has it. An entry
// goes out as it was kept, word for word, however often the line breaks or the terminal is shut off.

import { digest, newId } from "./store.js";

const CHUNK = 65536; // bytes
const A_DAY = 24 * 60 * 60 * 1000;

/** Keeps an application with its files, and returns its id. */
export async function keep(store, { id = newId(), entrustment, title, payload, files }) {
  const attached = [];
  for (const { material, file } of files) {
    const bytes = new Uint8Array(await file.arrayBuffer());
    const sha256 = await digest(bytes);
    const chunks = Math.ceil(bytes.length / CHUNK);
    for (let n = 0; n < chunks; n += 1) {
      const part = base64(bytes.subarray(n * CHUNK, (n + 1) * CHUNK));
      await store.put("chunks", `${id}/${sha256}/${n}`, await store.hide(part));
    }
    attached.push({ material, sha256, chunks, file_name: file.name });
  }
  const text = JSON.stringify({ ...payload, attached, made_at: new Date().toISOString() });
  const entry = {
    id, entrustment, title, state: "waiting", number: "", made: Date.now(), acknowledged: 0,
    hash: await digest(text), files: attached.map(({ sha256, chunks }) => ({ sha256, chunks })),
    sent: {}, payload: await store.hide(text),
  };
  await store.put("outbox", id, entry);
  return id;
}

/** Every entry, the latest first. */
export async function all(store) {
  const keys = await store.keys("outbox");
  const entries = await Promise.all(keys.map((key) => store.get("outbox", key)));
  return entries.sort((one, other) => other.made - one.made);
}

/** Sends what waits, chunk by chunk; ends at the first that the line does not carry. */
export async function send(store, { token, offset, changed }) {
  const terminal = await store.get("own", "id");
  for (const entry of await all(store)) {
    if (["waiting", "sending"].includes(entry.state)) {
      await sendOne(store, entry, { terminal, token, offset });
      changed();
    } else if (entry.state === "taken") {
      await follow(store, entry);
      changed();
    }
  }
}

async function sendOne(store, entry, { terminal, token, offset }) {
  entry.state = "sending";
  await store.put("outbox", entry.id, entry);
  for (const { sha256, chunks } of entry.files) {
    for (let n = entry.sent[sha256] ?? 0; n < chunks; n += 1) {
      const data = await store.show(await store.get("chunks", `${entry.id}/${sha256}/${n}`));
      const key = `${entry.id}-${sha256.slice(0, 16)}-${n}`;
      await posted(`${entry.id}/keep_chunk`, key, { file: sha256, n, data }, token);
      entry.sent[sha256] = n + 1;
      await store.put("outbox", entry.id, entry);
    }
  }
  const wish = {
    terminal,
    entrustment: entry.entrustment,
    payload: await store.show(entry.payload),
    payload_hash: entry.hash,
    offset_seconds: offset,
  };
  const answer = await posted(`${entry.id}/send_entry`, newId(), wish, token);
  if (answer.ok) {
    const { reply } = await answer.json();
    entry.state = reply.conflict ? "conflict" : "taken";
    entry.number = reply.number;
    entry.acknowledged = Date.now();
  } else {
    entry.state = "refused";
    entry.why = (await answer.json()).detail ?? "";
  }
  await store.put("outbox", entry.id, entry);
  if (entry.state === "taken") await follow(store, entry);
}

async function follow(store, entry) {
  const answer = await fetch(`/api/v1/terminal_entries/${entry.id}`);
  if (!answer.ok) return;
  const { state, number } = await answer.json();
  entry.state = state === "filed" || state === "refused" ? state : entry.state;
  entry.number = number || entry.number;
  await store.put("outbox", entry.id, entry);
}

async function posted(path, key, wish, token) {
  const answer = await fetch(`/api/v1/terminal_entries/${path}`, {
    method: "POST",
    headers: {
      "content-type": "application/json", "idempotency-key": key, "x-csrf-token": token,
    },
    body: JSON.stringify(wish),
  });
  if (answer.status >= 500 || answer.status === 401 || answer.status === 429) {
    throw new Error(`not now: ${answer.status}`);
  }
  return answer;
}

/** Forgets what people told of entries that the platform has had for a day. */
export async function tidy(store, now = Date.now()) {
  for (const entry of await all(store)) {
    if (!entry.acknowledged || now - entry.acknowledged < A_DAY || !entry.payload) continue;
    for (const key of await store.keys("chunks")) {
      if (key.startsWith(`${entry.id}/`)) await store.drop("chunks", key);
    }
    await store.put("outbox", entry.id, { ...entry, payload: null });
  }
}

function base64(bytes) {
  let signs = "";
  for (const byte of bytes) signs += String.fromCharCode(byte);
  return btoa(signs);
}
