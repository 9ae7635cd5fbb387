"""What somebody does who applies for the first time: by labels and by what buttons say."""

import re
from typing import Any

from playwright.sync_api import Page, expect

from actors.blocks.cases.items import ServiceItem
from actors.blocks.forms.conditions import holds
from actors.blocks.forms.layout import Field
from tests.acceptance.site import Site


def sign_in_when_asked(page: Page, site: Site, account: str) -> None:
    """Sign in on the page that asks for it."""
    page.get_by_label("账号").fill(account)
    page.get_by_label("密码").fill(site.password(account))
    page.get_by_role("button", name="登录", exact=True).click()
    page.wait_for_url(lambda url: "sign-in" not in url)


def find(page: Page, words: str, title: str) -> None:
    """Type what one would say on the front page, and go to what comes first."""
    page.goto("/")
    page.get_by_role("searchbox").fill(words)
    page.get_by_role("button", name="搜索").click()
    first = page.get_by_role("main").get_by_role("heading", level=2).first
    expect(first).to_have_text(title)
    first.get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)


def begin(page: Page, site: Site, account: str) -> None:
    """Begin from the guide, signing in when that is asked for."""
    page.get_by_role("link", name="在线办理").click()
    if "sign-in" in page.url:
        sign_in_when_asked(page, site, account)
    page.get_by_role("button", name="我已了解，开始填写").click()
    page.wait_for_url(re.compile(r"/apply/[0-9a-f]{32}"))


def fill_in(page: Page, item: ServiceItem, answers: dict[str, Any]) -> None:
    """Answer page after page of the form."""
    begins = page.get_by_role("main").get_by_role("link", name=item.sections[0].title.zh)
    begins.first.click()
    for section in item.sections:
        expect(page.get_by_role("heading", level=1)).to_contain_text(section.title.zh)
        for field in section.fields:
            if field.name in answers and holds(field.visible_if, answers):
                _answer(page, field, answers[field.name])
        page.get_by_role("button", name="保存并继续").click()


def _answer(page: Page, field: Field, value: Any) -> None:
    named = re.compile(rf"^\s*{re.escape(field.title.zh)}")
    if field.widget == "yes_no":
        said = "是" if value else "否"
        page.get_by_role("group", name=named).get_by_label(said, exact=True).check()
        return
    if field.widget != "choice":
        page.get_by_label(named).fill(str(value))
        return
    said = dict(field.choices)[value].zh
    listed = page.get_by_role("combobox", name=named)
    if listed.count():
        listed.select_option(label=said)
    else:
        page.get_by_role("group", name=named).get_by_label(said, exact=True).check()
