"""What the tests of this system share with others: engines on a database."""

from tests.integration.conftest import prepared as prepared
from tests.integration.conftest import start_engine as start_engine
