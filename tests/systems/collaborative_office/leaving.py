"""Leave of the sample city's health commission on its way, for tests."""

from datetime import date

from actors.systems.collaborative_office.leave import book_records as b
from actors.systems.collaborative_office.leave import records as r
from actors.systems.collaborative_office.leave.book import leave_id
from actors.systems.collaborative_office.leave.state import LEAVE_REQUEST
from actors.testing import Scenario
from tests.systems.collaborative_office import office as o

ACCOUNT = "office_checker_health"
BOOK = f"{b.LEAVE_BOOK}:{ACCOUNT}"
KEY, SECOND = (f"{LEAVE_REQUEST}:{leave_id(ACCOUNT, n)}" for n in (1, 2))
PERSON, COLLEAGUE = o.somebody(ACCOUNT), o.somebody("office_registry_health")
HEAD, LEADER = o.somebody("office_unit_head_health"), o.somebody("office_leader_health")
PERSONNEL, STRANGER = o.somebody("office_personnel_health"), o.somebody("office_personnel_housing")
ASK = b.AskLeave(
    leave_kind="annual", first=date(2026, 9, 28), last=date(2026, 10, 10), reason="回乡探亲"
)  # 6 of 13 days are worked: 09-28 to 09-30, 10-08, 10-09, and the make-up day 10-10
SHORT = b.AskLeave(
    leave_kind="annual", first=date(2026, 9, 28), last=date(2026, 9, 30), reason="搬家"
)


def opened(days: int = 10) -> Scenario:
    kinds = (o.KINDS[name] for name in (b.LEAVE_BOOK, LEAVE_REQUEST))
    start = Scenario.of(*kinds).on(BOOK).at("2026-09-24 09:00")
    book = start.when(b.OpenLeaveBook(account=ACCOUNT), by=PERSONNEL)
    return book.when(b.SetAllowance(year=2026, days=days), by=PERSONNEL)


def asked(wish: b.AskLeave = ASK, days: int = 10) -> Scenario:
    return opened(days).when(wish, by=PERSON).on(KEY)


def approved(wish: b.AskLeave = ASK) -> Scenario:
    agreed = asked(wish).when(r.ApproveLeave(note="同意"), by=HEAD)
    return agreed if wish is SHORT else agreed.when(r.ApproveLeave(), by=LEADER)
