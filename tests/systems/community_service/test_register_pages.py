"""The registers as clerks of a village use them: import, look up, read for a purpose, take away."""

import asyncio
import io
from typing import Any
from uuid import uuid4

import pytest
from openpyxl import Workbook

from tests.acceptance.site import Site
from tests.waiting import until

pytestmark = pytest.mark.feature("GRASS-05")
CLERK, OTHER = "guiyuan_agent", "tongji_agent"
UNIT = "guiyuan_community"
GOOD, SECOND = "440602196304020110", "440602194903070196"
TABLE = f"""姓名,身份证号码,人口类别,与户主关系,居住地址,房屋
何志远,{GOOD},户籍人口,子女,示例巷 8 号 101,GY-101
梁锦堂,{SECOND},01,,示例巷 8 号,

错号人,440602196304020119,火星人,,示例巷 8 号,
无房人,440602195109100284,户籍人口,,示例巷 8 号,NO-9
"""
HOUSES = """房屋编号,房屋地址,房屋用途,产权性质
GY-101,示例巷 8 号 101,自住,私有
"""


def brought(site: Site, name: str, table: bytes) -> str:
    with site.client(CLERK) as client:
        client.cookies.set("language", "en")
        answer = client.post(
            f"/{name}/import",
            data={"reason": "建台账"},
            files={"file": (name, table, "application/octet-stream")},
        )
    assert answer.status_code == 200, answer.text
    return answer.text


def workbook(table: str) -> bytes:
    book = Workbook()
    assert book.active is not None
    for line in table.splitlines():
        book.active.append(line.split(","))
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def rows(site: Site, count: int) -> list[dict[str, Any]]:
    """Wait until the place has as many residents, and return their rows."""

    async def there() -> list[dict[str, Any]]:
        async with asyncio.timeout(60):
            while True:
                found = await site.database["residents"].find({"unit": UNIT}).to_list()
                if len(found) >= count:
                    return found
                await asyncio.sleep(0.02)

    return site.run(there(), 65)


def readings(site: Site, id: str, full: bool) -> int:
    async def count() -> int:
        async with asyncio.timeout(60):
            where = {"subject": f"resident.{id}", "full": full}
            while not (found := await site.database["access_log"].count_documents(where)):
                await asyncio.sleep(0.02)
            return found

    return site.run(count(), 65)


def test_a_register_from_its_import_to_its_export(site: Site) -> None:
    assert "New: 1." in brought(site, "houses", HOUSES.encode())
    text = brought(site, "residents", TABLE.encode())
    assert "New: 2. There before: 0. Faults: 3." in text
    assert text.count('<th scope="row" class="number">5</th>') == 2  # the blank line counts
    assert text.count('<th scope="row" class="number">6</th>') == 1
    assert "New: 0. There before: 2. Faults: 3." in brought(site, "residents", workbook(TABLE))
    found = {each["_id"]: each for each in rows(site, 2)}
    assert GOOD not in str(found) and "何志远" not in str(found)

    with site.client(CLERK) as client:
        answer = client.post("/residents/find", data={"id_number": GOOD})
        at = answer.headers["location"]
        id = at.rpartition("/")[2]
        assert client.post("/residents/find", data={"id_number": "1"}).status_code == 422
        masked = client.get(at).text
        assert "何**" in masked and GOOD not in masked and "何志远" not in masked
        opened = client.post(f"{at}/open", data={"purpose": "handling"}).text
        assert GOOD in opened and "何志远" in opened
        sent = {"name": "何志远", "id_number": GOOD, "registration": "01", "source": "visit",
                "reason": "再次登记"}  # fmt: skip
        headers = {"idempotency-key": uuid4().hex}
        again = client.post("/api/v1/residents", json=sent, headers=headers)
        assert again.status_code == 409, again.text
        assert "何**" in client.get("/houses/guiyuan_community~GY-101").text

        assert "reason" in client.get("/residents?format=csv").text
        assert client.post("/residents/export", data={"form": "csv"}).status_code == 422
        file = client.post("/residents/export", data={"form": "csv", "reason": "年度核对"})
        assert "何**" in file.text and GOOD not in file.text
    with site.client(OTHER) as client:
        assert client.get(at).status_code == 404
        assert "何**" not in client.get("/residents").text
    assert readings(site, id, full=True) >= 1
    assert readings(site, id, full=False) >= 1


def test_whoever_left_or_died_and_what_is_gone_is_a_fault_of_the_table(site: Site) -> None:
    table = TABLE.replace(GOOD, "440602195603110103").replace(SECOND, "44060219580421024X")
    table = "\n".join(table.replace("GY-101", "GY-102").splitlines()[:3]) + "\n"
    houses = HOUSES.replace("GY-101", "GY-102")
    assert "New: 1." in brought(site, "houses", houses.encode())
    assert "New: 2. There before: 0. Faults: 0." in brought(site, "residents", table.encode())
    assert "New: 0. There before: 2. Faults: 0." in brought(site, "residents", table.encode())
    with site.client(CLERK) as client:
        client.cookies.set("language", "en")
        sent = {"key": uuid4().hex, "source": "statement", "reason": "迁往外地"}
        asked = {"id_number": "440602195603110103"}
        found = until(lambda: client.post("/residents/find", data=asked).headers.get("location"))
        left = client.post(f"{found}/note_departure", data=sent)
        assert left.status_code == 303, left.text
        text = brought(site, "residents", table.encode())
        assert "New: 0. There before: 1. Faults: 1." in text and "reinstate the entry" in text
        at = "/houses/guiyuan_community~GY-102"
        gone = client.post(f"{at}/note_demolition", data={**sent, "key": uuid4().hex})
        assert gone.status_code == 303, gone.text
    text = brought(site, "houses", houses.encode())
    assert "New: 0. There before: 0. Faults: 1." in text and "noted as gone" in text


def test_a_resident_sees_the_own_entry(site: Site) -> None:
    sent = {"name": "何月仙", "id_number": "44060219380815002X", "registration": "01",
            "source": "visit", "reason": "上门核实", "key": uuid4().hex}  # fmt: skip
    with site.client(CLERK) as client:
        answer = client.post("/residents/new", data=sent)
        assert answer.status_code == 303, answer.text
        at = answer.headers["location"]
        assert client.post("/residents/new", data={**sent, "id_number": "1"}).status_code == 422
    id = at.rpartition("/")[2]

    async def row() -> None:
        async with asyncio.timeout(60):
            while await site.database["residents"].find_one({"_id": id}) is None:
                await asyncio.sleep(0.02)

    site.run(row(), 65)
    with site.client("he_yuexian") as client:
        assert client.get("/my/register").status_code == 200
        state = site.run(site.services.sender.show(f"resident:{id}")).state  # type: ignore[union-attr]
        assert state.account == "he_yuexian"
        own = client.get(f"/api/v1/residents/{id}", params={"purpose": "own"})
        assert own.json()["fields"]["who"]["name"] == "何月仙"
