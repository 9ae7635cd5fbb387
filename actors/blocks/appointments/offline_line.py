"""What a hall did while it had no line (断网叫号): tickets L001, L002 … of a series of their own,
and calls of those that waited when the line broke.

The platform takes the steps of a machine in their order, each once, at the times that it tells. A
step that does not fit what others did meanwhile is kept aside, for people to look at; nothing of it
is lost, and the steps after it go on.
"""

import re
from collections.abc import Iterator
from datetime import timedelta

from actors.blocks.appointments.answers import EndVisit
from actors.blocks.appointments.hall_records import (
    Aside,
    HallDay,
    OfflineLineRecorded,
    OfflineStep,
    RecordOfflineLine,
    Ticket,
    TicketCalled,
    TicketEnded,
    TicketIssued,
    WhyAside,
    parts,
)
from actors.blocks.appointments.places import Hall, Places, window_id
from actors.kernel.deadlines import local_day
from actors.kernel.errors import Reason, Refusal
from actors.kernel.turn import Turn

NUMBER = re.compile(r"L[0-9]{3}")  # of a ticket that was given without a line
AHEAD = timedelta(minutes=5)  # that the clock of a machine may be


class OfflineLine:
    """The rules of a line that was worked by itself, over the `places` of the city."""

    def __init__(self, places: Places) -> None:
        self._places = places

    def record(self, turn: Turn[HallDay], command: RecordOfflineLine) -> None:
        """Record what a machine did.

        Raises:
            Refusal: there is no such hall; a step is of another day, or still to come; a ticket has
                a number of another series; steps before these are missing.
        """
        hall = self._places.hall(parts(turn.id)[0])
        if hall is None:
            raise Refusal(Reason("hall_day.unknown"), kind="unknown")
        if faults := tuple(_faults(turn, command)):
            raise Refusal(*faults)
        done = turn.state.recorded.get(command.device, 0)
        new = [step for step in command.steps if step.n > done]
        if [step.n for step in new] != list(range(done + 1, done + len(new) + 1)):
            facts = {"number": str(done + 1)}
            raise Refusal(Reason("hall_day.steps_missing", "/steps", facts))
        if not new:
            return
        aside: list[Aside] = []
        for step in new:
            why = _why_aside(turn.state, hall, step)
            if why is None:
                _take(turn, step)
            else:
                aside.append(Aside(device=command.device, step=step, why=why))
        turn.emit(
            OfflineLineRecorded(
                at=turn.now, device=command.device, upto=new[-1].n, aside=tuple(aside)
            )
        )


def _faults(turn: Turn[HallDay], command: RecordOfflineLine) -> Iterator[Reason]:
    """Yield what is wrong with steps, whatever the line is like."""
    on = parts(turn.id)[1]
    for place, step in enumerate(command.steps):
        if local_day(step.at) != on or step.at > turn.now + AHEAD:
            yield Reason("hall_day.step_of_other_day", f"/steps/{place}/at")
        if step.what == "given" and not NUMBER.fullmatch(step.ticket):
            yield Reason("hall_day.no_offline_number", f"/steps/{place}/ticket")


def _why_aside(state: HallDay, hall: Hall, step: OfflineStep) -> WhyAside | None:
    """Return why a step does not fit the line as it is; None if it does."""
    ticket = state.ticket(step.ticket)
    if step.what == "given":
        served = {window_id(hall, group) for group in hall.windows}
        if ticket is not None:
            return "number_given"
        return None if step.window in served else "no_window"
    if step.what == "called":
        if step.window not in hall.numbers():
            return "no_window"
        waits = ticket is not None and ticket.status in ("waiting", "called")
        return None if waits else "not_waiting"
    return None if ticket is not None and ticket.status == "called" else "not_called"


def _take(turn: Turn[HallDay], step: OfflineStep) -> None:
    """Have a step that fits happen when it did."""
    if step.what == "given":
        turn.emit(TicketIssued(ticket=Ticket(number=step.ticket, window=step.window, at=step.at)))
    elif step.what == "called":
        turn.emit(TicketCalled(at=step.at, number=step.ticket, window=step.window))
    else:
        ticket = turn.state.ticket(step.ticket)
        turn.emit(TicketEnded(at=step.at, number=step.ticket, outcome=step.outcome))
        if ticket is not None and ticket.visitor:
            ended = EndVisit(booking=ticket.booking, outcome=step.outcome)
            turn.send(f"visitor:{ticket.visitor}", ended)
