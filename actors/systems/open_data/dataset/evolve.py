"""How a dataset changes by what happens to it."""

from typing import assert_never

from msgspec.structs import replace

from actors.systems.open_data.dataset import events as e
from actors.systems.open_data.dataset.state import Dataset, Phase, Version


def evolve(state: Dataset, event: e.DatasetEvent) -> Dataset:
    """Return the dataset after `event`."""
    state = _happened(state, event)
    return replace(state, since=event.at)


def _happened(state: Dataset, event: e.DatasetEvent) -> Dataset:
    match event:
        case e.DatasetAdded(unit=unit, slug=slug, wording=wording, at=at):
            return replace(state, phase="draft", unit=unit, slug=slug, wording=wording, added_at=at)
        case e.DatasetChanged(wording=wording):
            return replace(state, wording=wording)
        case e.TableHandedIn(version=version):
            return replace(_next(state, version, "received"), numbers=version.number, reason="")
        case e.VersionPrepared(measured=measured):
            version = replace(_under_way(state), measured=measured)
            return _next(state, version, "unfit" if measured.faults else "openable")
        case e.VersionHandedOver(due=due):
            return replace(state, phase="pending", due=due, reason="")
        case e.VersionEndorsed(by=by, due=due):
            version = replace(_under_way(state), endorsed=by)
            return replace(_next(state, version, "endorsed"), due=due)
        case e.VersionApproved(by=by, release_at=release_at):
            version = replace(_under_way(state), approved=by, release_at=release_at)
            return replace(_next(state, version, "approved"), due=None)
        case e.VersionReturned(reason=reason):
            version = replace(_under_way(state), endorsed="")
            return replace(_next(state, version, "openable"), due=None, reason=reason)
        case e.VersionRendered(files=files):
            return _next(state, replace(_under_way(state), files=files), "approved")
        case e.VersionReleased(version=version):
            former = (*state.former, state.live) if state.live else state.former
            return replace(state, phase="live", live=version, next=None, former=former)
        case e.OpeningFrozen(cause=cause):
            return replace(state, frozen=(*state.frozen, cause))
        case e.OpeningThawed(cause=cause):
            return replace(state, frozen=tuple(each for each in state.frozen if each != cause))
        case e.DatasetWithdrawn(reason=reason):
            former = (*state.former, state.live) if state.live else state.former
            return replace(
                state, phase="withdrawn", live=None, next=None, former=former, due=None,
                reason=reason,
            )  # fmt: skip
        case _:
            assert_never(event)


def _next(state: Dataset, version: Version, phase: Phase) -> Dataset:
    return replace(state, next=version, phase=phase)


def _under_way(state: Dataset) -> Version:
    assert state.next is not None
    return state.next
