"""What tests of pages share with others: a browser."""

from tests.acceptance.pages.conftest import browser as browser
from tests.acceptance.pages.conftest import open_page as open_page
