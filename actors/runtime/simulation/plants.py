"""Mistakes made on purpose: a simulator that does not find them finds nothing."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, get_args

import msgspec
from bson.raw_bson import RawBSONDocument

from actors.followers.courier import Courier
from actors.runtime.activation import Activation, Answer, Wish
from actors.runtime.committer import Committer, Pending
from actors.runtime.engine import USUAL, Workings
from actors.runtime.simulation.access import Access, State
from actors.runtime.simulation.database import Change
from actors.runtime.simulation.deliveries import Transaction
from actors.runtime.simulation.keys import HastyKeys
from actors.runtime.simulation.post import Place, Post
from actors.runtime.simulation.store import SimulatedStore
from actors.runtime.turns import Decision, Turns
from storage.deliveries import Message
from storage.journal import Outcome
from storage.mongo import Document

Plant = Literal[
    "no-fencing",
    "early-reply",
    "double-apply",
    "early-place",
    "new-ids",
    "one-for-all",
    "reads-newer",
    "early-keys",
]
PLANTS: tuple[Plant, ...] = get_args(Plant)


class UnfencedStore(SimulatedStore):
    """Forgets that `_id` is unique: the last writer wins."""

    def insert(
        self, state: State, commits: Sequence[RawBSONDocument]
    ) -> tuple[list[Change], list[Outcome]]:
        changes: list[Change] = [("journal", commit["_id"], commit.raw) for commit in commits]
        return changes, [Outcome.WRITTEN] * len(commits)


class HastyStore(SimulatedStore):
    """Hides what entities say under keys that are not durable yet."""

    make_keys_by = HastyKeys


class HastyCommitter(Committer):
    """Says that a commit is durable before it is."""

    def add(self, pending: Pending, *, hot: bool = False) -> None:
        super().add(Pending(pending.document, pending.raw, lambda durable: None), hot=hot)
        pending.settle(True)


class LazyTurns(Turns):
    """Has one firing stand for all instants that passed, whatever the alarm's policy."""

    def run(self, activation: Activation, wish: Wish, epoch: int) -> Decision | Answer:
        before = activation.alarms
        activation.alarms = {
            name: msgspec.structs.replace(alarm, missed="once") for name, alarm in before.items()
        }
        try:
            return super().run(activation, wish, epoch)
        finally:
            activation.alarms = before


class HastyPost(Post):
    """Notes that commits are handled before it has handled them."""

    async def hand_on(
        self, access: Access, courier: Courier, place: Place, commits: Sequence[Document]
    ) -> bool:
        if not await self.finish(access, place, commits, Transaction()):
            return False
        transaction: Any = Transaction()
        await courier.handle(commits, transaction)
        return await self.finish(access, place.after(commits), (), transaction)


class NamelessCourier(Courier):
    """Offers a message under another id each time."""

    _offers = 0

    async def _offer(self, message: Message, timeout: float) -> None:
        self._offers += 1
        await super()._offer(replace(message, id=f"{message.id}/{self._offers}"), timeout)


@dataclass(frozen=True, kw_only=True)
class Parts:
    """Where a plant may differ. `recent` is how many command ids an entity remembers;
    `farsighted` hosts of the older release go on with what the newer one wrote."""

    workings: Workings = USUAL
    store: type[SimulatedStore] = SimulatedStore
    post: type[Post] = Post
    courier: type[Courier] = Courier
    recent: int = 64
    farsighted: bool = False


def parts(plant: Plant | None) -> Parts:
    """Return the parts of a run with the mistake `plant` in them."""
    match plant:
        case "no-fencing":
            return Parts(store=UnfencedStore)
        case "early-reply":
            return Parts(workings=Workings(committer=HastyCommitter))
        case "double-apply":
            return Parts(recent=0)
        case "early-place":
            return Parts(post=HastyPost)
        case "new-ids":
            return Parts(courier=NamelessCourier)
        case "one-for-all":
            return Parts(workings=Workings(turns=LazyTurns))
        case "reads-newer":
            return Parts(farsighted=True)
        case "early-keys":
            return Parts(store=HastyStore)
        case None:
            return Parts()
