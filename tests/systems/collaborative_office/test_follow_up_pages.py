"""A follow-up office has a unit do what a meeting decided, by forms of pages alone."""

import pytest

from tests import waiting
from tests.acceptance.site import Site
from tests.systems.collaborative_office.living import in_a_year, until
from tests.systems.collaborative_office.test_pages import done, post

AT = "/follow-up-orders"
MATTER = "农贸市场计量器具抽检"


@pytest.mark.feature("OA-15", "OA-22")
def test_an_order_is_split_done_and_counted(site: Site) -> None:
    officer, handler = "office_follow_up", "office_handler_market"
    wish = {"source": "meeting", "basis": "第12次常务会议", "requirement": "年内办结"}
    at = done(post(site, officer, f"{AT}/new", "propose_order", matter=MATTER, **wish))
    key = f"follow_up_order:{at.rpartition('/')[2]}"
    until(site, key, lambda state: bool(state.number))
    parts = {
        f"parts.{n}.{name}": said
        for n, lead in enumerate(("market_supervision", "health"))
        for name, said in (
            ("matter", f"{MATTER}{n}"), ("lead", lead), ("helping", "housing_construction"),
            ("due", in_a_year()),
        )
    }  # fmt: skip
    done(post(site, officer, at, "split_order", **parts))
    lines = until(site, key, lambda state: bool(state.parts)).parts
    part = f"{AT}/{lines[0].id}"
    until(site, f"follow_up_order:{lines[0].id}", lambda state: bool(state.phase))

    def told(account: str, where: str) -> str:
        with site.client(account, language="zh") as client:
            return client.get(where).text

    done(post(site, handler, part, "accept_order"))
    done(post(site, handler, part, "report_progress", note="已抽检", percent="60"))
    asked = post(site, handler, part, "ask_extension", due=in_a_year(), reason="需要送检")
    assert asked.status_code == 422 and "应当晚于" in asked.text
    done(post(site, handler, part, "ask_extension", due=in_a_year(7), reason="需要送检"))
    done(post(site, officer, part, "grant_extension"))
    done(post(site, handler, part, "ask_closure", result="已全部抽检"))
    opened = post(site, officer, part, "open", purpose="handling").text
    assert "已全部抽检" in opened and at in opened
    done(post(site, officer, part, "accept_answer", note=""))
    done(post(site, officer, part, "close_order"))
    done(post(site, officer, part, "score_order", score="90", note=""))

    waiting.until(lambda: "已评分" in told(officer, at))  # among the parts
    assert f"{MATTER}0" in told(handler, AT) and at not in told(handler, part)
    waiting.until(lambda: ">90<" in told(handler, "/follow-up-figures"))
    with site.client("office_checker", language="zh") as client:
        assert client.get(part).status_code == 404
        assert MATTER not in client.get(AT).text
        assert "还没有您可以查看的" in client.get("/follow-up-figures").text
