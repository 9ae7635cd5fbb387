"""A platform that has boats, too."""

from collections.abc import Iterator
from datetime import date

import pytest
from playwright.sync_api import Page

from storage.embedded import EmbeddedMongo
from tests.acceptance.pages.conftest import OpenPage
from tests.acceptance.pages.generic.boats import CLERK, ELSEWHERE, register
from tests.acceptance.pages.harbour.installed import harbour
from tests.acceptance.site import Site, running_site
from tests.ports import free_port


@pytest.fixture(scope="package")
def site(mongod: EmbeddedMongo, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A platform that has boats, too: 23 of the clerk's unit and four of another."""
    with harbour():
        folder = tmp_path_factory.mktemp("harbour")
        with running_site(mongod.uri, folder, free_port()) as site:
            for number in range(23):
                sort, on = "trawler" if number % 4 else "ferry", date(2026, 3, 4)
                register(site, f"渔舟{number:02}", sort=sort, registered_on=on)
            for name in ("远航一号", "远航二号", "=HYPERLINK(1)", "远航四号"):
                register(site, name, unit=ELSEWHERE)
            yield site


@pytest.fixture
def plain_page(open_page: OpenPage) -> Page:
    """A page of the clerk in a browser without scripts."""
    return open_page(CLERK, scripts=False)
