"""How an outgoing document changes by what happens to it."""

from datetime import datetime
from typing import Any, assert_never, cast

from msgspec.structs import replace

from actors.systems.collaborative_office.outgoing import events as e
from actors.systems.collaborative_office.outgoing.state import (
    ORDER,
    DocumentState,
    Opinion,
    Phase,
    VoidNumber,
)
from actors.systems.collaborative_office.path import Step, joined
from actors.systems.collaborative_office.texts import plain_digest


def evolve(state: DocumentState, event: e.DocumentEvent) -> DocumentState:
    """Return the document after `event`."""
    match event:
        case e.DocumentDrafted():
            return _drafted(state, event)
        case e.AttachmentsChanged(by=by, attachments=attachments, sha256=sha256):
            return _joined(replace(state, attachments=attachments, sha256=sha256), by)
        case e.DocumentHandedIn(at=at, by=by, phrases=phrases):
            return _reach(replace(state, phrases=phrases), "checking", at, by)
        case e.DocumentChecked(at=at, by=by, note=note):
            return _reach(state, "checked", at, by, note)
        case e.OpinionsAsked():
            return _asked(state, event)
        case e.OpinionGiven():
            given = Opinion(
                at=event.at,
                by=event.by,
                unit=event.unit,
                view=event.view,
                note=event.note,
                round=state.round,
            )
            since = event.at if state.manner == "serial" else state.since  # of who is next
            state = replace(state, opinions=(*state.opinions, given), since=since)
            return _joined(state, event.by)
        case e.OpinionsMissed(at=at, units=units):
            silent = tuple(
                Opinion(at=at, by="", unit=unit, view="silent", round=state.round) for unit in units
            )
            return replace(state, opinions=(*state.opinions, *silent))
        case e.OpinionsComplete(at=at, to=to):
            return _reach(replace(state, answered_at=at), to, at, "")
        case e.DocumentSigned(at=at, by=by):
            state = replace(
                state,
                signer=by,
                signed_sha256=event.sha256,
                signed_plain=event.plain_sha256 or plain_digest(state.title, state.body),
                signed_title=state.title,
                signed_body=state.body,
                difference=(),
            )
            return _reach(state, "signed", at, by)
        case e.DocumentRechecked(at=at, by=by):
            state = replace(state, title=event.title, body=event.body, sha256=event.sha256)
            return _reach(replace(state, difference=()), "rechecked", at, by)
        case e.TextDiffers(at=at, by=by):
            state = replace(state, title=event.title, body=event.body, sha256=event.sha256)
            state = replace(state, difference=event.difference)
            return _reach(state, "countersigned", at, by)
        case e.NumberAsked(by=by, request=request):
            return _joined(replace(state, request=request, waits_for_number=True), by)
        case e.DocumentNumbered(at=at):
            state = replace(state, number=event.number, n=event.n, register=event.register)
            return _reach(replace(state, waits_for_number=False), "numbered", at, "")
        case e.NumbersUsedUp():
            return replace(state, waits_for_number=False)
        case e.NumberVoided(number=number, reason=reason):
            void = VoidNumber(number=number, reason=reason)
            state = replace(state, voided=(*state.voided, void))
            if number != state.number:  # of an earlier request
                return state
            return replace(state, number="", n=0, register="")
        case e.SealOrdered(at=at, by=by, n=n, copies_printed=copies):
            state = replace(state, papers=n, copies_printed=copies, failed="")
            return _reach(state, "printing", at, by)
        case e.DocumentPrinted(at=at):
            state = replace(state, paper=event.paper, pdf=event.pdf, pages=event.pages, failed="")
            return _reach(state, "printed", at, "")
        case e.PrintFailed(at=at, code=code):
            return _reach(replace(state, failed=code), "numbered", at, "", code)
        case e.DocumentIssued(at=at, by=by):
            state = replace(state, issued_at=at, dispatches=event.dispatches)
            return _reach(state, "issued", at, by)
        case e.RecallAsked(by=by, units=units):
            return _joined(_dispatched(state, units, recalling=True), by)
        case e.PackageMoved():
            told = {name: getattr(event, name) for name in ("at", "progress", "receipt", "reason")}
            return _dispatched(state, (event.unit,), **told, recalling=False)
        case e.DocumentArchived(at=at, by=by):
            return _reach(state, "archived", at, by)
        case e.DocumentSentBack(at=at, by=by, to=to, reason=reason):
            if state.asked_at and state.answered_at is None:
                state = replace(state, answered_at=at)
            return _back(_reach(state, to, at, by, reason))
        case _:
            assert_never(event)


def before(phase: str, other: str) -> bool:
    """Tell whether a step comes before another one."""
    return ORDER.index(cast(Phase, phase)) < ORDER.index(cast(Phase, other))


def _drafted(state: DocumentState, event: e.DocumentDrafted) -> DocumentState:
    told = {
        name: getattr(event, name)
        for name in ("organ", "genre", "main", "copies", "urgency", "title", "body", "sha256")
    }
    state = replace(state, **told, drafter=state.drafter or event.by, difference=())
    if state.phase:
        return _joined(state, event.by)
    return _reach(state, "draft", event.at, event.by)


def _asked(state: DocumentState, event: e.OpinionsAsked) -> DocumentState:
    """Return the document of which `event.units` are asked. Where there are none, the time of the
    units that were asked before is still what supervision sees."""
    state = replace(state, asked=event.units, manner=event.manner, round=state.round + 1)
    reached = "countersigned"
    if event.units:
        state = replace(state, asked_at=event.at, answered_at=None, due=event.due)
        reached = "countersigning"
    return _reach(state, reached, event.at, event.by, event.reason)


def _reach(
    state: DocumentState, reached: str, at: datetime, by: str, reason: str = ""
) -> DocumentState:
    step = Step(at=at, by=by, left=state.phase, reached=reached, reason=reason)
    state = replace(state, phase=cast(Phase, reached), since=at, path=(*state.path, step))
    return _joined(state, by)


def _joined(state: DocumentState, by: str) -> DocumentState:
    return replace(state, members=joined(state.members, by))


def _dispatched(state: DocumentState, units: tuple[str, ...], **changed: Any) -> DocumentState:
    dispatches = tuple(
        replace(each, **changed) if each.unit in units else each for each in state.dispatches
    )
    return replace(state, dispatches=dispatches)


def _back(state: DocumentState) -> DocumentState:
    """Return the document without what the steps after the one that it is at had brought. What was
    signed stays known, so that a change is found; a paper that it had, or that may still be made,
    is none of its any more."""
    state = replace(state, paper="", pdf="", pages=0, failed="", waits_for_number=False)
    if not before(state.phase, "countersigned"):
        return state
    return replace(
        state,
        signer="",
        signed_sha256="",
        signed_plain="",
        signed_title="",
        signed_body="",
        difference=(),
    )
