"""The pages on which people say how they are reached, and see what left, on phone and desk."""

from pathlib import Path
from uuid import uuid4

import pytest
from playwright.sync_api import expect

from actors.blocks.messages.letter import LETTER, WriteLetter
from actors.kernel.identity import PLATFORM
from serve_apps.blocks.messages.proof import LetterProofs
from tests.acceptance.pages.conftest import OpenPage
from tests.acceptance.pages.journeys import FOOD, applied, look_over
from tests.acceptance.site import Site
from tests.waiting import until_shown

pytestmark = pytest.mark.feature("HALL-27")


def test_how_one_is_reached_is_said_and_seen_without_violation(
    open_page: OpenPage, site: Site, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("YIMEN_PUSH_HOSTS", "push.example")
    monkeypatch.setenv("YIMEN_PUSH_CONTACT", "mailto:keeper@city.example")
    monkeypatch.setenv("YIMEN_PUSH_KEY", str(tmp_path / "push-key.pem"))
    page = open_page("luo_meilan")
    page.goto("/notices/reach")
    page.get_by_label("电子邮箱").fill("luo@example")
    page.get_by_role("button", name="发送验证码：邮件").click()
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_role("button", name="在此浏览器中开启")).to_be_visible()
    look_over(page, "reach wrong")
    page.get_by_label("电子邮箱").fill("luo@example.org")
    page.get_by_role("button", name="发送验证码：邮件").click()
    expect(page.get_by_label("验证码", exact=True)).to_be_visible()
    page.goto("/notices/reach?lang=en")
    look_over(page, "reach in english")

    letter = uuid4().hex
    wish = WriteLetter(
        mailbox="person~luo_meilan", channel="mail", to="luo@example.org", of="service",
        template="case.PleaseRate", facts={"number": "1"}, about="case:7f3a",
    )  # fmt: skip

    async def write() -> None:
        assert site.services is not None
        await site.services.sender.send(f"{LETTER}:{letter}", wish, id=uuid4().hex, by=PLATFORM)

    site.run(write())
    page.goto(f"/unsubscribe/{letter}/{LetterProofs().of(letter)}?lang=zh")
    look_over(page, "unsubscribe")
    page.get_by_role("button", name="退订").click()
    expect(page.get_by_text("已退订")).to_be_visible()


def test_what_left_is_seen_by_the_office_and_the_operator_without_violation(
    open_page: OpenPage, site: Site
) -> None:
    case = applied(site, FOOD)
    page = open_page("market_clerk")
    told = page.get_by_text("已告知")
    until_shown(told, f"/staff/cases/{case}")  # lists know of a notice a moment later
    expect(told.first).to_be_visible()
    look_over(page, "who was told")
    page = open_page("operator")
    page.goto("/operator/letters")
    look_over(page, "letters")
