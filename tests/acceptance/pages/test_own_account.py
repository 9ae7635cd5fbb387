"""One's own account in a real browser: passkeys of a virtual device, pages without violations."""

from collections.abc import Iterator
from typing import Any

import pyotp
import pytest
from playwright.sync_api import Page, expect

from tests.acceptance.own_accounts import PASSWORD, registered, state_of
from tests.acceptance.pages.conftest import OpenPage
from tests.acceptance.pages.journeys import look_over
from tests.acceptance.site import Site

DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def account(site: Site) -> str:
    return registered(site)


@pytest.fixture
def page(site: Site, open_page: OpenPage) -> Iterator[Page]:
    """A page of a browser whose device makes passkeys, of a host that has a name."""
    page = open_page()
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    added: dict[str, Any] = device.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    page.goto(f"{named(site)}/sign-in")
    yield page
    device.send("WebAuthn.removeVirtualAuthenticator", added)


def named(site: Site) -> str:
    """Return the address of the site by a name, since passkeys are made for names alone."""
    return site.url.replace("127.0.0.1", "localhost")


def sign_in(page: Page, account: str) -> None:
    page.get_by_label("账号", exact=True).fill(account)
    page.get_by_label("密码", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="登录", exact=True).click()
    expect(page.get_by_role("button", name="退出", exact=True)).to_be_visible()


def add_passkey(page: Page, site: Site, name: str) -> None:
    page.goto(f"{named(site)}/account/passkeys")
    page.get_by_label("名称").fill(name)
    password = page.get_by_label("当前密码")
    if password.count():
        password.fill(PASSWORD)
    page.get_by_role("button", name="添加通行密钥").click()
    expect(page.get_by_role("row", name=name)).to_be_visible()


def test_a_passkey_signs_in_without_a_password_until_it_is_removed(
    page: Page, site: Site, account: str
) -> None:
    sign_in(page, account)
    page.goto(f"{named(site)}/account/passkeys")
    look_over(page, "no passkeys")
    add_passkey(page, site, "办公室电脑")
    look_over(page, "a passkey")
    kept = state_of(site, account).passkeys
    assert [each.name for each in kept] == ["办公室电脑"]

    with page.expect_navigation():
        page.get_by_role("button", name="退出", exact=True).click()
    page.goto(f"{named(site)}/sign-in")
    page.get_by_role("button", name="使用通行密钥").click()
    expect(page.get_by_role("button", name="退出", exact=True)).to_be_visible()
    used = state_of(site, account)
    assert used.sessions[-1].proofs == ("passkey",) and used.passkeys[0].count > kept[0].count
    page.goto(f"{named(site)}/account")
    look_over(page, "overview")
    expect(page.get_by_role("row", name="通行密钥")).to_be_visible()

    page.goto(f"{named(site)}/prove?next=/account")
    look_over(page, "prove")
    page.get_by_role("button", name="用通行密钥核验").click()
    expect(page.get_by_role("heading", name="我的账号")).to_be_visible()

    page.goto(f"{named(site)}/account/passkeys")
    page.get_by_role("button", name="移除").click()
    expect(page.get_by_text("还没有添加通行密钥。")).to_be_visible()
    with page.expect_navigation():
        page.get_by_role("button", name="退出", exact=True).click()
    page.goto(f"{named(site)}/sign-in")
    page.get_by_role("button", name="使用通行密钥").click()
    expect(page.get_by_role("alert").or_(page.locator("[data-focus]"))).to_contain_text(
        "没有完成通行密钥核验"
    )


def test_an_authenticator_is_set_up_by_keyboard_alone_on_pages_without_violations(
    page: Page, site: Site, account: str
) -> None:
    sign_in(page, account)
    page.goto(f"{named(site)}/account/authenticator")
    look_over(page, "set up")
    secret = page.locator("code").inner_text().replace(" ", "")
    page.get_by_label("六位数字").focus()
    page.keyboard.type(pyotp.TOTP(secret).now())
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="恢复码")).to_be_visible()
    look_over(page, "recovery codes")
    page.goto(f"{named(site)}/account/authenticator")
    look_over(page, "in use")
    with page.expect_navigation():
        page.get_by_role("button", name="退出", exact=True).click()
    page.goto(f"{named(site)}/recover")
    look_over(page, "recover")
    page.goto(f"{named(site)}/sign-in")
    page.get_by_label("账号", exact=True).fill(account)
    page.get_by_label("密码", exact=True).fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="输入动态口令")).to_be_visible()
    look_over(page, "second step")
    page.get_by_role("button", name="登录", exact=True).click()
    expect(page.get_by_role("alert")).to_be_visible()
    look_over(page, "no code")
