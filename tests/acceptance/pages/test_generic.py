"""Pages that follow from a kind and a view alone pass every check that the case's pages pass."""

import csv
import importlib
import io
import re
from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from actors.kernel.errors import Refusal
from actors.kernel.identity import Identity
from storage.embedded import EmbeddedMongo
from tests.acceptance.pages.conftest import OpenPage
from tests.acceptance.pages.harbour.installed import harbour
from tests.acceptance.pages.journeys import look_over
from tests.acceptance.site import Site, running_site
from tests.ports import free_port

CLERK = "market_clerk"
UNIT, ELSEWHERE = "market_supervision", "health"
SAMPLE = {"sort": "ferry", "crew": 4, "owner": "陈家辉", "phone": "13812345678"}


@pytest.fixture(scope="module")
def site(mongod: EmbeddedMongo, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A platform that has boats, too: 23 of the clerk's unit and four of another."""
    with harbour():
        folder = tmp_path_factory.mktemp("harbour")
        with running_site(mongod.uri, folder, free_port()) as site:
            for number in range(23):
                sort, on = "trawler" if number % 4 else "ferry", date(2026, 3, 4)
                register(site, f"渔舟{number:02}", sort=sort, registered_on=on)
            for name in ("远航一号", "远航二号", "=HYPERLINK(1)", "远航四号"):
                register(site, name, unit=ELSEWHERE)
            yield site


def clerk(unit: str) -> Identity:
    return Identity("staff:tester", ("window_clerk",), unit)


def send(site: Site, boat: str, command: str, by: Identity | None = None, **fields: Any) -> None:
    kind = importlib.import_module("actors.systems.boats.boat")
    wish = getattr(kind, command)(**fields)
    sender = site.services.sender  # type: ignore[union-attr]
    by = by or clerk(fields.get("unit", UNIT))
    receipt = site.run(sender.send(f"boat:{boat}", wish, id=uuid4().hex, by=by))
    views = site.services.views  # type: ignore[union-attr]
    for _ in range(400):
        if site.run(views.seq_of("boats", boat)) >= receipt.seq:
            return
    raise AssertionError("the view did not follow")


def register(site: Site, title: str, unit: str = UNIT, **fields: Any) -> str:
    boat = uuid4().hex
    given = {**SAMPLE, "registered_on": date(2026, 3, 5), **fields}
    send(site, boat, "Register", title=title, unit=unit, **given)
    return boat


@pytest.fixture
def plain_page(open_page: OpenPage) -> Page:
    """A page of the clerk in a browser without scripts."""
    return open_page(CLERK, scripts=False)


def names(page: Page) -> list[str]:
    return page.locator("tbody th").all_inner_texts()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_list_has_no_violation_whatever_it_shows(open_page: OpenPage, language: str) -> None:
    page = open_page(CLERK)
    for state, query in {
        "list": "", "filtered": "sort=ferry&state=moored&order=title", "found": "q=渔舟",
        "nothing": "sort=yacht", "wrong day": "registered_on.from=soon",
    }.items():  # fmt: skip
        page.goto(f"/boats?lang={language}&{query}")
        look_over(page, f"boats {state} {language}")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_record_and_its_forms_have_no_violation(
    open_page: OpenPage, site: Site, language: str
) -> None:
    boat = register(site, "翔鹭", fee_fen=123450)
    page = open_page(CLERK)
    page.goto(f"/boats/{boat}?lang={language}")
    look_over(page, f"boat {language}")
    for summary in page.locator("details.action summary").all():
        summary.click()
    look_over(page, f"boat with forms open {language}")
    page.locator("form[action$='/inspect'] button[type=submit]").last.click()
    expect(page.get_by_role("alert")).to_be_visible()
    look_over(page, f"boat with faults {language}")
    page.goto(f"/boats/new?lang={language}")
    look_over(page, f"new boat {language}")
    page.wait_for_load_state("networkidle")  # what is given up on leaving is logged as an error


def test_filters_chips_order_and_pages_need_no_scripts(plain_page: Page) -> None:
    page = plain_page
    page.goto("/boats?registered_on.until=2026-03-04")
    expect(page.get_by_role("status")).to_have_text("共 23 条")
    first = names(page)
    page.get_by_role("link", name="下一页").click()
    second = names(page)
    page.get_by_role("link", name="下一页").click()
    third = names(page)
    expect(page.get_by_role("link", name="下一页")).to_have_count(0)
    page.get_by_role("link", name="上一页").click()
    assert names(page) == second
    assert sorted(first + second + third) == [f"渔舟{number:02}" for number in range(23)]

    page.goto("/boats?registered_on.until=2026-03-04")
    page.get_by_label("船型").select_option("ferry")
    page.get_by_label("排序").select_option("title")
    page.get_by_role("button", name="筛选", exact=True).click()
    assert names(page) == [f"渔舟{number:02}" for number in range(0, 23, 4)]
    expect(page.get_by_label("船型")).to_have_value("ferry")
    page.get_by_role("link", name="去掉筛选 船型：渡船").click()
    expect(page.get_by_role("status")).to_have_text("共 23 条")
    assert names(page)[0] == "渔舟00"

    page.get_by_label("登记日期（起）").fill("2026-03-05")
    page.get_by_role("button", name="筛选", exact=True).click()
    expect(page.get_by_text("没有符合条件的内容")).to_be_visible()


def test_a_list_is_searched_by_words_in_either_script_and_by_sound(plain_page: Page) -> None:
    page = plain_page
    for typed, found in (("漁舟07", "渔舟07"), ("渔舟07", "渔舟07"), ("yuzhou", "渔舟")):
        page.goto("/boats")
        page.get_by_label("搜索").fill(typed)
        page.get_by_role("button", name="筛选", exact=True).click()
        assert names(page)[0].startswith(found)
    page.get_by_label("搜索").fill("远航")
    page.get_by_role("button", name="筛选", exact=True).click()
    assert names(page) == []


def test_a_boat_is_begun_worked_on_and_retired_without_scripts(plain_page: Page) -> None:
    page = plain_page
    page.goto("/boats/new")
    page.get_by_label("船名").fill("海晏")
    page.locator("[name=sort][value=ferry]").check()
    page.locator("[name=unit]").select_option(UNIT)
    page.get_by_label("船员人数").fill("１２")
    page.get_by_label("登记费").fill("1,234.50")
    page.get_by_label("船主").fill("梁海生")
    page.get_by_label("联系电话").fill("138 1234-5678")
    page.get_by_label("登记日期").fill("2026-03-05")
    page.get_by_role("button", name="登记渔船").click()

    expect(page.get_by_role("heading", name="海晏")).to_be_visible()
    expect(page.get_by_text("1,234.50").first).to_be_visible()
    expect(page.get_by_text("首次检查")).to_be_visible()
    expect(page.locator(".timeline")).to_contain_text("已登记")
    assert "13812345678" not in page.content() and "梁海生" not in page.content()

    page.locator("summary", has_text="注销登记").click()
    page.locator("form[action$='/retire'] textarea").fill("沉没")
    page.get_by_role("button", name="注销登记").click()
    expect(page.locator(".tag", has_text="注销")).to_be_visible()
    expect(page.get_by_text("目前没有需要您办理的操作。")).to_be_visible()
    assert "沉没" not in page.content()  # a reason is not shown to everybody


def test_a_refused_form_keeps_every_entry_and_names_every_fault(
    plain_page: Page, site: Site
) -> None:
    boat = register(site, "归帆")
    page = plain_page
    page.goto(f"/boats/{boat}")
    page.locator("summary", has_text="登船检查").click()
    form = page.locator("form[action$='/inspect']")
    form.locator("[name=result][value=unsound]").check()
    form.locator("[name=seen_at]").fill("昨天下午")
    form.locator("[name=equipment][value=radio]").check()
    form.get_by_role("button", name="登船检查").click()

    expect(page).to_have_title(re.compile("^错误："))
    link = page.get_by_role("alert").get_by_role("link")
    expect(link).to_have_text("检查时间：格式或日期不正确")
    assert page.locator(str(link.get_attribute("href")).replace(".", "\\.")).count() == 1
    form = page.locator("form[action$='/inspect']")
    expect(form.locator("[name=seen_at]")).to_have_value("昨天下午")
    expect(form.locator("[name=seen_at]")).to_have_attribute("aria-invalid", "true")
    expect(form.locator("[name=result][value=unsound]")).to_be_checked()
    expect(form.locator("[name=equipment][value=radio]")).to_be_checked()

    form.locator("[name=seen_at]").fill("2026/3/5 14:30")
    form.get_by_role("button", name="登船检查").click()
    expect(page.get_by_role("alert")).to_contain_text("备注：不合格的，必须说明情况")
    form = page.locator("form[action$='/inspect']")
    form.locator("[name=remarks]").fill("漏水")
    form.get_by_role("button", name="登船检查").click()
    expect(page.locator(".timeline")).to_contain_text("已检查")


def test_groups_grow_without_scripts_and_keep_what_was_typed(plain_page: Page, site: Site) -> None:
    boat = register(site, "同舟")
    page = plain_page
    page.goto(f"/boats/{boat}")
    page.locator("summary", has_text="分派管理单位").click()
    form = page.locator("form[action$='/assign']")
    form.locator("[name='parts.0.unit']").select_option(UNIT)
    form.locator("[name='parts.0.share']").fill("60")
    form.get_by_role("button", name="再加一项").click()
    form = page.locator("form[action$='/assign']")
    expect(form.locator("[name='parts.0.share']")).to_have_value("60")
    form.locator("[name='parts.1.unit']").select_option(ELSEWHERE)
    form.locator("[name='parts.1.share']").fill("30")
    form.get_by_role("button", name="分派管理单位").click()
    expect(page.get_by_role("alert")).to_contain_text("各单位比例合计应为 100")

    form = page.locator("form[action$='/assign']")
    form.locator("[name='parts.1.share']").fill("40")
    form.get_by_role("button", name="分派管理单位").click()
    expect(page.locator(".timeline")).to_contain_text("已分派")
    expect(page.locator("dl").first).to_contain_text("40")


def test_what_is_no_longer_possible_is_said_with_what_is_and_nothing_is_lost(
    open_page: OpenPage, site: Site
) -> None:
    boat = register(site, "迟到")
    page = open_page(CLERK)
    page.goto(f"/boats/{boat}")
    page.locator("summary", has_text="登船检查").click()
    form = page.locator("form[action$='/inspect']")
    form.locator("[name=result][value=sound]").check()
    form.locator("[name=seen_at]").fill("2026-03-05 14:30")
    form.locator("[name=remarks]").fill("一切正常")
    send(site, boat, "Retire", reason="沉没")
    with page.expect_response(re.compile("/inspect$")) as answered:
        form.get_by_role("button", name="登船检查").click()

    assert answered.value.status == 409
    expect(page.get_by_role("alert")).to_contain_text("渔船目前的状态不允许此操作")
    expect(page.locator("[name=remarks]")).to_have_value("一切正常")
    expect(page.locator(".tag", has_text="注销")).to_be_visible()
    look_over(page, "boat too late")


def test_a_page_is_worked_by_keyboard_alone(open_page: OpenPage, site: Site) -> None:
    boat = register(site, "键盘")
    page = open_page(CLERK)
    page.goto("/boats")
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_class("skip")
    page.keyboard.press("/")
    expect(page.get_by_label("搜索")).to_be_focused()
    page.keyboard.type("键盘")
    page.keyboard.press("Enter")
    expect(page.locator("tbody th").first).to_have_text("键盘")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(f"/boats/{boat}$"))
    page.locator("summary", has_text="注销登记").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("拆解")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".tag", has_text="注销")).to_be_visible()


def test_what_is_not_shown_is_opened_for_a_purpose_and_recorded_first(
    open_page: OpenPage, site: Site
) -> None:
    boat = register(site, "知情", owner="钟灵毓")
    page = open_page(CLERK)
    page.goto(f"/boats/{boat}")
    assert "钟灵毓" not in page.content()
    page.get_by_role("button", name="显示完整信息").click()

    expect(page.get_by_text("钟灵毓")).to_be_visible()
    commits = site.run(site.database["journal"].find({"key": f"access:boat.{boat}"}).to_list())
    assert [(one["by"], one["ev"][0]["purpose"]) for one in commits] == [
        (f"staff:{CLERK}", "handling")
    ]


@pytest.mark.parametrize("purpose", ["", "supervision", "own", "x" * 100])
def test_a_purpose_that_opens_nothing_shows_nothing(site: Site, purpose: str) -> None:
    boat = register(site, "无由", owner="钟灵毓")
    with site.client(CLERK) as client:
        answer = client.post(f"/boats/{boat}/open", data={"purpose": purpose})

    assert "钟灵毓" not in answer.text
    assert answer.status_code == (200 if not purpose else 403)


def test_files_hold_exactly_the_rows_that_one_may_see(site: Site) -> None:
    with site.client(CLERK, language="zh") as client:
        page = client.get("/boats").text
        text = client.get("/boats?format=csv&order=title").content.decode("utf-8")
        book = client.get("/boats?format=xlsx&order=title")
        found = client.get("/boats?format=csv&q=渔舟").content.decode("utf-8-sig")
        ferries = client.get("/boats?format=csv&sort=ferry&order=title").content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))
    sheet = [list(row) for row in load_workbook(io.BytesIO(book.content)).active.values]  # type: ignore[union-attr]
    shown = int(re.search(r"共 (\d+) 条", page)[1])  # type: ignore[index]

    assert text.startswith("\ufeff")
    assert rows[0] == ["船名", "船型", "单位", "船员人数", "状态", "登记日期"]
    assert (
        len(rows) - 1 == shown == site.run(site.database["boats"].count_documents({"unit": UNIT}))
    )
    assert [[str(cell) for cell in row] for row in sheet] == rows
    assert sheet[1][3] == 4
    assert sorted(line.split(",")[0] for line in found.splitlines()[1:]) == sorted(
        row[0] for row in rows[1:] if row[0].startswith("渔舟")
    )
    assert {row[1] for row in csv.reader(io.StringIO(ferries))} == {"船型", "渡船"}


def test_no_file_holds_a_formula(site: Site) -> None:
    title = "=HYPERLINK(1)"
    register(site, title)
    with site.client(CLERK, language="zh") as client:
        text = client.get("/boats?format=csv").content.decode("utf-8-sig")
        book = load_workbook(io.BytesIO(client.get("/boats?format=xlsx").content))

    assert f"'{title}" in text
    (cell,) = [row[0] for row in book.active.rows if row[0].value == title]  # type: ignore[union-attr]
    assert cell.data_type == "s"
    send(site, site.run(site.database["boats"].find_one({"title": title, "unit": UNIT}))["_id"],
         "Retire", reason="test")  # fmt: skip


def test_others_see_neither_list_nor_record_nor_the_way_there(
    open_page: OpenPage, site: Site
) -> None:
    boat = register(site, "他方", unit=ELSEWHERE)
    page = open_page(CLERK)
    assert page.goto(f"/boats/{boat}").status == 404  # type: ignore[union-attr]
    expect(page.get_by_role("navigation").get_by_role("link", name="渔船")).to_be_visible()
    with site.client("chen_jiahui") as client:
        assert client.get("/boats").status_code == 403
    with site.client(CLERK) as client:
        answer = client.post(f"/boats/{boat}/retire", data={"reason": "theirs", "key": "k"})
        assert answer.status_code == 404
        assert client.post("/boats/nobody/sink", data={}).status_code == 404
        assert client.get("/boats/%E8%88%B9").status_code == 404
    with pytest.raises(Refusal):
        send(site, boat, "Retire", by=clerk(UNIT), reason="theirs")


def test_a_supervisor_counts_what_policies_let_him_see(open_page: OpenPage, site: Site) -> None:
    page = open_page("supervisor")
    page.goto("/boats")
    seen = site.run(site.database["boats"].count_documents({"state": "retired"}))
    expect(page.get_by_role("status")).to_have_text(f"共 {seen} 条")
    assert len(names(page)) == min(seen, 10)


def test_a_filter_is_kept_under_a_name_and_dropped(plain_page: Page) -> None:
    page = plain_page
    page.goto("/boats?sort=ferry&order=title")
    page.locator("summary", has_text="常用筛选").click()
    page.get_by_label("为目前的筛选命名").fill("本单位渡船")
    page.get_by_role("button", name="保存筛选").click()
    page.goto("/boats")
    page.get_by_role("link", name="本单位渡船").click()
    expect(page.get_by_label("船型")).to_have_value("ferry")
    page.get_by_role("button", name="删除 本单位渡船").click()
    expect(page.get_by_role("link", name="本单位渡船")).to_have_count(0)


@pytest.mark.parametrize("cursor", ["x", "gqVhZnRlcpGndGl0bGWRoXihaQ", "%ff"])
def test_a_place_that_is_none_is_a_bad_request(site: Site, cursor: str) -> None:
    with site.client(CLERK) as client:
        assert client.get(f"/boats?cursor={cursor}").status_code == 400


def test_a_form_sent_twice_has_its_effect_once(site: Site) -> None:
    boat = register(site, "双击")
    sent = {"result": "sound", "seen_at": "2026-03-05 14:30", "key": "once"}
    with site.client(CLERK) as client:
        for _ in range(2):
            assert client.post(f"/boats/{boat}/inspect", data=sent).status_code == 303
    commits = site.run(site.database["journal"].count_documents({"key": f"boat:{boat}"}))

    assert commits == 2
