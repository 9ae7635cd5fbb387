"""How a shared dataset changes by what happens to it."""

from collections.abc import Callable
from typing import assert_never

from msgspec.structs import replace

from actors.systems.data_platform.dataset import events as e
from actors.systems.data_platform.dataset.state import Dataset, Told, Version

Change = Callable[[Version], Version]


def evolve(state: Dataset, event: e.DatasetEvent) -> Dataset:
    """Return the dataset after `event`."""
    match event:
        case e.DatasetRegistered(at=at):
            names = ("unit", "title", "sharing", "columns")
            told = {name: getattr(event, name) for name in names}
            return replace(state, phase="registered", registered_at=at, since=at, **told)
        case e.VersionReported(version=version):
            state = replace(state, next=version.number, numbers=version.number)
            return _kept(replace(state, versions=(*state.versions, version)))
        case e.LevelsHeard(number=number, told=told):
            return _with(state, number, lambda each: replace(each, told=_heard(each.told, told)))
        case e.VersionUnfounded(number=number):
            state = replace(state, next=0 if state.next == number else state.next)
            return _kept(state)
        case e.CheckReported(number=number, check=check):
            key = (check.column, check.name)
            return _with(
                state, number,
                lambda each: replace(
                    each,
                    checks=(*(c for c in each.checks if (c.column, c.name) != key), check),
                ),
            )  # fmt: skip
        case e.LevelDeclared(column=column, level=level):
            columns = tuple(
                replace(each, level=level) if each.name == column else each
                for each in state.columns
            )
            return replace(state, columns=columns)
        case e.VersionLevelled(number=number, levels=levels, level=level, stopped=stopped):
            return _with(
                state, number,
                lambda each: replace(each, levels=levels, level=level, stopped=stopped),
            )  # fmt: skip
        case e.VersionLive(version=version, at=at):
            waiting = 0 if state.next == version.number else state.next
            since = at if state.phase != "live" else state.since
            state = replace(state, phase="live", live=version.number, next=waiting, since=since)
            return _kept(state)
        case e.VersionHeld():
            return state
        case e.DatasetFrozen(at=at, because=because, cause=cause, due=due):
            state = replace(state, phase="frozen", since=at, because=because, cause=cause)
            return replace(state, due=due, asked="", evidence="")
        case e.UseStopped(reason=reason):
            return replace(state, stopped=reason, reason=reason)
        case e.UseResumed(reason=reason):
            return replace(state, stopped="", reason=reason)
        case e.ReleaseAsked(at=at, by=by, evidence=evidence):
            return replace(state, asked=by, evidence=evidence, since=at)
        case e.DatasetReleased(at=at):
            state = replace(state, phase="live", because="", cause="", asked="", evidence="")
            return replace(state, due=None, since=at)
        case e.DatasetTakenOut(at=at, reason=reason):
            state = replace(state, phase="withdrawn", live=0, next=0, due=None, since=at)
            return _kept(replace(state, reason=reason, because="", cause="", asked=""))
        case e.ReleaseNamed(opened_as=opened_as):
            return replace(state, opened_as=opened_as)
        case e.ReadingBegun(reader=reader):
            return replace(state, readers=(*state.readers, reader))
        case e.ReadingEnded(reader=reader):
            readers = tuple(each for each in state.readers if each != reader)
            return _kept(replace(state, readers=readers))
        case e.FollowingBegun(request=request):
            return replace(state, followers=(*state.followers, request))
        case e.FollowingEnded(request=request):
            return replace(state, followers=tuple(f for f in state.followers if f != request))
        case _:
            assert_never(event)


def _with(state: Dataset, number: int, change: Change) -> Dataset:
    versions = tuple(change(each) if each.number == number else each for each in state.versions)
    return replace(state, versions=versions)


def _heard(before: tuple[Told, ...], told: Told) -> tuple[Told, ...]:
    key = (told.dataset, told.number)
    return (*(each for each in before if (each.dataset, each.number) != key), told)


def _kept(state: Dataset) -> Dataset:
    """Drop the versions that are neither used nor waited for, and that nobody reads."""
    read = {each.of_number for each in state.readers} | {state.live, state.next}
    return replace(state, versions=tuple(v for v in state.versions if v.number in read))
