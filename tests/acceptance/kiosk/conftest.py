"""A kiosk of the test's own beside the running platform."""

from collections.abc import AsyncIterator
from pathlib import Path
from uuid import uuid4

import pytest
import pytest_asyncio

from tests.acceptance.site import Site
from tests.kiosk_platform import KioskPlatform, platform_of
from tests.simulated_kiosk import SimulatedKiosk, running_kiosk


@pytest.fixture
def platform(site: Site) -> KioskPlatform:
    """The running platform with the sample city."""
    return platform_of(site)


@pytest.fixture
def terminal() -> str:
    """A terminal of the test's own."""
    return f"kiosk-{uuid4().hex[:12]}"


@pytest_asyncio.fixture
async def kiosk(
    platform: KioskPlatform, terminal: str, tmp_path: Path
) -> AsyncIterator[SimulatedKiosk]:
    """A kiosk that is enrolled, online and open."""
    code = await platform.code(terminal)
    async with running_kiosk(platform.address, tmp_path / "kiosk", code) as kiosk:
        await kiosk.until(online=True, open=True)
        yield kiosk
