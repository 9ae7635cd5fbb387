"""Mistakes made on purpose: a simulator that does not find them finds nothing."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Self, get_args

from bson.raw_bson import RawBSONDocument

from actors.runtime.committer import Committer, Pending
from actors.runtime.engine import Engine
from actors.runtime.simulation.database import Change
from actors.runtime.simulation.store import SimulatedStore, State
from storage.journal import Outcome

Plant = Literal["no-fencing", "early-reply", "double-apply"]
PLANTS: tuple[Plant, ...] = get_args(Plant)


class UnfencedStore(SimulatedStore):
    """Forgets that `_id` is unique: the last writer wins."""

    def insert(
        self, state: State, commits: Sequence[RawBSONDocument]
    ) -> tuple[list[Change], list[Outcome]]:
        changes: list[Change] = [("journal", commit["_id"], commit.raw) for commit in commits]
        return changes, [Outcome.WRITTEN] * len(commits)


class HastyCommitter(Committer):
    """Says that a commit is durable before it is."""

    def add(self, pending: Pending) -> None:
        super().add(Pending(pending.document, pending.raw, lambda durable: None))
        pending.settle(True)


class HastyEngine(Engine):
    """An engine with a hasty committer."""

    async def __aenter__(self) -> Self:
        await super().__aenter__()
        self._committer = HastyCommitter(
            self.store, self._stats, batch=self.settings.batch, writes=self.settings.writes
        )
        return self


@dataclass(frozen=True, kw_only=True)
class Parts:
    """What a run is made of, where a plant may differ; `settings` are those of the engines."""

    engine: type[Engine] = Engine
    store: type[SimulatedStore] = SimulatedStore
    settings: dict[str, Any] = field(default_factory=dict[str, Any])


def parts(plant: Plant | None) -> Parts:
    """Return the parts with the mistake `plant` in them."""
    match plant:
        case "no-fencing":
            return Parts(store=UnfencedStore)
        case "early-reply":
            return Parts(engine=HastyEngine)
        case "double-apply":
            return Parts(settings={"recent": 0})
        case None:
            return Parts()
