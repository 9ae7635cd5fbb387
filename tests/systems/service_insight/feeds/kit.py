"""Channels in tests: who declares one, who supplies, what comes."""

from datetime import date

from actors.kernel.identity import Identity
from actors.systems.service_insight.feeds.day import SUPPLY_DAY, DeclareDay, day_id
from actors.systems.service_insight.feeds.day_kind import supply_day_kind
from actors.systems.service_insight.feeds.feed import SUPPLY_FEED, DeclareFeed
from actors.systems.service_insight.feeds.feed_kind import supply_feed_kind
from actors.systems.service_insight.feeds.service_kind import record_id, service_record_kind
from actors.systems.service_insight.feeds.service_record import SERVICE_RECORD, ReceiveService
from actors.testing import Scenario
from tests import loaded
from tests.systems.service_insight.base.kit import STEWARD

LIBRARY = loaded.library()
MARKET = Identity("staff:market_supplier", ("register_supplier",), "market_supervision")
DAY = date(2026, 10, 12)
FEED = f"{SUPPLY_FEED}:cases"
OF_DAY = f"{SUPPLY_DAY}:{day_id('cases', DAY)}"


def case(key: str, seq: int = 1, status: str = "办结", day: date = DAY) -> ReceiveService:
    """Return a delivery of a case."""
    return ReceiveService(
        source="cases", key=key, seq=seq, day=day, what="case", number=key, item="公司设立登记",
        status=status,
    )  # fmt: skip


def record(key: str) -> str:
    """Return the key of the record of a case."""
    return f"{SERVICE_RECORD}:{record_id('cases', key)}"


def declaring(*ids: str) -> DeclareDay:
    """Return what the source says that it has of the day."""
    return DeclareDay(source="cases", day=DAY, ids=ids)


def declared(cycle: int = 1) -> Scenario:
    """A channel, declared on Monday, 12 October 2026."""
    kinds = (
        supply_feed_kind(LIBRARY),
        supply_day_kind(LIBRARY),
        service_record_kind(LIBRARY),
    )
    wish = DeclareFeed(
        source="cases", title="企业登记", unit="market_supervision", contract=1, cycle=cycle
    )
    return Scenario.of(*kinds).on(FEED).at("2026-10-12 09:00").when(wish, by=STEWARD)
