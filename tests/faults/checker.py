"""Judges a history of commands against the journal of a real database."""

from actors.runtime.simulation.checker import History, Operation, judge
from storage.mongo import Database

__all__ = ["History", "Operation", "check", "judge"]


async def check(database: Database, history: History) -> list[str]:
    """Return every broken promise as a sentence; none is what we promise."""
    return judge(history.operations, [commit async for commit in database["journal"].find()])
