"""The course of a dataset (开放流程): handed in, measured, agreed to by the head of its unit,
approved by a reviewer, live at its time, withdrawn."""

from datetime import date, timedelta

from msgspec.structs import replace

from actors.blocks.forms.normalise import plain_text
from actors.blocks.organisation.units import Organisation
from actors.kernel.calendar import Calendar
from actors.kernel.deadlines import due_date, local_day
from actors.kernel.errors import Reason, Refusal
from actors.kernel.library import Library
from actors.kernel.turn import Turn
from actors.systems.open_data.dataset import commands as c
from actors.systems.open_data.dataset import events as e
from actors.systems.open_data.dataset.state import Dataset, Version
from actors.systems.open_data.dataset.wording import kept, leaving
from actors.systems.open_data.profile import profile

Turning = Turn[Dataset]
RELEASE = "release"
_LATEST = timedelta(days=366)  # how far ahead a release may be set


class Deciding:
    """Rules that rest on the organisation and the calendar."""

    def __init__(self, library: Library) -> None:
        self._organisation = library[Organisation]
        self._calendar = library[Calendar]

    def add(self, turn: Turning, command: c.AddDataset) -> None:
        """Begin a dataset of the steward's unit.

        Raises:
            Refusal: it is addressed by another name than its own, or see `kept`.
        """
        if turn.id != command.slug:
            raise Refusal(Reason("open_dataset.other_id", "/slug"))
        turn.emit(
            e.DatasetAdded(
                at=turn.now,
                by=turn.by.id,
                unit=self._organisation.acting(turn.by.unit),
                slug=command.slug,
                wording=kept(command),
            )
        )

    def hand_over(self, turn: Turning, command: c.HandOver) -> None:
        """Hand the version to the head of the unit."""
        turn.emit(e.VersionHandedOver(at=turn.now, by=turn.by.id, due=self._due(turn)))

    def endorse(self, turn: Turning, command: c.EndorseVersion) -> None:
        """Agree for the unit.

        Raises:
            Refusal: who handed it in does not agree to it.
        """
        _require_another(turn)
        turn.emit(e.VersionEndorsed(at=turn.now, by=turn.by.id, due=self._due(turn)))

    def _due(self, turn: Turning) -> date:
        return due_date(local_day(turn.now), profile().review_days, self._calendar)


def change(turn: Turning, command: c.ChangeDataset) -> None:
    """Say it anew; what was handed in last is read once more as it says now.

    Raises:
        Refusal: see `kept`; or nothing has changed.
    """
    wording = kept(command)
    if wording == turn.state.wording:
        raise Refusal(Reason("open_dataset.nothing_changed"))
    turn.emit(e.DatasetChanged(at=turn.now, by=turn.by.id, wording=wording))
    before = turn.state.next or turn.state.live
    if before is not None:
        _take_in(turn, before.source, before.file_name)


def hand_in(turn: Turning, command: c.HandInTable) -> None:
    """Take a file for the next version."""
    _take_in(turn, command.source, plain_text(command.file_name))


def _take_in(turn: Turning, source: str, file_name: str) -> None:
    state = turn.state
    assert state.wording is not None
    before = state.next
    version = Version(
        number=before.number if before else state.numbers + 1,
        wording=state.wording,
        source=source,
        file_name=file_name,
        steward=turn.by.id,
        handed_in_at=turn.now,
        attempt=before.attempt + 1 if before else 1,
    )
    turn.emit(e.TableHandedIn(at=turn.now, by=turn.by.id, version=version))


def note_prepared(turn: Turning, command: c.NotePrepared) -> None:
    """Keep what was measured; of a reading that another has followed, nothing."""
    version = turn.state.next
    if (
        turn.state.phase == "received"
        and version is not None
        and (version.number, version.attempt) == (command.number, command.attempt)
    ):
        turn.emit(e.VersionPrepared(at=turn.now, measured=command.measured))


def approve(turn: Turning, command: c.ApproveVersion) -> None:
    """Have it live at a time, now if none is said.

    Raises:
        Refusal: the steward or the head would approve it himself; the time is over or too far; live
            columns change before those who use them were told for long enough.
    """
    state, now = turn.state, turn.now
    version = _under_way(state)
    _require_another(turn)
    if turn.by.id == version.endorsed:
        raise Refusal(Reason("open_dataset.approved_by_head"), kind="not_now")
    at = command.release_at or now
    if at < now or at > now + _LATEST:
        raise Refusal(Reason("open_dataset.release_out_of_bounds", "/release_at"))
    notice = timedelta(days=profile().notice_days)
    gone = leaving(state.live, version)
    if gone and at < now + notice:
        facts = {"days": str(notice.days)}
        raise Refusal(Reason("open_dataset.notice_too_short", "/release_at", facts))
    turn.emit(e.VersionApproved(at=now, by=turn.by.id, release_at=at, leaving=gone))
    if at > now:
        turn.remind(RELEASE, at, c.ReleaseVersion())


def give_back(turn: Turning, command: c.ReturnVersion) -> None:
    """Give it back to its steward.

    Raises:
        Refusal: no reason is given.
    """
    turn.emit(e.VersionReturned(at=turn.now, by=turn.by.id, reason=_said(command.reason)))


def note_rendered(turn: Turning, command: c.NoteRendered) -> None:
    """Keep where its files are; where its time has come meanwhile, it is live."""
    version = turn.state.next
    if turn.state.phase != "approved" or version is None or version.files:
        return
    if version.number == command.number:
        turn.emit(e.VersionRendered(at=turn.now, files=command.files))
        _release(turn)


def release(turn: Turning, command: c.ReleaseVersion) -> None:
    """Have it live, unless its files are not there yet: then that comes with them."""
    if turn.state.phase == "approved":
        _release(turn)


def _release(turn: Turning) -> None:
    state = turn.state
    version = _under_way(state)
    assert version.release_at is not None
    if state.frozen or not version.files or turn.now < version.release_at:
        return
    turn.forget(RELEASE)
    live = replace(version, released_at=turn.now)
    turn.emit(e.VersionReleased(at=turn.now, unit=state.unit, slug=state.slug, version=live))


def freeze(turn: Turning, command: c.FreezeDataset) -> None:
    """Show it to nobody, nor a version whose time comes meanwhile; another unit has no say."""
    if command.unit == turn.state.unit and command.cause not in turn.state.frozen:
        turn.emit(e.OpeningFrozen(at=turn.now, cause=command.cause))


def thaw(turn: Turning, command: c.ThawDataset) -> None:
    """Show it again once nothing freezes it any more, and have live what was to be meanwhile."""
    if command.unit == turn.state.unit and command.cause in turn.state.frozen:
        turn.emit(e.OpeningThawed(at=turn.now, cause=command.cause))
        if turn.state.phase == "approved":
            _release(turn)


def withdraw(turn: Turning, command: c.WithdrawDataset) -> None:
    """Take it out of the open, and what is under way with it.

    Raises:
        Refusal: no reason is given.
    """
    reason = _said(command.reason)
    turn.forget(RELEASE)
    turn.emit(e.DatasetWithdrawn(at=turn.now, by=turn.by.id, reason=reason))


def _said(reason: str) -> str:
    said = plain_text(reason)
    if not said:
        raise Refusal(Reason("form.required", "/reason"))
    return said


def _under_way(state: Dataset) -> Version:
    assert state.next is not None
    return state.next


def _require_another(turn: Turning) -> None:
    if turn.by.id == _under_way(turn.state).steward:
        raise Refusal(Reason("open_dataset.own_version"), kind="not_now")
