"""What the tests of this system share with others: a browser, and engines on a database."""

from collections.abc import Iterator

import pytest

from tests.acceptance.pages.conftest import Sessions, chromium
from tests.acceptance.pages.conftest import open_page as open_page
from tests.integration.conftest import prepared as prepared
from tests.integration.conftest import start_engine as start_engine


@pytest.fixture(scope="module")
def sessions() -> Iterator[Sessions]:
    """Those of one browser for a module, since other tests run event loops of their own."""
    with chromium() as sessions:
        yield sessions
