"""Two residents, one of whom represents a company: one comes by the identity service of the place,
gets a mandate and a passkey, applies for the company and corrects it; the other sees who looked."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.acceptance.pages.conftest import OpenPage, Sessions
from tests.acceptance.pages.journeys import FOOD, act, answer, apply_by_page, look_over
from tests.acceptance.pages.test_mandates import COMPANY, FOOD_TITLE, HEAD
from tests.acceptance.pages.test_own_account import DEVICE, named
from tests.acceptance.replica import replica_of
from tests.acceptance.site import Site
from tests.ports import free_port

pytestmark = pytest.mark.feature("HALL-08", "HALL-09", "HALL-20", "HALL-39")
SECRET = "between the two of us"
NAME = "何清扬"


@pytest.fixture
def place(site: Site) -> Iterator[Site]:
    """The platform of a place that has an identity service, which is a process of its own."""
    port = free_port()
    issuer = f"http://127.0.0.1:{port}"
    settings = {"identity_issuer": issuer, "identity_client": "yimen", "identity_secret": SECRET}
    with replica_of(site, **settings) as replica:
        provider = subprocess.Popen(
            [
                *(sys.executable, "-m", "serve_apps.standins.identity_provider"),
                *("--port", str(port), "--back", f"{named(replica)}/sign-in/identity/back"),
            ],
            stdout=subprocess.PIPE,
            env=os.environ | {"IDENTITY_SECRET": SECRET},
        )
        try:
            assert provider.stdout is not None
            assert json.loads(provider.stdout.readline())["issuer"] == issuer
            yield replica
        finally:
            provider.terminate()
            provider.wait(10)


@pytest.fixture
def newcomer(sessions: Sessions, place: Site) -> Iterator[Page]:
    """A browser at that place whose device makes passkeys."""
    context = sessions.begin(named(place), scripts=True)
    page = context.new_page()
    device = context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    yield page
    context.close()


def test_from_registration_to_who_read_my_data(
    newcomer: Page, open_page: OpenPage, site: Site, place: Site
) -> None:
    register(newcomer, place)
    account = newcomer.request.get("/api/v1/sessions/current").json()["account"]
    head = open_page(HEAD)
    give_mandate(head, account)
    sign_in_by_passkey(newcomer)

    newcomer.goto("/mandates")
    newcomer.get_by_role("button", name=f"代其办理：{COMPANY}").click()
    expect(newcomer).to_have_url(re.compile("/cases$"))
    case = apply_by_page(newcomer, site, FOOD)
    expect(newcomer.locator(".nav__name")).to_contain_text(f"代 {COMPANY}")

    clerk = open_page("market_clerk")
    ask_for_correction(clerk, case)
    newcomer.goto(f"/cases/{case}")
    newcomer.get_by_role("link", name="补正材料").click()
    answer(newcomer, "address", "禅城区示例路 66 号二层 201")
    newcomer.get_by_role("button", name="提交补正").click()
    expect(newcomer.locator(".timeline__what", has_text="已补正")).to_be_visible()

    see_who_read(head, case)


def register(page: Page, place: Site) -> None:
    """Come by the identity service, which vouches for the person."""
    page.goto("/sign-in")
    page.get_by_role("link", name="用统一身份认证登录").click()
    page.get_by_label("以谁的身份登录").select_option(label=NAME)
    page.get_by_role("button", name="登录").click()
    expect(page).to_have_url(re.compile(re.escape(named(place))))
    expect(page.get_by_role("button", name="退出", exact=True)).to_be_visible()
    page.goto("/account")
    expect(page.get_by_text("统一身份认证（实人核验）").first).to_be_visible()


def give_mandate(page: Page, account: str) -> None:
    """Have the company's representative give a mandate for one service."""
    page.goto("/mandates")
    page.get_by_role("link", name=f"委托他人：{COMPANY}").click()
    page.get_by_label("受托人的账号").fill(account)
    page.get_by_label("受托人的姓名").fill(NAME)
    page.get_by_text("只限部分事项").click()
    page.get_by_label(FOOD_TITLE).check()
    page.get_by_role("button", name="委托", exact=True).click()
    expect(page.get_by_role("button", name="撤销委托：何**")).to_be_visible()


def sign_in_by_passkey(page: Page) -> None:
    """Add a passkey, sign out and come back with nothing else."""
    page.goto("/account/passkeys")
    page.get_by_label("名称").fill("手机")
    page.get_by_role("button", name="添加通行密钥").click()
    expect(page.get_by_role("row", name="手机")).to_be_visible()
    with page.expect_navigation():
        page.get_by_role("button", name="退出", exact=True).click()
    page.goto("/sign-in")
    page.get_by_role("button", name="使用通行密钥").click()
    expect(page.get_by_role("button", name="退出", exact=True)).to_be_visible()


def ask_for_correction(page: Page, case: str) -> None:
    page.goto(f"/staff/cases/{case}")
    place = page.locator("[value='/form/address']").get_attribute("name") or ""
    act(page, "一次性告知补正", **{place.replace(".field", ".reason"): "请填写到门牌号"})
    expect(page.get_by_text("已告知补正，等待申请人")).to_be_visible()


def see_who_read(page: Page, case: str) -> None:
    """Act for the company oneself, and see that the office read it, for what, and when."""
    page.goto("/mandates")
    with page.expect_navigation():
        page.get_by_role("button", name=f"代其办理：{COMPANY}").click()
    page.goto("/account/readings")
    row = page.get_by_role("row").filter(has_text="市场监督管理局").first
    expect(row).to_contain_text("办理")
    look_over(page, "readings-of-company")
    page.goto("/mandates")
    page.get_by_role("button", name="改为本人办理").click()
