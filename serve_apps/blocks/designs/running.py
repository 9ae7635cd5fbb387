"""Which versions of an item open cases have."""

from actors.blocks.designs.commands import SubmitDesign
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Services, Wiring
from storage.mongo import Database


class OpenCases:
    """Looks up the cases of an item that are open."""

    def __init__(self, around: Wiring) -> None:
        self.database = around.database

    async def versions(self, code: str) -> tuple[int, ...]:
        """Return the versions of the item `code` that open cases have."""
        return await running_versions(self.database, code)


async def running_versions(database: Database, code: str) -> tuple[int, ...]:
    """Return the versions of the item `code` that open cases have; drafts are no cases yet.

    Raises:
        PyMongoError: the database does not answer.
    """
    found = await database["cases"].distinct(
        "item.version", {"closed": False, "item.code": code, "phase": {"$ne": "draft"}}
    )
    return tuple(sorted(int(version) for version in found))


async def with_running(
    services: Services, visitor: Visitor, id: str, sent: SubmitDesign
) -> SubmitDesign:
    """Return the command with the versions that open cases have: a sender does not say that.

    Raises:
        PyMongoError: the database does not answer.
    """
    return SubmitDesign(running=await services[OpenCases].versions(id))
