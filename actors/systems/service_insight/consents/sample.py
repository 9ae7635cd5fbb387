"""A consent of the sample city (示例)."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from actors.kernel.deadlines import local_day
from actors.kernel.identity import Identity
from actors.kernel.library import Library
from actors.kernel.system import Act
from actors.systems.service_insight.consents.consent import DATA_CONSENT, GiveConsent

_WHO = Identity("person:he_yuexian", ("resident",))
_HOLDS = timedelta(days=365)


def lived(library: Library, now: datetime) -> Iterator[tuple[datetime, Act]]:
    """Yield the consent that somebody has given before `now`."""
    until = local_day(now) + _HOLDS
    wish = GiveConsent(purpose="prefill", attributes=("address", "mobile"), until=until)
    yield now - timedelta(days=1), Act(key=f"{DATA_CONSENT}:{'5' * 32}", command=wish, by=_WHO)
