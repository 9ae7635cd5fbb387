"""Offices of the sample city, for tests: who works there, and documents on their way."""

from datetime import date, timedelta
from typing import Any

from msgspec.structs import replace

from actors.blocks.documents.make import paper_id
from actors.blocks.documents.paper import PaperFailed, PaperMade
from actors.blocks.numbers.register import Unnumbered
from actors.blocks.organisation.units import Organisation
from actors.kernel.deadlines import start_of_day
from actors.kernel.identity import PLATFORM, Identity
from actors.kernel.turn import Command, Turn
from actors.kinds import build_kinds
from actors.systems.collaborative_office.outgoing import commands as c
from actors.systems.collaborative_office.outgoing.drafting import text_digest
from actors.testing import Scenario
from tests import loaded

LIBRARY = loaded.library()
KINDS = build_kinds(LIBRARY)
NAMES = ("official_document", "register", "watcher", "incoming_document", "follow_up_order")
KEY = "official_document:d1"


def somebody(account: str) -> Identity:
    """Return a member of staff of the sample city."""
    member = LIBRARY[Organisation].staff[account]
    return Identity(f"staff:{account}", member.roles, member.unit)


DRAFTER, CHECKER, SIGNER, PROOFREADER, REGISTRY = map(
    somebody,
    ("office_drafter", "office_checker", "office_signer", "office_proofreader", "office_registry"),
)
HOUSING, HEALTH = somebody("office_housing"), somebody("office_health")
CIVIL_AFFAIRS = somebody("office_civil_affairs")
GOVERNMENT, CUSTODIAN = somebody("office_of_government"), somebody("seal_custodian")
OTHER_SIGNER = Identity("staff:another", SIGNER.roles, SIGNER.unit)
SENT_ON = date(2026, 9, 24)
MORNING = start_of_day(SENT_ON)
MORNING_AT_NINE = MORNING + timedelta(hours=9)
UNITS = ("housing_construction", "health")
TITLE, BODY = "关于增设检测站的函", "检测站应当在3个月内建成。\n请予支持。"
DRAFT = c.DraftDocument(genre="letter", main=UNITS, title=TITLE, body=BODY)


def sha256_of(draft: c.DraftDocument = DRAFT, **changed: str) -> str:
    """Return the digest of a draft, some of whose texts were `changed`."""
    now = replace(draft, **changed)
    return text_digest(now.genre, now.main, now.copies, now.title, now.body)


def made(n: int = 1) -> PaperMade:
    """Return that the `n`th paper of the document is there."""
    id = paper_id(KEY, "official_letter", n)
    return PaperMade(
        template="official_letter", n=n, document=id, sha256=f"{n}d" * 32, bytes=9, pages=1
    )


def as_other(who: Identity, other: Identity) -> Identity:
    """Return somebody who holds the post of an `other`, too, and acts in it."""
    return Identity(who.id, other.roles, other.unit)


def turn_of(state: Any, command: Command, by: Identity, key: str = KEY) -> Turn[Any]:
    """Return the turn in which `by` has sent `command` to the document `key` in that `state`.

    Raises:
        Refusal: it was refused.
    """
    kind = KINDS[key.partition(":")[0]]
    turn = Turn(key, state, kind.evolve, now=MORNING, by=by, command_id="c1")
    kind.decide(turn, command)
    return turn


def drafted(draft: c.DraftDocument = DRAFT, when: str = "2026-09-24 09:00") -> Scenario:
    start = Scenario.of(*(KINDS[name] for name in NAMES)).on(KEY).at(when)
    return start.when(draft, by=DRAFTER)


def handed_in(draft: c.DraftDocument = DRAFT, **more: Any) -> Scenario:
    return drafted(draft, **more).when(c.HandIn(), by=DRAFTER)


def checked(draft: c.DraftDocument = DRAFT, **more: Any) -> Scenario:
    return handed_in(draft, **more).when(c.CheckDocument(), by=CHECKER)


def asked(*, manner: c.Manner = "parallel", units: tuple[str, ...] = UNITS) -> Scenario:
    return checked().when(c.AskOpinions(units=units, manner=manner), by=DRAFTER)


def countersigned(**more: Any) -> Scenario:
    return checked(**more).when(c.AskOpinions(), by=DRAFTER)


def signed(**more: Any) -> Scenario:
    return countersigned(**more).when(c.SignDocument(sha256=sha256_of()), by=SIGNER)


def rechecked(**more: Any) -> Scenario:
    return signed(**more).when(c.RecheckDocument(title=TITLE, body=BODY), by=PROOFREADER)


def numbered(**more: Any) -> Scenario:
    return rechecked(**more).when(c.RegisterDocument(), by=REGISTRY)


def sealed() -> Scenario:
    return numbered().when(c.SealDocument(sha256=sha256_of(), copies_printed=3), by=CUSTODIAN)


def printed() -> Scenario:
    return sealed().when(made(), by=PLATFORM)


def issued() -> Scenario:
    return printed().when(c.IssueDocument(), by=REGISTRY)


FAILED = PaperFailed(
    template="official_letter", n=1, document=made().document, code="missing_glyph"
)
FULL = Unnumbered(series="official_document", register="official_document-佛市监-2026", request="1")
