"""An entity kind as a value: what it can be asked, what can happen to it, and its two functions."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from actors.kernel.offer import Rules
from actors.kernel.turn import Turn
from actors.kernel.work import Work

S = TypeVar("S")


@dataclass(frozen=True, kw_only=True)
class Limits:
    """Bounds of one entity. `idle_seconds` without a message, and it leaves memory."""

    mailbox: int = 128
    idle_seconds: float = 120.0


@dataclass(frozen=True, kw_only=True)
class EntityKind(Generic[S]):
    """One kind of virtual actor.

    Attributes:
        name: the part of a key before the colon ("case" in "case:7f3a").
        state: the frozen msgspec struct that `evolve` folds; stored in snapshots.
        initial: makes the state of an entity that has no history, from its key.
        commands, events: unions of tagged structs.
        decide: checks the rules, records on the turn what follows, returns the reply (anything
            msgspec encodes). Pure and synchronous. Raises Refusal.
        evolve: applies one event. Pure; must accept every event that `decide` can emit.
        schema: version of `state`; a snapshot of another version is ignored and replayed. One that
            an event unknown to this code went into is refused, so that a release can be taken back.
        plural: its name in addresses, "suggestions"; "" for a kind that no channel speaks with.
        ids: the pattern of its ids, which hold no slash and no colon.
        open_ids: its ids name nobody, so that logs and operators may see them; of other kinds they
            see a digest.
        beside: from one of its ids, the key of the entity that this one stands beside for life, so
            that the log finds both together; None for a kind that stands alone.
        rules: what it can be asked, by whom and when; see `Offer`. Kinds without are for the
            platform's own use.
        shown: the fields of its state, and of its events, that lists, logs and operators may see;
            nothing else of it leaves but by a recorded read. None of them names a person or holds
            what somebody wrote.
        concerns: the account of the person whose data an entity in a state holds, "" for none: that
            person is told who reads it.
        work: what waits for people at an entity in a state. Its owner says so in `System.tasked`.
        upcasts: (event type, version it has) -> function that lifts its document by one version.
    """

    name: str
    state: type[S]
    initial: Callable[[str], S]
    commands: Any
    events: Any
    decide: Callable[[Turn[S], Any], Any]
    evolve: Callable[[S, Any], S]
    plural: str = ""
    ids: str = r"[A-Za-z0-9._~-]{1,128}"
    open_ids: bool = False
    beside: Callable[[str], str] | None = None
    rules: Rules[S] | None = None
    shown: tuple[str, ...] = ()
    concerns: Callable[[S], str] = lambda state: ""
    work: Callable[[S], Work] | None = None
    schema: int = 1
    limits: Limits = field(default_factory=Limits)
    upcasts: Mapping[tuple[str, int], Callable[[dict[str, Any]], dict[str, Any]]] = field(
        default_factory=dict[tuple[str, int], Callable[[dict[str, Any]], dict[str, Any]]]
    )
