"""A survey on its pages: written, published by the head, answered on the web and on paper, told."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest

from actors.kernel.deadlines import local_day
from tests.acceptance.site import Site
from tests.acceptance.test_page_structure import faults, fetched
from tests.waiting import until

pytestmark = pytest.mark.feature("GRASS-05")
CLERK = "zhenan_agent"
OF_WEB, OF_PAPER = "440602199005060028", "44060219650813024X"
QUESTIONS = {
    "questions.0.sort": "one",
    "questions.0.text": "您希望周六开门吗？",
    "questions.0.choices": "希望\n不需要",
    "questions.1.sort": "text",
    "questions.1.text": "还有什么建议？",
    "questions.1.optional": "true",
}


def posted(client: httpx.Client, at: str, **sent: Any) -> str:
    answer = client.post(at, data={"key": uuid4().hex, **sent})
    assert answer.status_code == 303, answer.text
    return answer.headers["location"].partition("?")[0]


def in_register(client: httpx.Client, name: str, id_number: str) -> None:
    """Have somebody in the register of the village, whoever entered him."""
    sent = {"name": name, "id_number": id_number, "registration": "01", "source": "visit",
            "reason": "上门核实"}  # fmt: skip
    headers = {"idempotency-key": uuid4().hex}
    answer = client.post("/api/v1/residents", json=sent, headers=headers)
    assert answer.status_code in (201, 409), answer.text


def row(site: Site, view: str, **where: Any) -> None:
    """Wait until a view has a row."""

    async def there() -> None:
        async with asyncio.timeout(60):
            while await site.database[view].find_one(where) is None:
                await asyncio.sleep(0.02)

    site.run(there(), 65)


def test_a_survey_from_its_draft_to_its_results(site: Site) -> None:
    assert site.services is not None
    today = local_day(site.services.clock.now())
    title = f"开门时间{uuid4().hex[:6]}"
    wording = {"place": "440604012202", "title": title, "about": "了解需要。", "once": "person"}
    with site.client("zumiao_clerk") as writer, site.client("zumiao_head") as head:
        at = posted(writer, "/staff/surveys/new/draft_survey", **wording, **QUESTIONS)
        days = {"opens": today.isoformat(), "closes": (today + timedelta(days=7)).isoformat()}
        own = writer.post(f"{at}/publish_survey", data={**days, "key": uuid4().hex})
        assert own.status_code in (403, 404)
        site_until(head, "/tasks", at)
        posted(head, f"{at}/publish_survey", **days)
    id = at.rpartition("/")[2]
    row(site, "surveys", _id=id, state="open")

    with site.client(CLERK, language="zh") as clerk:
        in_register(clerk, "陈嘉慧", OF_WEB)
        in_register(clerk, "何月娥", OF_PAPER)
        row(site, "residents", unit="zhenan_village", state="registered")
        with site.client("chen_jiahui", language="zh") as resident:
            public = f"/surveys/{id}"
            shown = site_until(resident, "/surveys", title)
            assert f'href="{public}"' in shown
            assert list(faults(fetched(resident, public))) == []
            assert resident.get(public).text.count('type="radio"') == 2
            assert list(faults(fetched(resident, "/surveys"))) == []
            missing = resident.post(public, data={"q2": "多开一天", "key": uuid4().hex})
            assert missing.status_code == 422 and "多开一天" in missing.text
            sent = {"q1": "1", "q2": "多开一天", "key": uuid4().hex}
            assert resident.post(public, data=sent).status_code == 200
            again = resident.post(public, data={**sent, "key": uuid4().hex})
            assert again.status_code == 422 and "每人一次" in again.text
            assert resident.get(f"{public}/results").status_code == 404

        paper = f"{at}/paper"
        assert f'href="{paper}"' in clerk.get(at).text
        assert list(faults(fetched(clerk, paper))) == []
        twice = {"q1": "2", "id_number": OF_WEB, "key": uuid4().hex}
        assert clerk.post(paper, data=twice).status_code == 422
        assert clerk.post(paper, data={**twice, "id_number": "1"}).status_code == 422
        posted(clerk, paper, q1="2", id_number=OF_PAPER)
    with site.client("guiyuan_agent") as other:
        assert other.get(paper).status_code == 404

    with site.client("zumiao_head", language="zh") as head, site.client(language="zh") as anybody:
        assert "多开一天" not in head.post(f"{at}/open", data={"purpose": "handling"}).text
        posted(head, f"{at}/end_survey", reason="已有安排")
        assert "多开一天" in head.post(f"{at}/open", data={"purpose": "handling"}).text
        results = head.get(f"/surveys/{id}/results").text
        assert "答卷 2 份，其中纸质 1 份" in results and "不显示" in results
        assert list(faults(fetched(head, f"/surveys/{id}/results"))) == []
        assert anybody.get(f"/surveys/{id}/results").status_code == 404
        posted(head, f"{at}/publish_results", summary="周六上午开门。")
        assert "周六上午开门。" in anybody.get(f"/surveys/{id}/results").text
        row(site, "surveys", _id=id, state="reported")
        assert title in anybody.get("/surveys").text

    async def who() -> set[str]:
        found = await site.database["journal"].find({"key": f"survey:{id}"}).to_list()
        return {str(each["by"]) for each in found}

    assert {each for each in site.run(who()) if each.startswith("person:")} == set()


def site_until(client: httpx.Client, at: str, text: str) -> str:
    """Return a page once it says `text`: rows follow the journal a moment later."""
    return until(lambda: found if text in (found := client.get(at).text) else "")
