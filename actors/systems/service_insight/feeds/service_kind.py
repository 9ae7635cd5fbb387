"""The kind "service_record" (办件归集): replays, late and reordered deliveries change nothing."""

import hashlib
from datetime import date
from typing import Any

from msgspec.structs import replace

from actors.blocks.access.access import Access
from actors.blocks.forms.normalise import identifier, plain_text
from actors.kernel.deadlines import local_day
from actors.kernel.errors import Reason, Refusal
from actors.kernel.guarded import Guarded
from actors.kernel.identifiers import DivisionRegister, check
from actors.kernel.kind import EntityKind
from actors.kernel.library import Library
from actors.kernel.offer import Offer
from actors.kernel.offered_kind import offered_kind
from actors.kernel.turn import Turn
from actors.systems.service_insight.feeds import service_record as s
from actors.systems.service_insight.feeds.day import SUPPLY_DAY, NoteDelivery, day_id
from actors.systems.service_insight.feeds.feed_kind import facts

Turning = Turn[s.ServiceRecord]
_MOST_VERSIONS = 200
_USCC = 18  # characters of a unified social credit code
GUARDED = Guarded(
    actions=("receive", "read"),
    facts={"state": "text", "unit": "text"},
    fields=(
        "state", "source", "unit", "key", "what", "number", "item", "status", "day", "subject",
        "name", "seq", "versions",
    ),
)  # fmt: skip
OFFERS: tuple[Offer[s.ServiceRecord], ...] = (
    # Programs send it in batches to an address of its own, which knows the channel.
    Offer(
        command=s.ReceiveService,
        action="receive",
        begins=True,
        states=s.PHASES,
        of="platform",
        example=s.ReceiveService(
            source="market_cases", key="c-0001", seq=1, day=date(2026, 10, 13), what="case",
            number="SL-2026-0001", item="公司设立登记", status="办结",
        ),
    ),
)  # fmt: skip


def record_id(source: str, key: str) -> str:
    """Return the id of what `source` knows by `key`."""
    return hashlib.sha256(f"{source}\0{key}".encode()).hexdigest()[:32]


class Receiving:
    """Rules that rest on what divisions there are."""

    def __init__(self, library: Library) -> None:
        self._library = library

    def receive(self, turn: Turning, command: s.ReceiveService) -> s.Outcome:
        """Take a version in. One that is there changes nothing; one that comes after a later one is
        history.

        Raises:
            Refusal: the number has another content already, or what is said is not in order.
        """
        content = self._content(turn, command)
        known = {each.seq: each.content for each in turn.state.versions}
        if before := known.get(command.seq):
            if before != content:
                raise Refusal(Reason("service_record.seq_again", "/seq"))
            return "unchanged"
        if len(known) >= _MOST_VERSIONS:
            raise Refusal(Reason("service_record.too_many_versions", "/seq"))
        version = s.ServiceVersion(seq=command.seq, content=content, recorded_at=turn.now)
        turn.emit(
            s.ServiceReceived(
                at=turn.now, source=command.source, unit=turn.by.unit, key=command.key,
                version=version,
            )
        )  # fmt: skip
        delivery = NoteDelivery(
            source=command.source, unit=turn.state.unit, day=content.day, key=command.key
        )
        turn.send(f"{SUPPLY_DAY}:{day_id(command.source, content.day)}", delivery)
        if not known:
            return "new"
        return "late" if command.seq < max(known) else "updated"

    def _content(self, turn: Turning, command: s.ReceiveService) -> s.Content:
        said = {name: plain_text(getattr(command, name)) for name in ("number", "item", "status")}
        wrong = [Reason("form.required", f"/{name}") for name, text in said.items() if not text]
        subject, name = command.subject.strip(), plain_text(command.name)
        today, divisions = local_day(turn.now), self._library[DivisionRegister].years
        if len(subject) == _USCC:
            subject = identifier(subject)
            given: dict[str, Any] = {"today": today, "divisions": divisions, "field": "/subject"}
            if not check("resident_id", subject, **given).errors:
                wrong.append(Reason("service_record.number_of_a_person", "/subject"))
            wrong += check("credit_code", subject, **given).errors
        elif name:  # an entry of the base library, which says itself what somebody is called
            wrong.append(Reason("service_record.name_of_a_person", "/name"))
        if command.day > today:
            wrong.append(Reason("service_record.in_future", "/day"))
        if wrong:
            raise Refusal(*wrong)
        return s.Content(day=command.day, what=command.what, subject=subject, name=name, **said)


def service_record_kind(library: Library) -> EntityKind[s.ServiceRecord]:
    """Return the kind "service_record"; its ids are digests of source and key."""
    return offered_kind(
        library[Access],
        name=s.SERVICE_RECORD,
        plural="service_records",
        state=s.ServiceRecord,
        events=s.ServiceReceived,
        offers=OFFERS,
        handlers={s.ReceiveService: Receiving(library).receive},
        evolve=evolve,
        facts=lambda state: facts(state.phase, state.unit),
        shown=("phase", "source", "unit"),
    )


def evolve(state: s.ServiceRecord, event: s.ServiceReceived) -> s.ServiceRecord:
    """Return the record after `event`."""
    known = {each.seq: each for each in (*state.versions, event.version)}
    return replace(
        state, phase="held", source=event.source, unit=event.unit, key=event.key,
        versions=tuple(known[seq] for seq in sorted(known)),
    )  # fmt: skip
