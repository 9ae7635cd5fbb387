"""How long what is known of people is kept (保管): said by the owner of each kind, as data."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

ALWAYS = datetime(1, 1, 1, tzinfo=UTC)
"""Since when that is over which goes with something else."""


@dataclass(frozen=True, kw_only=True)
class Kept:
    """The time of the entities of one kind. What stands there when it is over is proposed for
    destruction; nothing is destroyed by itself.

    From the moment that two persons have agreed, nothing is done with an entity but that it is
    stored, and no list has it; see `restricting.py`. So the state of each kind that is ever
    destroyed has a field `restricted`.

    Attributes:
        kind: its name.
        retention: the class of retention, by its name; "" where each entity says its own.
        view: the view whose rows tell which are over.
        since: the field of a row, an instant, from which the time runs.
        where: the rows of entities that are over at all: closed, set aside.
        item: where each entity says its own class, the field of a row with the code of its item.
        over: of a state of such an entity, the same instant; None while it is not over.
        goes_with: the kind that it goes with, whenever that does, in place of all that.
        named: from the id of that one, the id of the entity that goes with it.
        part_of: the view of its entities, and the field of a row with the key of the entity that
            this one is part of: it goes whenever that does, whether or not its own time is over.
    """

    kind: str
    retention: str = ""
    view: str = ""
    since: str = ""
    where: Mapping[str, Any] = field(default_factory=dict[str, Any])
    item: str = ""
    over: Callable[[Any], datetime | None] | None = None
    goes_with: str = ""
    named: Callable[[str], str] = str
    part_of: tuple[str, str] = ("", "")

    @property
    def goes(self) -> bool:
        """Whether entities of the kind are ever destroyed."""
        return bool(self.over or self.goes_with or self.part_of[0])

    def over_since(self, state: Any) -> datetime | None:
        """Return since when an entity in `state` is over; None: it is not. One that only ever goes
        with another one always is."""
        return self.over(state) if self.over else ALWAYS
