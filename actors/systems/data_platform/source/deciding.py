"""What a steward and a reviewer do with a source of data (来源). What becomes of its runs stands in
`collecting.py`."""

from collections.abc import Iterator
from datetime import date, timedelta
from urllib.parse import urlsplit

from actors.blocks.forms.normalise import day, number, plain_text
from actors.blocks.messages.address import to_role
from actors.blocks.messages.notify import notify
from actors.blocks.organisation.units import Organisation
from actors.kernel.calendar import Calendar
from actors.kernel.deadlines import local_day
from actors.kernel.errors import Reason, Refusal
from actors.kernel.library import Library
from actors.kernel.turn import Turn
from actors.systems.data_platform.profile import profile
from actors.systems.data_platform.roles import REVIEWER, STEWARD
from actors.systems.data_platform.source import commands as c
from actors.systems.data_platform.source import events as e
from actors.systems.data_platform.source.collecting import SCHEDULE, accept, begin, schedule
from actors.systems.data_platform.source.patterns import pattern_of
from actors.systems.data_platform.source.state import Source
from actors.systems.data_platform.source.terms import Rule, Wording

Turning = Turn[Source]
LONGEST_WAIVER = timedelta(days=366)


class Deciding:
    """Rules that rest on the organisation and the calendar."""

    def __init__(self, library: Library) -> None:
        self._organisation = library[Organisation]
        self._calendar = library[Calendar]

    def register(self, turn: Turning, command: c.RegisterSource) -> None:
        """Enter a source of the steward's unit.

        Raises:
            Refusal: it is addressed by another name than its own, or see `_kept`.
        """
        if turn.id != command.code:
            raise Refusal(Reason("data_source.other_id", "/code"))
        unit, wording = self._organisation.acting(turn.by.unit), _kept(command)
        turn.emit(e.SourceRegistered(at=turn.now, by=turn.by.id, unit=unit, wording=wording))
        schedule(turn, self._calendar)

    def change(self, turn: Turning, command: c.ChangeSource) -> None:
        """Say it anew.

        Raises:
            Refusal: nothing has changed, or see `_kept`.
        """
        wording = _kept(command)
        if wording == turn.state.wording:
            raise Refusal(Reason("data_source.nothing_changed"))
        turn.emit(e.SourceChanged(at=turn.now, by=turn.by.id, wording=wording))
        schedule(turn, self._calendar)


def _kept(said: Wording) -> Wording:
    """Return what is said, in the form in which it is kept.

    Raises:
        Refusal: something is missing that its sort needs, or stands that it has no use for.
    """
    told = {name: getattr(said, name) for name in Wording.__struct_fields__}
    told |= {"title": plain_text(said.title), "address": said.address.strip()}
    wording = Wording(**told)
    if faults := tuple(_faults(wording)):
        raise Refusal(*faults)
    return wording


def _faults(said: Wording) -> Iterator[Reason]:
    if not said.title:
        yield Reason("form.required", "/title")
    needs = {"postgresql": ("connection", "table"), "http": ("address",)}.get(said.sort, ())
    for name in ("connection", "table", "address"):
        there = bool(getattr(said, name))
        if there != (name in needs):
            yield Reason("form.required" if not there else "data_source.of_no_use", f"/{name}")
    if said.sort == "http" and said.address and not _is_address(said.address):
        yield Reason("data_source.no_address", "/address")
    incremental = said.mode == "incremental"
    if incremental and said.sort != "postgresql":
        yield Reason("data_source.full_only", "/mode")
    elif incremental != bool(said.cursor):
        yield Reason("form.required" if incremental else "data_source.of_no_use", "/cursor")
    if said.every and said.sort == "file":
        yield Reason("data_source.of_no_use", "/every")


def _is_address(address: str) -> bool:
    """Tell whether it is one of the web, that names nobody who signs in. Whether its host may be
    asked is for operators to say."""
    try:
        parts = urlsplit(address)
        _ = parts.port
    except ValueError:
        return False
    plain = address.isascii() and not any(each.isspace() for each in address)
    return plain and parts.scheme in ("http", "https") and bool(parts.hostname) and not (
        parts.username or parts.password
    )  # fmt: skip


def set_rules(turn: Turning, command: c.SetRules) -> None:
    """Have what is collected be held to these rules.

    Raises:
        Refusal: one says not what it holds to, two are the same, a pattern is none that can be
            matched in bounded time, or nothing has changed.
    """
    if command.rules == turn.state.rules:
        raise Refusal(Reason("data_source.nothing_changed", "/rules"))
    faults = [
        Reason(code, f"/rules/{n}/{name}")
        for n, rule in enumerate(command.rules)
        for name, code in _rule_faults(rule, command.rules[:n])
    ]
    if faults:
        raise Refusal(*faults)
    turn.emit(e.RulesSet(at=turn.now, by=turn.by.id, rules=command.rules))


def _rule_faults(rule: Rule, before: tuple[Rule, ...]) -> Iterator[tuple[str, str]]:
    if any((each.column, each.check) == (rule.column, rule.check) for each in before):
        yield "check", "data_source.rule_twice"
    match rule.check:
        case "range":
            if not rule.least and not rule.most:
                yield "least", "form.required"
            for name in ("least", "most"):
                said = getattr(rule, name)
                if said and number(said) is None and day(said) is None:
                    yield name, "data_source.no_bound"
        case "pattern":
            if not rule.pattern:
                yield "pattern", "form.required"
            elif pattern_of(rule.pattern) is None:
                yield "pattern", "data_source.bad_pattern"
        case "allowed" if not rule.allowed:
            yield "allowed", "form.required"
        case _:
            pass


def hand_in(turn: Turning, command: c.HandInFile) -> None:
    """Have a file be collected."""
    begin(turn, upload=command.upload, file_name=plain_text(command.file_name))


def collect_now(turn: Turning, command: c.CollectNow) -> None:
    """Collect; of files, the last one once more.

    Raises:
        Refusal: no file was handed in yet.
    """
    state = turn.state
    if state.sort != "file":
        begin(turn)
        return
    if state.last is None:
        raise Refusal(Reason("data_source.no_file_yet"), kind="not_now")
    begin(turn, upload=state.last.upload, file_name=state.last.file_name)


def ask_waiver(turn: Turning, command: c.AskWaiver) -> None:
    """Ask a reviewer to let it pass."""
    last = turn.state.runs[-1]
    reason = _said(command.reason)
    turn.emit(e.WaiverAsked(at=turn.now, by=turn.by.id, number=last.number, reason=reason))
    notify(turn, to_role(REVIEWER, profile().reviewing_unit), "data_source.Asked", _named(turn))


def grant_waiver(turn: Turning, command: c.GrantWaiver) -> None:
    """Let it pass, and the same through a day.

    Raises:
        Refusal: who asked grants it himself; the day is over or too far.
    """
    state, today = turn.state, local_day(turn.now)
    _require_another(turn)
    if not today <= command.until <= _latest(today):
        raise Refusal(Reason("data_source.until_out_of_bounds", "/until"))
    last = state.runs[-1]
    assert last.result is not None  # it is quarantined
    turn.emit(
        e.WaiverGranted(
            at=turn.now,
            by=turn.by.id,
            number=last.number,
            of=last.result.because,
            until=command.until,
            reason=_said(command.reason),
        )
    )
    accept(turn, last.number, last.result, waived=True)


def refuse_waiver(turn: Turning, command: c.RefuseWaiver) -> None:
    """Leave it where it is.

    Raises:
        Refusal: who asked refuses it himself, or no reason is given.
    """
    _require_another(turn)
    number, reason = turn.state.runs[-1].number, _said(command.reason)
    turn.emit(e.WaiverRefused(at=turn.now, by=turn.by.id, number=number, reason=reason))
    notify(turn, to_role(STEWARD, turn.state.unit), "data_source.Refused", _named(turn))


def close(turn: Turning, command: c.CloseSource) -> None:
    """Collect no more."""
    turn.emit(e.SourceClosed(at=turn.now, by=turn.by.id, reason=_said(command.reason)))
    turn.forget(SCHEDULE)


def _latest(today: date) -> date:
    return today + LONGEST_WAIVER


def _require_another(turn: Turning) -> None:
    if turn.by.id == turn.state.asked:
        raise Refusal(Reason("data_source.own_waiver"), kind="not_now")


def _named(turn: Turning) -> dict[str, str]:
    return {"number": turn.id}


def _said(text: str) -> str:
    said = plain_text(text)
    if not said:
        raise Refusal(Reason("form.required", "/reason"))
    return said
