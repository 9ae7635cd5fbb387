"""Mistakes made on purpose: a simulator that does not find them finds nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from bson.raw_bson import RawBSONDocument

from actors.runtime.committer import Committer, Pending
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

    def add(self, pending: Pending, *, hot: bool = False) -> None:
        super().add(Pending(pending.document, pending.raw, lambda durable: None), hot=hot)
        pending.settle(True)


@dataclass(frozen=True, kw_only=True)
class Parts:
    """Where a plant may differ. `recent` is how many command ids an entity remembers."""

    committer: type[Committer] = Committer
    store: type[SimulatedStore] = SimulatedStore
    recent: int = 64


def parts(plant: Plant | None) -> Parts:
    """Return the parts of a run with the mistake `plant` in them."""
    match plant:
        case "no-fencing":
            return Parts(store=UnfencedStore)
        case "early-reply":
            return Parts(committer=HastyCommitter)
        case "double-apply":
            return Parts(recent=0)
        case None:
            return Parts()
