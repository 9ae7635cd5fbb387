"""How many kiosks there are."""

from actors.blocks.terminals.gauges import TERMINALS
from actors.kernel.gauges import Reading
from storage.mongo import Database


async def read_gauges(database: Database) -> list[Reading]:
    """Return how many enrolled kiosks the platform hears from, and from how many it does not.

    Raises:
        PyMongoError: the database does not answer.
    """
    readings: list[Reading] = []
    for online in (True, False):
        wanted = {"enrolled": True, "online": online}
        count = await database["terminals"].count_documents(wanted)
        readings.append(Reading(TERMINALS.name, count, {"online": str(online).lower()}))
    return readings
