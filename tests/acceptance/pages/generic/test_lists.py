"""Lists that follow from a kind and a view alone pass every check that the lists of cases pass."""

import csv
import io
import re
from html import unescape

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from tests.acceptance.pages.conftest import OpenPage
from tests.acceptance.pages.generic.boats import CLERK, UNIT, register, send
from tests.acceptance.pages.journeys import languages, look_over
from tests.acceptance.site import Site


def names(page: Page) -> list[str]:
    return page.locator("tbody th").all_inner_texts()


@pytest.mark.parametrize("language", languages(__name__))
def test_the_list_has_no_violation_whatever_it_shows(open_page: OpenPage, language: str) -> None:
    page = open_page(CLERK)
    for state, query in {
        "list": "", "filtered": "sort=ferry&state=moored&order=title", "found": "q=渔舟",
        "nothing": "sort=yacht", "wrong day": "registered_on.from=soon",
    }.items():  # fmt: skip
        page.goto(f"/boats?lang={language}&{query}")
        look_over(page, f"boats {state} {language}")


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
    with page.expect_navigation():
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


@pytest.mark.parametrize(
    ("language", "said", "link"),
    [
        ("zh", "翻页期间列表有变化", "从第一页重新看"),
        ("en", "The list has changed since you opened it", "Begin again at the first page"),
    ],
)
def test_a_later_page_says_that_the_list_has_changed_since_the_first(
    site: Site, language: str, said: str, link: str
) -> None:
    with site.client(CLERK) as client:
        first = client.get(f"/boats?sort=trawler&order=title&lang={language}").text
        (later,) = re.findall(r'<a href="([^"]+)" rel="next"', first)
        register(site, "后来", sort="trawler")
        second = client.get(unescape(later)).text

    assert said not in first and said in second
    begin = re.search(rf'<a href="([^"]+)">{link}</a>', second)
    assert begin and "sort=trawler" in begin[1] and "cursor" not in begin[1]


def test_a_row_whose_first_cell_is_not_shown_is_called_by_what_is_and_by_no_id(site: Site) -> None:
    boat = register(site, "无主之舟", owner="钟灵毓")
    with site.client(CLERK, language="zh") as client:
        page = client.get("/boat-owners?q=无主").text
        link = re.search(rf'<a href="/boats/{boat}"[^>]*>([^<]*)</a>', page)

    assert link and link[1] == "无主之舟" and "钟灵毓" not in page
