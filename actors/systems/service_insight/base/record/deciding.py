"""What becomes of a record: taken in, compared, decided (SDB-03, SDB-10)."""

from datetime import date

from actors.blocks.forms.normalise import plain_text
from actors.kernel.calendar import Calendar
from actors.kernel.deadlines import due_date, local_day
from actors.kernel.errors import Reason, Refusal
from actors.kernel.identifiers import DivisionRegister
from actors.kernel.library import Library
from actors.kernel.turn import Turn
from actors.systems.service_insight.base.entry.records import REGISTER_ENTRY, AttachRecord
from actors.systems.service_insight.base.linking import Settled, settled
from actors.systems.service_insight.base.policy import Policy, Source
from actors.systems.service_insight.base.record import records as r
from actors.systems.service_insight.base.said import Version, digest, faults, tidy
from actors.systems.service_insight.feeds.day import SUPPLY_DAY, NoteDelivery, day_id

Turning = Turn[r.SourceRecord]
_MOST_VERSIONS = 200


class Deciding:
    """Rules that rest on the policy, the calendar and the divisions."""

    def __init__(self, library: Library, policy: Policy) -> None:
        self._library = library
        self._policy = policy

    def receive(self, turn: Turning, command: r.ReceiveRecord) -> r.Outcome:
        """Take a version in. One that is there changes nothing; one that comes after a later one is
        history.

        Raises:
            Refusal: the unit supplies nothing, the number has another payload already, or what is
                said is not in order: every fault.
        """
        source = self._policy.supplied_by(turn.by.unit)
        if source is None:
            raise Refusal(Reason("source_record.no_source"), kind="forbidden")
        version = self._version(turn, command)
        known = {each.seq: each for each in turn.state.versions}
        if before := known.get(version.seq):
            if before.digest != version.digest:
                raise Refusal(Reason("source_record.seq_again", "/seq"))
            return "unchanged"
        if len(known) >= _MOST_VERSIONS:
            raise Refusal(Reason("source_record.too_many_versions", "/seq"))
        late = bool(known) and version.seq < max(known)
        blocks = turn.state.blocks if late else command.blocks
        self._take_in(turn, source, command.key, version, blocks)
        if not turn.state.entry:
            return "received"
        _attach(turn)
        return "late" if late else "updated"

    def compare(self, turn: Turning, command: r.CompareRecord) -> None:
        """Weigh the comparisons, and link, hand to a steward or begin an entry, by the policy.
        Where several entries are of one person by it, a steward decides."""
        found = settled(command.compared, self._policy.weighting)
        if found.phase == "candidate":
            day = due_date(local_day(turn.now), self._policy.decide_days, self._library[Calendar])
            _compared(turn, found, "", day)
        else:
            _compared(turn, found, found.entry or turn.id)

    def _version(self, turn: Turning, command: r.ReceiveRecord) -> Version:
        said, today = tidy(command.said), local_day(turn.now)
        divisions = self._library[DivisionRegister].years
        wrong = [*faults(said, today=today, divisions=divisions, field="/said")]
        if command.observed_on > today:
            wrong.append(Reason("source_record.observed_in_future", "/observed_on"))
        if _reversed(command.valid_from, command.valid_to):
            wrong.append(Reason("source_record.ends_before", "/valid_to"))
        if wrong:
            raise Refusal(*wrong)
        span = command.observed_on, command.valid_from, command.valid_to
        return Version(
            seq=command.seq,
            digest=digest(said, *span),
            observed_on=command.observed_on,
            valid_from=command.valid_from,
            valid_to=command.valid_to,
            said=said,
            recorded_at=turn.now,
        )

    def _take_in(
        self, turn: Turning, source: Source, key: str, version: Version, blocks: tuple[str, ...]
    ) -> None:
        turn.emit(
            r.RecordReceived(
                at=turn.now,
                source=source.code,
                unit=source.unit,
                key=key,
                version=version,
                blocks=blocks,
            )
        )
        # The day on which it was so there is the one that its supplier declares it for.
        day = version.observed_on
        delivery = NoteDelivery(source=source.code, unit=source.unit, day=day, key=key)
        turn.send(f"{SUPPLY_DAY}:{day_id(source.code, day)}", delivery)


def link(turn: Turning, command: r.LinkRecord) -> None:
    """Link it to one of the entries that are like it.

    Raises:
        Refusal: the entry is none of these, or no reason is given.
    """
    if command.entry not in {each.entry for each in turn.state.matches}:
        raise Refusal(Reason("source_record.no_candidate", "/entry"))
    _decide(turn, "linked", command.entry, command.reason)


def set_apart(turn: Turning, command: r.SetApart) -> None:
    """Begin an entry for it.

    Raises:
        Refusal: no reason is given.
    """
    _decide(turn, "new", turn.id, command.reason)


def claim(turn: Turning, command: r.ClaimRecord) -> None:
    """Note whose it is, so that he is told who reads it."""
    if turn.state.account != command.account:
        turn.emit(r.RecordClaimed(at=turn.now, account=command.account))


def _compared(turn: Turning, found: Settled, entry: str, due: date | None = None) -> None:
    turn.emit(
        r.RecordCompared(
            at=turn.now, phase=found.phase, matches=found.matches, entry=entry, due=due
        )
    )
    if entry:
        _attach(turn)


def _decide(turn: Turning, phase: r.Phase, entry: str, reason: str) -> None:
    said = plain_text(reason)
    if not said:
        raise Refusal(Reason("form.required", "/reason"))
    turn.emit(r.CandidateDecided(at=turn.now, by=turn.by.id, phase=phase, entry=entry, reason=said))
    _attach(turn)


def _attach(turn: Turning) -> None:
    """Have the entry hear of everything that the record says; what it has it keeps."""
    state = turn.state
    attach = AttachRecord(
        record=turn.id, source=state.source, versions=state.versions, blocks=state.blocks
    )
    turn.send(f"{REGISTER_ENTRY}:{state.entry}", attach)


def _reversed(first: date | None, last: date | None) -> bool:
    return first is not None and last is not None and last < first
