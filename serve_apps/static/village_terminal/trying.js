// Tries something now, whenever the line comes back, and every so often; never twice at a time.

export function tryingEvery(milliseconds, attempt) {
  let busy = false;
  const trying = async () => {
    if (busy) return;
    busy = true;
    try {
      await attempt();
    } finally {
      busy = false;
    }
  };
  addEventListener("online", trying);
  setInterval(trying, milliseconds);
  trying();
}
