"""A kind that people begin and go on with by what it offers: the usual way from there to a kind."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Protocol, TypeVar

from actors.kernel.guarded import NOTHING, Facts
from actors.kernel.identity import Identity
from actors.kernel.kind import EntityKind
from actors.kernel.offer import Handler, Offer, Permits, Rules, commands_of, decider
from actors.kernel.turn import Command

IDS = "[0-9a-f]{32}"  # that a channel makes, from who begins and the key of the wish


class Phased(Protocol):
    """A state that says what it is in: "" before anything has happened."""

    @property
    def phase(self) -> str: ...


S = TypeVar("S", bound=Phased)


def offered_kind(
    permits: Permits,
    *,
    name: str,
    plural: str,
    state: type[S],
    events: Any,
    offers: Sequence[Offer[S]],
    handlers: Mapping[type[Command], Handler[S]],
    evolve: Callable[[S, Any], S],
    facts: Callable[[S], Facts],
    shown: tuple[str, ...],
    concerns: Callable[[S], str] | None = None,
    standing: Callable[[Identity], Facts] = lambda by: NOTHING,
) -> EntityKind[S]:
    """Return the kind `name`, whose entities begin as `state()` and name nobody by their ids; who
    may what is said by `permits`, of what `facts` tells. The rest is as in `EntityKind`.

    Raises:
        ValueError: a command has an offer and no handler, or the other way round.
    """
    rules = Rules(
        kind=name,
        offers=offers,
        permits=permits,
        facts=facts,
        phase=lambda state: state.phase,
        standing=standing,
    )
    kind = EntityKind(
        name=name,
        plural=plural,
        ids=IDS,
        open_ids=True,
        state=state,
        initial=lambda key: state(),
        commands=commands_of(offers),
        events=events,
        decide=decider(rules, handlers),
        evolve=evolve,
        rules=rules,
        shown=shown,
    )
    return kind if concerns is None else replace(kind, concerns=concerns)
