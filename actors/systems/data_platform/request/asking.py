"""A unit asks for data, and hears from the dataset how it stands (申请、核对): what no person need
look at is sent back or refused by a rule, which it is told."""

from actors.blocks.messages.address import to_role
from actors.blocks.messages.notify import notify
from actors.kernel.calendar import ONE_DAY, Calendar
from actors.kernel.deadlines import due_date, end_of_day, local_day
from actors.kernel.errors import Reason, Refusal
from actors.kernel.library import Library
from actors.kernel.turn import Turn
from actors.systems.data_platform.dataset.commands import FollowDataset, UnfollowDataset
from actors.systems.data_platform.dataset.terms import SHARED_DATASET
from actors.systems.data_platform.permission import halted
from actors.systems.data_platform.profile import profile
from actors.systems.data_platform.request import commands as c
from actors.systems.data_platform.request import events as e
from actors.systems.data_platform.request.said import require_said
from actors.systems.data_platform.request.state import ENDED, Request
from actors.systems.data_platform.request.terms import DATA_REQUEST, Asked
from actors.systems.data_platform.roles import REVIEWER, STEWARD, USER

Turning = Turn[Request]
UNTIL = "until"


class Asking:
    """Rules that rest on the calendar."""

    def __init__(self, library: Library) -> None:
        self._calendar = library[Calendar]

    def ask(self, turn: Turning, command: c.AskForData) -> None:
        """Ask for rows of a dataset.

        Raises:
            Refusal: what is asked for says nothing, names a column twice, wants a column unmasked
                that it does not ask for, or a day that is over or too far away.
        """
        _require(turn, command.asked)
        turn.emit(
            e.DataAsked(
                at=turn.now,
                by=turn.by.id,
                unit=turn.by.unit,
                dataset=command.dataset,
                asked=command.asked,
            )
        )
        turn.send(f"{SHARED_DATASET}:{command.dataset}", FollowDataset(request=turn.id))

    def send_again(self, turn: Turning, command: c.SendAgain) -> None:
        """Ask again, with something else.

        Raises:
            Refusal: as for the first time.
        """
        _require(turn, command.asked)
        turn.emit(e.RequestSentAgain(at=turn.now, by=turn.by.id, asked=command.asked))
        self._look(turn)

    def note_dataset(self, turn: Turning, command: c.NoteDataset) -> None:
        """Hear how the dataset stands: a request is looked at by rules and then by people, a grant
        is suspended at once where it does not stand as it was granted, and restored."""
        state = turn.state
        if state.phase in ENDED or command.seq <= state.seq:
            return
        first = not state.seq
        turn.emit(e.DatasetHeard(at=turn.now, offered=command.offered, seq=command.seq))
        if first and state.phase == "submitted":
            self._look(turn)
        elif state.phase == "granted":
            _hold(turn)

    def _look(self, turn: Turning) -> None:
        """Have a request before the owner, unless a rule says no."""
        state = turn.state
        if not state.owner or state.owner == state.unit:
            rule = "own" if state.owner else "no_dataset"
            turn.emit(e.RequestRefused(at=turn.now, rule=f"{DATA_REQUEST}.{rule}"))
            end(turn, "Refused")
            return
        assert state.asked is not None  # it was asked for
        there = {each.name for each in state.offered.columns}
        if not there.issuperset(state.asked.read):
            turn.emit(e.RequestReturned(at=turn.now, rule=f"{DATA_REQUEST}.no_column"))
            tell_user(turn, "Returned")
            return
        due = due_date(local_day(turn.now), profile().request_days, self._calendar)
        yellow, left = due, profile().request_yellow_days
        while left:
            yellow -= ONE_DAY
            left -= self._calendar.is_open(yellow)
        turn.emit(e.RequestOpened(at=turn.now, due=due, yellow=yellow))
        if needs_reviewer(state):
            notify(turn, to_role(REVIEWER, profile().reviewing_unit), f"{DATA_REQUEST}.Waiting")
        else:
            notify(turn, to_role(STEWARD, state.owner), f"{DATA_REQUEST}.Waiting")


def needs_reviewer(state: Request) -> bool:
    """Tell whether the reviewer of levels has to agree before the owner grants: what is asked for
    is above the general level that the place sets, and above that to which he has agreed."""
    return state.asked_level > max(profile().reviewed_above, state.agreed)


def end(turn: Turning, notice: str) -> None:
    """Tell the unit that its request or grant has ended, and the dataset that nobody follows it."""
    turn.forget(UNTIL)
    turn.send(f"{SHARED_DATASET}:{turn.state.dataset}", UnfollowDataset(request=turn.id))
    tell_user(turn, notice)


def tell_user(turn: Turning, notice: str) -> None:
    """Tell the unit that has asked."""
    facts = {"dataset": turn.state.dataset}
    notify(turn, to_role(USER, turn.state.unit), f"{DATA_REQUEST}.{notice}", facts)


def remind_of_end(turn: Turning) -> None:
    """Have the grant end with its last day."""
    assert turn.state.until is not None  # it was asked for
    turn.remind(UNTIL, end_of_day(turn.state.until), c.NoteUntil())


def _hold(turn: Turning) -> None:
    """Suspend a grant or restore it, as the dataset stands."""
    state = turn.state
    halt = halted(state)
    if halt == state.halt:
        return
    if halt:
        level = state.asked_level
        turn.emit(e.GrantSuspended(at=turn.now, halt=halt, level=level))
        tell_user(turn, "Suspended")
    else:
        turn.emit(e.GrantRestored(at=turn.now))
        tell_user(turn, "Restored")


def _require(turn: Turning, asked: Asked) -> None:
    faults = [*require_said("/asked/purpose", asked.purpose)]
    faults += require_said("/asked/basis", asked.basis)
    for n, name in enumerate(asked.columns):
        if name in asked.columns[:n]:
            faults.append(Reason("data_request.column_twice", f"/asked/columns/{n}"))
    for n, name in enumerate(asked.unmasked):
        if name not in asked.columns:
            at = f"/asked/unmasked/{n}"
            faults.append(Reason("data_request.not_asked", at, {"column": name}))
    for n, condition in enumerate(asked.rows):
        if (condition.compared == "missing") == bool(condition.value):
            faults.append(Reason("data_request.odd_condition", f"/asked/rows/{n}/value"))
    today, most = local_day(turn.now), profile().most_grant_days
    if not today < asked.until <= today + most * ONE_DAY:
        facts = {"most": str(most)}
        faults.append(Reason("data_request.odd_until", "/asked/until", facts))
    if faults:
        raise Refusal(*faults)


def note_service(turn: Turning, command: c.NoteService) -> None:
    """Pass on to the unit what a service tells, where it has a grant."""
    if turn.state.phase == "granted":
        facts = {"service": command.service, "ends": command.ends}
        notify(turn, to_role(USER, turn.state.unit), f"{DATA_REQUEST}.{command.notice}", facts)
