"""Journeys on the shared platform: from the front page to the end, by what the pages say alone."""

from tests.acceptance.pages.conftest import OpenPage as OpenPage
from tests.acceptance.pages.conftest import open_page as open_page
from tests.acceptance.pages.conftest import sessions as sessions
