"""What the tests of this system share with others: a browser, and engines on a database."""

from tests.acceptance.pages.conftest import browser as browser
from tests.acceptance.pages.conftest import open_page as open_page
from tests.integration.conftest import prepared as prepared
from tests.integration.conftest import start_engine as start_engine
