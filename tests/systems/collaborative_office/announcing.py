"""Announcements of the sample city's health commission on their way, for tests."""

from datetime import date

from msgspec.structs import replace

from actors.blocks.organisation.units import Organisation
from actors.kernel.identity import Identity
from actors.systems.collaborative_office.announcements import commands as c
from actors.systems.collaborative_office.announcements.audience import readers_of
from actors.systems.collaborative_office.announcements.state import ANNOUNCEMENT
from actors.testing import Scenario
from tests.systems.collaborative_office import office as o

KEY = f"{ANNOUNCEMENT}:n1"
DRAFTER, HEAD = o.somebody("office_handler_health"), o.somebody("office_leader_health")
READER, OTHER = o.somebody("office_checker_health"), o.somebody("office_registry_health")
STRANGER = o.somebody("office_handler_market")
NEWCOMER = Identity("staff:newcomer", ("office_drafter",), "health")
UNTIL = date(2026, 10, 9)
DRAFT = c.DraftAnnouncement(
    title="关于国庆值班的通知",
    body="请各科室安排值班。",
    people=("office_checker_health", "office_registry_health"),
    expires_on=UNTIL,
    must_read=True,
)
EDIT = c.EditAnnouncement(
    title=DRAFT.title, body="请各科室安排值班，写明电话。", people=DRAFT.people,
    expires_on=UNTIL, must_read=True,
)  # fmt: skip
TO_ALL = replace(DRAFT, people=(), audience=("health",))
STAFF = {each.by for each in readers_of(o.LIBRARY[Organisation], ("health",), ())}


def drafted(draft: c.DraftAnnouncement = DRAFT, at: str = "2026-09-24 09:00") -> Scenario:
    return Scenario.of(o.KINDS[ANNOUNCEMENT]).on(KEY).at(at).when(draft, by=DRAFTER)


def approved(draft: c.DraftAnnouncement = DRAFT, at: str = "2026-09-24 09:00") -> Scenario:
    handed_in = drafted(draft, at).when(c.HandInAnnouncement(), by=DRAFTER)
    return handed_in.when(c.ApproveAnnouncement(), by=HEAD)


def published(draft: c.DraftAnnouncement = DRAFT, at: str = "2026-09-24 09:00") -> Scenario:
    return approved(draft, at).when(c.PublishAnnouncement(), by=DRAFTER)
