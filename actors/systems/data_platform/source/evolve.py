"""How a source changes by what happens to it."""

from datetime import date
from typing import assert_never

from msgspec.structs import replace

from actors.systems.data_platform.source import events as e
from actors.systems.data_platform.source.state import KEPT, Run, Source, Waiver
from actors.systems.data_platform.source.terms import Wording


def evolve(state: Source, event: e.SourceEvent) -> Source:
    """Return the source after `event`."""
    match event:
        case e.SourceRegistered(at=at, unit=unit, wording=wording):
            told = {"unit": unit, "wording": wording, "registered_at": at, "since": at}
            return replace(state, phase="registered", **told)
        case e.SourceChanged(wording=wording):
            return _anew(state, wording)
        case e.RulesSet(rules=rules):
            return replace(state, rules=rules)
        case e.RunBegun(at=at, by=by, number=number, upload=upload, file_name=file_name):
            run = Run(number=number, at=at, by=by, upload=upload, file_name=file_name)
            state = replace(state, runs=(*state.runs, run)[-KEPT:], numbers=number)
            return replace(state, asked="", reason="", due=_due(state))
        case e.RunPutOff(fault=fault, about=about):
            last = state.runs[-1]
            return state.with_last(state="put_off", tries=last.tries + 1, fault=fault, about=about)
        case e.RunTriedAgain():
            return state.with_last(state="queued")
        case e.RunFailed(at=at, fault=fault, about=about, due=due):
            state = state.with_last(state="failed", fault=fault, about=about, ended_at=at)
            since = state.since if state.phase == "failing" else at
            return replace(state, phase="failing", since=since, due=due)
        case e.RunQuarantined(at=at, result=result, due=due):
            ended = {"fault": "", "about": "", "ended_at": at, "result": result}
            return replace(state.with_last(state="quarantined", **ended), due=due, since=at)
        case e.RunAccepted():
            return _accepted(state, event)
        case e.VersionNoted(number=number, version=version):
            runs = (replace(r, version=version) if r.number == number else r for r in state.runs)
            return replace(state, runs=tuple(runs))
        case e.WaiverAsked(by=by, reason=reason):
            return replace(state, asked=by, reason=reason)
        case e.WaiverGranted(of=of, until=until, by=by, reason=reason):
            waiver = Waiver(of=of, until=until, by=by, reason=reason)
            return replace(state, waivers=(*state.waivers, waiver)[-KEPT:], asked="", reason=reason)
        case e.WaiverRefused(reason=reason):
            return replace(state, asked="", reason=reason)
        case e.SourceClosed(at=at, reason=reason):
            return replace(state, phase="closed", reason=reason, since=at, due=None, asked="")
        case _:
            assert_never(event)


def _due(state: Source) -> date | None:
    """Return until when somebody looks at it, which a run that begins leaves to its end."""
    return state.due if state.phase == "failing" else None


def _anew(state: Source, wording: Wording) -> Source:
    """Return it as `wording` says; from elsewhere it begins at the beginning."""
    before = state.wording
    state = replace(state, wording=wording)
    assert before is not None and state.wording is not None  # it was registered
    where = ("sort", "connection", "table", "address", "mode", "cursor", "dataset")
    if all(getattr(before, name) == getattr(state.wording, name) for name in where):
        return state
    return replace(state, fields=(), declared={}, sha256="", rows=0, cursor="")


def _accepted(state: Source, event: e.RunAccepted) -> Source:
    result = event.result
    before = next((each for each in reversed(state.runs[:-1]) if each.version), None)
    same = before.version if event.unchanged and before else 0
    ended = {"fault": "", "about": "", "ended_at": event.at, "result": result}
    state = state.with_last(
        state="accepted", unchanged=event.unchanged, waived=event.waived, version=same, **ended
    )
    since = state.since if state.phase == "active" else event.at
    return replace(
        state,
        phase="active",
        since=since,
        fields=result.fields,
        declared=result.declared,
        sha256=result.sha256,
        rows=result.rows,
        cursor=result.cursor,
        due=None,
        asked="",
    )
