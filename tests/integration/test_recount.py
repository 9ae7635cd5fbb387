"""Open cases are counted anew by a new calendar, whatever happens to the database meanwhile."""

from pymongo.errors import AutoReconnect

from actors.blocks.cases.shell.recount import recount
from actors.followers.projector import Projector
from actors.kernel.identity import Identity
from actors.kernel.ports import Receipt, Sender, Shown
from actors.kernel.turn import Command
from actors.kinds import all_views
from storage.mongo import Database
from tests.integration.test_alarm_hand_over import LIBRARY
from tests.integration.test_alarms import until


class Cases:
    """The way to cases that carry out whatever they are asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    async def send(
        self, key: str, command: Command, *, id: str, by: Identity, timeout: float = 10.0
    ) -> Receipt:
        self.asked.append(key)
        return Receipt(key, 1)

    async def show(self, key: str, *, timeout: float = 10.0) -> Shown:
        raise NotImplementedError


async def test_a_count_that_the_database_broke_off_is_begun_again(prepared: Database) -> None:
    rows = [{"_id": name, "closed": False, "dues": {"calendar": "old"}} for name in ("a", "b")]
    await prepared["cases"].insert_many(rows)
    cases, broken = Cases(), [AutoReconnect("gone")]

    async def stumbling(database: Database, sender: Sender) -> int:
        if broken:
            raise broken.pop()
        return await recount(database, sender, LIBRARY)

    async def counted() -> bool:
        return cases.asked == ["case:a", "case:b"]

    async with Projector(prepared, all_views(LIBRARY), sender=cases, afterwards=(stumbling,)):
        await until(counted)
