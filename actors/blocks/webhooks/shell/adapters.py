"""The programs of those who use the API, as one outside party."""

from actors.blocks.calls.outcome import Patience
from actors.blocks.calls.shell.adapter import Party
from actors.blocks.webhooks.records import PARTY
from actors.blocks.webhooks.shell.webhook import SETTINGS, Programs
from actors.kernel.words import Title

ADAPTERS = (
    Party(
        name=PARTY,
        title=Title(zh="事件订阅方", en="Subscribers of events"),
        settings=SETTINGS,
        connect=Programs,
        patience=Patience(seconds=15.0, idempotent=True),
        at_once=16,
        reconciles=False,
        breaks=False,
    ),
)
