"""The course of a key: asked for, granted by who opens the data, drawn once, ended."""

from datetime import timedelta
from typing import assert_never

from msgspec.structs import replace

from actors.blocks.forms.normalise import plain_text
from actors.blocks.messages.address import to_role, to_somebody
from actors.blocks.messages.notify import notify
from actors.blocks.organisation.units import Organisation
from actors.kernel.calendar import Calendar
from actors.kernel.deadlines import due_date, local_day
from actors.kernel.errors import Reason, Refusal
from actors.kernel.library import Library
from actors.kernel.turn import Turn
from actors.kernel.words import Title
from actors.kernel.work import Task, Work
from actors.systems.open_data.keys import records as r
from actors.systems.open_data.profile import profile
from actors.systems.open_data.roles import HEAD

Turning = Turn[r.Key]
EXPIRY = "expiry"
NOTHING = Work(title=Title(zh="", en=""))
_TASK = Title(zh="决定有条件开放数据的使用", en="Decide who uses conditional data")


class Deciding:
    """Rules that rest on the organisation and the calendar."""

    def __init__(self, library: Library) -> None:
        self._organisation = library[Organisation]
        self._calendar = library[Calendar]

    def request(self, turn: Turning, command: r.RequestKey) -> None:
        """Take the wish; one for no conditional data is granted at once, by the profile.

        Raises:
            Refusal: who or what for is not said, or there are datasets without a unit that is.
        """
        holder, purpose = plain_text(command.holder), plain_text(command.purpose)
        said = {"holder": holder, "purpose": purpose}
        wrong = [Reason("form.required", f"/{name}") for name, text in said.items() if not text]
        if bool(command.datasets) != (command.unit in self._organisation.units):
            wrong.append(Reason("open_key.unit_unknown", "/datasets"))
        if wrong:
            raise Refusal(*wrong)
        conditional = bool(command.datasets)
        days = profile().review_days
        due = due_date(local_day(turn.now), days, self._calendar) if conditional else None
        turn.emit(
            r.KeyRequested(
                at=turn.now,
                owner=turn.by.id,
                holder=holder,
                purpose=purpose,
                datasets=tuple(dict.fromkeys(command.datasets)),
                unit=command.unit,
                due=due,
            )
        )
        if due is None:
            _grant(turn, "", profile().key_quota, profile().key_days)
        else:
            facts = {"due": due.isoformat()}
            notify(turn, to_role(HEAD, command.unit), "open_key.Requested", facts)


def grant(turn: Turning, command: r.GrantKey) -> None:
    """Let it be used, and tell who asked."""
    _grant(turn, turn.by.id, command.quota, command.days)
    _tell(turn, "open_key.Granted")


def _grant(turn: Turning, by: str, quota: int, days: int) -> None:
    at = turn.now + timedelta(days=days)
    turn.emit(r.KeyGranted(at=turn.now, by=by, quota=quota, expires_at=at))
    turn.remind(EXPIRY, at, r.ExpireKey())


def refuse(turn: Turning, command: r.RefuseKey) -> None:
    """Say that it may not be used, and why."""
    turn.emit(r.KeyRefused(at=turn.now, by=turn.by.id, reason=command.reason))
    _tell(turn, "open_key.Refused")


def draw(turn: Turning, command: r.DrawSecret) -> None:
    """Have another secret; the one before is none any more."""
    turn.emit(r.SecretDrawn(at=turn.now, digest=command.digest))


def suspend(turn: Turning, command: r.SuspendKey) -> None:
    """Have it refused until that is over."""
    turn.emit(r.KeySuspended(at=turn.now, by=turn.by.id, reason=command.reason))
    _tell(turn, "open_key.Suspended")


def resume(turn: Turning, command: r.ResumeKey) -> None:
    """Have it taken again."""
    turn.emit(r.KeyResumed(at=turn.now, by=turn.by.id))
    _tell(turn, "open_key.Resumed")


def revoke(turn: Turning, command: r.RevokeKey) -> None:
    """Have it refused for good."""
    turn.forget(EXPIRY)
    turn.emit(r.KeyRevoked(at=turn.now, by=turn.by.id, reason=command.reason))
    _tell(turn, "open_key.Revoked")


def give_up(turn: Turning, command: r.GiveUpKey) -> None:
    """Its owner needs it no more."""
    turn.forget(EXPIRY)
    turn.emit(r.KeyRevoked(at=turn.now, by=turn.by.id))


def expire(turn: Turning, command: r.ExpireKey) -> None:
    """Its time is over, whether or not it could be used."""
    if turn.state.phase in ("active", "suspended"):
        turn.emit(r.KeyExpired(at=turn.now))
        _tell(turn, "open_key.Expired")


def note_calls(turn: Turning, command: r.NoteCalls) -> None:
    """Count calls; those of a day before the latest are past, and change nothing."""
    if turn.state.on is None or command.on >= turn.state.on:
        turn.emit(r.CallsNoted(at=turn.now, on=command.on, calls=command.calls))


def _tell(turn: Turning, template: str) -> None:
    reason = turn.state.reason
    facts = {"reason": reason} if reason else {}
    notify(turn, to_somebody(turn.state.owner), template, facts)


def work(state: r.Key) -> Work:
    """Return what waits for the head of the unit."""
    if state.phase != "requested" or state.asked_at is None:
        return NOTHING
    task = Task(
        name="decide",
        title=_TASK,
        unit=state.unit,
        role=HEAD,
        since=state.asked_at,
        due=state.due,
        claimable=False,
    )
    return Work(number="、".join(state.datasets), title=_TASK, system="open_data", tasks=(task,))


def evolve(state: r.Key, event: r.KeyEvent) -> r.Key:
    """Return the key after `event`."""
    match event:
        case r.KeyRequested():
            return r.Key(
                phase="requested",
                owner=event.owner,
                holder=event.holder,
                purpose=event.purpose,
                datasets=event.datasets,
                unit=event.unit,
                asked_at=event.at,
                due=event.due,
            )
        case r.KeyGranted(quota=quota, expires_at=at):
            return replace(state, phase="active", quota=quota, expires_at=at, due=None)
        case r.KeyRefused(reason=reason):
            return replace(state, phase="refused", reason=reason, due=None)
        case r.SecretDrawn(digest=digest):
            return replace(state, digest=digest)
        case r.KeySuspended(reason=reason):
            return replace(state, phase="suspended", reason=reason)
        case r.KeyResumed():
            return replace(state, phase="active", reason="")
        case r.KeyRevoked(reason=reason):
            return replace(state, phase="revoked", reason=reason, digest="")
        case r.KeyExpired():
            return replace(state, phase="expired", digest="")
        case r.CallsNoted(on=on, calls=calls):
            before = state.calls if state.on == on else 0
            return replace(state, on=on, calls=before + calls)
        case _:
            assert_never(event)
