"""A voice on its pages: asked without an account, answered by the unit, published, rated."""

import asyncio
import re
from uuid import uuid4

import httpx
import pytest

from tests.acceptance.site import Site
from tests.acceptance.steps import key

pytestmark = pytest.mark.feature("GRASS-05")
ASKED = {
    "sort": "question",
    "topic": "services",
    "place": "440604012202",
    "title": "周日开门吗",
    "text": "周日便民服务站开门吗？",
    "publish": "true",
}


def hidden(client: httpx.Client, at: str) -> dict[str, str]:
    """Return what the forms of a page carry unseen."""
    text = client.get(at).text
    return dict(re.findall(r'name="(csrf_token|key)" value="([^"]+)"', text))


def test_somebody_without_an_account_asks_reads_the_answer_and_rates(site: Site) -> None:
    question = f"周日开门吗（{uuid4().hex[:4]}）？"
    with site.client(language="zh") as anybody, site.client("zhenan_agent", language="zh") as clerk:
        carried = hidden(anybody, "/voices/new")
        lacking = anybody.post("/voices/new", data={**ASKED, **carried, "text": ""})
        assert lacking.status_code == 422 and 'role="alert"' in lacking.text
        sent = anybody.post("/voices/new", data={**ASKED, **carried})
        assert sent.status_code == 303, sent.text
        at = sent.headers["location"]
        assert anybody.post("/voices/new", data={**ASKED, **carried}).headers["location"] == at
        id = at.rpartition("/")[2].partition("~")[0]
        assert anybody.get(f"/voices/receipts/{id}").status_code == 404
        receipt = anybody.get(at).text
        assert re.search(r"GQ\d{16}", receipt) and "周日便民服务站开门吗" in receipt

        office = f"/staff/voices/{id}"
        assert "周日便民服务站开门吗" not in clerk.get(office).text
        assert clerk.get(at).status_code == 404
        opened = clerk.post(f"{office}/open", data={"purpose": "handling"})
        assert "周日便民服务站开门吗" in opened.text
        told = clerk.post(f"{office}/answer_voice", data={"key": uuid4().hex, "text": "周日休息。"})
        assert told.status_code == 303, told.text
        assert "周日休息。" in anybody.get(at).text
        wish = {"question": question, "answer": "周日休息。"}
        public = clerk.post(f"/api/v1/voices/{id}/publish_voice", json=wish, headers=key())
        assert public.status_code == 200, public.text
        assert 'href="/staff/voices"' in clerk.get("/village").text
        site.run(published(site, id), 65)
        assert question in anybody.get("/voices").text
        assert 'href="/voices"' in anybody.get("/").text

        rate = {**hidden(anybody, at), "stars": "2"}
        assert anybody.post(f"{at}/rate", data={**rate, "call": "yes"}).status_code == 422
        assert anybody.post(f"{at}/rate", data=rate).status_code == 303
        assert "已经评价" in anybody.get(at).text


def test_a_resident_finds_his_own_and_nobody_elses(site: Site) -> None:
    with site.client("he_yuexian", language="zh") as asker, site.client("chen_jiahui") as other:
        assert "何月仙" in asker.get("/voices/new").text
        sent = asker.post("/voices/new", data={**ASKED, "key": uuid4().hex})
        at = sent.headers["location"]

        assert asker.get(at).status_code == 200
        assert other.get(at).status_code == 404
        assert asker.get("/my/voices").status_code == 200


async def published(site: Site, id: str) -> None:
    """Wait until the row says that it is published."""
    async with asyncio.timeout(60):
        while not await site.database["voices"].find_one({"_id": id, "published": True}):
            await asyncio.sleep(0.02)
