"""A plan of past acts: sixty deputies, two sessions, and motions in every state."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Literal

import msgspec

from actors.blocks.organisation.units import Organisation
from actors.kernel.deadlines import local_day, start_of_day
from actors.kernel.identity import Identity
from actors.kernel.library import Library
from actors.kernel.system import Act
from actors.kernel.turn import Command
from actors.systems.npc_motions import motion_commands as c
from actors.systems.npc_motions.motion_text import hash_of
from actors.systems.npc_motions.sample.deputies import deputies, entered, read
from actors.systems.npc_motions.sample.sessions import PRESENT, PRESIDIUM, held, session_of

SIGNERS = 12
NINE = timedelta(hours=9)
COMMITTEE_UNIT = "foshan_congress"
HANDLING_UNIT = "water_bureau"


class Planned(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A motion of the sample, as `motions.toml` has it."""

    id: str
    title: str
    subject: str
    grounds: str
    plan: str
    session: Literal[2, 3]
    until: str
    outcome: c.Outcome | Literal[""] = ""


Step = tuple[timedelta, Command, Identity]
"""How long after the session opened, what, who."""


def plan(library: Library, now: datetime) -> tuple[tuple[datetime, Act], ...]:
    """Return what was done when, in the order of time, up to `now`.

    One session closed eleven months ago; the next opened yesterday and takes motions until
    tomorrow. Whoever carries it out lets the messages of each act arrive before the next.

    Raises:
        KeyError: nobody of the staff holds a role that is needed.
    """
    staff = _staff(library)
    today = start_of_day(local_day(now))
    opened = {2: today - timedelta(days=330) + NINE, 3: today - timedelta(days=1) + NINE}
    acts = [*entered(staff, opened[2]), *held(library, staff, opened)]
    for place, planned in enumerate(_planned()):
        course = _course(planned, place, staff, opened[planned.session])
        minutes = timedelta(minutes=place)
        for after, command, by in course:
            at = opened[planned.session] + after + minutes
            acts.append((at, Act(key=f"motion:{planned.id}", command=command, by=by)))
    return tuple(sorted((act for act in acts if act[0] <= now), key=lambda act: act[0]))


@cache
def _planned() -> tuple[Planned, ...]:
    return msgspec.convert(read("motions"), tuple[Planned, ...])


def _staff(library: Library) -> Callable[..., Identity]:
    people = library[Organisation].staff.values()

    def holder(role: str, unit: str = COMMITTEE_UNIT) -> Identity:
        for member in people:
            if role in member.roles and member.unit == unit:
                return Identity(f"staff:{member.account}", member.roles, member.unit)
        raise KeyError(f"nobody in {unit} is {role}")

    return holder


def _course(
    planned: Planned, place: int, staff: Callable[..., Identity], opened: datetime
) -> Iterator[Step]:
    """Yield the steps of a motion until the state at which it stands."""
    turn = place % len(deputies())
    people = [*deputies()[turn:], *deputies()[:turn]][:SIGNERS]
    lead = people[0].identity
    yield timedelta(hours=1), _draft(planned), lead
    if planned.until == "draft":
        return
    if planned.until == "abandoned":
        yield timedelta(hours=2), c.AbandonMotion(), lead
        return
    others = people[1:]
    invited = c.InviteCosigners(accounts=tuple(person.account for person in others))
    yield timedelta(hours=2), invited, lead
    signed = others[:4] if planned.until == "cosigning" else others
    for person in signed:
        sign = c.SignMotion(text_hash=_hash(planned), read_to_end=True)
        yield timedelta(hours=3), sign, person.identity
    if planned.until == "cosigning":
        return
    if planned.until == "queued":
        yield timedelta(days=2, hours=3), c.QueueForNextSession(), lead
        return
    yield timedelta(hours=4), c.SubmitMotion(), lead
    yield from _review(planned, [person.identity for person in people], staff, opened)


def _review(
    planned: Planned,
    people: Sequence[Identity],
    staff: Callable[..., Identity],
    opened: datetime,
) -> Iterator[Step]:
    if planned.until == "registered":
        return
    heard = opened + timedelta(hours=5, minutes=30)
    text = planned.grounds
    if planned.until == "returned":
        wish = c.ReturnMotion(ground="outside_competence", text=text, heard_at=heard)
        yield timedelta(hours=6), wish, staff("work_body")
        return
    if planned.until == "suggestion":
        turned = c.TurnIntoSuggestion(text=text, heard_at=heard)
        yield timedelta(hours=6), turned, staff("work_body")
        return
    committee = staff("special_committee")
    forwarded = c.ForwardToCommittee(committee=committee.unit)
    yield timedelta(hours=6), forwarded, staff("session_secretariat")
    yield timedelta(hours=7), c.GiveOpinion(recommends="on_agenda", text=text), committee
    if planned.outcome == "":
        return
    decided = c.DecideMotion(
        outcome=planned.outcome, present=PRESIDIUM, in_favour=PRESIDIUM - 5, reason=text
    )
    yield timedelta(hours=8), decided, staff("presidium")
    yield from _after(planned, people, staff, opened)


def _after(
    planned: Planned,
    people: Sequence[Identity],
    staff: Callable[..., Identity],
    opened: datetime,
) -> Iterator[Step]:
    day = timedelta(days=2)
    consent = c.ConsentToWithdrawal(present=PRESIDIUM, in_favour=PRESIDIUM - 5)
    match planned.until:
        case "adopted" | "rejected":
            in_favour = PRESENT - 5 if planned.until == "adopted" else 20
            vote = c.RecordVote(
                present=PRESENT, in_favour=in_favour, against=PRESENT - in_favour, abstained=0
            )
            yield day, vote, staff("session_secretariat")
        case "reconsidered":
            for by in people[:10]:
                yield day, c.AskReconsideration(text=planned.grounds), by
        case "withdrawn" | "terminated":
            leaving = people if planned.until == "withdrawn" else people[:4]
            for by in leaving:
                yield day, c.AskToWithdraw(reason=planned.plan), by
            yield day + timedelta(hours=1), consent, staff("presidium")
        case "reported" | "assigned" | "redo" | "accepted":
            yield from _handling(planned, staff, opened)
        case _:
            return


def _handling(planned: Planned, staff: Callable[..., Identity], opened: datetime) -> Iterator[Step]:
    committee, chair = staff("special_committee"), staff("chairperson")
    handler = staff("handler", HANDLING_UNIT)
    text = planned.plan
    yield timedelta(days=12), c.ConsultBodies(bodies=(HANDLING_UNIT,)), committee
    yield timedelta(days=20), c.GiveView(text=text), handler
    meeting = c.InviteLead(meeting=opened + timedelta(days=40))
    yield timedelta(days=21), meeting, committee
    yield timedelta(days=41), c.ReportMotion(text=text), committee
    if planned.until == "reported":
        return
    assigned = c.AssignMotion(unit=HANDLING_UNIT, requirement=text)
    yield timedelta(days=60), assigned, chair
    if planned.until == "assigned":
        return
    yield timedelta(days=120), c.ReportHandling(text=text), handler
    if planned.until == "redo":
        yield timedelta(days=130), c.RedoHandling(text=planned.grounds), chair
        return
    yield timedelta(days=130), c.AcceptHandling(), chair
    yield timedelta(days=131), c.SetPublished(published=True), staff("work_body")


def _draft(planned: Planned) -> c.DraftMotion:
    return c.DraftMotion(
        session=session_of(planned.session),
        title=planned.title,
        subject=planned.subject,
        grounds=planned.grounds,
        plan=planned.plan,
        one_matter=True,
    )


def _hash(planned: Planned) -> str:
    return hash_of(planned.title, planned.subject, planned.grounds, planned.plan, "")
