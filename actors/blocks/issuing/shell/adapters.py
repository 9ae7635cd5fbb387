"""The outside party that brings results to people."""

from actors.blocks.calls.outcome import Patience
from actors.blocks.calls.shell.adapter import Party
from actors.blocks.issuing.carrying import CARRIER
from actors.blocks.issuing.shell.carrier import SETTINGS, ParcelCarrier
from actors.kernel.words import Title

DAY = 86_400.0

ADAPTERS = (
    Party(
        name=CARRIER,
        title=Title(zh="寄递企业", en="Parcel carrier"),
        settings=SETTINGS,
        connect=ParcelCarrier,
        # a parcel is on its way for days; it is asked about once a day
        patience=Patience(seconds=20.0, reports_within=DAY),
    ),
)
