"""How a rule changes by what happens to it."""

from typing import assert_never

from msgspec.structs import replace

from actors.systems.data_platform.rules.limits import counting
from actors.systems.data_platform.rules.rule import records as r


def evolve(state: r.Rule, event: r.RuleEvent) -> r.Rule:
    """Return the rule after `event`."""
    match event:
        case r.RuleDrafted(at=at, by=by, unit=unit, terms=terms):
            return replace(state, phase="draft", author=by, unit=unit, terms=terms, since=at)
        case r.RuleAmended(at=at, by=by, terms=terms):
            return replace(state, phase="draft", author=by, terms=terms, since=at, rehearsal=None)
        case r.RehearsalAsked(number=number, since=since, until=until):
            asked = r.Rehearsal(number=number, since=since, until=until)
            return replace(state, phase="draft", rehearsal=asked, rehearsals=number)
        case r.RuleRehearsed(outcome=outcome, at=at):
            assert state.rehearsal is not None  # one was asked for
            done = replace(state.rehearsal, outcome=outcome)
            return replace(state, phase="rehearsed", rehearsal=done, since=at)
        case r.RuleApproved(by=by, at=at):
            return replace(state, phase="active", approved_by=by, since=at)
        case r.RulePaused(why=why, reason=reason, at=at):
            return replace(state, phase="paused", why=why, reason=reason, since=at, held=())
        case r.RuleResumed(at=at):
            return replace(state, phase="active", why="", reason="", since=at, faults=0, fault="")
        case r.RuleRetired(why=why, reason=reason, at=at):
            return replace(state, phase="retired", why=why, reason=reason, since=at, held=())
        case r.RuleActed(at=at, alarm=alarm):
            held = tuple(each for each in state.held if each.alarm != alarm)
            ran = (*counting(at, state.ran), at)
            return replace(state, ran=ran, held=held, acted=state.acted + 1, faults=0)
        case r.ActionHeld(alarm=alarm, subject=subject):
            held = (*state.held, r.Held(alarm=alarm, subject=subject))
            return replace(state, held=held, faults=0)
        case r.ActionDropped():
            return replace(state, faults=0)
        case r.RuleFaulted(code=code):
            return replace(state, faults=state.faults + 1, fault=code)
    assert_never(event)
