"""The rules of a voice: the unit of the place answers in time, gives back within hours what is not
for it, and whoever asked says how it was (《安阳市政务服务条例》第五十条, 第五十二条)."""

import re
from datetime import date, timedelta
from hashlib import sha256

from actors.blocks.forms import normalise
from actors.blocks.messages.address import to_role, to_somebody
from actors.blocks.messages.notify import notify, text
from actors.blocks.messages.template import Letters
from actors.blocks.organisation.units import Organisation
from actors.blocks.ratings.records import LOW, RATING, KeepRating, Named, Said, Service
from actors.kernel.calendar import Calendar
from actors.kernel.deadlines import due, local_day
from actors.kernel.errors import Reason, Refusal
from actors.kernel.library import Library
from actors.kernel.turn import Command, Turn
from actors.kernel.words import Title
from actors.systems.community_service.voice import records as r
from actors.systems.community_service.voice.limits import VoiceLimits
from actors.systems.community_service.voice.personal import personal
from actors.systems.community_service.voice.places import (
    answerer,
    passer,
    passing_on,
    serving,
)

Turning = Turn[r.Voice]
HEAD = "approver"  # 负责人: heads the work of a unit, and answers for it
TITLES: dict[r.Sort, Title] = {
    "question": Title(zh="咨询", en="Question"),
    "suggestion": Title(zh="建议", en="Suggestion"),
    "hot_line": Title(zh="热线工单", en="Hot-line order"),
}
_LETTERS: dict[r.Sort, str] = {"question": "GQ", "suggestion": "GS", "hot_line": "GH"}
_MOBILE = re.compile("1[3-9][0-9]{9}")


class Handling:
    """The rules that rest on the calendar, the limits, and who works where."""

    def __init__(self, library: Library) -> None:
        self._library = library

    @property
    def _units(self) -> Organisation:
        return self._library[Organisation]

    def _due(self, since: date, days: int) -> date:
        return due(since, days, self._library[Calendar]).on

    def raise_voice(self, turn: Turning, command: r.RaiseVoice) -> str:
        """Take it in for the unit of the place, and return its number.

        Raises:
            Refusal: there is no such place; an order of the hot line is entered by clerks; nothing
                was written but blanks.
        """
        if command.sort == "hot_line" and not turn.by.id.startswith("staff:"):
            raise Refusal(Reason("voice.hot_line_by_clerks", "/sort"))
        unit = serving(command.place, self._units)
        if unit is None:
            raise Refusal(Reason("voice.no_place", "/place"))
        said = _said(command, "title", "text")
        kind, _, account = turn.by.id.partition(":")
        today = local_day(turn.now)
        turn.emit(
            r.VoiceRaised(
                at=turn.now,
                by=turn.by.id,
                number=f"{_LETTERS[command.sort]}{today:%Y%m%d}{_tail(turn)}",
                sort=command.sort,
                topic=command.topic,
                place=command.place,
                title=said["title"],
                text=said["text"],
                name=normalise.person_name(command.name),
                phone=_phone(command.phone),
                publish=command.publish,
                order=command.order,
                came=command.came if kind == "staff" else "web",
                account=turn.by.acting_for or account if kind == "person" else "",
                unit=unit,
                due=self._due(today, self._library[VoiceLimits].answer_days),
            )
        )
        self._tell_unit(turn)
        return turn.state.number

    def give_back(self, turn: Turning, command: r.ReturnVoice) -> None:
        """Give it back to a unit above that passes it on. The limit is of hours by the clock, on
        days off, too.

        Raises:
            Refusal: the hours are over, or no reason is given.
        """
        state, hours = turn.state, self._library[VoiceLimits].return_hours
        assert state.assigned_at is not None
        if turn.now > state.assigned_at + timedelta(hours=hours):
            facts = {"hours": str(hours)}
            raise Refusal(Reason("voice.return_late", facts=facts), kind="not_now")
        desk = passing_on(self._units.acting(state.unit), self._units)
        said = _said(command, "reason")
        turn.emit(r.VoiceReturned(at=turn.now, by=turn.by.id, desk=desk, **said))
        if desk:
            facts = {"number": state.number}
            notify(turn, to_role(passer(desk, self._units), desk), "voice.Returned", facts)

    def assign(self, turn: Turning, command: r.AssignVoice) -> None:
        """Give it to a unit; its limit is its own, and never ends before the day that was told.

        Raises:
            Refusal: there is no such unit, or it has the voice already.
        """
        state = turn.state
        if command.unit not in self._units.units:
            raise Refusal(Reason("voice.no_unit", "/unit"))
        if command.unit == state.unit:
            raise Refusal(Reason("voice.same_unit", "/unit"))
        assert state.due is not None
        own = self._due(local_day(turn.now), self._library[VoiceLimits].answer_days)
        turn.emit(
            r.VoiceAssigned(at=turn.now, by=turn.by.id, unit=command.unit, due=max(own, state.due))
        )
        self._tell_unit(turn)

    def extend(self, turn: Turning, command: r.ExtendVoice) -> None:
        """Add days to the limit, once and before it is over; whoever asked is told.

        Raises:
            Refusal: they were added before, it is too late, or no reason is given.
        """
        state = turn.state
        assert state.due is not None
        if state.extended:
            raise Refusal(Reason("voice.extended_once"), kind="not_now")
        if local_day(turn.now) > state.due:
            raise Refusal(Reason("voice.extension_late"), kind="not_now")
        last = self._due(state.due, self._library[VoiceLimits].extend_days)
        said = _said(command, "reason")
        turn.emit(r.VoiceExtended(at=turn.now, by=turn.by.id, due=last, **said))
        if state.account:
            facts = {"number": state.number, "due": last.isoformat()}
            notify(turn, to_somebody(f"person:{state.account}"), "voice.Extended", facts)

    def answer(self, turn: Turning, command: r.AnswerVoice) -> None:
        """Answer it. Whoever has an account is told there; who left the number of a mobile
        telephone alone, by a text message.

        Raises:
            Refusal: nothing was written but blanks.
        """
        turn.emit(r.VoiceAnswered(at=turn.now, by=turn.by.id, **_said(command, "text")))
        state, facts = turn.state, {"number": turn.state.number}
        if state.account:
            notify(turn, to_somebody(f"person:{state.account}"), "voice.Answered", facts)
        elif _MOBILE.fullmatch(state.phone) and Letters in self._library:
            text(turn, state.phone, "voice.Answered", self._library[Letters], facts)

    def rate(self, turn: Turning, command: r.RateVoice) -> None:
        """Have the rating kept, apart from the voice; the unit speaks with whoever rated badly by
        name within a working day (follow_up of the block `ratings`).

        Raises:
            Refusal: who is to be called has left no name.
        """
        state = turn.state
        said = Said(stars=command.stars, whys=command.whys, comment=command.comment)
        if command.call and said.stars <= LOW and not (state.name and state.phone):
            raise Refusal(Reason("voice.no_name", "/call"))
        rating = sha256(f"{RATING}/{turn.key}/{turn.command_id}".encode()).hexdigest()[:32]
        turn.emit(r.VoiceRated(at=turn.now))
        assert state.sort != "" and state.answered_at is not None
        named = Named(number=state.number, name=state.name, phone=state.phone)
        turn.send(
            f"{RATING}:{rating}",
            KeepRating(
                service=Service(
                    item=r.VOICE,
                    title=TITLES[state.sort],
                    unit=state.unit,
                    place=state.place,
                    on=local_day(state.answered_at),
                ),
                said=said,
                account=state.account,
                named=named if command.call else None,
            ),
        )

    def _tell_unit(self, turn: Turning) -> None:
        state = turn.state
        assert state.due is not None
        facts = {"number": state.number, "due": state.due.isoformat()}
        address = to_role(answerer(state.unit, self._units), state.unit)
        notify(turn, address, "voice.ToAnswer", facts)


def publish(turn: Turning, command: r.PublishVoice) -> None:
    """Publish question and answer as the unit wrote them anew.

    Raises:
        Refusal: one of them is blank, names whoever asked, or holds a number of a person or a
            telephone.
    """
    said = _said(command, "question", "answer")
    state = turn.state
    own = (state.name, state.phone, state.account)
    wrong = [
        Reason("voice.personal", f"/{name}") for name, each in said.items() if personal(each, own)
    ]
    if wrong:
        raise Refusal(*wrong)
    turn.emit(r.VoicePublished(at=turn.now, by=turn.by.id, **said))


def _said(command: Command, *names: str) -> dict[str, str]:
    """Return the texts that were written in the fields `names`, as they are kept.

    Raises:
        Refusal: nothing was written in one but blanks: every such field.
    """
    said = {name: normalise.plain_text(getattr(command, name)) for name in names}
    missing = [Reason("form.required", f"/{name}") for name in names if not said[name]]
    if missing:
        raise Refusal(*missing)
    return said


def _phone(typed: str) -> str:
    """Return a telephone number as it is kept: a mobile one as text messages go to it, any other as
    it was typed."""
    number = normalise.identifier(typed, "mobile")
    return number if _MOBILE.fullmatch(number) else typed.strip()


def _tail(turn: Turning) -> str:
    """Return eight digits that tell numbers of one day apart; nobody counts by them how many
    ask."""
    seed = sha256(f"{turn.key}/{turn.command_id}".encode()).digest()
    return f"{int.from_bytes(seed[:8]) % 100_000_000:08}"
