"""Policies (策略) as values: who may, or may not, do what to which object, and under which id."""

from dataclasses import dataclass
from typing import Literal

from actors.blocks.access.condition import Condition


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """One statement of a file.

    Attributes:
        id: "<owner>.<name>".
        effect: what follows where it applies; what is forbidden stays so whatever permits it.
        actions: full names of the actions that it concerns.
        condition: when it applies.
        fields: what a permit gives free to be seen; None everything.
    """

    id: str
    effect: Literal["permit", "forbid"]
    actions: frozenset[str]
    condition: Condition
    fields: tuple[str, ...] | None = ()
