"""What the register and the visits to those who are looked after tell each other (走访关爱)."""

from actors.kernel.turn import Turn
from actors.systems.community_service.care.records import CARE_PLAN, CloseCare, KnowResident
from actors.systems.community_service.register import resident_records as r

Turning = Turn[r.Resident]


def note_care(turn: Turning, command: r.NoteCare) -> None:
    """Note that visits are planned, and whose account the entry is; have them end at once where no
    mark is kept."""
    state = turn.state
    if not command.planned:
        _note(turn, False)
    elif state.phase == "registered" and state.marks:
        _note(turn, True)
        turn.send(f"{CARE_PLAN}:{turn.id}", KnowResident(account=state.account))
    else:
        turn.send(f"{CARE_PLAN}:{turn.id}", CloseCare())


def end_care(turn: Turning) -> None:
    """Have the visits end, if any are planned: no mark is kept any longer."""
    if turn.state.cared:
        _note(turn, False)
        turn.send(f"{CARE_PLAN}:{turn.id}", CloseCare())


def tell_account(turn: Turning) -> None:
    """Tell the visits whose account the entry is now."""
    if turn.state.cared:
        turn.send(f"{CARE_PLAN}:{turn.id}", KnowResident(account=turn.state.account))


def _note(turn: Turning, planned: bool) -> None:
    if turn.state.cared != planned:
        turn.emit(r.CareNoted(at=turn.now, planned=planned))
