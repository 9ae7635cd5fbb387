"""A form of twelve fields on its way: off the list it is refused, on it the place types three."""

import asyncio
import re
from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests.acceptance.site import Site
from tests.systems.community_service.registers import ANSWERS, ASKED, HELD

pytestmark = pytest.mark.feature("GRASS-05")
PLACE, CLERK = "guiyuan_community", "guiyuan_agent"


def sent(site: Site, account: str, path: str, **wish: Any) -> httpx.Response:
    with site.client(account) as client:
        headers = {"idempotency-key": uuid4().hex}
        return client.post(f"/api/v1/form_demands{path}", json=wish, headers=headers)


def test_twelve_fields_nine_of_them_held(site: Site) -> None:
    begun = sent(
        site, "civil_offers", "/request_form", title="困难群众情况表", frequency="quarterly",
        basis="《社会救助暂行办法》第三条", fields=[*HELD, *ASKED],
    )  # fmt: skip
    assert begun.status_code == 201, begun.text
    id = begun.json()["id"]
    assert sent(site, "civil_offers", f"/{id}/issue_form", unit=PLACE).status_code == 409
    listed = sent(site, "form_keeper", f"/{id}/list_form", until="2027-04-30")
    assert listed.status_code == 200, listed.text
    forged = sent(site, "civil_offers", f"/{id}/issue_form", unit=PLACE, values=[])
    assert forged.status_code in (400, 422)
    with site.client("civil_offers") as client:
        answer = client.post(f"/form-demands/{id}/issue", data={"unit": PLACE, "key": uuid4().hex})
        assert answer.status_code == 303, answer.text

    with site.client(CLERK) as client:
        client.cookies.set("language", "en")
        at = f"/form-demands/{id}/forms/1"
        page = client.get(at).text
        assert len(re.findall(r'name="answers\.', page)) == 3
        assert page.count("Register of residents") >= 9
        wish = {"form": 1, "answers": {**ANSWERS, "elder_alone": "9"}, "minutes": 15}
        locked = sent(site, CLERK, f"/{id}/return_form", **wish)
        assert locked.status_code == 403
        assert "/answers/elder_alone" in locked.text
        typed = {f"answers.{name}": value for name, value in ANSWERS.items()}
        for minutes in ("x", "-1", "9" * 5_000):
            assert client.post(at, data={**typed, "minutes": minutes}).status_code == 422
        assert client.post(f"{at}/refill", data={"key": uuid4().hex}).status_code == 303
        answer = client.post(at, data={**typed, "minutes": "15", "key": uuid4().hex})
        assert answer.status_code == 303, answer.text
        reported = sent(
            site, CLERK, "/report_unlisted", department="civil_affairs", title="临时表",
            fields=["居民人数"], minutes=90,
        )  # fmt: skip
        assert reported.status_code == 201, reported.text

    counted(site, id, reported.json()["id"])
    with site.client("civil_offers") as client:
        client.cookies.set("language", "en")
        numbers = client.get("/form-demands/numbers").text
        assert "Civil Affairs Bureau" in numbers and "Hours spent" in numbers
        assert "Returned" in client.get(f"/form-demands/{id}").text


def counted(site: Site, *ids: str) -> None:
    """Wait until the rows of demands have the minutes that they cost."""

    async def there() -> None:
        async with asyncio.timeout(60):
            where = {"_id": {"$in": list(ids)}, "minutes": {"$gt": 0}}
            while await site.database["form_demands"].count_documents(where) < len(ids):
                await asyncio.sleep(0.02)

    site.run(there(), 65)
