"""What follows from a change for a dataset and all that is made of it (级别传播、自动冻结): each
tells its readers, by messages that arrive once, and they theirs.
"""

from collections.abc import Callable
from typing import Any

from actors.blocks.messages.address import to_role
from actors.blocks.messages.notify import notify
from actors.kernel.calendar import Calendar
from actors.kernel.deadlines import due_date, local_day
from actors.kernel.library import Library
from actors.kernel.turn import Turn
from actors.systems.data_platform.dataset import commands as c
from actors.systems.data_platform.dataset import events as e
from actors.systems.data_platform.dataset.following import tell_followers
from actors.systems.data_platform.dataset.state import Dataset, Reader, Told, Version
from actors.systems.data_platform.dataset.terms import Graded
from actors.systems.data_platform.levels import derive
from actors.systems.data_platform.profile import profile
from actors.systems.data_platform.roles import REVIEWER, STEWARD
from actors.systems.open_data.dataset.commands import FreezeDataset, ThawDataset
from actors.systems.open_data.dataset.terms import OPEN_DATASET

Turning = Turn[Dataset]
Decide = Callable[[Turning, Any], Any]
_SHUT = ("frozen", "withdrawn")


def begin_reading(turn: Turning, command: c.BeginReading) -> None:
    """Remember a reader, and tell it what is known; a version that is not here has none."""
    version = turn.state.version(command.of_number)
    if version is None:
        nothing = c.NoteLevels(dataset=turn.id, number=command.of_number, levels=())
        _tell(turn, command.reader, nothing)
        return
    reader = Reader(of_number=command.of_number, dataset=command.reader, number=command.number)
    if reader not in turn.state.readers:
        turn.emit(e.ReadingBegun(at=turn.now, reader=reader))
    if version.level:
        _tell(turn, command.reader, _levels_of(turn, version))


def end_reading(turn: Turning, command: c.EndReading) -> None:
    """Forget a reader."""
    reader = Reader(of_number=command.of_number, dataset=command.reader, number=command.number)
    if reader in turn.state.readers:
        turn.emit(e.ReadingEnded(at=turn.now, reader=reader))


def note_levels(turn: Turning, command: c.NoteLevels) -> None:
    """Hear what is read, for every version that reads it; what is older than what is known, or of
    what is read no longer, changes nothing."""
    read = (command.dataset, command.number)
    for version in turn.state.versions:
        if read not in version.reads:
            continue
        known = next((t for t in version.told if (t.dataset, t.number) == read), None)
        if known is None and (missing := _missing(version, command)):
            turn.emit(e.VersionUnfounded(at=turn.now, number=version.number, missing=missing))
            _notify(turn, STEWARD, turn.state.unit, "Unfounded")
        elif known is None or known.seq < command.seq:
            told = Told(
                dataset=command.dataset,
                number=command.number,
                levels=command.levels,
                stopped=command.stopped,
                seq=command.seq,
            )
            turn.emit(e.LevelsHeard(at=turn.now, number=version.number, told=told))


def _missing(version: Version, told: c.NoteLevels) -> str:
    """Return the source that a version reads and that is not there, with the column if that alone
    is not, which would be taken for harmless; "" if all is there."""
    read, there = (told.dataset, told.number), {each.name for each in told.levels}
    if not there:
        return told.dataset
    for each in (*version.inputs, *version.filters):
        if (each.dataset, each.version) == read and each.column not in there:
            return f"{told.dataset} {each.column}"
    return ""


def spreading(library: Library, decide: Decide) -> Decide:
    """Return `decide`, after which everything is of the level that follows, is used or frozen as
    that says, and those who read it are told."""
    calendar = library[Calendar]

    def spread(turn: Turning, command: Any) -> Any:
        state, before = turn.state, turn.state.versions
        reply = decide(turn, command)
        _relevel(turn)
        cause = command.dataset if isinstance(command, c.NoteLevels) else turn.id
        _use(turn)
        _freeze(turn, cause, calendar)
        _tell_release(turn, state)
        tell_followers(turn, state)
        kept = {each.number for each in turn.state.versions}
        for version in before:
            if version.number not in kept:
                _let_go(turn, version)
        return reply

    return spread


def ceiling(state: Dataset) -> int:
    """Return the highest level at which a dataset may be used."""
    return profile().ceilings[state.sharing]


def fits(state: Dataset) -> bool:
    """Tell whether there is a version that may be used: the one that waits, or the one before."""
    found = (state.version(number) for number in (state.next, state.live) if number)
    return any(version is not None and _usable(state, version) for version in found)


def _usable(state: Dataset, version: Version) -> bool:
    return 0 < version.level <= ceiling(state) and not version.stopped


def _relevel(turn: Turning) -> None:
    """Reckon every version anew of which all is known, and tell its readers of what is new."""
    for version in turn.state.versions:
        told = {(each.dataset, each.number): each for each in version.told}
        if any(read not in told for read in version.reads):
            continue
        found = derive(
            {each.name: each.level for each in turn.state.columns},
            version.inputs,
            version.filters,
            version.checks,
            {read: {g.name: g.level for g in each.levels} for read, each in told.items()},
            profile().methods,
        )
        stopped = next((each.stopped for each in version.told if each.stopped), "")
        if turn.state.stopped or turn.state.phase == "withdrawn":
            stopped = turn.id
        levels = tuple(Graded(name=name, level=level) for name, level in found.columns.items())
        if (levels, found.level, stopped) == (version.levels, version.level, version.stopped):
            continue
        levelled = e.VersionLevelled(
            at=turn.now,
            number=version.number,
            levels=levels,
            level=found.level,
            stopped=stopped,
        )
        turn.emit(levelled)
        now = turn.state.version(version.number)
        assert now is not None  # it was there a moment ago
        for reader in turn.state.readers:
            if reader.of_number == version.number:
                _tell(turn, reader.dataset, _levels_of(turn, now))


def _use(turn: Turning) -> None:
    """Have the version that waits be used, if it may be; what is frozen waits for people."""
    state = turn.state
    version = state.version(state.next) if state.next else None
    if version is None or not version.level or state.phase not in ("registered", "live"):
        return
    if _usable(state, version):
        turn.emit(e.VersionLive(at=turn.now, version=version))
    elif _levelled(turn, version.number):
        held = e.VersionHeld(
            at=turn.now, number=version.number, level=version.level, ceiling=ceiling(state)
        )
        turn.emit(held)
        _notify(turn, STEWARD, state.unit, "Held")


def _levelled(turn: Turning, number: int) -> bool:
    """Tell whether the levels of a version have become known, or others, in this turn."""
    events = (each for each in turn.events if isinstance(each, e.VersionLevelled))
    return any(each.number == number for each in events)


def _freeze(turn: Turning, cause: str, calendar: Calendar) -> None:
    state = turn.state
    version = state.version(state.live)
    if state.phase != "live" or version is None or _usable(state, version):
        return
    turn.emit(
        e.DatasetFrozen(
            at=turn.now,
            because="stopped" if version.stopped else "level",
            cause=version.stopped or cause,
            level=version.level,
            ceiling=ceiling(state),
            due=due_date(local_day(turn.now), profile().review_days, calendar),
        )
    )
    _notify(turn, STEWARD, state.unit, "Frozen")
    _notify(turn, REVIEWER, profile().reviewing_unit, "Frozen")


def _tell_release(turn: Turning, before: Dataset) -> None:
    """Have what it is opened as frozen while it is, and for good once it is taken out."""
    state = turn.state
    was, now = before.phase in _SHUT, state.phase in _SHUT
    if before.opened_as == state.opened_as and was == now:
        return
    told = {"cause": turn.id, "unit": state.unit}
    if before.opened_as and was:
        turn.send(f"{OPEN_DATASET}:{before.opened_as}", ThawDataset(**told))
    if state.opened_as and now:
        turn.send(f"{OPEN_DATASET}:{state.opened_as}", FreezeDataset(**told))


def _let_go(turn: Turning, version: Version) -> None:
    for dataset, number in version.reads:
        end = c.EndReading(of_number=number, reader=turn.id, number=version.number)
        turn.send(f"shared_dataset:{dataset}", end)


def _levels_of(turn: Turning, version: Version) -> c.NoteLevels:
    return c.NoteLevels(
        dataset=turn.id,
        number=version.number,
        levels=version.levels,
        stopped=version.stopped,
        seq=turn.seq,
    )


def _tell(turn: Turning, reader: str, told: c.NoteLevels) -> None:
    turn.send(f"shared_dataset:{reader}", told)


def _notify(turn: Turning, role: str, unit: str, name: str) -> None:
    notify(turn, to_role(role, unit), f"shared_dataset.{name}", {"number": turn.id})
