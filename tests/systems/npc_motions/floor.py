"""A congress in session, for tests: forty deputies in two delegations, and motions on their way."""

from datetime import UTC, date, datetime
from typing import Any

from actors.kernel.deadlines import CHINA
from actors.kernel.identity import Identity
from actors.kernel.turn import Command
from actors.kinds import build_kinds
from actors.systems.npc_motions import congress_session_records as s
from actors.systems.npc_motions import deputy_records as d
from actors.systems.npc_motions import motion_commands as c
from actors.systems.npc_motions.deputy_roster import deputy_key
from actors.systems.npc_motions.motion_text import hash_of
from actors.testing import Scenario
from tests import loaded

LIBRARY = loaded.library()
KINDS = build_kinds(LIBRARY)
NAMES = ("motion", "congress_session", "deputy", "interpellation", "register", "suggestion")

WORK_BODY = Identity("staff:wu", ("work_body",), "npc_office")
SECRETARY = Identity("staff:qin", ("session_secretariat",), "npc_office")
PRESIDIUM = Identity("staff:zhu", ("presidium",), "npc_office")
CHAIRPERSONS = Identity("staff:zhuren", ("chairperson",), "npc_office")
COMMITTEE = Identity("staff:cheng", ("special_committee",), "urban_committee")
OTHER_COMMITTEE = Identity("staff:fa", ("special_committee",), "legal_committee")
HANDLER = Identity("staff:shui", ("handler",), "water")
OTHER_HANDLER = Identity("staff:cai", ("handler",), "finance")
HEAD_OF_WATER = Identity("staff:ju", ("unit_head",), "water")
STRANGER = Identity("person:nobody", ("resident",))

SESSION = "foshan-16-3"
NEXT = "foshan-16-4"
ON_SESSION = f"congress_session:{SESSION}"
MOTION = "motion:1"


def at(text: str) -> datetime:
    """Return the instant that `text` names in the city's time."""
    return datetime.fromisoformat(text).replace(tzinfo=CHINA).astimezone(UTC)


def account(n: int) -> str:
    """Return the account of the `n`th deputy, from 1."""
    return f"d{n:02}"


def deputy(n: int, delegation: str = "chancheng_delegation") -> Identity:
    """Return the `n`th deputy as who acts."""
    return Identity(f"person:{account(n)}", ("resident", "deputy"), delegation)


def on_deputy(n: int, congress: str = "foshan", term: int = 16) -> str:
    """Return the key of the entity of the `n`th deputy."""
    return deputy_key(congress, term, account(n))


def register(n: int, **more: Any) -> d.RegisterDeputy:
    """Return the entry of the `n`th deputy."""
    given: dict[str, Any] = {
        "account": account(n),
        "name": f"代表{n}",
        "congress": "foshan",
        "term": 16,
        "delegation": "chancheng_delegation",
        "since": date(2022, 1, 10),
        "until": date(2027, 1, 31),
    }
    return d.RegisterDeputy(**{**given, **more})


def prepare(**more: Any) -> s.PrepareSession:
    """Return the session, as it is prepared."""
    given: dict[str, Any] = {
        "congress": "foshan",
        "level": "city",
        "place": "foshan",
        "term": 16,
        "number": 3,
        "title": "佛山市第十六届人民代表大会第三次会议",
        "opens_on": date(2026, 3, 2),
        "closes_on": date(2026, 3, 6),
        "motion_deadline": at("2026-03-04 12:00"),
        "members": 40,
        "delegations": {
            "chancheng_delegation": s.Delegation(title="禅城代表团", head=account(20), deputies=20),
            "nanhai_delegation": s.Delegation(title="南海代表团", head=account(40), deputies=20),
        },
    }
    return s.PrepareSession(**{**given, **more})


def convened(**more: Any) -> Scenario:
    """Return a scenario in which the session is open, with a presidium of 21."""
    return (
        Scenario.of(*(KINDS[name] for name in NAMES))
        .on(ON_SESSION)
        .when(prepare(**more), by=SECRETARY)
        .when(s.SetPresidium(members=21, last_meeting=at("2026-03-06 15:00")), by=SECRETARY)
        .when(s.OpenSession(), by=SECRETARY)
    )


def seated(scenario: Scenario, count: int, first: int = 1, **more: Any) -> Scenario:
    """Return `scenario` with `count` deputies in office, from the `first`."""
    for n in range(first, first + count):
        scenario = scenario.on(on_deputy(n)).when(register(n, **more), by=WORK_BODY)
    return scenario


PARTS = {
    "title": "关于加强城市内河治理的议案",
    "subject": "城市内河治理",
    "grounds": "部分内河水质尚未达标。",
    "plan": "制定内河治理条例。",
}
HASH = hash_of(PARTS["title"], PARTS["subject"], PARTS["grounds"], PARTS["plan"], "")


def draft(**more: Any) -> c.DraftMotion:
    """Return a motion that is complete."""
    return c.DraftMotion(**{"session": SESSION, **PARTS, "one_matter": True, **more})


def drafted(scenario: Scenario, lead: int = 1, **more: Any) -> Scenario:
    """Return `scenario` with the motion drafted by the deputy `lead`."""
    return scenario.on(MOTION).when(draft(**more), by=deputy(lead))


def cosigned(scenario: Scenario, signers: int, lead: int = 1, text_hash: str = HASH) -> Scenario:
    """Return `scenario` with the motion signed by `signers` deputies, the lead counted."""
    others = [n for n in range(1, signers + 1) if n != lead]
    scenario = scenario.on(MOTION).when(
        c.InviteCosigners(accounts=tuple(map(account, others))), by=deputy(lead)
    )
    for n in others:
        scenario = scenario.when(sign(text_hash), by=deputy(n))
    return scenario


def sign(text_hash: str = HASH) -> c.SignMotion:
    """Return the signature of who has read it all."""
    return c.SignMotion(text_hash=text_hash, read_to_end=True)


def submitted(signers: int = 10, **more: Any) -> Scenario:
    """Return a motion that was handed in, and numbered, by `signers` deputies."""
    scenario = cosigned(drafted(seated(convened(**more), signers)), signers)
    return scenario.when(c.SubmitMotion(), by=deputy(1))


def between_sessions() -> Scenario:
    """Return a motion that was handed in, and numbered, while no session was open."""
    prepared = (
        Scenario.of(*(KINDS[name] for name in NAMES))
        .on(ON_SESSION)
        .when(prepare(), by=SECRETARY)
        .when(s.SetMotionDeadline(at=at("2027-01-20 12:00")), by=SECRETARY)
        .at("2026-08-03 09:00")
    )
    return cosigned(drafted(seated(prepared, 10)), 10).when(c.SubmitMotion(), by=deputy(1))


def examined(signers: int = 10, **more: Any) -> Scenario:
    """Return a motion on which its committee gave an opinion."""
    return (
        submitted(signers, **more)
        .when(c.ForwardToCommittee(committee="urban_committee"), by=WORK_BODY)
        .when(c.GiveOpinion(recommends="on_agenda", text="建议列入议程。"), by=COMMITTEE)
    )


def decide(
    outcome: c.Outcome, *, present: int = 21, in_favour: int = 11, reason: str = ""
) -> Command:
    """Return a decision of the presidium of 21."""
    return c.DecideMotion(outcome=outcome, present=present, in_favour=in_favour, reason=reason)


def decided(outcome: c.Outcome, signers: int = 10, **more: Any) -> Scenario:
    """Return a motion of which the presidium decided."""
    reason = "宜作为建议办理。" if outcome == "not_a_motion" else ""
    return examined(signers, **more).when(decide(outcome, reason=reason), by=PRESIDIUM)


def reported() -> Scenario:
    """Return a motion that its committee reported after the session."""
    return (
        decided("committee_later")
        .at("2026-03-06 17:00")
        .on(ON_SESSION)
        .when(s.CloseSession(), by=SECRETARY)
        .on(MOTION)
        .when(c.InviteLead(meeting=at("2026-04-08 09:00")), by=COMMITTEE)
        .at("2026-04-08 10:00")
        .when(c.ReportMotion(text="建议交政府办理。"), by=COMMITTEE)
    )


def assigned() -> Scenario:
    """Return a motion that the standing committee assigned on 20 April 2026."""
    return (
        reported()
        .at("2026-04-20 09:00")
        .when(c.AssignMotion(unit="water", requirement="三个月内报告。"), by=CHAIRPERSONS)
    )


def ready(signers: int = 10) -> Scenario:
    """A motion with so many signatures, that of its lead included."""
    return cosigned(drafted(seated(convened(), signers)), signers)
