"""How many papers wait for what."""

from collections.abc import Mapping
from typing import Any

from actors.blocks.documents.gauges import PAPERS
from actors.kernel.gauges import Reading
from storage.mongo import Database

_WHERE: Mapping[str, Mapping[str, Any]] = {
    "ordered": {"state": "ordered", "invented": False},
    "waits_for_seal": {"waits_for_seal": True},
    "failed": {"state": "failed"},
}


async def read_gauges(database: Database) -> list[Reading]:
    """Return how many papers wait to be made or sealed, and how many could not be.

    Raises:
        PyMongoError: the database does not answer.
    """
    return [
        Reading(PAPERS.name, await database["papers"].count_documents(where), {"state": state})
        for state, where in _WHERE.items()
    ]
