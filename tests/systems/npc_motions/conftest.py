"""A browser for the journeys of this system."""

from tests.acceptance.pages.conftest import browser as browser
from tests.acceptance.pages.conftest import open_page as open_page
