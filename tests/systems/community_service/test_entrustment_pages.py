"""An entrustment from the visit to the window, by pages and by programs."""

import asyncio
import re
from typing import Any
from uuid import uuid4

import httpx
import pytest

from actors.blocks.cases.applicants import example_on
from actors.blocks.cases.catalogue import Catalogue
from actors.blocks.cases.items import reference_of
from actors.kernel.deadlines import local_day
from tests.acceptance.site import Site

pytestmark = pytest.mark.feature("GRASS-02")
ITEM, AGENT = "SYJ-01", "zhenan_agent"
RESIDENT = {
    "item": ITEM,
    "unit": "zhenan_village",
    "name": "何月仙",
    "id_number": "44060219380815002X",
    "phone": "13800000003",
    "relation": "self",
}
GIVEN = {
    "seen": "identity_card",
    "method": "paper",
    "read_out": "true",
    "agreed": "true",
    "until": "2027-06-30",
}


def posted(client: httpx.Client, at: str, **sent: Any) -> httpx.Response:
    answer = client.post(at, data={"key": uuid4().hex, **sent})
    assert answer.status_code == 303, re.findall(r"error-summary.*?</ul>", answer.text, re.S)
    return answer


def entrusted(client: httpx.Client, item: str = ITEM) -> str:
    """Have a resident ask and entrust the clerk whose client it is; return the address."""
    wish = RESIDENT | {"item": item}
    at = posted(client, "/entrustments/new/ask_agent", **wish).headers["location"]
    posted(client, f"{at}/give_entrustment", **GIVEN)
    return at


def answers(site: Site) -> dict[str, Any]:
    """Return the example of the item, as a form has it."""
    item = site.library[Catalogue].item(ITEM)
    on = local_day(site.services.clock.now())  # type: ignore[union-attr]
    return example_on(item, site.library, on)


def typed(site: Site) -> dict[str, str]:
    """Return the same as controls send it."""
    shown = {True: "true", False: "false"}
    return {f"form.{n}": str(shown.get(v, v)) for n, v in answers(site).items()}


def filed(site: Site, id: str) -> Any:
    """Wait until the case has come to its window, and return it."""

    async def there() -> Any:
        async with asyncio.timeout(60):
            while True:
                state = (await site.services.sender.show(f"case:{id}")).state
                if state.phase != "none":
                    return state
                await asyncio.sleep(0.05)

    return site.run(there(), 65)


def row(site: Site, id: str, **wanted: Any) -> dict[str, Any]:
    """Wait until the row of the entrustment is as is `wanted`, and return it."""

    async def there() -> dict[str, Any]:
        async with asyncio.timeout(60):
            while True:
                found = await site.database["entrustments"].find_one({"_id": id, **wanted})
                if found is not None:
                    return found
                await asyncio.sleep(0.05)

    return site.run(there(), 65)


def test_a_clerk_collects_for_a_resident_and_the_window_has_the_case(site: Site) -> None:
    with site.client(AGENT) as client:
        at = entrusted(client)
        page = client.get(at, params={"lang": "en"}).text
        assert f"{at}/intake" in page
        sent = {**typed(site), "statement": "1", "promise.end_certificate": "1"}
        files = {"materials.identity_card": ("card.png", PICTURE, "image/png")}
        key = uuid4().hex
        answer = client.post(f"{at}/intake", data={"key": key, **sent}, files=files)
        assert answer.status_code == 303, re.findall(r"error-summary.*?</ul>", answer.text, re.S)

    id = at.rpartition("/")[2]
    number = row(site, id, state="received")["number"]
    assert number.startswith("11440600SAMPLE006X4440506001000")
    case = filed(site, id)
    assert (case.phase, case.number) == ("submitted", number)
    assert case.applicant.by_agent == f"staff:{AGENT}"
    assert case.applicant.name == "何月仙"


def test_an_application_with_faults_says_them_beside_their_fields(site: Site) -> None:
    with site.client(AGENT) as client:
        at = entrusted(client)
        for pieces in ("x", "-1", "501", "9" * 5_000):
            answer = client.post(f"{at}/intake", data={"key": uuid4().hex, "pieces": pieces})
            assert answer.status_code == 422
            assert "error-summary" in answer.text


def test_nothing_of_the_materials_is_stored_where_the_entrustment_has_ended(site: Site) -> None:
    with site.client(AGENT) as client:
        at = entrusted(client)
        posted(client, f"{at}/end_entrustment", reason="resident_withdrew")
        before = site.run(site.database["uploads"].count_documents({}))
        files = {"materials.identity_card": ("card.png", PICTURE + b"x", "image/png")}
        answer = client.post(f"{at}/intake", data={"key": "1", **typed(site)}, files=files)
        shown = client.get(at)

    assert answer.status_code == 404
    assert "何月仙" not in shown.text
    assert site.run(site.database["uploads"].count_documents({})) == before


def test_programs_collect_by_the_same_rules(site: Site) -> None:
    item = site.library[Catalogue].item(ITEM)
    with site.client(AGENT) as client:
        at = entrusted(client)
        id = at.rpartition("/")[2]
        sent = {
            "item": "GLJT-01",
            "form": answers(site),
            "materials": [{"name": each.name, "source": "promise"} for each in item.materials],
            "statement": reference_of(item),
            "pieces": 2,
        }
        address = f"/api/v1/entrustments/{id}/collect_materials"
        headers = {"idempotency-key": uuid4().hex}
        refused = client.post(address, json=sent, headers=headers)

    assert refused.status_code in (403, 422)


def test_where_the_resident_has_to_attend_there_is_no_button_and_programs_are_refused(
    site: Site,
) -> None:
    with site.client("he_yuexian") as client:
        page = client.get("/here", params={"unit": "zhenan_village", "lang": "en"}).text
        card = page.partition("/items/CJRZ-01")[2].partition("</article>")[0]
        assert "has to attend in person" in card
        assert "Have an agent do it for me" not in card
        assert "Have an agent do it for me" in page
        wish = {**RESIDENT, "item": "CJRZ-01"}
        answer = client.post(
            f"/api/v1/entrustments/{uuid4().hex}/ask_agent",
            json=wish,
            headers={"idempotency-key": uuid4().hex},
        )

    assert answer.status_code == 422
    assert "in person" in answer.text


def test_a_resident_asks_for_an_agent_and_follows_it(site: Site) -> None:
    with site.client("he_yuexian") as client:
        page = client.get("/entrustments/new", params={"lang": "zh"}).text
        assert "44060219380815002X" in page
        at = posted(client, "/entrustments/new/ask_agent", **RESIDENT).headers["location"]
        row(site, at.rpartition("/")[2], state="asked")
        listed = client.get("/my/entrustments").text

    assert at in listed
    with site.client("chen_jiahui") as client:
        assert client.get(at).status_code == 404


def test_a_batch_goes_up_and_is_taken_in_with_its_difference(site: Site) -> None:
    with site.client(AGENT) as client:
        ids: list[str] = []
        for _ in range(2):
            at = entrusted(client)
            sent = {**typed(site), "statement": "1", "pieces": "2"}
            sent |= {"promise.end_certificate": "1"}
            files = {"materials.identity_card": ("card.png", PICTURE, "image/png")}
            answer = client.post(f"{at}/intake", data={"key": uuid4().hex, **sent}, files=files)
            assert answer.status_code == 303, answer.text[:2000]
            ids.append(at.rpartition("/")[2])
        numbers = [row(site, id, state="collected")["number"] for id in ids]
        assert numbers[0] in client.get("/village").text
        packed = client.post(
            "/village/dispatches",
            data={"key": uuid4().hex, "to": "zumiao_subdistrict", "entrustments": ids},
        )
        batch = packed.headers["location"]
        posted(client, f"{batch}/send_dispatch", counted="2", signed="true")
    with site.client("zumiao_clerk") as client:
        page = client.get(batch, params={"lang": "en"}).text
        assert all(number in page for number in numbers)
        posted(client, f"{batch}/receive_dispatch", scanned=numbers[0], signed="true")
        assert "Differing" in client.get(batch, params={"lang": "en"}).text
    row(site, ids[0], state="received")
    row(site, ids[1], state="sent_up")


PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)
