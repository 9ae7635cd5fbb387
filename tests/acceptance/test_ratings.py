"""好差评: a service is rated once, signed in or by its link; officers do not learn who did."""

import asyncio
import re
from typing import Any
from uuid import uuid4

import pytest

from serve_apps.blocks.ratings.public import FEWEST, counted, whole
from tests.acceptance.site import Site
from tests.acceptance.steps import application, apply, key, send

pytestmark = pytest.mark.feature("HALL-18")
RATER, CLERK, HEAD = "chen_jiahui", "hall_clerk", "land_approver"
ITEM, UNIT = "WFZM-01", "natural_resources"


def test_a_bad_rating_by_the_code_at_the_window_is_followed_up_without_a_name(site: Site) -> None:
    with (
        site.client(RATER, language="zh") as resident,
        site.client(CLERK, language="zh") as clerk,
        site.client(HEAD, language="zh") as head,
        site.client(language="zh") as anybody,
    ):
        filed: dict[str, Any] = apply(resident, application(site, ITEM)).json()
        case, number = filed["case"], filed["number"]
        assert send(clerk, case, "accept", {}).status_code == 200
        assert clerk.get(f"/staff/cases/{case}/rating-code").status_code == 404
        done = send(clerk, case, "decide", {"outcome": "denied", "reason": "名下已有住房"})
        assert done.status_code == 200, done.text
        code = clerk.get(f"/staff/cases/{case}/rating-code").text
        link = re.findall(r'href="(/rate/[^"]+)"', code)[0]

        assert anybody.get(f"{link}A").status_code == 404
        assert "非常不满意" in anybody.get(link).text
        assert anybody.post(link, data={"key": "k1"}).status_code == 422
        said = {"key": uuid4().hex, "stars": "1", "whys": ["slow"], "comment": "等了很久"}
        assert "15 个工作日" in anybody.post(link, data=said).text
        assert anybody.post(link, data={**said, "key": uuid4().hex}).status_code == 409
        assert "已经评价过" in anybody.get(link).text

        row = _row(site, "follow_ups", {"unit": UNIT, "account": "", "state": "open"})
        at = f"/follow-ups/{row['_id']}"
        plain, opened = head.get(at), head.post(f"{at}/open", data={"purpose": "handling"})
        assert "等了很久" not in plain.text and "等了很久" in opened.text
        assert number not in plain.text + opened.text and case not in plain.text + opened.text
        assert head.get("/follow-ups").status_code == head.get("/staff/ratings").status_code == 200
        shown = clerk.get(f"/staff/cases/{case}").text
        assert row["_id"] not in shown and "等了很久" not in shown
        read = clerk.get(
            f"/api/v1/cases/{case}", params={"purpose": "window_service", "reason": "核对"}
        )
        assert read.status_code == 200 and row["_id"] not in read.text

        for name, body in (
            ("contact_rater", {"way": "message", "text": "请问是哪个窗口？"}),
            ("verify_rating", {"found": "confirmed", "text": "属实"}),
            ("rectify_service", {"text": "增开窗口"}),
            ("close_follow_up", {"text": "已增开窗口，请监督"}),
        ):
            sent = head.post(f"/api/v1/follow_ups/{row['_id']}/{name}", json=body, headers=key())
            assert sent.status_code == 200, sent.text

        own = f"/account/ratings/{row['_id']}"
        _row(site, "ratings", {"_id": row["_id"], "phase": "told"})
        told = resident.get(own).text
        assert "请问是哪个窗口" in told and "已增开窗口" in told
        assert head.get(own).status_code in (303, 403)
        assert resident.post(f"{own}/answer", data={"key": "a0"}).status_code == 422
        assert (
            resident.post(f"{own}/answer", data={"key": "a1", "content": "no"}).status_code == 303
        )
        assert "只能反馈一次" not in resident.get(own).text
        assert resident.get("/account/ratings").status_code == 200


def test_everybody_sees_figures_and_no_small_numbers(site: Site) -> None:
    with site.client(language="zh") as anybody:
        assert anybody.get("/satisfaction").status_code == 200
        told = anybody.get("/api/v1/satisfaction").json()
    for one in (told["all"], *told["units"], *told["items"]):
        assert one["total"] is None or one["total"] >= FEWEST


def test_what_is_not_told_of_a_part_cannot_be_worked_out_from_the_whole() -> None:
    many, few = counted("a", (4, 1, 0, 0, 1)), counted("b", (1, 0, 0, 0, 1))

    assert (few.total, few.stars, few.good) == (None, None, None)
    assert many.good == pytest.approx(5 / 6)
    assert whole([many, few]).total == 6
    assert whole([few]).total is None


def _row(site: Site, view: str, where: dict[str, Any]) -> dict[str, Any]:
    async def shown() -> dict[str, Any]:
        async with asyncio.timeout(60):
            while (row := await site.database[view].find_one(where)) is None:
                await asyncio.sleep(0.05)
        return row

    return site.run(shown())
