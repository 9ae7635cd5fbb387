"""What fails a test of a page: a question that nobody answered, unless its page was left."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, Route

from tests.acceptance.pages.conftest import Sessions, Troubles
from tests.acceptance.site import Site

ASK = "fetch('/asked').catch(() => {})"


@pytest.fixture
def page(sessions: Sessions, site: Site) -> Iterator[Page]:
    """A page of nobody, whose troubles fail no test."""
    context = sessions.begin(site.url, scripts=True)
    page = context.new_page()
    page.goto("/help")
    yield page
    sessions.end(context, site.url, scripts=True)


def watched(page: Page, answer: Callable[[Route], None]) -> list[str]:
    """Return the troubles of `page` from now on, where questions for "/asked" meet `answer`."""
    troubles = Troubles()
    troubles.watch(page)
    page.route("**/asked", answer)
    return troubles.found


def test_a_question_that_nobody_answers_is_a_trouble(page: Page) -> None:
    troubles = watched(page, lambda route: route.abort("connectionrefused"))
    page.evaluate(ASK)

    assert [each.partition(": ")[0] for each in troubles] == ["net::ERR_CONNECTION_REFUSED"]


def test_a_question_whose_page_is_left_before_the_answer_is_none(page: Page) -> None:
    troubles = watched(page, lambda route: None)
    with page.expect_request("**/asked"):
        page.evaluate(f"void {ASK}")
    with page.expect_event("requestfailed"):
        page.goto("/accessibility")

    assert troubles == []


def test_an_answer_that_says_no_is_for_the_test_to_look_at(page: Page) -> None:
    troubles = watched(page, lambda route: route.fulfill(status=503))
    page.evaluate(ASK)

    assert troubles == []
