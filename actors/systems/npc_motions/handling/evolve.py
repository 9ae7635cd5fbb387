"""Folds the events of a handling."""

from typing import Any

from msgspec.structs import asdict, replace

from actors.systems.npc_motions.handling import events as e
from actors.systems.npc_motions.handling.state import HandlingState, LetterCopy
from actors.systems.npc_motions.notices import Notified
from actors.systems.npc_motions.open_tasks import held_after

_NOT_OF_THE_STATE = ("at", "dates")


def evolve(state: HandlingState, event: Any) -> HandlingState:
    """Return `state` after `event`.

    Raises:
        TypeError: it is no event of a handling.
    """
    held = held_after(state.held, event)
    if held is not None:
        return replace(state, held=held)
    for fold in (_assigned, _worked, _replied, _told):
        after = fold(state, event)
        if after is not None:
            return after if after.phase == state.phase else replace(after, since=event.at)
    raise TypeError(f"no event of a handling: {event!r}")


def _dated(state: HandlingState, dates: e.Dates) -> HandlingState:
    return replace(state, **asdict(dates))


def _assigned(state: HandlingState, event: Any) -> HandlingState | None:
    match event:
        case e.HandlingBegun():
            known = {
                name: value
                for name, value in asdict(event).items()
                if name not in _NOT_OF_THE_STATE
            }
            return _dated(HandlingState(phase="assigned", **known), event.dates)
        case e.SignedFor(at=at):
            return _dated(replace(state, phase="signed_for", received_at=at), event.dates)
        case e.ReturnAsked(at=at):
            pauses = (*state.pauses, (at, None))
            return replace(state, phase="return_requested", pauses=pauses)
        case e.ReturnUpheld(at=at):
            return replace(
                state,
                phase="signed_for",
                reply_due=event.reply_due,
                pauses=(*state.pauses[:-1], (state.pauses[-1][0], at)),
            )
        case e.Reassigned(at=at, handling=handling):
            return replace(state, phase="reassigned", done_at=at, successor=handling)
        case e.HandlingEnded(at=at):
            return replace(state, phase="ended", done_at=at)
        case _:
            return None


def _worked(state: HandlingState, event: Any) -> HandlingState | None:
    match event:
        case e.ContactRecorded(contact=contact):
            return replace(state, contacts=(*state.contacts, contact))
        case e.ExtensionAsked(until=until):
            return replace(state, extension="asked", asked_until=until)
        case e.Extended(reply_due=due):
            return replace(state, extension="granted", reply_due=due)
        case e.ExtensionRefused():
            return replace(state, extension="refused")
        case e.ViewGiven(at=at):
            return replace(state, phase="view_given", done_at=at)
        case e.ViewReceived(view=view):
            others = tuple(each for each in state.views if each.unit != view.unit)
            return replace(state, views=(*others, view))
        case e.AssistantChanged(unit=unit, instead_of=gone):
            others = tuple(each for each in state.assistants if each != gone)
            return replace(state, assistants=(*others, unit))
        case e.LeadChanged(handling=handling, instead_of=gone):
            leads = tuple(each for each in state.leads if each != gone)
            return replace(state, leads=(*leads, handling))
        case e.ViewMissed(extra_due=due):
            return replace(state, missed=state.missed + 1, view_due=due or state.view_due)
        case e.DisagreementReported(text=text):
            return replace(state, disagreement=text)
        case e.DisagreementSettled():
            return replace(state, disagreement="")
        case _:
            return None


def _replied(state: HandlingState, event: Any) -> HandlingState | None:
    match event:
        case e.ReplyDrafted(draft=draft):
            return replace(state, phase="drafted", draft=draft)
        case e.DraftSentBack():
            return replace(state, phase="signed_for", letters=())
        case e.ReplyApproved(by=by):
            return replace(state, phase="approved", approved_by=by)
        case e.LettersOrdered(by=by, letters=letters):
            return replace(
                state,
                phase="sealing",
                sealed_by=by,
                letters=letters,
                ordered=state.ordered + len(letters),
            )
        case e.LetterMade(n=n, sha256=sha256):
            made = {"sha256": sha256, "bytes": event.bytes, "pages": event.pages, "code": ""}
            return replace(state, letters=_changed(state, n, made))
        case e.LetterMissed(n=n, code=code):
            return replace(state, letters=_changed(state, n, {"code": code}))
        case e.ReplySealed(by=by, letter=letter):
            return replace(state, phase="sealed", sealed_by=by, letter=letter)
        case e.ReplySent(at=at, recipients=recipients, copies=copies):
            return replace(state, phase="replied", done_at=at, recipients=recipients, copies=copies)
        case e.DeputiesHidden():
            return replace(state, hidden=True, names={})
        case e.MadeKey():
            return replace(state, key=True)
        case _:
            return None


def _changed(state: HandlingState, n: int, change: dict[str, Any]) -> tuple[LetterCopy, ...]:
    return tuple(replace(each, **change) if each.n == n else each for each in state.letters)


def _told(state: HandlingState, event: Any) -> HandlingState | None:
    match event:
        case e.ReplyReminded() | e.ListedAsOverdue() | Notified():
            return state
        case e.DatesRecounted(dates=dates):
            return _dated(state, dates)
        case _:
            return None
