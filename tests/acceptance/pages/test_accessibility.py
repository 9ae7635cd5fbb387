"""axe finds nothing on any page in any state, on a phone and on a desk; and what axe cannot see.

How every page is built is read without a browser, in `acceptance/test_page_structure.py`."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from actors.blocks.cases.catalogue import Catalogue
from tests.acceptance.pages.conftest import OpenPage
from tests.acceptance.pages.journeys import (
    CONSTRUCTION,
    FOOD,
    answer,
    applied,
    begin,
    fill_in,
    hand_in,
    look_over,
)
from tests.acceptance.site import Site
from tests.acceptance.steps import send

ANYBODY = ("/", f"/items/{FOOD}", "/sign-in")
ANYBODY_TOO = ("/items", "/items?q=zzzz", f"/items/{CONSTRUCTION}", "/help", "/accessibility",
               "/progress", "/no-such-page", "/?lang=en")  # fmt: skip
BEHIND = {
    "operator": ("/terminals", "/design", "/password", "/parties", "/calls"),
    "supervisor": ("/oversight", "/oversight/cards?state=all", "/oversight/cases?q=食品"),
    "security_administrator": ("/security/events", "/security/events?sort=forged"),
    "market_clerk": ("/staff", "/staff?level=red", "/staff/search?q=食品", "/staff?lang=en"),
}


@pytest.mark.feature("HALL-04")
@pytest.mark.parametrize(
    "path", [*ANYBODY, *(pytest.param(path, marks=pytest.mark.long) for path in ANYBODY_TOO)]
)
def test_a_public_page_has_no_violation(open_page: OpenPage, path: str) -> None:
    page = open_page()
    page.goto(path)
    look_over(page, path)


@pytest.mark.feature("HALL-21")
@pytest.mark.parametrize(
    "account",
    [
        "market_clerk",
        *(
            pytest.param(name, marks=pytest.mark.long)
            for name in ("operator", "supervisor", "security_administrator")
        ),
    ],
)
def test_pages_of_the_offices_have_no_violation(
    open_page: OpenPage, site: Site, account: str
) -> None:
    applied(site, FOOD)
    page = open_page(account)
    for path in BEHIND[account]:
        page.goto(path)
        look_over(page, path)


@pytest.mark.long
@pytest.mark.feature("HALL-04")
def test_the_application_has_no_violation_empty_wrong_or_filled(
    open_page: OpenPage, site: Site
) -> None:
    page = open_page("chen_jiahui")
    page.goto(f"/items/{FOOD}/apply")
    look_over(page, "before applying")
    case = begin(page, FOOD)
    look_over(page, "parts")
    page.goto(f"/apply/{case}/1")
    look_over(page, "empty section")
    answer(page, "format", "canteen")
    page.get_by_role("button", name="保存并继续").click()
    look_over(page, "wrong section")
    fill_in(page, site.library[Catalogue].item(FOOD), case)
    look_over(page, "materials")
    page.get_by_role("button", name="保存并继续").click()
    look_over(page, "missing materials")
    hand_in(page)
    look_over(page, "check")
    page.goto(f"/apply/{case}/materials")
    look_over(page, "materials handed in")
    page.goto(f"/apply/{case}/1")
    look_over(page, "filled section")
    page.goto(f"/apply/{case}/check")
    page.get_by_role("button", name="确认并提交申请").click()
    look_over(page, "confirmation")
    for path in ("", "/withdraw", "/access"):
        page.goto(f"/cases/{case}{path}")
        look_over(page, f"case{path}")
    page.goto("/cases")
    look_over(page, "my cases")


@pytest.mark.feature("HALL-09", "HALL-21")
def test_a_case_under_way_has_no_violation_for_either_side(open_page: OpenPage, site: Site) -> None:
    case = applied(site, FOOD)
    officer, resident = open_page("market_clerk"), open_page("chen_jiahui")
    officer.goto(f"/staff/cases/{case}")
    for box in officer.locator("details.action").all():
        box.evaluate("one => { one.open = true }")
    look_over(officer, "actions open")
    officer.locator("form[action$='/decline'] button").click()
    look_over(officer, "action refused")
    with site.client("market_clerk") as client:
        faults = [{"field": "/form/address", "reason": "请填写到门牌号"}]
        send(client, case, "request_correction", {"faults": faults}).raise_for_status()
    resident.goto(f"/cases/{case}")
    look_over(resident, "correction requested")
    resident.goto(f"/cases/{case}/correct")
    look_over(resident, "correction")
    answer(resident, "address", "")
    resident.get_by_role("button", name="提交补正").click()
    look_over(resident, "wrong correction")


@pytest.fixture
def steps(open_page: OpenPage) -> Iterator[list[str]]:
    """The pages of one application, in order."""
    page = open_page("chen_jiahui")
    case = begin(page, FOOD)
    yield [f"/apply/{case}", f"/apply/{case}/1", f"/apply/{case}/materials", f"/apply/{case}/check"]


@pytest.mark.feature("HALL-04")
def test_help_stands_in_the_same_place_on_every_step(open_page: OpenPage, steps: list[str]) -> None:
    page = open_page("chen_jiahui")
    places = []
    for path in steps:
        page.goto(path)
        places.append(page.get_by_role("link", name="帮助", exact=True).bounding_box())
    assert places[0] is not None and all(place == places[0] for place in places)


@pytest.mark.feature("HALL-04")
def test_what_has_the_focus_is_never_hidden(open_page: OpenPage, steps: list[str]) -> None:
    page = open_page("chen_jiahui", width=360, height=640)
    page.goto(steps[1])
    seen = 0
    for _ in range(40):
        page.keyboard.press("Tab")
        hit = page.evaluate(
            """() => {
              const one = document.activeElement;
              if (one === document.body) return null;
              const box = one.getBoundingClientRect();
              const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
              return one.contains(top) || top?.contains(one) || one.labels?.[0]?.contains(top);
            }"""
        )
        if hit is None:
            break
        assert hit, page.evaluate("document.activeElement.outerHTML")
        seen += 1
    assert seen > 10


@pytest.mark.feature("HALL-24")
def test_a_password_can_be_pasted_and_no_puzzle_stands_before_it(
    open_page: OpenPage, site: Site
) -> None:
    page = open_page()
    page.goto("/cases")  # leads to the sign-in and back
    page.get_by_label("账号").fill(site.password("chen_jiahui"))
    page.keyboard.press("Control+A")
    page.keyboard.press("Control+X")
    page.get_by_label("账号").fill("chen_jiahui")
    page.get_by_label("密码").focus()
    page.keyboard.press("Control+V")
    page.get_by_role("main").get_by_role("button", name="登录").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("我的办件")
