"""Records whose time is over (限制处理, PIPL Art. 47): nothing is done with them but that they are
stored and protected, until they are destroyed. Every kind that is ever destroyed takes these."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Union, get_args

import msgspec

from actors.kernel.errors import Reason, Refusal
from actors.kernel.identity import CLOCK, PLATFORM
from actors.kernel.kept import ALWAYS
from actors.kernel.kind import EntityKind
from actors.kernel.offer import Offer
from actors.kernel.turn import Command, Event, Turn
from actors.kernel.view import Commit, Row, View
from actors.kernel.work import Work


class Restrict(Command, frozen=True, kw_only=True):
    """Platform: the destruction `basis` was agreed to, of records that were over before an
    instant; or, of a `part`, of what it goes with."""

    basis: str
    closed_before: datetime
    part: bool = False


class Restricted(Event, frozen=True, kw_only=True):
    """Nobody sees or changes it any more but those who keep it."""

    at: datetime
    basis: str


class NoteRestricted(Command, frozen=True, kw_only=True):
    """What the destruction is told: `subject` is restricted."""

    subject: str


def restrict(turn: Turn[Any], command: Restrict, over_since: datetime | None) -> None:
    """Restrict the entity if it was over early enough, and tell the destruction. Its state says in
    `restricted` by which one it is, "" by none."""
    if over_since is None or over_since >= command.closed_before:
        return
    if not turn.state.restricted:
        turn.emit(Restricted(at=turn.now, basis=command.basis))
    if turn.state.restricted == command.basis:
        turn.send(f"destruction:{command.basis}", NoteRestricted(subject=turn.key))


def restrictable(
    kind: EntityKind[Any], over_since: Callable[[Any], datetime | None]
) -> EntityKind[Any]:
    """Return `kind` with what restricts its entities, once they are over since `over_since` of
    their state; a restricted one takes nothing and shows nothing any more. A kind that takes
    `Restrict` by itself stays as it is.

    Raises:
        ValueError: its state has no field `restricted`.
    """
    if "restricted" not in kind.state.__struct_fields__:
        raise ValueError(f"{kind.name}: the state has no field restricted")
    if Restrict in _each(kind.commands):
        return kind

    def decide(turn: Turn[Any], command: Any) -> Any:
        if isinstance(command, Restrict):
            if turn.by not in (CLOCK, PLATFORM):
                raise Refusal(Reason("record.restricted"), kind="forbidden")
            over = ALWAYS if command.part else over_since(turn.state)
            return restrict(turn, command, over)
        if turn.state.restricted:
            raise Refusal(Reason("record.restricted"), kind="not_now")
        return kind.decide(turn, command)

    def evolve(state: Any, event: Any) -> Any:
        if isinstance(event, Restricted):
            return msgspec.structs.replace(state, restricted=event.basis)
        return kind.evolve(state, event)

    def work(state: Any) -> Work:
        assert kind.work is not None
        found = kind.work(state)
        return Work(title=found.title, system=found.system) if state.restricted else found

    rules = kind.rules
    if rules is not None:
        taken = Offer[Any](command=Restrict, of="platform")
        rules = replace(rules, offers=(*rules.offers, taken), closed=_is_restricted)
    return replace(
        kind,
        commands=Union[(*_each(kind.commands), Restrict)],
        events=Union[(*_each(kind.events), Restricted)],
        decide=decide,
        evolve=evolve,
        rules=rules,
        work=work if kind.work else None,
    )


def unlisting(view: View) -> View:
    """Return `view` without the rows of entities of its first kind that are restricted; one that
    keeps these as it is. Rows that are parts of one are taken away by whoever folds."""
    if view.keeps_restricted:
        return view

    def rows(commit: Commit) -> Sequence[str]:
        return () if ends(view, commit) and not view.whole else view.rows(commit)

    def fold(row: Row | None, id: str, commit: Commit) -> Row | None:
        return None if ends(view, commit) else view.fold(row, id, commit)

    return replace(view, rows=rows, fold=fold)


def ends(view: View, commit: Commit) -> bool:
    """Tell whether an entity of the first kind of `view` is restricted by `commit`."""
    return commit["kind"] == view.kinds[0] and any(
        event["type"] == Restricted.__name__ for event in commit["ev"]
    )


def _is_restricted(state: Any) -> bool:
    return bool(state.restricted)


def _each(union: Any) -> tuple[Any, ...]:
    return get_args(union) or (union,)
