"""Keys to data, in these tests: what every command of theirs comes to."""

from datetime import UTC, date, datetime

from actors.kernel.identity import PLATFORM, Identity
from actors.systems.open_data.keys import records as r
from actors.systems.open_data.keys.kind import key_kind
from actors.testing import Scenario
from tests.systems.open_data.opening import HEAD, LIBRARY, REVIEWER, SLUG

AN = Identity("person:an", ("resident",))
ASK = r.RequestKey(
    holder="禅城软件工作室", purpose="换乘研究", datasets=(SLUG,), unit="civil_affairs"
)
MONDAY = date(2026, 10, 12)


def asked() -> Scenario:
    """Somebody asks for conditional data, on a Monday after the holidays."""
    return Scenario.of(key_kind(LIBRARY)).at("2026-10-12 09:00").when(ASK, by=AN)


def active() -> Scenario:
    """The head of the unit lets him, and he has drawn the key."""
    granted = asked().when(r.GrantKey(quota=3, days=10), by=HEAD)
    return granted.when(r.DrawSecret(digest="0" * 64), by=AN)


KEYS: dict[str, Scenario] = {
    "a key is asked for and refused": asked()
    .then_shown(phase="requested", due=date(2026, 10, 19))
    .when(r.RefuseKey(reason="用途不符"), by=HEAD)
    .then_shown(phase="refused", reason="用途不符"),
    "a key is suspended, resumed and revoked": active()
    .when(r.SuspendKey(reason="调用异常"), by=REVIEWER)
    .then_shown(phase="suspended")
    .when(r.ResumeKey(), by=HEAD)
    .then_shown(phase="active", reason="")
    .when(r.RevokeKey(reason="超出用途"), by=HEAD)
    .then_shown(phase="revoked", digest=""),
    "a key expires": active()
    .then(alarms={"expiry": datetime(2026, 10, 22, 1, tzinfo=UTC)})
    .after(days=10)
    .then_shown(phase="expired"),
    "a key is given up": active().when(r.GiveUpKey(), by=AN).then_shown(phase="revoked"),
    "calls are counted by the day": active()
    .when(r.NoteCalls(on=MONDAY, calls=2), by=PLATFORM)
    .when(r.NoteCalls(on=MONDAY, calls=1), by=PLATFORM)
    .then_shown(calls=3)
    .when(r.NoteCalls(on=date(2026, 10, 13), calls=1), by=PLATFORM)
    .when(r.NoteCalls(on=MONDAY, calls=1), by=PLATFORM)
    .then_shown(calls=1),
}
