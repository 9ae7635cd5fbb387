"""Views on the real database: each commit takes effect once, however it arrives."""

import asyncio
import random
from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest

from actors.blocks.cases.catalogue import Catalogue
from actors.blocks.cases.rows import EVERY_WINDOW
from actors.followers.folding import Folding
from actors.followers.projector import Projector
from actors.kernel.identity import Identity
from actors.kinds import all_views
from serve_apps.blocks.cases.cards import CARDS, card_filter
from serve_apps.blocks.cases.listings import OWN, WAITING, waiting_for
from serve_apps.pages.live import Live
from serve_apps.systems.supervision.oversight import Wall
from storage.clock import FixedClock
from storage.mongo import Database, Document
from storage.views import Views
from tests.blocks.cases.city import LIBRARY as CITY
from tests.blocks.cases.commits import at, commit, history
from tests.blocks.cases.loaded import LIBRARY
from tests.blocks.cases.test_view import raised

VIEWS = ("cases", "cards", "statistics", "reminders", "access_log")


def number(serial: int) -> str:
    return f"{LIBRARY[Catalogue].item('SPJY-01').implementation_code}20260302{serial:04d}"


def journal() -> list[Document]:
    """Three cases, one with cards, and an alarm that is set and cancelled."""
    commits: list[Document] = []
    for serial, case in enumerate(("a", "b", "c"), start=1):
        commits += history(case, number=number(serial))
    commits[0]["rem"] = [{"name": "notice", "at": at(9), "command": {"type": "EndNoticePeriod"}}]
    commits[3]["rem"] = [{"name": "notice", "at": None, "command": None}]
    commits[10]["rem"] = [{"name": "notice", "at": at(9), "command": {"type": "EndNoticePeriod"}}]
    commits.append(commit("watcher:b", 1, raised("warning", "", 9)))
    commits.append(commit("watcher:b", 2, raised("yellow", "warning", 13)))
    return commits


async def fold(database: Database, *batches: Sequence[Document]) -> None:
    folding = Folding(database, all_views(LIBRARY))
    for batch in batches:
        async with database.client.start_session() as session:
            await session.with_transaction(lambda s, batch=batch: folding.fold(batch, s))


async def contents(database: Database) -> dict[str, list[Any]]:
    return {name: await database[name].find().sort("_id").to_list() for name in VIEWS}


@pytest.mark.parametrize("seed", range(6))
async def test_batches_folded_twice_or_overlapping_equal_one_folding(
    prepared: Database, seed: int
) -> None:
    commits = journal()
    await prepared["journal"].insert_many(commits)
    await fold(prepared, commits)
    once = await contents(prepared)
    for name in VIEWS:
        await prepared[name].delete_many({})

    chance = random.Random(seed)
    batches: list[Sequence[Document]] = []
    start = 0
    while start < len(commits):
        end = start + chance.randint(1, 9)
        batches += [commits[start:end]] * chance.choice((1, 1, 2))
        start = max(start + 1, end - chance.randint(0, 5))
    await fold(prepared, *batches, commits)

    assert await contents(prepared) == once


async def test_a_commit_that_was_missed_is_looked_up_before_a_later_one(prepared: Database) -> None:
    commits = history("a")
    await prepared["journal"].insert_many(commits)

    await fold(prepared, commits[:2], commits[7:9])

    row = await Views(prepared).case("a")
    assert row is not None
    assert (row["seq"], len(row["timeline"])) == (9, 11)


async def test_a_commit_that_cannot_be_folded_is_set_aside_for_its_view_alone(
    prepared: Database,
) -> None:
    commits = history("a")
    del commits[1]["ev"][0]["faults"]
    commits[1]["rem"] = [{"name": "lapse", "at": at(20), "command": {}}]
    await prepared["journal"].insert_many(commits)

    await fold(prepared, commits)

    (aside,) = await Views(prepared).quarantine(open_kinds=("case",))
    assert (aside["follower"], aside["commit"]) == ("cases", "case:a/0000000002")
    assert (aside["error"], aside["where"].partition(":")[0]) == (
        "KeyError",
        "actors.blocks.cases.view",
    )
    row = await Views(prepared).case("a")
    assert row is not None
    assert row["phase"] == "delivered"
    assert await prepared["reminders"].count_documents({}) == 1


async def test_the_counters_are_read_by_day_unit_and_item(prepared: Database) -> None:
    await fold(prepared, journal())

    read = await Views(prepared).statistics(date(2026, 3, 1), date(2026, 3, 31))

    assert len(read["days"]) == 31
    assert [(day["day"], day["received"]) for day in read["days"] if day["received"]] == [
        ("2026-03-02", 3)
    ]
    assert (read["totals"]["decided"], read["totals"]["on_time_share"]) == (3, 1.0)
    assert read["totals"]["mean_hours"] == 7 * 24
    assert read["totals"]["cards"] == {"warning": 1, "yellow": 1, "red": 0}
    assert [unit["unit"] for unit in read["units"]] == ["market_supervision"]
    assert read["items"][0]["item"] == "SPJY-01"


async def test_a_wall_shows_the_highest_card_of_a_clock_once(prepared: Database) -> None:
    await fold(prepared, journal())

    found = await CARDS.page(prepared, card_filter())

    assert found.total == 1
    (card,) = found.rows
    assert (card["case"], card["level"], card["number"]) == ("b", "yellow", number(2))
    assert card["item"]["title"]["zh"] == "食品经营许可"
    assert (await CARDS.page(prepared, card_filter(level="red"))).total == 0


async def test_the_wall_is_read_again_once_a_case_has_changed(prepared: Database) -> None:
    services: Any = Office(prepared)
    wall = Wall()
    await fold(prepared, history("a")[:5])
    first = await wall.shown(services, "zh")
    await fold(prepared, [commit("watcher:a", 1, raised("yellow", "", 13))])

    assert (first["open"], first["levels"]["yellow"]) == (1, 0)
    assert await wall.shown(services, "zh") is first
    services.live.heard += 1
    second = await wall.shown(services, "zh")
    assert (second["open"], second["levels"]["yellow"]) == (1, 1)
    assert [card["level"] for card in second["cards"]] == ["yellow"]
    assert second["by_unit"].rows[0].values == (0, 1, 0)


class Office:
    """What the wall asks of the services of a process."""

    def __init__(self, database: Database) -> None:
        self.database, self.library = database, CITY
        self.views, self.live = Views(database), Live(database)
        self.clock = FixedClock(at(14))

    def __getitem__(self, kind: type[Any]) -> Any:
        return self


async def test_an_inbox_shows_what_waits_for_a_role_the_most_urgent_first(
    prepared: Database,
) -> None:
    a, b, c = (history(case, number=number(n)) for n, case in enumerate("abc"))
    await fold(prepared, [*a[:1], *b[:5], *c[:6], commit("watcher:c", 1, raised("red", "", 20))])

    async def ids(*roles: str, unit: str = "market_supervision", **more: Any) -> list[str]:
        where = waiting_for(Identity("staff:li", roles, unit), CITY, **more)
        return [row["_id"] for row in (await WAITING.page(prepared, where)).rows]

    assert await ids("window_clerk") == ["a"]
    assert await ids("reviewer") == ["b"]
    assert await ids("approver", "reviewer") == ["c", "b"]
    assert await ids("approver", "reviewer", "window_clerk") == ["c", "a", "b"]
    assert await ids("reviewer", mine=True) == ["b"]
    assert await ids("approver", "reviewer", level="red") == ["c"]
    assert await ids("window_clerk", stage="submitted") == ["a"]
    assert await ids("approver", stage="decision") == ["c"]
    assert await ids("window_clerk", unit="health") == []
    assert await ids("window_clerk", unit="government_services") == ["a"]


@pytest.mark.parametrize("more", [{}, {"stage": "submitted"}, {"level": "warning"}], ids=str)
async def test_a_page_of_an_inbox_reads_no_more_than_it_shows(
    prepared: Database, more: dict[str, str]
) -> None:
    await prepared["cases"].insert_many(waiting_rows(600))
    by = Identity("staff:wu", ("window_clerk", "reviewer"), "government_services")
    where = waiting_for(by, CITY, **more)
    first = await WAITING.page(prepared, where)
    met = [row["_id"] for row in first.rows]

    await prepared.command("profile", 2)
    second = await WAITING.page(prepared, where, cursor=first.after, counted=False)
    await prepared.command("profile", 0)

    (read,) = await prepared["system.profile"].find({"op": "query"}).to_list()
    assert len({*met, *(row["_id"] for row in second.rows)}) == 40
    assert read["docsExamined"] <= 45 and not read.get("hasSortStage")


def waiting_rows(count: int) -> list[Document]:
    """Return rows of cases, half of which wait for some window, each as urgent as another."""
    return [
        {
            "_id": f"{n:04}",
            "waits_for": ["reviewer@health"] if n % 2 else ["window_clerk@health", EVERY_WINDOW],
            "phase": "accepted" if n % 2 else "submitted",
            "level": "warning" if n % 4 == 0 else "",
            "urgency": f"9{n % 7}",
            "tasks": [],
        }
        for n in range(count)
    ]


async def test_a_case_is_found_by_its_whole_number(prepared: Database) -> None:
    await fold(prepared, journal())
    views = Views(prepared)

    found = await views.case_by_number(number(1))
    assert found is not None and found["_id"] == "a"
    assert await views.case_by_number("") is None


async def test_an_applicant_sees_the_cases_of_the_account_page_by_page(prepared: Database) -> None:
    await fold(prepared, journal())
    own = {"applicant.account": "zhang"}

    first = await OWN.page(prepared, own, size=2)
    second = await OWN.page(prepared, own, size=2, cursor=first.after)

    assert (first.total, len(first.rows), len(second.rows)) == (3, 2, 1)
    assert "timeline" not in first.rows[0] and second.after == ""


async def test_a_projector_folds_what_is_written_and_rebuilds_the_same(prepared: Database) -> None:
    commits = journal()
    await prepared["journal"].insert_many(commits[:20])
    async with Projector(prepared, all_views(LIBRARY)) as projector:
        await projector.settled()
        await prepared["journal"].insert_many(commits[20:])
        await projector.settled()
        folded = await contents(prepared)
        told: list[tuple[int, int]] = []

        count = await projector.rebuild("cases", lambda done, total: told.append((done, total)))

        assert await contents(prepared) == folded
        assert (count, told[-1]) == (32, (32, 32))
        await prepared["journal"].insert_one(commit("case:a", 11, at=at(14)))
        await projector.settled()
        row = await Views(prepared).case("a")
        assert row is not None and row["seq"] == 11
    assert len(folded["cases"]) == 3


async def test_a_projector_that_is_replaced_in_the_middle_loses_and_doubles_nothing(
    prepared: Database,
) -> None:
    commits = [c for n in range(120) for c in history(f"c{n}", number=number(n))]
    async with Projector(prepared, all_views(LIBRARY)) as first:
        await prepared["journal"].insert_many(commits[:700])
        await first.settled(60)
        await prepared["journal"].insert_many(commits[700:])
    async with Projector(prepared, all_views(LIBRARY)) as second:
        await second.settled(60)

    read = await Views(prepared).statistics(date(2026, 3, 1), date(2026, 3, 31))
    assert (read["totals"]["received"], read["totals"]["decided"]) == (120, 120)
    assert await prepared["cases"].count_documents({"seq": 10, "closed": True}) == 120


async def test_live_pages_go_on_when_the_view_is_made_anew(prepared: Database) -> None:
    commits = journal()
    await prepared["journal"].insert_many(commits)
    live = Live(prepared)
    async with Projector(prepared, all_views(LIBRARY)) as projector:
        await projector.settled()
        live.start()
        async with live.subscribe("a") as changes:
            await projector.rebuild("cases")
            told = asyncio.ensure_future(anext(changes))
            for seq in range(11, 60):  # until the stream is open again
                await prepared["journal"].insert_one(commit("case:a", seq, at=at(14)))
                done, _ = await asyncio.wait([told], timeout=0.2)
                if done:
                    break

            row = told.result()
    await live.stop()
    assert row is not None and row["_id"] == "a"
