"""Whoever has a copy of the database, and nothing else, does not learn who applied for what."""

import asyncio

import bson
import msgspec
import pytest

from actors.blocks.cases.state import Applicant, CaseState
from actors.library import load_city
from serve_apps.blocks.cases.api import told_of
from storage.mongo import Database
from tests.acceptance.site import Site
from tests.acceptance.steps import PNG, application, apply, hand_in, key, send, wait_for

pytestmark = pytest.mark.feature("HALL-39")


async def where(database: Database, *sought: bytes) -> dict[str, set[str]]:
    """Return the collections that hold any of `sought` as they are stored, and in which fields."""
    found: dict[str, set[str]] = {}
    for name in await database.list_collection_names():
        async for document in database[name].find():
            raw = bson.encode(document)
            if any(each in raw for each in sought):
                fields = {
                    f"{field} of {document['_id']}"
                    for field, value in document.items()
                    if any(each in bson.encode({field: value}) for each in sought)
                }
                found.setdefault(name, set()).update(fields)
    return found


def test_numbers_names_and_phones_of_residents_are_nowhere_to_be_read(site: Site) -> None:
    people = [each for each in load_city().applicants if each.kind == "natural"]
    with site.client("chen_jiahui") as resident, site.client("market_clerk") as clerk:
        filed = apply(resident, application(site, "SPJY-01")).json()
        wait_for(site, filed["number"])
        assert send(resident, filed["case"], "withdraw", {}).status_code == 200
        clerk.get(f"/api/v1/cases/{filed['case']}?purpose=handling&reason=x")
        assert resident.get("/notices").status_code == 200
    numbers = [each.id_number.encode() for each in people]
    phones = [each.phone.encode() for each in people]
    # Who sits in the congress is announced by name.
    names = [each.name.zh.encode() for each in people if "deputy" not in each.roles]

    assert site.run(where(site.database, *numbers, *phones), 60) == {}
    assert site.run(where(site.database, *names), 60) == {}


def test_what_people_wrote_is_in_no_row(site: Site) -> None:
    typed, told, because = "林小明大林", "绿景路 3 号林小明家门口积水", "核对林小明的来信"
    with site.client("chen_jiahui") as resident, site.client("market_clerk") as clerk:
        for _ in range(2):
            assert resident.get("/items", params={"q": typed}).status_code == 200
        clue = resident.post("/api/v1/clues", json={"topic": "water", "text": told}, headers=key())
        assert clue.status_code == 201, clue.text
        filed = apply(resident, application(site, "SPJY-01")).json()
        assert send(resident, filed["case"], "withdraw", {}).status_code == 200
        read = clerk.get(
            f"/api/v1/cases/{filed['case']}", params={"purpose": "handling", "reason": because}
        )
        assert read.status_code == 200, read.text
        site.run(folded(site, clue.json()["id"], filed["case"]))
        readings = resident.get("/account/readings").text
    with site.client("npc_deputies_work") as office:
        listed = office.get("/clues").text

    assert because in readings and told in listed
    sought = (each.encode() for each in (typed, told, because))
    assert site.run(where(site.database, *sought), 60) == {}


async def folded(site: Site, clue: str, case: str) -> None:
    """Wait until the views have taken up the clue, and the reading of the case."""
    async with asyncio.timeout(60):
        while await site.database["clues"].find_one({"_id": clue}) is None:
            await asyncio.sleep(0.05)
        while await site.database["access_log"].find_one({"subject": case}) is None:
            await asyncio.sleep(0.05)


def test_programs_are_told_no_digest_by_which_people_are_looked_up() -> None:
    applicant = Applicant(
        kind="natural", name="张三", id_type="resident_id", id_number="1", person="d" * 20
    )
    told = told_of(CaseState(id="1", applicant=applicant), "staff")

    assert told.applicant is not None and told.applicant.person == ""
    assert (told.applicant.name, told.applicant.id_number) == ("张三", "1")
    assert b"dddd" not in msgspec.json.encode(told)


def test_files_are_nowhere_to_be_read(site: Site) -> None:
    with site.client("chen_jiahui") as resident:
        assert hand_in(resident).status_code == 201

    assert site.run(where(site.database, PNG[8:60]), 60) == {}
