"""What tests of pages share with others: a browser."""

from collections.abc import Iterator

import pytest

from tests.acceptance.pages.conftest import Sessions, chromium
from tests.acceptance.pages.conftest import open_page as open_page


@pytest.fixture(scope="module")
def sessions() -> Iterator[Sessions]:
    """Those of one browser for a module, since other tests run event loops of their own."""
    with chromium() as sessions:
        yield sessions
