"""A real Chromium on the running platform. Started for each module, since its event loop may not
be there when other tests run theirs."""

import os
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from serve_apps.front.visitor import COOKIE
from tests.acceptance.site import Site

OpenPage = Callable[..., Page]
CHROMIUM = os.environ.get("YIMEN_CHROMIUM", "/usr/bin/chromium")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
PATIENCE = 40_000  # milliseconds; how soon a page answers proves nothing
# What a browser says of a question that was not answered: that of a page that is left while it asks
# too. Tests that expect an answer look for what it says.
UNANSWERED = ("Failed to load resource", "Failed to fetch")

expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One browser a module."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def open_page(browser: Browser, site: Site) -> Iterator[OpenPage]:
    """Opens a page as `account` (or nobody), each in a browser session of its own.

    A page that logs an error of its own, or a script that throws, fails the test.
    """
    contexts: list[BrowserContext] = []
    troubles: list[str] = []

    def open_as(
        account: str = "", *, width: int = 1280, height: int = 900, scripts: bool = True
    ) -> Page:
        context = browser.new_context(
            base_url=site.url,
            viewport={"width": width, "height": height},
            locale="zh-CN",
            java_script_enabled=scripts,
        )
        contexts.append(context)
        context.set_default_timeout(PATIENCE)
        if account:
            token = site.token(account)
            context.add_cookies([{"name": COOKIE, "value": token, "url": site.url}])
        page = context.new_page()
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on(
            "console",
            lambda message: (
                troubles.append(message.text)
                if message.type == "error" and not any(said in message.text for said in UNANSWERED)
                else None
            ),
        )
        return page

    yield open_as
    for context in contexts:
        context.close()
    assert not troubles, troubles
