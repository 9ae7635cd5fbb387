"""A real Chromium on the running platform."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    expect,
    sync_playwright,
)

from serve_apps.front.visitor import COOKIE
from tests.acceptance.site import Site

OpenPage = Callable[..., Page]
# Without the windows of a desktop, which take a third of the time of every page.
CHROMIUM = os.environ.get("YIMEN_CHROMIUM", "/usr/bin/chromium-headless-shell")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
PATIENCE = 40_000  # milliseconds; how soon a page answers proves nothing
# What a browser says of a question that was not answered as it was asked, be it since its page was
# left. `Troubles` tells those apart; tests that expect an answer look for what it says.
SAID_OF_QUESTIONS = ("Failed to load resource", "Failed to fetch")
# How a question fails whose page is left or closed, or that a script takes back; and where the
# machine has another network than before, which concerns no page.
LEFT = ("net::ERR_ABORTED", "net::ERR_NETWORK_CHANGED")

expect.set_options(timeout=PATIENCE)


class Troubles:
    """What went wrong on the pages that it watches: scripts that threw, errors that were logged,
    and questions that nobody answered though their page was not left."""

    def __init__(self) -> None:
        self.found: list[str] = []

    def watch(self, page: Page) -> None:
        page.on("pageerror", lambda error: self.found.append(str(error)))
        page.on("console", self._said)
        page.on("requestfailed", self._failed)

    def _said(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not any(said in message.text for said in SAID_OF_QUESTIONS):
            self.found.append(message.text)

    def _failed(self, request: Request) -> None:
        # A stream of news ends when the platform says so, and begins again by itself; tests see of
        # a page itself that it did not come.
        if request.resource_type in ("eventsource", "document") or request.failure in LEFT:
            return
        self.found.append(f"{request.failure}: {request.method} {request.url}")


class Sessions:
    """The sessions of a browser, each with cookies of its own.

    Those that have ended are emptied and taken again: a new one fetches and compiles anew what
    every page needs, which takes longer than most pages. `begin` is as a new one but for that.
    """

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._idle: dict[tuple[str, bool], list[BrowserContext]] = {}

    def begin(self, url: str, *, scripts: bool) -> BrowserContext:
        """Return a session at `url` that nobody has, with or without scripts."""
        idle = self._idle.setdefault((url, scripts), [])
        if idle:
            return idle.pop()
        context = self._browser.new_context(
            base_url=url, locale="zh-CN", java_script_enabled=scripts
        )
        context.set_default_timeout(PATIENCE)
        return context

    def end(self, context: BrowserContext, url: str, *, scripts: bool) -> None:
        """Close the pages of a session, and forget who it was."""
        for page in context.pages:
            page.close()
        context.clear_cookies()
        self._idle[url, scripts].append(context)


@contextmanager
def chromium() -> Iterator[Sessions]:
    """Run a browser. Its event loop may not be there when other tests run theirs."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield Sessions(browser)
        browser.close()


@pytest.fixture(scope="package")
def sessions() -> Iterator[Sessions]:
    """Those of one browser for this folder, where no test has an event loop of its own."""
    with chromium() as sessions:
        yield sessions


@pytest.fixture
def open_page(sessions: Sessions, site: Site) -> Iterator[OpenPage]:
    """Opens a page as `account` (or nobody), each in a browser session of its own. With `clock` the
    test may set the page's clock, and nobody has the session after it.

    A page that logs an error of its own, a script that throws, or a question of a page that stays
    and gets no answer fails the test.
    """
    opened: list[tuple[BrowserContext, bool, bool]] = []
    troubles = Troubles()

    def open_as(
        account: str = "",
        *,
        width: int = 1280,
        height: int = 900,
        scripts: bool = True,
        clock: bool = False,
    ) -> Page:
        context = sessions.begin(site.url, scripts=scripts)
        opened.append((context, scripts, clock))
        if account:
            token = site.token(account)
            context.add_cookies([{"name": COOKIE, "value": token, "url": site.url}])
        page = context.new_page()
        if clock:
            page.clock.install()
        page.set_viewport_size({"width": width, "height": height})
        troubles.watch(page)
        return page

    yield open_as
    for context, scripts, clock in opened:
        if clock:
            context.close()
        else:
            sessions.end(context, site.url, scripts=scripts)
    assert not troubles.found, troubles.found
