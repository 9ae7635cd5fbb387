"""What a courier keeps, as one simulated process reaches it: the twin of `Deliveries`."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from actors.runtime.simulation.access import Access, State
from actors.runtime.simulation.database import Change
from actors.runtime.simulation.keys import meant
from storage.deliveries import Message, parked_document, parked_message
from storage.journal import plain_of
from storage.mongo import Document


class Transaction:
    """The twin of a session in a transaction: one state for all that is read, and what is written
    at its end, all of it or nothing. Its courier is fenced by the place that moves with it."""

    def __init__(self) -> None:
        self.parked: list[Document] = []
        self.reached: dict[str, int] = {}
        self._seen: tuple[dict[str, int], set[str]] | None = None

    async def see(self, access: Access) -> tuple[dict[str, int], set[str]]:
        """Return how far sources are, and which have messages parked."""
        seen = self._seen or await access.read(_seen)
        self._seen = seen
        return seen

    def changes(self, state: State) -> list[Change]:
        """Return what it writes."""
        known = state["deliveries"]
        reached = {source: max(seq, known.get(source, 0)) for source, seq in self.reached.items()}
        changes: list[Change] = [("parked", each["_id"], each) for each in self.parked]
        changes += [("deliveries", source, seq) for source, seq in reached.items()]
        return changes


class SimulatedDeliveries:
    """Twin of `storage.deliveries.Deliveries`; its sessions are `Transaction`s."""

    def __init__(self, access: Access) -> None:
        self._access = access

    async def delivered(self, sources: Collection[str], session: Any) -> dict[str, int]:
        known, _ = await session.see(self._access)
        return {source: known[source] for source in sources if source in known}

    async def waiting(self, sources: Collection[str], session: Any) -> set[str]:
        _, waiting = await session.see(self._access)
        return waiting.intersection(sources)

    async def park(self, messages: Sequence[Message], now: datetime, session: Any) -> None:
        session.parked += [parked_document(message, now) for message in messages]

    async def note(self, reached: Mapping[str, int], session: Any) -> None:
        session.reached.update(reached)

    async def due(self, now: datetime, limit: int) -> list[Message]:
        def look(state: State) -> list[Message]:
            rows = [row for row in state["parked"].values() if row["next"] <= now]
            rows.sort(key=lambda row: (row["source"], row["seq"]))
            return [parked_message(row) for row in rows[:limit]]

        return await self._access.read(look)

    async def queue(self, source: str, limit: int) -> list[Message]:
        def look(state: State) -> list[Message]:
            rows = [row for row in state["parked"].values() if row["source"] == source]
            rows.sort(key=lambda row: (row["seq"], row["n"]))
            return [parked_message(row) for row in rows[:limit]]

        return await self._access.read(look)

    async def take_out(self, id: str) -> None:
        await self._access.write(
            lambda state: ([("parked", id, None)] if id in state["parked"] else [], None)
        )

    async def put_off(self, source: str, until: datetime) -> None:
        def later(state: State) -> tuple[list[Change], None]:
            return [
                ("parked", id, {**row, "next": until, "tries": row["tries"] + 1})
                for id, row in state["parked"].items()
                if row["source"] == source
            ], None

        await self._access.write(later)

    async def parked(self, most: int) -> int:
        return await self._access.read(lambda state: min(len(state["parked"]), most))

    async def carried_out(self, message: Message) -> bool:
        id, start = message.id.encode(), f"{message.key}/"

        def look(state: State) -> bool:
            return any(
                plain_of(packed)["cmd"] == message.id
                for each, packed in state["journal"].items()
                if id in packed and each.startswith(start)
            )

        return await self._access.read(look)

    async def set_aside(self, message: Message, error: Exception) -> None:
        what = type(error).__name__
        await self._access.write(lambda state: ([("quarantine", message.id, what)], None))

    async def commit(self, id: str) -> Document | None:
        def look(state: State) -> Document | None:
            packed = state["journal"].get(id)
            return meant(state, packed) if packed is not None else None

        return await self._access.read(look)

    async def opened(self, commits: Sequence[Document]) -> list[Document]:
        return list(commits)  # as the post hands them on


def _seen(state: State) -> tuple[dict[str, int], set[str]]:
    return dict(state["deliveries"]), {row["source"] for row in state["parked"].values()}
