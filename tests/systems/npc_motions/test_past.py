"""The past of the sample city's congress, lived through once on a real database."""

from collections import Counter
from datetime import timedelta

from actors.kinds import build_kinds
from actors.runtime.engine import Engine
from actors.runtime.store import MongoStore
from actors.testing.scenario import START
from serve_apps.sample_past import live
from storage.clock import FixedClock
from storage.files import Files
from storage.mongo import Database
from tests import loaded
from tests.opening import commits_in

LIBRARY = loaded.library()
NOW = START + timedelta(days=400)


async def test_it_is_lived_through_once_and_everybody_stands_as_they_were_left(
    prepared: Database,
) -> None:
    database = prepared
    acts = await live(database, LIBRARY, NOW)
    journal = database["journal"]
    commits = await journal.count_documents({})
    assert acts > 500
    assert commits > 2 * acts  # what entities told each other is among them
    assert await journal.count_documents({"virtual": {"$ne": True}}) == 0
    assert await journal.count_documents({"at": {"$gt": NOW}}) == 0
    assert await journal.count_documents({"by": "clock"}) > 0

    assert await live(database, LIBRARY, NOW) == 0
    assert await journal.count_documents({}) == commits

    waiting = [alarm async for alarm in database["reminders"].find({})]
    assert waiting
    assert all(alarm["due"] > NOW for alarm in waiting)

    async with Engine(build_kinds(LIBRARY), MongoStore(database), FixedClock(NOW)) as engine:
        deputy = (await engine.show("deputy:foshan-16-deputy_01")).state
        suggestion = (await engine.show("suggestion:sample-flooding")).state
        motion = (await engine.show("motion:sample-m13")).state

    assert deputy.status == "active"
    assert (suggestion.phase, bool(suggestion.number)) == ("closed", True)
    assert Counter(each.membership.status for each in suggestion.roster.values()) == {"active": 4}
    assert suggestion.published is not None
    assert motion.phase == "registered"

    [session, *_] = await commits_in(
        database, {"key": "congress_session:foshan-16-3", "ev.type": "DocumentAdded"}
    )
    (added,) = (event for event in session["ev"] if event["type"] == "DocumentAdded")
    assert await Files(database).find(added["sha256"])
