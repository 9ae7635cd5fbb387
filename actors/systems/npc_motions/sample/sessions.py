"""The sessions of the sample: agenda, sittings, seats, who was there, documents, votes."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from functools import cache
from hashlib import sha256
from pathlib import Path

import msgspec

from actors.blocks.organisation.units import Organisation
from actors.kernel.deadlines import local_day
from actors.kernel.identity import Identity
from actors.kernel.library import Library
from actors.kernel.system import Act
from actors.kernel.turn import Command
from actors.systems.npc_motions import congress_session_records as s
from actors.systems.npc_motions.congress_session_facts import AgendaItem
from actors.systems.npc_motions.sample.deputies import CONGRESS, TERM, deputies, read

PRESIDIUM, PRESENT = 31, 55
ROW = 10  # seats
LONGEST = timedelta(days=5)  # that a session lasts


class Sitting(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A sitting, so many hours after the session opened."""

    id: str
    title: str
    room: str
    after_hours: int
    hours: int
    items: tuple[str, ...]


class Decision(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A vote at the end of a sitting; whoever is there and not named here is in favour."""

    id: str
    sitting: str
    subject: str
    against: int
    abstained: int


class Paper(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A document: a file beside this one."""

    id: str
    title: str
    file: str
    audience: s.Audience


class Planned(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Everything of `sessions.toml`: the titles by the numbers of sessions, the rest of each."""

    titles: dict[str, str]
    agenda: tuple[AgendaItem, ...]
    sittings: tuple[Sitting, ...]
    decisions: tuple[Decision, ...]
    papers: tuple[Paper, ...]


def session_of(number: int) -> str:
    """Return the id of the session with this number."""
    return f"{CONGRESS}-{TERM}-{number}"


def held(
    library: Library, staff: Callable[..., Identity], opened: Mapping[int, datetime]
) -> Iterator[tuple[datetime, Act]]:
    """Yield how the secretariat prepared and held the sessions that opened so, by their numbers."""
    by = staff("session_secretariat")
    for number, at in opened.items():
        for after, command in _course(library, number, at):
            key = f"congress_session:{session_of(number)}"
            yield at + after, Act(key=key, command=command, by=by)


def _course(library: Library, number: int, opened: datetime) -> Iterator[tuple[timedelta, Command]]:
    planned = _planned()
    last_meeting = opened + timedelta(days=4, hours=6)
    yield timedelta(days=-20), _prepared(library, number, opened)
    yield timedelta(days=-19), s.SetPresidium(members=PRESIDIUM, last_meeting=last_meeting)
    yield timedelta(days=-18), s.SetAgenda(items=planned.agenda)
    for sitting in planned.sittings:
        yield timedelta(days=-17), _scheduled(sitting, opened)
        yield timedelta(days=-16), s.AssignSeats(sitting=sitting.id, seats=_seats())
    for paper in planned.papers:
        yield timedelta(days=-2), _document(paper, opened)
    yield timedelta(), s.OpenSession()
    for sitting in planned.sittings:
        yield from _sat(sitting)
    yield LONGEST, s.CloseSession()


def _sat(sitting: Sitting) -> Iterator[tuple[timedelta, Command]]:
    begun = timedelta(hours=sitting.after_hours)
    decided = [each for each in _planned().decisions if each.sitting == sitting.id]
    if not decided:
        return
    for place, person in enumerate(deputies()[:PRESENT]):
        checked_in = s.CheckIn(sitting=sitting.id, account=person.account)
        yield begun + timedelta(minutes=1, seconds=10 * place), checked_in
    for each in decided:
        yield (
            begun + timedelta(hours=sitting.hours, minutes=-5),
            s.RecordDecision(
                vote=each.id,
                sitting=each.sitting,
                subject=each.subject,
                in_favour=PRESENT - each.against - each.abstained,
                against=each.against,
                abstained=each.abstained,
            ),
        )


def _scheduled(sitting: Sitting, opened: datetime) -> s.ScheduleSitting:
    begins_at = opened + timedelta(hours=sitting.after_hours)
    return s.ScheduleSitting(
        sitting=sitting.id,
        title=sitting.title,
        begins_at=begins_at,
        ends_at=begins_at + timedelta(hours=sitting.hours),
        room=sitting.room,
        items=sitting.items,
    )


def _seats() -> dict[str, str]:
    """Return the seat of every deputy: "2-3" is the third of the second row."""
    places = (divmod(place, ROW) for place in range(len(deputies())))
    return {
        person.account: f"{row + 1}-{seat + 1}"
        for person, (row, seat) in zip(deputies(), places, strict=True)
    }


def _document(paper: Paper, opened: datetime) -> s.AddDocument:
    content = Path(__file__).with_name(paper.file).read_bytes()
    return s.AddDocument(
        document=paper.id,
        title=paper.title,
        sha256=sha256(content).hexdigest(),
        media_type="application/pdf",
        size=len(content),
        audience=paper.audience,
        release_at=opened - timedelta(days=1),
        withdraw_at=opened + timedelta(days=30),
    )


def _prepared(library: Library, number: int, at: datetime) -> s.PrepareSession:
    people = deputies()
    heads = {person.delegation: person for person in reversed(people)}
    return s.PrepareSession(
        congress=CONGRESS,
        level="city",
        place="foshan",
        term=TERM,
        number=number,
        title=_planned().titles[str(number)],
        opens_on=local_day(at),
        closes_on=local_day(at + LONGEST),
        motion_deadline=at + timedelta(days=2),
        members=len(people),
        delegations={
            name: s.Delegation(
                title=library[Organisation].units[name].title.zh,
                head=head.account,
                deputies=sum(person.delegation == name for person in people),
            )
            for name, head in heads.items()
        },
    )


@cache
def _planned() -> Planned:
    return msgspec.convert(read("sessions"), Planned)
