"""What a watcher decides: which level a clock has reached, and when to look again. Never scans."""

from collections.abc import Callable, Mapping
from datetime import date, datetime

from msgspec.structs import replace

from actors.blocks.clocks import events as e
from actors.blocks.clocks.cards import (
    CardPolicy,
    ClockFacts,
    Level,
    Threshold,
    days_over,
    falls_due,
    holding,
    limit_used_up,
    most_severe,
    next_threshold,
    severity,
)
from actors.blocks.clocks.commands import Observe, TellLevel, Wake, WatchCommand
from actors.blocks.clocks.state import WatchedClock, WatchState
from actors.blocks.clocks.watching import OF_CASES, watched_of
from actors.kernel.calendar import CalendarExhausted
from actors.kernel.deadlines import end_of_day, local_day, start_of_day
from actors.kernel.errors import Reason, Refusal
from actors.kernel.turn import Turn
from actors.kernel.worktime import WorkTables, WorkTime

ALARM = "threshold"  # the name of a watcher's only alarm
Watching = Turn[WatchState]
Policies = Mapping[str, CardPolicy]


def decider(
    tables: WorkTables, policies: Policies
) -> Callable[[Watching, WatchCommand], dict[str, str]]:
    """Return the `decide` of watchers that count by `tables` and raise by `policies`.

    It replies {"level": the highest level of the case}. It raises Refusal "forbidden" for whoever
    is neither the platform nor its clock, and "invalid" for a policy that there is not.
    """

    def decide(turn: Watching, command: WatchCommand) -> dict[str, str]:
        match command:
            case Observe():
                _require(turn, "platform")
                if _take_note(turn, command, policies):
                    _look(turn, tables, policies, alarm_rang=False)
            case Wake(at=at):
                _require(turn, "clock")
                if turn.state.wake_at == at:
                    _look(turn, tables, policies, alarm_rang=True)
        return {"level": _highest(turn.state)}

    return decide


def _require(turn: Watching, role: str) -> None:
    if not turn.by.has(role):
        raise Refusal(Reason("watch.platform_only"), kind="forbidden")


def _take_note(turn: Watching, seen: Observe, policies: Policies) -> bool:
    """Record what the case told; False if it is older than what is known."""
    unknown = {facts.policy for facts in seen.clocks} - policies.keys()
    if unknown:
        raise Refusal(
            *(Reason("watch.policy_unknown", "/clocks", {"policy": p}) for p in sorted(unknown))
        )
    if _is_old(turn.state, seen):
        return False
    told = {(facts.name, facts.started_at) for facts in seen.clocks}
    left_out = (
        _stopped(watched.facts, seen.at)
        for watched in turn.state.clocks
        if (watched.facts.name, watched.facts.started_at) not in told
    )
    running = (_stopped(facts, seen.at) if seen.closed else facts for facts in seen.clocks)
    turn.emit(
        e.Observed(
            at=seen.at,
            seq=seen.seq,
            case=seen.case,
            number=seen.number,
            item=seen.item,
            title=seen.title,
            unit=seen.unit,
            clocks=(*running, *left_out),
            closed=seen.closed,
            calendars=seen.calendars,
        )
    )
    return True


def _is_old(state: WatchState, seen: Observe) -> bool:
    """Tell whether more is known already. Instants would not tell: clocks are set back."""
    if seen.seq:
        return seen.seq < state.observed_seq
    return state.observed_at is not None and seen.at < state.observed_at


def _stopped(facts: ClockFacts, at: datetime) -> ClockFacts:
    return facts if facts.stopped_at is not None else replace(facts, stopped_at=at)


def _look(turn: Watching, tables: WorkTables, policies: Policies, *, alarm_rang: bool) -> None:
    """Judge every clock as it stands now, and set the alarm for the next threshold of any."""
    time = tables.with_years(turn.state.calendars).of(turn.state.unit)
    wakes: list[datetime] = []
    missing: list[date] = []
    for watched in turn.state.clocks:
        if watched.settled:
            continue
        policy = policies[watched.facts.policy]
        try:
            _judge(turn, watched, policy, time)
        except CalendarExhausted as error:
            missing.append(error.day)
            wakes.append(end_of_day(local_day(turn.now)))
            continue
        try:
            due = next_threshold(watched.facts, turn.now, policy, time)
            wakes += [due[0]] if due is not None else []
        except CalendarExhausted as error:
            wakes.append(start_of_day(error.day))
    _tell_blocked(turn, min(missing, default=None))
    state = turn.state
    if state.closing and not missing and not state.closed:
        turn.emit(
            e.WatchEnded(
                at=turn.now,
                case=state.case,
                number=state.number,
                unit=state.unit,
                highest=_highest(state),
            )
        )
    _set_alarm(turn, min(wakes, default=None), alarm_rang=alarm_rang)


def _judge(turn: Watching, watched: WatchedClock, policy: CardPolicy, time: WorkTime) -> None:
    """Raise, doubt or settle one clock.

    Raises:
        CalendarExhausted: it cannot be counted up to now. Nothing was recorded.
    """
    facts, state = watched.facts, turn.state
    threshold = holding(facts, turn.now, policy, time)
    computed: Level = "" if threshold is None else threshold.level
    if threshold is not None and severity(computed) > severity(watched.raised):
        raised = _raised(turn, watched, threshold, policy, time)
        turn.emit(raised)
        _tell(turn, raised)
    elif severity(computed) < severity(watched.raised):
        over = days_over(facts, turn.now, "promised", time)
        if watched.raised == "warning":
            turn.emit(
                e.WarningLifted(
                    at=turn.now,
                    case=state.case,
                    number=state.number,
                    unit=state.unit,
                    clock=facts.name,
                    started_at=facts.started_at,
                    days_over=over,
                    highest=_highest(state, apart_from=watched),
                )
            )
        elif not watched.doubted:
            turn.emit(
                e.CardDoubted(
                    at=turn.now,
                    case=state.case,
                    number=state.number,
                    unit=state.unit,
                    clock=facts.name,
                    started_at=facts.started_at,
                    level=watched.raised,
                    computed=computed,
                    days_over=over,
                )
            )
    if facts.stopped_at is not None:
        card = watched.raised != "warning"
        last = most_severe((watched.raised, computed)) if card else computed
        others = _highest(state, apart_from=watched)
        turn.emit(
            e.ClockSettled(
                at=turn.now,
                case=state.case,
                number=state.number,
                unit=state.unit,
                clock=facts.name,
                started_at=facts.started_at,
                stopped_at=facts.stopped_at,
                level=last,
                highest=others if last == "warning" else most_severe((others, last)),
            )
        )


def _tell(turn: Watching, raised: e.LevelRaised) -> None:
    """Have the case tell those who handle it. What else is watched reminds its handlers itself."""
    key = watched_of(turn.id)
    if key.startswith(f"{OF_CASES}:"):
        told = TellLevel(clock=raised.clock, level=raised.level, unit=raised.unit, due=raised.due)
        turn.send(key, told)


def _raised(
    turn: Watching,
    watched: WatchedClock,
    threshold: Threshold,
    policy: CardPolicy,
    time: WorkTime,
) -> e.LevelRaised:
    facts, state = watched.facts, turn.state
    return e.LevelRaised(
        at=turn.now,
        case=state.case,
        number=state.number,
        item=state.item,
        title=state.title,
        unit=state.unit,
        clock=facts.name,
        started_at=facts.started_at,
        level=threshold.level,
        before=watched.raised,
        days_over=days_over(facts, turn.now, threshold.against, time),
        fell_due_at=falls_due(facts, threshold, time) or turn.now,
        due=_last_day(facts, threshold, time),
        highest=most_severe((_highest(state), threshold.level)),
        counted_by=f"{policy.name}.{policy.version} {time.version}",
    )


def _last_day(facts: ClockFacts, threshold: Threshold, time: WorkTime) -> date | None:
    if facts.due is not None:
        return facts.due
    try:
        at = limit_used_up(facts, threshold.against, time)
    except CalendarExhausted:
        return None
    return None if at is None else local_day(at)


def _tell_blocked(turn: Watching, missing: date | None) -> None:
    state = turn.state
    if missing is not None and missing != state.blocked_on:
        turn.emit(
            e.SupervisionBlocked(
                at=turn.now, case=state.case, number=state.number, unit=state.unit, day=missing
            )
        )
    elif missing is None and state.blocked_on is not None:
        turn.emit(
            e.SupervisionResumed(at=turn.now, case=state.case, number=state.number, unit=state.unit)
        )


def _set_alarm(turn: Watching, wake_at: datetime | None, *, alarm_rang: bool) -> None:
    known = turn.state.wake_at
    if wake_at != known:
        turn.emit(e.AlarmSet(wake_at=wake_at))
    if wake_at is None:
        if known is not None and not alarm_rang:
            turn.forget(ALARM)
    elif wake_at != known or alarm_rang:
        turn.remind(ALARM, wake_at, Wake(at=wake_at))


def _highest(state: WatchState, apart_from: WatchedClock | None = None) -> Level:
    return most_severe(
        clock.raised
        for clock in state.clocks
        if clock is not apart_from and not (clock.settled and clock.raised == "warning")
    )
