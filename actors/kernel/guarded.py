"""What policies may ask of the objects of a kind: the words that a kind lends them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

FactType = Literal["text", "number", "truth", "texts"]
Value = str | int | bool | frozenset[str] | set[str] | tuple[str, ...] | list[str]
Facts = Mapping[str, Value | None]
"""What is known of an object, an actor or an occasion, by name. None: it is not known."""

NOTHING: Facts = {}


@dataclass(frozen=True, kw_only=True)
class Guarded:
    """One kind of object, as policies see it.

    Attributes:
        actions: names without the kind: "accept", "read".
        facts: what is known of an object, by name. A fact that is missing or None is not known:
            a policy that asks for it does not apply.
        fields: names that `@fields` may give free.
    """

    actions: tuple[str, ...]
    facts: Mapping[str, FactType] = field(default_factory=dict[str, FactType])
    fields: tuple[str, ...] = ()
