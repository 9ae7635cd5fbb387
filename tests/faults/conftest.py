"""The same engines and hosts that the integration tests use."""

from tests.integration.conftest import engine as engine
from tests.integration.conftest import hosts as hosts
from tests.integration.conftest import prepared as prepared
from tests.integration.conftest import router as router
from tests.integration.conftest import start_engine as start_engine
from tests.ray_cluster import ray_session as ray_session
