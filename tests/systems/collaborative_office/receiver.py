"""The health bureau of the sample city, to which a document was issued, for tests."""

from datetime import UTC, date, datetime

from msgspec.structs import replace

from actors.blocks.numbers.register import Unnumbered
from actors.kernel.identity import PLATFORM
from actors.kernel.turn import Command
from actors.systems.collaborative_office.exchange import (
    DeliverPackage,
    Package,
    incoming_key,
    manifest_of,
)
from actors.systems.collaborative_office.incoming import commands as i
from actors.testing import Scenario
from tests.systems.collaborative_office import office as o

REGISTRY, CHECKER, LEADER, HANDLER = (
    o.somebody(f"office_{post}_health") for post in ("registry", "checker", "leader", "handler")
)
KEY = incoming_key("d1", "health")
NUMBER = "佛市监〔2026〕1号"
DUE = date(2026, 10, 20)
INSTRUCT = i.InstructHandling(lead="health", instruction="请按时办理", due=DUE)
CIRCULATE = i.CirculateDocument(
    readers=("office_leader_health", "office_checker_health"), purpose="请提出意见"
)


def sealed_in(**changed: object) -> Package:
    """Return the package of the issued document, of which something was `changed`."""
    package = Package(
        document="d1",
        sender=o.DRAFTER.unit,
        receiver="health",
        number=NUMBER,
        genre=o.DRAFT.genre,
        urgency=o.DRAFT.urgency,
        title=o.TITLE,
        body=o.BODY,
        paper=o.made().document,
        pdf=o.made().sha256,
        issued_at=datetime(2026, 9, 24, 1, tzinfo=UTC),
    )
    return replace(replace(package, manifest=manifest_of(package)), **changed)


def package_of(**told: object) -> Package:
    """Return an intact package that tells something else."""
    package = sealed_in(**told)
    return replace(package, manifest=manifest_of(package))


def delivered() -> Scenario:
    return o.issued().on(KEY)


def alone(**told: object) -> Scenario:
    """Return a package that has come in a world without its sender."""
    kinds = (o.KINDS[name] for name in ("incoming_document", "register", "watcher"))
    start = Scenario.of(*kinds).on(KEY).at("2026-09-24 09:00")
    return start.when(DeliverPackage(package=package_of(**told)), by=PLATFORM)


def signed_for(before: Scenario | None = None) -> Scenario:
    return (before or delivered()).when(i.SignFor(), by=REGISTRY)


def registered(before: Scenario | None = None) -> Scenario:
    return signed_for(before).when(i.RegisterIncoming(), by=REGISTRY)


def proposed(before: Scenario | None = None) -> Scenario:
    return registered(before).when(i.ProposeHandling(proposal="拟请医政科办理"), by=CHECKER)


def handling(wish: Command = INSTRUCT, before: Scenario | None = None) -> Scenario:
    return proposed(before).when(wish, by=LEADER)


def circulating() -> Scenario:
    return handling().when(CIRCULATE, by=REGISTRY)


def answered() -> Scenario:
    return handling().when(i.AnswerDocument(result="已阅知"), by=HANDLER)


def archived() -> Scenario:
    return answered().when(i.ArchiveIncoming(), by=REGISTRY)


FULL = Unnumbered(series="incoming_document", register="incoming_document-佛卫-2026", request="1")
