"""Who has asked for rows of a dataset hears how it stands: at once, and whenever that changes, so
that a grant never outlives what it rests on."""

from actors.kernel.turn import Turn
from actors.systems.data_platform.dataset import commands as c
from actors.systems.data_platform.dataset import events as e
from actors.systems.data_platform.dataset.state import Dataset
from actors.systems.data_platform.dataset.terms import GRAVE
from actors.systems.data_platform.request.commands import NoteDataset, NoteService
from actors.systems.data_platform.request.terms import DATA_REQUEST, Halt, Offered, OfferedColumn

Turning = Turn[Dataset]


def follow(turn: Turning, command: c.FollowDataset) -> None:
    """Remember a request and tell it how the dataset stands, which may not be here."""
    if turn.state.phase and command.request not in turn.state.followers:
        turn.emit(e.FollowingBegun(at=turn.now, request=command.request))
    _tell(turn, command.request)


def unfollow(turn: Turning, command: c.UnfollowDataset) -> None:
    """Forget a request."""
    if command.request in turn.state.followers:
        turn.emit(e.FollowingEnded(at=turn.now, request=command.request))


def tell_followers(turn: Turning, before: Dataset) -> None:
    """Tell every request how the dataset stands, if it stands otherwise than `before`."""
    if offered(before) != offered(turn.state):
        for request in turn.state.followers:
            _tell(turn, request)


def offered(state: Dataset) -> Offered:
    """Return what a request goes by: whose it is, its columns with the higher of the declared and
    the derived level, that of all of it, and why it may not be used now. Of what is important or
    core nobody hears by asking: there is nothing."""
    version = state.version(state.live)
    derived = {each.name: each.level for each in version.levels} if version else {}
    columns = tuple(
        OfferedColumn(
            name=each.name,
            level=max(each.level, derived.get(each.name, 0)),
            personal=each.personal,
        )
        for each in state.columns
    )
    if max((state.level, *(each.level for each in columns)), default=0) >= GRAVE:
        return Offered()
    return Offered(
        unit=state.unit, title=state.title, columns=columns, level=state.level, halt=_halt(state)
    )


def _halt(state: Dataset) -> Halt:
    if state.phase in ("frozen", "withdrawn"):
        return "frozen" if state.phase == "frozen" else "withdrawn"
    if state.stopped:
        return "stopped"
    return "" if state.phase == "live" else "no_version"


def _tell(turn: Turning, request: str) -> None:
    told = NoteDataset(offered=offered(turn.state), seq=turn.seq)
    turn.send(f"{DATA_REQUEST}:{request}", told)


def tell_users(turn: Turning, command: c.TellUsers) -> None:
    """Pass on what a service of the same unit tells."""
    if turn.state.unit == command.unit:
        told = NoteService(service=command.service, notice=command.notice, ends=command.ends)
        for request in turn.state.followers:
            turn.send(f"{DATA_REQUEST}:{request}", told)
