"""Mistakes made on purpose: a simulator that does not find them finds nothing."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

from bson.raw_bson import RawBSONDocument

from actors.kernel.kind import EntityKind
from actors.runtime.committer import Committer, Pending
from actors.runtime.engine import Engine
from actors.runtime.serving import Serving, Surroundings
from actors.runtime.settings import RuntimeSettings
from actors.runtime.simulation.database import Change
from actors.runtime.simulation.store import SimulatedStore, State
from storage.journal import Outcome
from storage.leases import HostRecord

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

    def add(self, pending: Pending, *, hot: bool = False) -> None:
        super().add(Pending(pending.document, pending.raw, lambda durable: None), hot=hot)
        pending.settle(True)


class HastyServing(Serving):
    """Has an engine with a hasty committer."""

    def __init__(
        self,
        host: HostRecord,
        kinds: Mapping[str, EntityKind[Any]],
        around: Surroundings,
        settings: RuntimeSettings,
        *,
        superseded: Callable[[], None],
    ) -> None:
        super().__init__(host, kinds, around, settings, superseded=superseded)
        self.engine = Engine(
            kinds,
            around.store,
            around.clock,
            settings,
            name=host.owner,
            strange=self._look,
            committer=HastyCommitter,
        )
        self.engine.own({})


@dataclass(frozen=True, kw_only=True)
class Parts:
    """Where a plant may differ. `recent` is how many command ids an entity remembers."""

    serving: type[Serving] = Serving
    store: type[SimulatedStore] = SimulatedStore
    recent: int = 64


def parts(plant: Plant | None) -> Parts:
    """Return the parts of a run with the mistake `plant` in them."""
    match plant:
        case "no-fencing":
            return Parts(store=UnfencedStore)
        case "early-reply":
            return Parts(serving=HastyServing)
        case "double-apply":
            return Parts(recent=0)
        case None:
            return Parts()
