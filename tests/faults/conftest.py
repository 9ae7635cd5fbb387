"""The same engines and hosts that the integration tests use."""

from tests.faults.database import replicated as replicated
from tests.faults.database import set_of_three as set_of_three
from tests.faults.database import three as three
from tests.integration.conftest import engine as engine
from tests.integration.conftest import hosts as hosts
from tests.integration.conftest import prepared as prepared
from tests.integration.conftest import router as router
from tests.integration.conftest import start_engine as start_engine
from tests.ray_cluster import ray_session as ray_session
