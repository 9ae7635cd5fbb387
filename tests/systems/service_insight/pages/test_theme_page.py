"""A theme set from nothing to an answer: made on the page, reviewed, filled from a file with
rejects, and asked by a view that refuses what it has not."""

import secrets
from datetime import date, timedelta

import pytest
from playwright.sync_api import expect

from tests.acceptance.pages.conftest import OpenPage
from tests.acceptance.pages.journeys import look_over
from tests.acceptance.site import Site
from tests.acceptance.steps import key
from tests.waiting import until

CSV = "name,capital\n甲公司,5\n乙公司,many\n丙公司,7\n"


@pytest.mark.feature("SDB-06", "SDB-07", "SDB-09", "SDB-23", "SDB-25")
def test_a_theme_set_is_made_filled_and_asked(open_page: OpenPage, site: Site) -> None:
    code = f"t{secrets.token_hex(6)}"
    page = open_page("theme_owner")
    page.goto("/themes/new")
    page.get_by_label("代码", exact=True).fill(code)
    page.get_by_label("行政审批").check()
    page.get_by_label("自然人").check()
    page.get_by_label("数据项代码").fill("name")
    with page.expect_navigation():
        page.get_by_role("button", name="新建专项数据集").click()
    expect(page.get_by_role("alert")).to_contain_text("名称")
    with site.client("theme_owner") as owner, site.client("master_data_steward") as steward:

        def send(who: object, name: str, wish: dict[str, object]) -> None:
            at = f"/api/v1/theme_sets/{code}/{name}"
            who.post(at, json=wish, headers=key()).raise_for_status()  # type: ignore[attr-defined]

        columns = [
            {"name": "name", "title": "企业名称"},
            {"name": "capital", "title": "注册资本", "type": "int32"},
        ]
        made = {"code": code, "title": "企业名录", "contents": ["approval"]}
        send(owner, "make_theme", {**made, "objects": ["legal_person"], "columns": columns})
        send(steward, "review_theme", {})
        send(owner, "open_theme", {})
        until_day = f"{date.today() + timedelta(days=9)}"
        view: dict[str, object] = {
            "view": "names",
            "title": "核名",
            "unit": "health",
            "columns": ["name"],
        }
        view |= {"purpose": "核验名称", "quota": 500, "until": until_day}
        send(owner, "grant_view", view)
    page.goto(f"/themes/{code}/import")
    with page.expect_navigation():
        page.get_by_role("button", name="导入数据").click()
    expect(page.get_by_role("alert")).to_contain_text("CSV")
    rows = {"name": "rows.csv", "mimeType": "text/csv", "buffer": CSV.encode()}
    page.get_by_label("数据文件").set_input_files(rows)  # type: ignore[arg-type]
    with page.expect_navigation():
        page.get_by_role("button", name="导入数据").click()
    expect(page.get_by_role("table", name="不合格的行")).to_contain_text("不是这种类型")
    look_over(page, "theme-imported")
    page.goto(f"/themes/{code}")
    expect(page.get_by_role("table", name="五个环节")).to_contain_text("监督评估")
    look_over(page, "theme-set")
    found = "/themes?contents=approval&objects=legal_person&unit=market_supervision"

    with site.client("data_user_health") as user, site.client("theme_owner") as owner:
        until(lambda: code in owner.get(found).text)
        assert code not in owner.get(found.replace("approval", "service")).text
        at = f"/api/v1/theme_sets/{code}/rows"
        told = user.get(at, params={"view": "names", "columns": "name"}).json()
        assert told["rows"] == [{"name": "甲公司"}, {"name": "丙公司"}]
        refused = user.get(at, params={"view": "names", "columns": "name,capital"})
        assert refused.status_code == 403
    page = open_page("data_user_health")
    page.goto(f"/themes/{code}/ask")
    page.get_by_label("数据项", exact=True).fill("name, capital")
    with page.expect_navigation():
        page.get_by_role("button", name="按视图查询").click()
    expect(page.get_by_role("alert")).to_contain_text("capital 不在应用视图“核名”内")
    look_over(page, "theme-refused")
