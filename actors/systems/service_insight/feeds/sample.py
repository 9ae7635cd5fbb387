"""Channels of the sample city (示例): a day that is reconciled, and one with a gap. Companies are
invented."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from actors.blocks.organisation.units import Organisation
from actors.kernel.deadlines import local_day
from actors.kernel.identity import Identity
from actors.kernel.library import Library
from actors.kernel.system import Act
from actors.systems.service_insight.base.policy import policy
from actors.systems.service_insight.base.roles import STEWARD, SUPPLIER
from actors.systems.service_insight.feeds.day import SUPPLY_DAY, DeclareDay, day_id
from actors.systems.service_insight.feeds.feed import SUPPLY_FEED, DeclareFeed
from actors.systems.service_insight.feeds.service_kind import record_id
from actors.systems.service_insight.feeds.service_record import SERVICE_RECORD, ReceiveService

_UNIT = "market_supervision"
_SOURCE = "market_cases"
_FEEDS = (
    DeclareFeed(source="police", title="户籍登记", unit="public_security", contract=1, cycle=20),
    DeclareFeed(
        source="social", title="社会保险", unit="human_resources_social_security", contract=1,
        cycle=20,
    ),
    DeclareFeed(source=_SOURCE, title="企业登记办件", unit=_UNIT, contract=2, cycle=5),
)  # fmt: skip
_BEGAN = timedelta(days=4)
_CASES = (  # days ago, number, status, who; the last of each day is declared and does not come
    (3, "SL-0001", "办结", "91440600MA4UAB1C2L"),
    (3, "SL-0002", "办结", ""),
    (2, "SL-0003", "受理", ""),
    (2, "SL-0004", "受理", ""),
)
_NAME = "佛山市示例甲餐饮有限公司"
_MISSING = "SL-0005"


def lived(library: Library, now: datetime) -> Iterator[tuple[datetime, Act]]:
    """Yield what was declared and delivered before `now`."""
    organisation = library[Organisation]
    steward = _holder(organisation, STEWARD, policy().steward_unit)
    supplier = _holder(organisation, SUPPLIER, _UNIT)
    if steward is None or supplier is None:
        return
    at = now - _BEGAN
    for each in _FEEDS:
        yield at, Act(key=f"{SUPPLY_FEED}:{each.source}", command=each, by=steward)
    today = local_day(now)
    for ago, number, status, subject in _CASES:
        at = now - timedelta(days=ago)
        came = ReceiveService(
            source=_SOURCE,
            key=number,
            seq=1,
            day=today - timedelta(days=ago),
            what="case",
            number=number,
            item="公司设立登记",
            status=status,
            subject=subject,
            name=_NAME if subject else "",
        )
        key = f"{SERVICE_RECORD}:{record_id(_SOURCE, number)}"
        yield at, Act(key=key, command=came, by=supplier)
    for ago in (3, 2):
        day = today - timedelta(days=ago)
        ids = tuple(number for at_, number, _, _ in _CASES if at_ == ago)
        ids += (_MISSING,) if ago == 2 else ()
        wish = DeclareDay(source=_SOURCE, day=day, ids=ids)
        key = f"{SUPPLY_DAY}:{day_id(_SOURCE, day)}"
        yield now - timedelta(days=2), Act(key=key, command=wish, by=supplier)


def _holder(organisation: Organisation, role: str, unit: str) -> Identity | None:
    return next(
        (
            Identity(f"staff:{member.account}", member.roles, member.unit)
            for member in organisation.staff.values()
            if member.unit == unit and role in member.roles
        ),
        None,
    )
