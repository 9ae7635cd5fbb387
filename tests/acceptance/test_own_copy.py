"""Everybody gets a copy of what is held of him or her: all of it, and of nobody else."""

import asyncio
import io
import json
import re
import zipfile
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from actors.blocks.organisation.units import Organisation
from actors.blocks.own_records.copy import OWN_COPY, OwnCopy
from actors.library import load_city
from serve_apps.front.faces import holdings
from serve_apps.front.language import LANGUAGES
from serve_apps.front.words import known_word
from tests.acceptance.site import Site
from tests.acceptance.steps import application, apply, key, send, wait_for
from tests.waiting import until

pytestmark = pytest.mark.feature("PLAT-01")
RESIDENT, HALL = "tan_ruiyun", "hall_clerk"  # of whom no other test asks for a copy
AT = "/api/v1/own-copy"


def finished(site: Site, account: str) -> OwnCopy:
    """Return how the copies of `account` stand once none is being made."""

    async def wait() -> Any:
        assert site.services is not None
        async with asyncio.timeout(60):
            while True:
                shown = await site.services.sender.show(f"{OWN_COPY}:{account}")
                if shown.state.phase != "making":
                    return shown.state
                await asyncio.sleep(0.02)

    return site.run(wait())


def fetched(client: httpx.Client) -> zipfile.ZipFile:
    answer = client.get(f"{AT}/content")
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/zip"
    return zipfile.ZipFile(io.BytesIO(answer.content))


@pytest.fixture(scope="module")
def someone(site: Site) -> str:
    """A resident of the sample city whose account may act here."""
    return RESIDENT


@pytest.fixture(scope="module")
def case(site: Site, someone: str) -> dict[str, Any]:
    """A case of the resident's on which an office has worked, and which it has read."""
    with site.client(someone) as resident, site.client(HALL) as clerk:
        answer = apply(resident, application(site, "WFZM-01", someone)).json()
        read = clerk.get(f"/api/v1/cases/{answer['case']}", params={"purpose": "window_service"})
        assert read.status_code == 200
        assert send(resident, answer["case"], "withdraw", {}).status_code == 200
    wait_for(site, answer["number"])
    return answer


@pytest.fixture(scope="module")
def copy(site: Site, someone: str, case: dict[str, Any]) -> Iterator[zipfile.ZipFile]:
    """The copy of the resident's data, asked for in Chinese."""
    with site.client(someone, language="zh") as resident:
        asked = resident.post(AT, headers=key())
        assert asked.status_code == 202, asked.text
        assert asked.json()["phase"] in ("making", "ready")
        assert finished(site, someone).phase == "ready"
        told = resident.get(AT).json()
        assert told["phase"] == "ready", told
        assert told["most"] > 0 or told["done"] == 0
        with fetched(resident) as found:
            yield found


def section(copy: zipfile.ZipFile, name: str) -> list[dict[str, Any]]:
    return json.loads(copy.read(f"{name}.json"))["records"]


def test_the_manifest_names_the_form_its_version_and_every_section(copy: zipfile.ZipFile) -> None:
    manifest = json.loads(copy.read("manifest.json"))

    assert (manifest["form"], manifest["version"]) == ("yimen-own-copy", 1)
    assert [each["name"] for each in manifest["sections"]] == [each.name for each in holdings()]
    for each in manifest["sections"]:
        assert len(section(copy, each["name"])) == each["count"]


def test_the_case_is_in_it_with_its_form_timeline_and_materials(
    copy: zipfile.ZipFile, case: dict[str, Any], someone: str
) -> None:
    [found] = [each for each in section(copy, "cases") if each["number"] == case["number"]]

    assert found["phase"] == "withdrawn"
    assert found["applicant"]["id_number"] and found["applicant"]["filed_by"] == "oneself"
    assert found["answers"] and all(each["question"] for each in found["answers"])
    applied = known_word("case.events.Submitted", "zh")
    assert next(each["what"] for each in found["timeline"]) == applied
    [account] = section(copy, "account")
    assert account["account"] == someone and account["person"]["name"]
    assert "password_hash" not in json.dumps(account)


def test_the_files_are_in_it(copy: zipfile.ZipFile) -> None:
    manifest = json.loads(copy.read("manifest.json"))
    cases = section(copy, "cases")
    held = [each for one in cases for each in (*one["materials"], *one["papers"])]
    named = {each["sha256"] for each in held if each["sha256"]}

    assert named and named == {each["sha256"] for each in manifest["files"]}
    for each in manifest["files"]:
        assert len(copy.read(each["path"])) == each["bytes"]


def test_who_read_it_is_told_by_unit_and_post(copy: zipfile.ZipFile) -> None:
    assert any("窗口" in each["who"] for each in section(copy, "readings"))


def test_nobody_else_is_in_it(site: Site, copy: zipfile.ZipFile, someone: str) -> None:
    text = "".join(copy.read(name).decode() for name in copy.namelist() if "files/" not in name)
    staff = site.library[Organisation].staff

    for account, member in staff.items():
        assert f"staff:{account}" not in text
        assert member.name.zh not in text, account
    people = [each for each in load_city().applicants if each.kind == "natural"]
    for each in people:
        assert each.account == someone or each.id_number not in text, each.account


def test_people_can_read_it(copy: zipfile.ZipFile, case: dict[str, Any]) -> None:
    page = copy.read("index.html").decode()

    assert case["number"] in page
    assert 'lang="zh-CN"' in page
    assert "<script" not in page


def test_every_part_is_called_something(copy: zipfile.ZipFile) -> None:
    def parts(value: Any) -> Iterator[str]:
        if isinstance(value, dict):
            yield from value
            for inner in value.values():
                yield from parts(inner)
        elif isinstance(value, list):
            for inner in value:
                yield from parts(inner)

    for holding in holdings():
        for part in set(parts(section(copy, holding.name))):
            for language in LANGUAGES:
                assert known_word(f"holding_fields.{part}", language), part


def test_each_download_is_on_record(site: Site, copy: zipfile.ZipFile, someone: str) -> None:
    async def look() -> list[dict[str, Any]]:
        assert site.services is not None
        return await site.services.views.access_of(f"{OWN_COPY}.{someone}")

    found = until(lambda: site.run(look()))
    assert found[0]["purpose"] == "own" and found[0]["about"] == someone and found[0]["full"]


def test_so_many_are_made_in_a_day(site: Site, copy: zipfile.ZipFile, someone: str) -> None:
    with site.client(someone) as resident:
        codes = []
        for _ in range(6):
            answer = resident.post(AT, headers=key())
            codes.append(answer.status_code)
            finished(site, someone)
    assert codes[:2] == [202, 202]
    assert codes[2:] == [409] * 4


def test_the_page_leads_to_it(site: Site, copy: zipfile.ZipFile, someone: str) -> None:
    with site.client(someone, language="zh") as resident:
        assert 'href="/account/records"' in resident.get("/account").text
        page = resident.get("/account/records").text
    assert re.search(r"下载副本|副本未能生成", page)
    assert known_word("holdings.cases", "zh") in page


def test_it_is_for_residents_in_person(site: Site) -> None:
    with site.client(HALL) as clerk, site.client() as nobody:
        assert clerk.get("/account/records").status_code == 403
        assert clerk.post(AT, headers=key()).status_code == 403
        assert nobody.get(AT).status_code == 401
