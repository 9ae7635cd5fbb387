// Where the line of a hall waits while there is no line to the platform: numbers and windows,
// nobody's name. What was written is on the disk before anybody is told of it.

const NAME = "hall-line";

/** Opens the store of this machine. */
export function open() {
  return new Promise((done, fail) => {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore("kept");
    asked.onsuccess = () => done(new Store(asked.result));
    asked.onerror = () => fail(asked.error);
  });
}

class Store {
  constructor(database) {
    this.database = database;
  }

  read(name) {
    return this.#asked("readonly", (kept) => kept.get(name));
  }

  /** Writes all of it or nothing: values by their names. */
  write(values) {
    return this.#asked("readwrite", (kept) =>
      Object.entries(values).map(([name, value]) => kept.put(value, name)).at(-1),
    );
  }

  #asked(mode, ask) {
    return new Promise((done, fail) => {
      const turn = this.database.transaction("kept", mode, { durability: "strict" });
      const asked = ask(turn.objectStore("kept"));
      turn.oncomplete = () => done(asked.result);
      turn.onerror = () => fail(turn.error);
      turn.onabort = () => fail(turn.error);
    });
  }
}
