"""What was set aside is seen, tried again after a fix, and comes out as if it had never failed."""

import asyncio
import json

import pytest

from actors.blocks.cases import rows as case_events
from actors.blocks.cases import statistics
from actors.followers.projector import Projector
from actors.kernel.view import Changes, Write
from actors.kinds import all_views
from actors.runtime.engine import Engine
from storage import quarantine
from storage.mongo import Database, Document
from storage.quarantine import NoSuchEntry
from storage.settings import StorageSettings
from tests.blocks.cases.commits import commit
from tests.blocks.cases.loaded import LIBRARY
from tests.command_line import yimen
from tests.integration.conftest import ME
from tests.integration.folded import contents, watched
from tests.integration.kinds import Put, PutTo
from tests.integration.test_courier import delivering, total

OPEN = ("case",)  # kinds whose ids name nobody


def poison(monkeypatch: pytest.MonkeyPatch, *types: str) -> None:
    """Have the code fail at events of these types, as a mistake in it would."""
    apply = case_events.apply

    def broken(row: Document, event: Document) -> None:
        if event["type"] in types:
            raise KeyError("张三")
        apply(row, event)

    monkeypatch.setattr(case_events, "apply", broken)


async def tried(database: Database) -> None:
    """Wait until nothing waits for another try."""
    async with asyncio.timeout(60):
        while await quarantine.wanted(database):
            await asyncio.sleep(0.05)


async def test_a_retried_row_is_what_a_rebuild_gives_though_later_events_came(
    prepared: Database,
) -> None:
    commits = watched("a", 1) + watched("b", 2)
    with pytest.MonkeyPatch.context() as mistake:
        poison(mistake, "Submitted", "Accepted")
        async with Projector(prepared, all_views(LIBRARY), partitions=2) as projector:
            await prepared["journal"].insert_many(commits)
            await projector.settled()
    aside = await quarantine.standing(prepared, open_kinds=OPEN)
    assert {(each["follower"], each["error"]) for each in aside} == {("cases", "KeyError")}
    assert len(aside) == 4
    wrong = await contents(prepared)

    async with Projector(prepared, all_views(LIBRARY), partitions=2) as projector:
        await quarantine.ask_again(prepared)
        await tried(prepared)
        await prepared["journal"].insert_one(commit("case:a", 11, shard=1))
        await projector.settled()
        retried = await contents(prepared)
        await projector.rebuild("cases")

        assert retried == await contents(prepared)
    assert retried != wrong
    assert await quarantine.standing(prepared, open_kinds=OPEN) == []


async def test_one_retry_settles_every_commit_of_its_row(prepared: Database) -> None:
    with pytest.MonkeyPatch.context() as mistake:
        poison(mistake, "Submitted", "Accepted")
        async with Projector(prepared, all_views(LIBRARY)) as projector:
            await prepared["journal"].insert_many(watched("a", 1) + watched("b", 2))
            await projector.settled()

    async with Projector(prepared, all_views(LIBRARY)):
        await quarantine.ask_again(prepared, "cases/case:a/0000000001")
        await tried(prepared)

    left = {each["commit"] for each in await quarantine.standing(prepared, open_kinds=OPEN)}
    assert left == {"case:b/0000000001", "case:b/0000000004"}


async def test_what_fails_again_stays_and_tells_how_often(prepared: Database) -> None:
    with pytest.MonkeyPatch.context() as mistake:
        poison(mistake, "Accepted")
        async with Projector(prepared, all_views(LIBRARY)) as projector:
            await prepared["journal"].insert_many(watched("a", 1))
            await projector.settled()
            before = await contents(prepared)
            await quarantine.ask_again(prepared)
            await tried(prepared)

    (aside,) = await quarantine.standing(prepared, open_kinds=OPEN)
    assert (aside["state"], aside["tries"], aside["error"]) == ("open", 1, "KeyError")
    assert await contents(prepared) == before


async def test_a_rebuild_with_mended_code_settles_what_it_could_fold(prepared: Database) -> None:
    with pytest.MonkeyPatch.context() as mistake:
        poison(mistake, "Accepted", "Issued")
        async with Projector(prepared, all_views(LIBRARY)) as projector:
            await prepared["journal"].insert_many(watched("a", 1))
            await projector.settled()
    with pytest.MonkeyPatch.context() as mistake:
        poison(mistake, "Issued")
        async with Projector(prepared, all_views(LIBRARY)) as projector:
            await projector.rebuild("cases")

    assert [each["commit"] for each in await quarantine.standing(prepared, open_kinds=OPEN)] == [
        "case:a/0000000008"
    ]


async def test_nothing_of_the_list_is_personal_and_all_of_it_is_json(prepared: Database) -> None:
    with pytest.MonkeyPatch.context() as mistake:
        poison(mistake, "Accepted")
        async with Projector(prepared, all_views(LIBRARY)) as projector:
            await prepared["journal"].insert_many(
                [*watched("a", 1), commit("account:zhang_san", 1, ev=[{"type": "SessionOpened"}])]
            )
            await projector.settled()

    listed = await quarantine.standing(prepared, open_kinds=OPEN)
    text = json.dumps(listed, ensure_ascii=False)
    assert len(listed) == 2
    assert "zhang" not in text and "张" not in text
    assert {each["where"].partition(":")[0] for each in listed} == {
        __name__,
        "actors.blocks.accounts.view",
    }
    assert await quarantine.counts(prepared) == {"cases": 1, "accounts": 1}


async def test_what_cannot_be_derived_is_set_aside_and_other_rows_go_on(
    prepared: Database,
) -> None:
    counted = statistics.counts

    def broken(changes: Changes) -> list[Write]:
        if any(after is not None and after["_id"] == "a" for _, after in changes):
            raise ValueError("张三")
        return counted(changes)

    with pytest.MonkeyPatch.context() as mistake:
        mistake.setattr(statistics, "counts", broken)
        async with Projector(prepared, all_views(LIBRARY)) as projector:
            await prepared["journal"].insert_many(watched("a", 1) + watched("b", 2))
            await projector.settled()
    assert {each["follower"] for each in await quarantine.standing(prepared, open_kinds=OPEN)} == {
        "cases"
    }
    assert await prepared["cases"].distinct("_id") == ["b"]

    async with Projector(prepared, all_views(LIBRARY)) as projector:
        await quarantine.ask_again(prepared)
        await tried(prepared)
        retried = await contents(prepared)
        await projector.rebuild("cases")

        assert retried == await contents(prepared)
    assert await quarantine.standing(prepared, open_kinds=OPEN) == []


async def test_a_refused_message_is_delivered_when_it_is_tried_again_in_time(
    engine: Engine, prepared: Database
) -> None:
    await engine.send("ledger:a", PutTo("ledger:t", -5), id="1", by=ME)  # would overdraw
    async with delivering(prepared, engine) as projector:
        await projector.settled()
        (aside,) = await quarantine.standing(prepared, open_kinds=OPEN)
        assert (aside["follower"], aside["error"]) == ("courier", "Refusal")
        assert aside["reasons"] == ["ledger.overdrawn"]

        await quarantine.ask_again(prepared)
        await tried(prepared)
        assert (await quarantine.standing(prepared, open_kinds=OPEN))[0]["tries"] == 1
        await engine.send("ledger:t", Put(7), id="2", by=ME)
        for _ in range(2):  # asked twice, it is carried out once
            await quarantine.ask_again(prepared)
            await tried(prepared)

    assert await total(engine, "ledger:t") == 2
    assert await quarantine.standing(prepared, open_kinds=OPEN) == []


async def test_what_is_dropped_stays_on_record_and_is_not_tried_again(prepared: Database) -> None:
    with pytest.MonkeyPatch.context() as mistake:
        poison(mistake, "Accepted")
        async with Projector(prepared, all_views(LIBRARY)) as projector:
            await prepared["journal"].insert_many(watched("a", 1))
            await projector.settled()
            (aside,) = await quarantine.standing(prepared, open_kinds=OPEN)
            id = await quarantine.find(prepared, aside["name"])
            await quarantine.drop(prepared, id, by="li", reason="entered twice")
            await projector.rebuild("cases")

    assert await quarantine.ask_again(prepared) == 0
    assert await quarantine.standing(prepared, open_kinds=OPEN) == []
    (dropped,) = await quarantine.standing(prepared, open_kinds=OPEN, dropped=True)
    assert (dropped["by"], dropped["reason"]) == ("li", "entered twice")
    with pytest.raises(NoSuchEntry):
        await quarantine.find(prepared, aside["name"])


async def test_the_command_line_lists_retries_and_drops(
    prepared: Database, storage_settings: StorageSettings
) -> None:
    async def operate(*words: str) -> tuple[int, str]:
        ran = await asyncio.to_thread(yimen, *words, storage=storage_settings)
        return ran.returncode, ran.stdout

    with pytest.MonkeyPatch.context() as mistake:
        poison(mistake, "Accepted", "Issued")
        async with Projector(prepared, all_views(LIBRARY)) as projector:
            await prepared["journal"].insert_many(watched("a", 1) + watched("b", 2))
            await projector.settled()
    names = {
        each["commit"]: each["name"]
        for each in await quarantine.standing(prepared, open_kinds=OPEN)
    }

    _, listed = await operate("quarantine", "--json")
    assert {each["name"] for each in json.loads(listed)} == set(names.values())
    dropped, _ = await operate(
        "quarantine", "drop", names["case:b/0000000008"], "--reason", "entered twice"
    )
    async with Projector(prepared, all_views(LIBRARY)):
        retried, said = await operate("quarantine", "retry", names["case:a/0000000004"])
    unknown, _ = await operate("quarantine", "retry", names["case:a/0000000004"])

    assert (dropped, retried, unknown) == (0, 0, 1), said
    _, table = await operate("quarantine")
    assert names["case:b/0000000004"] in table and names["case:a/0000000004"] not in table
    _, table = await operate("quarantine", "--dropped")
    assert "entered twice" in table


async def test_a_message_whose_commit_was_archived_is_not_taken_for_delivered(
    engine: Engine, prepared: Database
) -> None:
    await engine.send("ledger:a", PutTo("ledger:t", -5), id="1", by=ME)  # would overdraw
    async with delivering(prepared, engine) as projector:
        await projector.settled()
        await prepared["journal"].delete_many({"key": "ledger:a"})  # as archiving does

        await quarantine.ask_again(prepared)
        await tried(prepared)

    (aside,) = await quarantine.standing(prepared, open_kinds=OPEN)
    assert (aside["follower"], aside["error"], aside["tries"]) == ("courier", "LookupError", 1)


async def test_a_row_whose_history_was_archived_is_not_made_anew_from_the_rest(
    prepared: Database,
) -> None:
    commits = watched("a", 1)
    async with Projector(prepared, all_views(LIBRARY)) as projector:
        await prepared["journal"].insert_many(commits)
        await projector.settled()
        before = await contents(prepared)
        await prepared["journal"].delete_many({"key": "case:a", "seq": {"$lt": 5}})

        last = f"case:a/{5:010d}"
        await quarantine.quarantine(prepared, "cases", last, KeyError())
        await quarantine.ask_again(prepared)
        await tried(prepared)

    (aside,) = await quarantine.standing(prepared, open_kinds=OPEN)
    assert (aside["error"], aside["tries"]) == ("CommitsArchived", 1)
    assert await contents(prepared) == before
