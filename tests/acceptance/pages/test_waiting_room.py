"""The waiting room as people see it: on a phone and a desk, for eyes and for ears."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, Response, expect

from actors.blocks.waiting.commands import CallNext, Join, Joiner
from actors.kernel.identity import CLOCK
from benchmarks.rush import ITEM
from tests.acceptance.pages.conftest import OpenPage
from tests.acceptance.pages.journeys import look_over
from tests.acceptance.site import Site
from tests.acceptance.steps import key
from tests.acceptance.test_back_pressure import full
from tests.acceptance.test_waiting import set_room
from tests.waiting import until, until_shown

pytestmark = pytest.mark.feature("HALL-28")
A_WHILE = 31_000  # milliseconds; a waiting page asks every 30 s at least


@pytest.fixture
def line(site: Site) -> Iterator[None]:
    """Forty people before us, of whom one is let in a minute."""
    assert site.services is not None
    set_room(site, "on", 1)
    people = tuple(Joiner(f"person:before-us-{number}") for number in range(40))
    send(site, Join(people=people))
    yield
    set_room(site, "off")


def send(site: Site, command: object) -> None:
    assert site.services is not None
    send = site.services.sender.send
    site.run(send(f"waiting_room:{ITEM}", command, id=key()["idempotency-key"], by=CLOCK))


def ask(page: Page) -> Response:
    """Have the clock of the page go on until it has asked for the place, and return the answer.

    No question is left open: the page gives one up after a minute of that clock."""
    with page.expect_response(lambda answer: "/place" in answer.url) as answered:
        page.clock.run_for(A_WHILE)
    expect(page.locator(".htmx-request")).to_have_count(0)
    return answered.value


def wait_for_ones_turn(page: Page) -> None:
    """Have the clock of the page go on until it has heard that it is one's turn."""
    until(lambda: "到您了" in ask(page).text())  # a process knows the line as it was a second ago


def test_a_resident_sees_the_place_and_the_wait_and_is_let_in(
    open_page: OpenPage, site: Site, line: None
) -> None:
    page = open_page("chen_jiahui")
    page.goto(f"/items/{ITEM}/apply")
    expect(page.get_by_role("heading", name="等候室", level=1)).to_be_visible()
    expect(page.locator(".waiting__number")).to_have_text("39")
    expect(page.locator("#said")).to_have_text("预计还需等候约 40 分钟")
    look_over(page, "waiting")
    page.reload()
    expect(page.locator(".waiting__number")).to_have_text("39")
    page.goto(f"{page.url}&lang=en")
    expect(page.get_by_role("heading", name="Waiting room", level=1)).to_be_visible()
    look_over(page, "waiting-en")

    set_room(site, "on", 60_000)
    send(site, CallNext())
    heading = page.get_by_role("heading", level=1)
    # a process knows the line as it was up to a second ago
    until_shown(heading.filter(has_text="申请前须知"), f"/items/{ITEM}/apply?lang=zh")
    expect(heading).to_have_text("申请前须知")


def test_the_page_outlasts_a_moment_of_overload_and_turns_by_itself_when_it_is_ones_turn(
    open_page: OpenPage, site: Site, line: None
) -> None:
    set_room(site, "on", 30)
    page = open_page("chen_jiahui", clock=True)
    page.goto(f"/items/{ITEM}/apply")
    expect(page.locator(".waiting__number")).to_be_visible()
    with full(site):
        until(lambda: ask(page).status == 503)  # one may have been under way before

    set_room(site, "on", 60_000)
    send(site, CallNext())
    wait_for_ones_turn(page)
    expect(page.get_by_role("heading", name="到您了")).to_be_visible()
    expect(page.locator("#said")).to_have_text("到您了")
    expect(page).to_have_title(re.compile("^到您了"))  # seen from another window
    look_over(page, "called")
    page.get_by_role("link", name="继续办理").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("申请前须知", timeout=40_000)


def test_without_an_account_one_may_wait_too(open_page: OpenPage, line: None) -> None:
    page = open_page()
    page.goto(f"/waiting/{ITEM}")
    expect(page.locator(".waiting__number")).to_be_visible()
    look_over(page, "unnamed")
    page.get_by_role("main").get_by_role("link", name="登录").click()
    expect(page).to_have_url(
        f"/sign-in?next=/waiting/{ITEM}%3Fnext%3D%252Fitems%252F{ITEM}%252Fapply"
    )


def test_sending_without_admission_says_that_nothing_is_lost(
    open_page: OpenPage, site: Site, line: None
) -> None:
    page = open_page("chen_jiahui")
    page.goto(f"/items/{ITEM}")
    page.evaluate(
        """token => {
          const form = document.createElement("form");
          form.method = "post"; form.action = location.pathname + "/apply";
          form.innerHTML = `<input name="key" value="k1">`
            + `<input name="csrf_token" value="${token}">`;
          document.body.append(form); form.submit();
        }""",
        page.locator("input[name=csrf_token]").first.get_attribute("value"),
    )
    expect(page.get_by_role("heading", level=1)).to_contain_text("等候室取号")
    look_over(page, "refused")
    page.get_by_role("link", name="到等候室取号").click()
    expect(page.locator(".waiting__number")).to_be_visible()
