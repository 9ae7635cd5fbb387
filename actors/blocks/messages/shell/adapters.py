"""The outside parties that bring messages to people."""

from actors.blocks.calls.outcome import Patience
from actors.blocks.calls.shell.adapter import Party
from actors.blocks.messages.shell.sms import SETTINGS, SmsGateway
from actors.kernel.words import Title

ADAPTERS = (
    Party(
        name="sms",
        title=Title(zh="短信网关", en="SMS gateway"),
        settings=SETTINGS,
        connect=SmsGateway,
        patience=Patience(seconds=20.0),
        at_once=8,
    ),
)
