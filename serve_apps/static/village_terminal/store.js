// What a terminal keeps in its browser: the outbox and its files encrypted under a key that no
// script can read, the rest in clear since it is of nobody.

const NAME = "village-terminal";
const STORES = ["own", "outbox", "chunks", "codes"];

/** Opens the database, and makes the key with it. */
export async function open() {
  const database = await asked(
    Object.assign(indexedDB.open(NAME, 1), {
      onupgradeneeded: (event) =>
        STORES.forEach((name) => event.target.result.createObjectStore(name)),
    }),
  );
  const store = new Store(database);
  if (!(await store.get("own", "key"))) {
    const use = ["encrypt", "decrypt"];
    const key = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, use);
    await store.put("own", "key", key);
    await store.put("own", "id", newId());
  }
  return store;
}

class Store {
  constructor(database) {
    this.database = database;
  }

  get(store, key) {
    return asked(this.database.transaction(store).objectStore(store).get(key));
  }

  keys(store) {
    return asked(this.database.transaction(store).objectStore(store).getAllKeys());
  }

  put(store, key, value) {
    return done(this.database, store, (kept) => kept.put(value, key));
  }

  drop(store, key) {
    return done(this.database, store, (kept) => kept.delete(key));
  }

  /** Keeps `text` so that only this browser reads it again. */
  async hide(text) {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const key = await this.get("own", "key");
    const bytes = new TextEncoder().encode(text);
    return { iv, hidden: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, bytes) };
  }

  async show({ iv, hidden }) {
    const key = await this.get("own", "key");
    const bytes = await crypto.subtle.decrypt({ name: "AES-GCM", iv }, key, hidden);
    return new TextDecoder().decode(bytes);
  }

  /** Forgets everything, the key first: what is left anywhere can never be read again. */
  async wipe() {
    await this.drop("own", "key");
    for (const name of STORES) await done(this.database, name, (kept) => kept.clear());
  }
}

/** A new id, 32 hexadecimal digits. */
export function newId() {
  return hex(crypto.getRandomValues(new Uint8Array(16)));
}

/** The SHA-256 of bytes or of a text. */
export async function digest(content) {
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  return hex(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)));
}

function hex(bytes) {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function asked(request) {
  return new Promise((kept, failed) => {
    request.onsuccess = () => kept(request.result);
    request.onerror = () => failed(request.error);
  });
}

function done(database, store, change) {
  return new Promise((kept, failed) => {
    const transaction = database.transaction(store, "readwrite");
    change(transaction.objectStore(store));
    transaction.oncomplete = () => kept();
    transaction.onerror = () => failed(transaction.error);
  });
}
