"""What tests of pages share with others: a browser."""

from tests.acceptance.pages.conftest import open_page as open_page
from tests.acceptance.pages.conftest import sessions as sessions
