"""A congress at work, for tests: deputies, bodies, units, and suggestions on their way."""

from datetime import UTC, date, datetime
from typing import Any

from msgspec.structs import replace

from actors.blocks.documents.paper import PaperMade
from actors.kernel.deadlines import CHINA
from actors.kernel.identity import PLATFORM, Identity
from actors.kinds import build_kinds
from actors.systems.npc_motions.deputy_records import RegisterDeputy
from actors.systems.npc_motions.deputy_roster import deputy_key
from actors.systems.npc_motions.handling import commands as h
from actors.systems.npc_motions.handling.letters import TEMPLATE
from actors.systems.npc_motions.handling.replying import digest_of
from actors.systems.npc_motions.handling.state import Answer, LetterCopy, Promise
from actors.systems.npc_motions.suggestion import commands as c
from actors.systems.npc_motions.suggestion.state import UnitGiven
from actors.systems.npc_motions.texts import digest
from actors.testing import Scenario
from tests import loaded
from tests.systems.npc_motions.reading import state_of

LIBRARY = loaded.library()
KINDS = build_kinds(LIBRARY)

AN = Identity("person:an", ("resident", "deputy"), "chancheng_delegation")
BO = Identity("person:bo", ("resident", "deputy"), "chancheng_delegation")
CAI = Identity("person:cai", ("resident", "deputy"), "nanhai_delegation")
HEAD_OF_DELEGATION = Identity(
    "person:an", ("resident", "deputy", "delegation_head"), "chancheng_delegation"
)
RESIDENT = Identity("person:he", ("resident",))
SECRETARY = Identity("staff:kuang", ("session_secretariat",), "foshan_congress")
WORK_BODY = Identity("staff:cen", ("work_body",), "foshan_congress")
OFFICER = Identity("staff:lu", ("identity_officer",), "foshan_congress")
COMMITTEE = Identity("staff:zhao", ("special_committee",), "foshan_congress")
CHAIR = Identity("staff:jian", ("chairperson",), "foshan_congress")
GOVERNMENT = Identity("staff:mai", ("government_office",), "municipal_government")

WATER, HOUSING, TRANSPORT = "water_bureau", "housing_construction", "transport_bureau"
SUGGESTION = "suggestion:s1"
LEAD = f"handling:s1-1-{WATER}"
ASSISTING = f"handling:s1-1-{HOUSING}"
TITLE = "关于整治城区内涝点的建议"
MATTER = "城区若干路段逢大雨内涝，群众出行不便。"
REQUESTS = ("整治绿景路内涝点", "公布整治计划")
HASH = digest(TITLE, MATTER, REQUESTS)
IN_TERM = {"congress": "foshan", "term": 16}


def at(text: str) -> datetime:
    """Return the instant that `text` names in the city's time."""
    return datetime.fromisoformat(text).replace(tzinfo=CHINA).astimezone(UTC)


def clerk(unit: str = WATER) -> Identity:
    """Return the clerk of a handling unit."""
    return Identity(f"staff:{unit}_clerk", ("unit_clerk",), unit)


def handler(unit: str = WATER) -> Identity:
    """Return who handles items in a unit."""
    return Identity(f"staff:{unit}_handler", ("handler",), unit)


def head(unit: str = WATER) -> Identity:
    """Return the head of a unit."""
    return Identity(f"staff:{unit}_head", ("unit_head",), unit)


def keeper(unit: str = WATER) -> Identity:
    """Return who keeps the seal of a unit."""
    return Identity(f"staff:{unit}_keeper", ("seal_keeper",), unit)


def of(congress: str, by: Identity) -> Identity:
    """Return `by` as somebody of another place's congress."""
    return replace(by, unit=f"{congress}_congress")


def draft(**more: Any) -> c.SaveDraft:
    """Return the wish to save the draft."""
    given: dict[str, Any] = {
        **IN_TERM,
        "topic": "water",
        "title": TITLE,
        "matter": MATTER,
        "requests": REQUESTS,
        "public_allowed": True,
    }
    return c.SaveDraft(**{**given, **more})


def in_office(scenario: Scenario, *who: Identity, **more: Any) -> Scenario:
    """Return `scenario` in which these deputies have their office."""
    for by in who:
        account = by.id.partition(":")[2]
        given: dict[str, Any] = {
            **IN_TERM,
            "account": account,
            "name": account,
            "delegation": by.unit,
            "since": date(2022, 1, 10),
            **more,
        }
        key = deputy_key(given["congress"], given["term"], account)
        scenario = scenario.on(key).when(RegisterDeputy(**given), by=WORK_BODY)
    return scenario.on(SUGGESTION)


def opened(**more: Any) -> Scenario:
    """Return a scenario in which three deputies have their office; it is 2 March 2026, nine."""
    begun = Scenario.of(*KINDS.values()).at("2026-03-02 09:00")
    return in_office(begun, AN, BO, CAI, **more)


def drafted(**more: Any) -> Scenario:
    """Return a scenario in which a draft was saved."""
    congress = {name: value for name, value in more.items() if name in IN_TERM}
    return opened(**congress).when(draft(**more), by=AN)


def submitted(**more: Any) -> Scenario:
    """Return a scenario in which a suggestion was submitted between sessions."""
    return drafted(**more).when(c.Submit(one_matter=True), by=AN)


def accepted(**more: Any) -> Scenario:
    """Return a scenario in which it was accepted."""
    congress = more.get("congress", "foshan")
    return submitted(**more).when(c.Accept(), by=of(congress, WORK_BODY))


TWO = (UnitGiven(unit=WATER), UnitGiven(unit=HOUSING, role="assisting"))
ONE = (UnitGiven(unit=WATER),)
PARTS = (
    UnitGiven(unit=WATER, part="排水", requests=(1,)),
    UnitGiven(unit=TRANSPORT, part="道路", requests=(2,)),
)


def assigned(units: tuple[UnitGiven, ...] = ONE, **more: Any) -> Scenario:
    """Return a scenario in which it was assigned on 2 March 2026."""
    by = of(more.get("congress", "foshan"), WORK_BODY)
    return accepted(**more).when(c.Assign(units=units), by=by)


def signed_for(units: tuple[UnitGiven, ...] = ONE, **more: Any) -> Scenario:
    """Return a scenario in which every unit signed for it; the steps are about the first."""
    scenario = assigned(units, **more)
    for given in units:
        scenario = scenario.on(f"handling:s1-1-{given.unit}").when(
            h.SignFor(), by=clerk(given.unit)
        )
    return scenario.on(f"handling:s1-1-{units[0].unit}")


def contact(when: str = "2026-03-02 09:00") -> h.RecordContact:
    """Return the record of a visit to the deputy."""
    return h.RecordContact(who="阮启明", at=at(when), how="visit", what="现场察看内涝点")


def contacted(units: tuple[UnitGiven, ...] = ONE, **more: Any) -> Scenario:
    """Return a scenario in which the leading unit spoke with the deputy."""
    return signed_for(units, **more).when(contact(), by=handler(units[0].unit))


def reply(**more: Any) -> h.DraftReply:
    """Return the wish to draft a reply of class A."""
    given: dict[str, Any] = {
        "text": "内涝点已完成整治。",
        "answers": {"1": "已完成。", "2": "已公布。"},
        "result": "A",
        "contact": "阮启明",
        "telephone": "0757-55500099",
    }
    given |= more
    answers = (Answer(request=int(n), text=text) for n, text in given["answers"].items())
    return h.DraftReply(**{**given, "answers": tuple(answers)})


PROMISES = (Promise(text="完成绿景路整治", due=date(2026, 12, 31)),)


def answered(scenario: Scenario, unit: str = WATER, **more: Any) -> Scenario:
    """Return `scenario`, in which a unit spoke with the deputy, with its reply drafted, approved,
    sealed and sent."""
    wish = reply(**more)
    approved = scenario.when(wish, by=handler(unit)).when(h.ApproveReply(), by=head(unit))
    return sealed(approved, wish, unit).when(h.SendReply(), by=clerk(unit))


def sealed(approved: Scenario, wish: h.DraftReply, unit: str = WATER) -> Scenario:
    """Return `approved`, in which the draft that `wish` made was approved, with every letter of it
    under seal."""
    return made(approved.when(h.SealReply(sha256=hash_of(wish)), by=keeper(unit)))


def made(scenario: Scenario) -> Scenario:
    """Return `scenario` with every letter there that it ordered."""
    for letter in state_of(scenario, scenario.key).letters:
        scenario = scenario.when(arrived(letter), by=PLATFORM)
    return scenario


def arrived(letter: LetterCopy, file: str = "") -> PaperMade:
    """Return the news that a letter is there, as the `file` with this digest."""
    return PaperMade(
        template=TEMPLATE,
        n=letter.n,
        document=letter.document,
        sha256=file or f"{letter.n:064x}",
        bytes=90_000,
        pages=2,
    )


def hash_of(wish: h.DraftReply) -> str:
    """Return the digest of the draft that `wish` makes."""
    return digest_of(wish)


def replied(**more: Any) -> Scenario:
    """Return a scenario in which the one unit replied; the steps are about the suggestion."""
    congress = {name: value for name, value in more.items() if name in IN_TERM}
    rest = {name: value for name, value in more.items() if name not in IN_TERM}
    return answered(contacted(**congress), **rest).on(SUGGESTION)


def rating(result: str = "satisfied", **more: Any) -> c.Rate:
    """Return a rating of the leading unit's reply."""
    given: dict[str, Any] = {
        "handling": f"s1-1-{WATER}",
        "attitude": "satisfied",
        "result": result,
        "text": "尚未解决" if result == "dissatisfied" else "",
    }
    return c.Rate(**{**given, **more})
