"""The adapter of an outside party (外部机构): the one thing that a system writes to call it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol

import msgspec

from actors.blocks.calls.listing import Entry
from actors.blocks.calls.outcome import Outcome, Patience
from actors.kernel.words import Title

Settings = Mapping[str, str]


class Call(msgspec.Struct, frozen=True, kw_only=True):
    """What is asked of a party. `id` is the call's own, always the same for it: the party is given
    it as the key that tells repetitions. `n` counts the tries."""

    id: str
    body: Mapping[str, Any]
    n: int = 1

    @property
    def with_id(self) -> dict[str, Any]:
        """The body, with the id as its "id"."""
        return {**self.body, "id": self.id}


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """What a party reports of the call `id` by itself; `outcome.at` is the party's instant."""

    id: str
    outcome: Outcome


class Unsigned(Exception):
    """A report is not signed by the party, or so long ago that somebody else may repeat it."""


class CheckFailed(Exception):
    """Something of a party is not in order. `part`: "settings", "connection" or "credentials"; the
    message is for operators and holds no secret."""

    def __init__(self, part: str, why: str) -> None:
        super().__init__(why)
        self.part = part


class Adapter(Protocol):
    """Speaks with one party. Every coroutine may take its time and break: whatever `run` raises
    counts as an unknown outcome."""

    async def run(self, call: Call) -> Outcome:
        """Have the party carry out `call`."""
        ...

    async def ask(self, id: str) -> Outcome:
        """Return what became of the call `id`: "unheard" if the party does not know it."""
        ...

    async def check(self) -> None:
        """Have nothing carried out, and see that it could be.

        Raises:
            CheckFailed: the party is not reached, or does not know us.
        """
        ...

    async def reconcile(self, day: date) -> Sequence[Entry]:
        """Return the party's own list of what it was asked on `day`, a date of the city's.

        Raises:
            OSError, TimeoutError, ValueError: it could not be had.
        """
        ...

    def reports(self, headers: Mapping[str, str], body: bytes, now: float) -> Sequence[Told]:
        """Return what a request of the party's own tells; `now` in seconds since 1970.

        Raises:
            Unsigned: it is not the party's.
            ValueError: it cannot be read.
        """
        ...


class AnswersOnly:
    """For adapters of parties that answer what they are asked, and tell nothing by themselves."""

    async def reconcile(self, day: date) -> Sequence[Entry]:
        """See `Adapter`."""
        raise ValueError("the party gives no lists")

    def reports(self, headers: Mapping[str, str], body: bytes, now: float) -> Sequence[Told]:
        """See `Adapter`."""
        raise Unsigned


@dataclass(frozen=True, kw_only=True)
class Party:
    """An outside party as `shell/adapters.py` of its owner declares it, in `ADAPTERS`.

    Attributes:
        name: what `call` names it by; unique over the platform.
        title: its name for people.
        settings: the keys that its table in the file of parties must have.
        connect: makes the adapter of its table. Raises ValueError where a value does not fit.
        patience: how it is dealt with.
        at_once: calls that are under way at the same time, at most.
        reconciles: it gives a list for a day.
        breaks: its calls wait while it is sick. Of many that share a name one tells nothing of the
            others.
    """

    name: str
    title: Title
    settings: tuple[str, ...]
    connect: Callable[[Settings], Adapter]
    patience: Patience = field(default_factory=Patience)
    at_once: int = 4
    reconciles: bool = True
    breaks: bool = True
