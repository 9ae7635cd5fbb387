// The line of a hall as it goes on by itself: who is next, and which steps the platform has yet to be
// told. Pure: a line goes in and another comes out.

/** The line of a day as the platform tells it, with what this machine did itself on that day. */
export function begun(told, before) {
  const same = before?.id === told.id;
  return {
    id: told.id,
    day: told.day,
    tickets: told.tickets,
    n: Math.max(told.recorded, same ? before.n : 0),
    given: told.tickets.filter((ticket) => ticket.number.startsWith("L")).length,
  };
}

/** Gives a ticket for a group of windows. */
export function give(line, window, at) {
  const given = line.given + 1;
  const number = `L${String(given).padStart(3, "0")}`;
  const ticket = { number, window, at, status: "waiting", at_window: "" };
  return step({ ...line, given, tickets: [...line.tickets, ticket] }, { what: "given", ticket: number, window, at });
}

/** Who is next at windows of these groups: booked ones whose time has come, then as they came. */
export function next(line, groups, now) {
  const waiting = line.tickets.filter(
    (ticket) => ticket.status === "waiting" && groups.includes(ticket.window),
  );
  const rank = (ticket) => {
    const due = ticket.begins && ticket.begins <= now;
    return [due ? 0 : 1, due ? ticket.begins : ticket.at, ticket.number];
  };
  waiting.sort((one, other) => {
    const [mine, theirs] = [rank(one), rank(other)];
    const place = mine.findIndex((value, at) => value !== theirs[at]);
    if (place < 0) return 0;
    return mine[place] < theirs[place] ? -1 : 1;
  });
  return waiting[0];
}

/** Calls a ticket to the window with this number. */
export function call(line, number, window, at) {
  const changed = change(line, number, { status: "called", at_window: window, called_at: at });
  return step(changed, { what: "called", ticket: number, window, at });
}

/** Is done with a ticket: served, or not there. */
export function end(line, number, outcome, at) {
  return step(change(line, number, { status: outcome }), { what: "ended", ticket: number, outcome, at });
}

function change(line, number, facts) {
  const tickets = line.tickets.map((each) => (each.number === number ? { ...each, ...facts } : each));
  return { ...line, tickets };
}

function step(line, facts) {
  const n = line.n + 1;
  return { line: { ...line, n }, step: { id: line.id, n, ...facts } };
}
