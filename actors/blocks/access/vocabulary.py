"""What policies may speak of: actions, what is known of their objects, and of who acts."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from actors.kernel.guarded import FactType, Guarded
from actors.kernel.identity import Identity

ACTOR: Mapping[str, FactType] = {
    "id": "text",
    "kind": "text",
    "account": "text",
    "represents": "text",
    "items": "texts",
    "unit": "text",
    "roles": "texts",
    "seats": "texts",
    "assurance": "text",
}
CONTEXT: Mapping[str, FactType] = {"purpose": "text"}

_POSTS_KEPT = 4096


@dataclass(frozen=True, kw_only=True)
class Vocabulary:
    """All that policies may speak of.

    Attributes:
        kinds: by the name of the kind, "case".
        standing: what is known of actors beyond their identity, by name: for whom they act, whether
            their unit has an integrated window. Asked of the caller with every question.
        context: what is known of the occasion beyond its purpose.
    """

    kinds: Mapping[str, Guarded]
    standing: Mapping[str, FactType] = field(default_factory=dict[str, FactType])
    context: Mapping[str, FactType] = field(default_factory=dict[str, FactType])

    def __post_init__(self) -> None:
        twice = sorted((self.standing.keys() & ACTOR) | (self.context.keys() & CONTEXT))
        if twice:
            raise ValueError(f"{', '.join(twice)}: known of everybody already")

    def actions(self) -> tuple[str, ...]:
        """Return all actions by their full names, "case.accept"."""
        return tuple(
            f"{kind}.{action}" for kind, guarded in self.kinds.items() for action in guarded.actions
        )


def resource_type(kind: str) -> str:
    """Return what a kind is called in policies: "open_dataset" -> "OpenDataset"."""
    return "".join(word.capitalize() for word in kind.split("_"))


def seat(role: str, unit: str) -> str:
    """Return the name of a role in a unit, "reviewer@housing_fund": what a task waits for and an
    actor holds."""
    return f"{role}@{unit}"


def actor_facts(by: Identity) -> Mapping[str, str | frozenset[str]]:
    """Return what policies may ask of `by`, with the names of `ACTOR`.

    `kind` is the part of the id before the colon ("person", "staff", "terminal", "clock",
    "platform", "shell"), `account` the part after it, "" without one; `assurance` how well it was
    proved, "" where that is no question. `represents` is the account in whose affairs a person
    acts, his own or the one that he acts for; `items` are the services that he may act for another
    in, none meaning all.
    """
    kind, _, account = by.id.partition(":")
    roles, seats = _posts(by.roles, by.unit)
    return {
        "id": by.id,
        "kind": kind,
        "account": account,
        "represents": (by.acting_for or account) if kind == "person" else account,
        "items": frozenset(by.items),
        "unit": by.unit,
        "roles": roles,
        "seats": seats,
        "assurance": by.assurance,
    }


@lru_cache(_POSTS_KEPT)
def _posts(roles: tuple[str, ...], unit: str) -> tuple[frozenset[str], frozenset[str]]:
    seats = [seat(role, unit) for role in roles] if unit else []
    return frozenset(roles), frozenset(seats)
