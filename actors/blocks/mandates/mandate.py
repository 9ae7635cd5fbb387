"""Mandates (委托): who may act for somebody, in what, from when to when.

One entity for each account that is represented, called like it: what a person or a company has
given to others, and who represents a company by law (法定代表人).
"""

from collections.abc import Collection
from datetime import date, datetime
from typing import Annotated

import msgspec

from actors.blocks.messages.address import to_somebody
from actors.blocks.messages.notify import notify
from actors.kernel.deadlines import local_day
from actors.kernel.errors import Reason, Refusal
from actors.kernel.turn import Command, Event, Turn

MOST = 100  # in force or to come, of one account
MOST_ITEMS = 200  # of one mandate
Account = Annotated[str, msgspec.Meta(min_length=1, max_length=40)]
Items = Annotated[tuple[str, ...], msgspec.Meta(max_length=MOST_ITEMS)]


class Mandate(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Number `n` of those that somebody gave: `to` is the account that may act, `name` how others
    see it. `items` are the codes of the services that it is limited to, none meaning all; `since`
    and `until` are local days, both included, None meaning until it is revoked."""

    n: int
    to: str
    name: str
    items: tuple[str, ...] = ()
    since: date
    until: date | None = None

    def in_force(self, day: date) -> bool:
        """Tell whether it holds on the local `day`."""
        return self.since <= day and (self.until is None or day <= self.until)


class Represented(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An account that others may act for: by law its `representatives`, accounts, in everything;
    by mandate those to whom it gave one. `last` is the number of the latest mandate."""

    id: str
    representatives: tuple[str, ...] = ()
    mandates: tuple[Mandate, ...] = ()
    last: int = 0
    restricted: str = ""  # the destruction that restricts it, PIPL Art. 47

    def mandate(self, n: int) -> Mandate | None:
        """Return mandate number `n` if it was not revoked."""
        return next((each for each in self.mandates if each.n == n), None)


class Scope(msgspec.Struct, frozen=True):
    """In which services somebody may act for another: those of `items`, or all for None."""

    items: frozenset[str] | None


def scope_of(state: Represented, account: str, day: date) -> Scope | None:
    """Return in what `account` may act for whom `state` is of on the local `day`, None if in
    nothing."""
    if account in state.representatives:
        return Scope(None)
    held = [each for each in state.mandates if each.to == account and each.in_force(day)]
    if not held:
        return None
    if any(not each.items for each in held):
        return Scope(None)
    return Scope(frozenset(item for each in held for item in each.items))


class NameRepresentative(Command, frozen=True, kw_only=True):
    """Whoever registers a company says who represents it by law."""

    account: Account


class GiveMandate(Command, frozen=True, kw_only=True):
    """Let `to` act for the sender, or for the company that he represents; without `since` from
    today."""

    to: Account
    name: Annotated[str, msgspec.Meta(max_length=100)] = ""
    items: Items = ()
    since: date | None = None
    until: date | None = None


class RevokeMandate(Command, frozen=True, kw_only=True):
    """Take a mandate back, by its number; it ends at once."""

    mandate: int


class RenounceMandate(Command, frozen=True, kw_only=True):
    """Act for somebody no longer, on the part of whoever holds the mandate."""

    mandate: int


class RepresentativeNamed(Event, frozen=True, kw_only=True):
    at: datetime
    account: str


class MandateGiven(Event, frozen=True, kw_only=True):
    at: datetime
    by: str
    mandate: Mandate


class MandateEnded(Event, frozen=True, kw_only=True):
    """`by` revoked or renounced mandate number `n`, which `to` held."""

    at: datetime
    by: str
    n: int
    to: str


MandatesEvent = RepresentativeNamed | MandateGiven | MandateEnded


def name_representative(turn: Turn[Represented], command: NameRepresentative) -> None:
    """Record it once."""
    if command.account not in turn.state.representatives:
        turn.emit(RepresentativeNamed(at=turn.now, account=command.account))


def give(turn: Turn[Represented], command: GiveMandate, known: Collection[str]) -> int:
    """Give a mandate for services among the codes `known`, and return its number. Both are told.

    Raises:
        Refusal: every reason at once.
    """
    state, today = turn.state, local_day(turn.now)
    wrong: list[Reason] = []
    if command.to == state.id:
        wrong.append(Reason("mandate.to_oneself", "/to"))
    since = command.since or today
    if since < today:
        wrong.append(Reason("mandate.begins_in_the_past", "/since"))
    if command.until is not None and command.until < since:
        wrong.append(Reason("mandate.ends_before_it_begins", "/until"))
    wrong += (
        Reason("item.unknown", f"/items/{at}")
        for at, item in enumerate(command.items)
        if item not in known
    )
    if len(state.mandates) >= MOST:
        wrong.append(Reason("mandate.too_many", "", {"most": str(MOST)}))
    if wrong:
        raise Refusal(*wrong)
    mandate = Mandate(
        n=state.last + 1,
        to=command.to,
        name=command.name,
        items=tuple(dict.fromkeys(command.items)),
        since=since,
        until=command.until,
    )
    turn.emit(MandateGiven(at=turn.now, by=turn.by.id, mandate=mandate))
    _tell_both(turn, "mandates.Given", mandate)
    return mandate.n


def end(turn: Turn[Represented], n: int, *, holder: str = "") -> None:
    """End mandate number `n`, of `holder` if one is named. Both are told.

    Raises:
        Refusal: there is none, or it has ended already.
    """
    mandate = turn.state.mandate(n)
    if mandate is None or (holder and mandate.to != holder):
        raise Refusal(Reason("mandate.unknown", "/mandate"), kind="unknown")
    turn.emit(MandateEnded(at=turn.now, by=turn.by.id, n=n, to=mandate.to))
    _tell_both(turn, "mandates.Ended", mandate)


def _tell_both(turn: Turn[Represented], template: str, mandate: Mandate) -> None:
    for account in (turn.state.id, mandate.to):
        notify(turn, to_somebody(f"person:{account}"), template, {"number": str(mandate.n)})


def evolve(state: Represented, event: MandatesEvent) -> Represented:
    """Return the mandates after `event`. Those that are over by their date are dropped with the
    next that is given."""
    match event:
        case RepresentativeNamed(account=account):
            named = (*state.representatives, account)
            return msgspec.structs.replace(state, representatives=named)
        case MandateGiven(at=at, mandate=mandate):
            kept = [each for each in state.mandates if not _over(each, local_day(at))]
            return msgspec.structs.replace(state, mandates=(*kept, mandate), last=mandate.n)
        case MandateEnded(n=n):
            left = tuple(each for each in state.mandates if each.n != n)
            return msgspec.structs.replace(state, mandates=left)


def _over(mandate: Mandate, day: date) -> bool:
    return mandate.until is not None and mandate.until < day
