"""What people see when the platform has its hands full, does not know how something ended, or does
not know them any more."""

import os
import re
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from actors.blocks.cases.catalogue import Catalogue
from storage.embedded import EmbeddedMongo
from tests.acceptance.pages.conftest import OpenPage
from tests.acceptance.pages.journeys import FOOD, answer, begin, look_over
from tests.acceptance.site import Site
from tests.acceptance.test_back_pressure import full


@contextmanager
def silent(mongod: EmbeddedMongo) -> Iterator[None]:
    """Have the database answer nobody for a while."""
    os.kill(mongod.pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(mongod.pid, signal.SIGCONT)


@pytest.mark.feature("HALL-28")
def test_who_comes_when_the_platform_is_full_can_try_again_or_wait(
    open_page: OpenPage, site: Site
) -> None:
    page = open_page("chen_jiahui")
    heading = page.get_by_role("heading", level=1)
    with full(site):
        page.goto("/items?q=noodles&lang=en")
        expect(heading).to_contain_text("Many people are using the service")
        look_over(page, "full-en")
        page.goto("/items?q=noodles&lang=zh")
        expect(heading).to_contain_text("目前办理人数较多")
        look_over(page, "full")
        again = page.get_by_role("link", name="重试")
        expect(again).to_have_attribute("href", "/items?q=noodles&lang=zh")

    page.get_by_role("link", name="到等候室取号").click()
    expect(page).to_have_url(re.compile(r"/items\?q=noodles"))  # nobody waits any more


def test_an_open_outcome_says_that_sending_again_does_no_harm(
    open_page: OpenPage, site: Site, mongod: EmbeddedMongo
) -> None:
    page = open_page("chen_jiahui")
    page.goto(f"/items/{FOOD}/apply")
    page.set_extra_http_headers({"prefer": "wait=1"})
    with silent(mongod):
        page.get_by_role("button", name="我已了解，开始填写").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("暂时不能确定是否已经办成")
    look_over(page, "unknown")

    expect(page.get_by_role("main")).to_contain_text("同一次提交只会办理一次")
    page.reload()
    expect(page).to_have_url(re.compile(r"/apply/[0-9a-f]{32}$"))


def test_what_cannot_be_read_just_now_is_no_open_outcome(
    open_page: OpenPage, site: Site, mongod: EmbeddedMongo
) -> None:
    asleep = f"/apply/{uuid4().hex}"  # that no other test has woken
    page = open_page("chen_jiahui")
    page.goto("/cases")
    page.set_extra_http_headers({"prefer": "wait=1"})
    with silent(mongod):
        page.goto(asleep)
        expect(page.get_by_role("heading", level=1)).to_contain_text("内容暂时无法显示")
    look_over(page, "unreadable")
    expect(page.get_by_role("link", name="重试")).to_have_attribute("href", asleep)


def test_a_page_that_goes_on_by_itself_asks_to_sign_in_once_the_session_has_ended(
    open_page: OpenPage,
) -> None:
    page = open_page("operator", clock=True)
    page.goto("/operator")
    page.context.clear_cookies()
    page.clock.run_for(6_000)  # milliseconds; it asks every 5 s

    expect(page).to_have_url("/sign-in?next=/operator")
    expect(page.get_by_role("navigation")).to_have_count(1)  # no page within a page


def test_what_was_typed_is_there_again_after_signing_in_anew(
    open_page: OpenPage, site: Site
) -> None:
    page = open_page()
    page.goto("/sign-in")
    sign_in(page, site)
    case = begin(page, FOOD)
    page.goto(f"/apply/{case}/1")
    for name, value in site.library[Catalogue].item(FOOD).example.items():
        if page.locator(f"[name='form.{name}']").count():
            answer(page, name, value)
    typed = page.locator("input[type=text]").first.input_value()
    other = page.context.new_page()
    other.goto("/")
    other.get_by_role("button", name="退出").click()
    page.get_by_role("button", name="保存并继续").click()

    expect(page.get_by_role("main")).to_contain_text("填写的内容还在")
    look_over(page, "late-sign-in")
    sign_in(page, site)
    expect(page.get_by_role("heading", level=1)).to_have_text("填写的内容还在")
    expect(page.get_by_role("main")).to_contain_text(typed)
    look_over(page, "late-form")
    page.reload()  # signs in once more, and shows the same again
    page.get_by_role("button", name="再次提交").click()
    expect(page).to_have_url(re.compile(rf"/apply/{case}/2$"))
    page.goto(f"/apply/{case}/1")
    expect(page.locator("input[type=text]").first).to_have_value(typed)


def sign_in(page: Page, site: Site) -> None:
    """Sign in with the form that `page` shows."""
    page.get_by_label("账号").fill("chen_jiahui")
    page.get_by_label("密码").fill(site.password("chen_jiahui"))
    page.get_by_role("button", name="登录").click()
