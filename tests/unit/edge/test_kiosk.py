"""A kiosk put together, before any of it runs."""

from pathlib import Path

from actors.blocks.terminals.frames import Perform
from edge.keys import Keys
from edge.kiosk import Kiosk
from edge.settings import EdgeSettings

KEYS = Keys(terminal="kiosk-1", seed=bytes(32), enrolled=True)


async def test_an_order_reaches_the_part_that_it_is_for_and_shows_in_the_figures(
    tmp_path: Path,
) -> None:
    kiosk = Kiosk(EdgeSettings(data=tmp_path), KEYS)

    await kiosk.orders.perform(Perform(id="order-1", operation="lock", arguments={}, seconds=5.0))
    await kiosk.orders.close(5.0)

    assert kiosk.platform.locked
    figures = (await kiosk.figures()).decode()
    assert 'yimen_edge_orders_total{code="done"} 1.0' in figures
    await kiosk.close(0)


async def test_a_kiosk_that_was_put_together_has_asked_no_device(tmp_path: Path) -> None:
    kiosk = Kiosk(EdgeSettings(data=tmp_path, reader="/nowhere"), KEYS)

    assert {status.state for status in kiosk.keeper.statuses.values()} == {"unknown"}
    assert not kiosk.link.online
    await kiosk.close(0)
