"""From a draft to a version: the test run, the review by another person, the instant from which it
holds; and the way out, to retirement."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from actors.blocks.cases.catalogue import Catalogue
from actors.blocks.designs import commands as c
from actors.blocks.designs import records as r
from actors.blocks.designs.content import next_version, read_content
from actors.blocks.designs.faults import faults_of
from actors.blocks.designs.published import ITEM, Publish, Retire, kept
from actors.blocks.messages.address import to_role, to_somebody
from actors.blocks.messages.notify import notify
from actors.blocks.organisation.roles import ADMINISTRATOR
from actors.kernel.errors import Reason, Refusal
from actors.kernel.library import Library
from actors.kernel.turn import Turn

Turning = Turn[r.ItemDesign]
MOST_COMMENTS = 500
PATIENCE = timedelta(minutes=5)
"""How long nothing may be heard of a test run before it counts as lost."""
_TESTS, _EFFECT = "tests", "effect"


def run_tests(turn: Turning, command: c.RunTests, library: Library) -> None:
    """Have every scenario played.

    Raises:
        Refusal: a run is under way, or the content is no item that could be played.
    """
    state = turn.state
    if state.testing:
        raise Refusal(Reason("item_design.under_test"), kind="not_now")
    version = next_version(turn.id, library)
    item, mistakes = read_content(state.content, turn.id, version, library)
    if item is None or mistakes:
        raise Refusal(*faults_of(state.content, turn.id, library, base=state.base))
    number = state.run.number + 1 if state.run else 1
    turn.emit(r.TestsBegun(at=turn.now, run=number))
    turn.remind(_TESTS, turn.now + PATIENCE, c.LapseTests(run=number))


def note_progress(turn: Turning, command: c.NoteTestProgress, library: Library) -> None:
    """Note how far a run is; of one that is over nothing is noted."""
    if _is_current(turn, command.run) and command.done < command.of:
        turn.emit(r.TestsProgressed(run=command.run, done=command.done, of=command.of))
        turn.remind(_TESTS, turn.now + PATIENCE, c.LapseTests(run=command.run))


def note_result(turn: Turning, command: c.NoteTestResult, library: Library) -> None:
    """Note what became of a run."""
    if not _is_current(turn, command.run):
        return
    green = bool(command.results) and all(each.green for each in command.results)
    turn.emit(
        r.TestsEnded(
            at=turn.now,
            run=command.run,
            state="green" if green else "red",
            results=command.results,
        )
    )
    turn.forget(_TESTS)


def lapse_tests(turn: Turning, command: c.LapseTests, library: Library) -> None:
    """Nothing was heard of a run."""
    if _is_current(turn, command.run):
        turn.emit(r.TestsEnded(at=turn.now, run=command.run, state="lost"))


def submit(turn: Turning, command: c.SubmitDesign, library: Library) -> None:
    """Ask for review what is without fault and was green in its test.

    Raises:
        Refusal: everything that is in the way.
    """
    state = turn.state
    faults = list(
        faults_of(
            state.content,
            turn.id,
            library,
            base=state.base,
            running=command.running,
            left_out=state.left_out,
        )
    )
    if not state.tested:
        faults.append(Reason("item_design.not_tested", "/scenarios"))
    if faults:
        raise Refusal(*faults)
    turn.emit(r.DesignSubmitted(at=turn.now, by=turn.by.id))
    _tell_reviewers(turn)


def withdraw(turn: Turning, command: c.WithdrawDesign, library: Library) -> None:
    """Take it back from review."""
    turn.emit(r.DesignWithdrawn(at=turn.now, by=turn.by.id))


def comment(turn: Turning, command: c.CommentDesign, library: Library) -> None:
    """Keep what was said.

    Raises:
        Refusal: there are too many comments.
    """
    state = turn.state
    if len(state.comments) >= MOST_COMMENTS:
        raise Refusal(Reason("item_design.many_comments"), kind="not_now")
    said = r.Comment(
        at=turn.now,
        by=turn.by.id,
        tab=command.tab,
        field=command.field.strip(),
        text=command.text.strip(),
        edition=state.edition,
    )
    turn.emit(r.DesignCommented(comment=said))


def send_back(turn: Turning, command: c.ReturnDesign, library: Library) -> None:
    """Have its authors change it, or leave the item in force."""
    authors = turn.state.authors
    turn.emit(r.DesignReturned(at=turn.now, by=turn.by.id, reason=command.reason.strip()))
    _tell_authors(turn, authors, "Returned")


def approve(turn: Turning, command: c.ApproveDesign, library: Library) -> None:
    """Have it hold from an instant on, now if that is none or over.

    Raises:
        Refusal: whoever approves has written in it, or it fits no more what has changed since.
    """
    state = turn.state
    if turn.by.id in state.authors:
        raise Refusal(Reason("item_design.own_work"), kind="forbidden")
    _require_sound(turn, library)
    wanted = command.effective_at
    at = turn.now if wanted is None or wanted <= turn.now else wanted
    turn.emit(r.DesignApproved(at=turn.now, by=turn.by.id, effective_at=at))
    _tell_authors(turn, state.authors, "Approved")
    if at == turn.now:
        take_effect(turn, c.TakeEffect(), library)
    else:
        turn.remind(_EFFECT, at, c.TakeEffect())


def call_off(turn: Turning, command: c.CallOffDesign, library: Library) -> None:
    """Call off what does not hold yet."""
    authors = turn.state.authors
    turn.emit(r.DesignCalledOff(at=turn.now, by=turn.by.id, reason=command.reason.strip()))
    turn.forget(_EFFECT)
    _tell_authors(turn, authors, "Returned")


def take_effect(turn: Turning, command: c.TakeEffect, library: Library) -> None:
    """Publish what was approved, or retire the item. What has come not to fit since it was
    approved goes back to its authors."""
    state = turn.state
    if state.proposal == "retirement":
        successors = state.successors
        turn.emit(r.ItemRetired(at=turn.now, successors=successors))
        turn.send(f"{ITEM}:{turn.id}", Retire(successors=successors))
        return
    number = next_version(turn.id, library)
    item, mistakes = read_content(state.content, turn.id, number, library)
    if item is None or mistakes:
        reason = "; ".join(f"{each.place}: {each.rule}" for each in mistakes)[:500]
        turn.emit(r.DesignReturned(at=turn.now, by=turn.by.id, reason=reason))
        _tell_authors(turn, state.authors, "Returned")
        return
    version = r.Version(
        number=number,
        at=turn.now,
        authors=state.authors,
        approved_by=state.approved_by,
        scenarios=tuple(state.content.get("scenarios", ())),
    )
    turn.emit(r.VersionPublished(at=turn.now, version=version))
    turn.send(f"{ITEM}:{turn.id}", Publish(version=number, item=kept(item)))
    for other in state.content.get("replaces", ()):
        turn.send(f"{ITEM}:{other}", Retire(successors=(turn.id,)))


def propose_retirement(turn: Turning, command: c.ProposeRetirement, library: Library) -> None:
    """Ask that the item takes no more applications.

    Raises:
        Refusal: there is no such item, or one that took its place is unknown or retired.
    """
    catalogue = library[Catalogue]
    catalogue.item(turn.id)
    current = {item.code for item in catalogue.current_items()}
    if turn.id not in current:
        raise Refusal(Reason("item_design.retired"), kind="not_now")
    faults = [
        Reason("item_design.unknown_item", f"/successors/{number}", {"code": code[:60]})
        for number, code in enumerate(command.successors)
        if code not in current or code == turn.id
    ]
    if faults:
        raise Refusal(*faults)
    successors, reason = tuple(dict.fromkeys(command.successors)), command.reason.strip()
    turn.emit(
        r.RetirementProposed(at=turn.now, by=turn.by.id, successors=successors, reason=reason)
    )
    _tell_reviewers(turn)


def _require_sound(turn: Turning, library: Library) -> None:
    state = turn.state
    if state.proposal == "retirement":
        return
    faults = faults_of(state.content, turn.id, library, base=state.base, left_out=state.left_out)
    if not state.tested:
        faults = (*faults, Reason("item_design.not_tested", "/scenarios"))
    if faults:
        raise Refusal(*faults)


def _is_current(turn: Turning, run: int) -> bool:
    state = turn.state
    return state.run is not None and state.run.number == run and state.testing


def _tell_reviewers(turn: Turning) -> None:
    where = to_role(ADMINISTRATOR, turn.by.unit)
    notify(turn, where, f"{r.DESIGN}.Submitted", {"code": turn.id})


def _tell_authors(turn: Turning, authors: tuple[str, ...], what: str) -> None:
    for author in authors:
        notify(turn, to_somebody(author), f"{r.DESIGN}.{what}", {"code": turn.id})


HANDLERS: dict[type, Callable[[Turning, Any, Library], None]] = {
    c.RunTests: run_tests,
    c.NoteTestProgress: note_progress,
    c.NoteTestResult: note_result,
    c.LapseTests: lapse_tests,
    c.SubmitDesign: submit,
    c.WithdrawDesign: withdraw,
    c.CommentDesign: comment,
    c.ReturnDesign: send_back,
    c.ApproveDesign: approve,
    c.CallOffDesign: call_off,
    c.TakeEffect: take_effect,
    c.ProposeRetirement: propose_retirement,
}
