"""Who was told that his webhook begins is told of the next case, however late the list is."""

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest

from actors.blocks.webhooks.records import WebhookState
from actors.blocks.webhooks.shell.alongside import Telling
from actors.kernel.errors import Destroyed
from actors.library import load_city
from storage.mongo import Database, Document

WEBHOOK = "a" * 32
KEY = f"webhook:{WEBHOOK}"


def commit(seq: int, *events: str) -> Document:
    """One commit of the webhook, as a follower is handed it."""
    said = [{"type": each} for each in events]
    return {"_id": f"{KEY}/{seq}", "key": KEY, "kind": "webhook", "seq": seq, "ev": said}


class Sender:
    """Shows the webhook as it stands."""

    def __init__(self, state: WebhookState | None) -> None:
        self.state = state

    async def show(self, key: str, **_: Any) -> Any:
        assert key == KEY
        if self.state is None:
            raise Destroyed(key)
        return SimpleNamespace(state=self.state)


def handling(database: Database, state: WebhookState | None, *commits: Document) -> Any:
    telling = Telling(database, Sender(state), load_city())  # type: ignore[arg-type]
    return asyncio.create_task(telling.handle(commits, None))  # type: ignore[arg-type]


ACTIVE = WebhookState(phase="active")


@pytest.mark.parametrize("event", ["Subscribed", "TellingGoesOn"])
async def test_nothing_is_handled_until_the_list_has_who_is_to_be_told(
    database: Database, event: str
) -> None:
    await database["webhooks"].insert_one({"_id": WEBHOOK, "seq": 3, "phase": "stopped"})
    handled = handling(database, ACTIVE, commit(4, event))
    await asyncio.sleep(0.3)
    assert not handled.done()

    await database["webhooks"].update_one({"_id": WEBHOOK}, {"$set": {"seq": 4}})

    await asyncio.wait_for(handled, 10)


@pytest.mark.parametrize(
    "state",
    [WebhookState(phase="ended"), WebhookState(phase="active", restricted="d"), None],
)
async def test_what_no_list_will_have_is_not_waited_for(
    database: Database, state: WebhookState | None
) -> None:
    await asyncio.wait_for(handling(database, state, commit(1, "Subscribed")), 10)


async def test_what_no_list_could_fold_is_not_waited_for(database: Database) -> None:
    await database["quarantine"].insert_one({"_id": "views/x", "commit": f"{KEY}/1"})

    await asyncio.wait_for(handling(database, ACTIVE, commit(1, "Subscribed")), 10)


async def test_a_delivery_waits_for_no_list(database: Database) -> None:
    await asyncio.wait_for(handling(database, ACTIVE, commit(9, "DeliveryBegun")), 10)
