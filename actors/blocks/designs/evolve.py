"""What happens to a design."""

from collections.abc import Callable
from typing import Any

from msgspec.structs import replace

from actors.blocks.designs import records as r


def evolve(state: r.ItemDesign, event: Any) -> r.ItemDesign:
    """Return the design after `event`."""
    return _STEPS[type(event)](state, event)


def _begun(state: r.ItemDesign, event: r.DesignBegun) -> r.ItemDesign:
    return r.ItemDesign(
        code=state.code,
        phase="draft",
        content=event.content,
        base=event.base,
        edition=state.edition + 1,
        authors=(event.by,),
        comments=state.comments,
        versions=state.versions,
    )


def _changed(state: r.ItemDesign, event: r.ContentChanged) -> r.ItemDesign:
    return replace(
        _written(state, event.by),
        content={**state.content, **event.parts},
        left_out=event.left_out if "flow" in event.parts else state.left_out,
    )


def _taken(state: r.ItemDesign, event: r.ContentTaken) -> r.ItemDesign:
    return replace(_written(state, event.by), content=event.content, left_out=())


def _written(state: r.ItemDesign, by: str) -> r.ItemDesign:
    authors = tuple(dict.fromkeys((*state.authors, by)))
    return replace(state, edition=state.edition + 1, authors=authors)


def _tests_begun(state: r.ItemDesign, event: r.TestsBegun) -> r.ItemDesign:
    return replace(state, run=r.Run(number=event.run, edition=state.edition, at=event.at))


def _tests_progressed(state: r.ItemDesign, event: r.TestsProgressed) -> r.ItemDesign:
    run = state.run and replace(state.run, done=event.done, of=event.of)
    return replace(state, run=run)


def _tests_ended(state: r.ItemDesign, event: r.TestsEnded) -> r.ItemDesign:
    count = len(event.results)
    run = state.run and replace(
        state.run, state=event.state, results=event.results, done=count, of=count
    )
    return replace(state, run=run)


def _submitted(state: r.ItemDesign, event: r.DesignSubmitted) -> r.ItemDesign:
    return replace(state, phase="review", returned_because="")


def _withdrawn(state: r.ItemDesign, event: r.DesignWithdrawn) -> r.ItemDesign:
    return _back(state)


def _commented(state: r.ItemDesign, event: r.DesignCommented) -> r.ItemDesign:
    return replace(state, comments=(*state.comments, event.comment))


def _returned(state: r.ItemDesign, event: r.DesignReturned) -> r.ItemDesign:
    return replace(_back(state), returned_because=event.reason)


def _back(state: r.ItemDesign) -> r.ItemDesign:
    """Return the design as its authors go on with it; a retirement is no more proposed."""
    after = replace(state, effective_at=None, approved_by="")
    if state.proposal == "retirement":
        return replace(
            after, phase="published", proposal="content", successors=(), reason="", authors=()
        )
    return replace(after, phase="draft")


def _approved(state: r.ItemDesign, event: r.DesignApproved) -> r.ItemDesign:
    return replace(state, phase="approved", approved_by=event.by, effective_at=event.effective_at)


def _called_off(state: r.ItemDesign, event: r.DesignCalledOff) -> r.ItemDesign:
    return replace(_back(state), returned_because=event.reason)


def _published(state: r.ItemDesign, event: r.VersionPublished) -> r.ItemDesign:
    return replace(
        state,
        phase="published",
        base=event.version.number,
        versions=(*state.versions, event.version),
        authors=(),
        comments=(),
        effective_at=None,
        approved_by="",
        returned_because="",
    )


def _retirement_proposed(state: r.ItemDesign, event: r.RetirementProposed) -> r.ItemDesign:
    return replace(
        state,
        phase="review",
        proposal="retirement",
        successors=event.successors,
        reason=event.reason,
        authors=(event.by,),
        returned_because="",
    )


def _retired(state: r.ItemDesign, event: r.ItemRetired) -> r.ItemDesign:
    return replace(
        state, phase="retired", proposal="content", effective_at=None, authors=(), approved_by=""
    )


def _discarded(state: r.ItemDesign, event: r.DraftDiscarded) -> r.ItemDesign:
    return r.ItemDesign(
        code=state.code,
        phase="published" if state.base else "",
        base=state.base,
        edition=state.edition,
        versions=state.versions,
    )


_STEPS: dict[type, Callable[[r.ItemDesign, Any], r.ItemDesign]] = {
    r.DesignBegun: _begun,
    r.ContentChanged: _changed,
    r.ContentTaken: _taken,
    r.TestsBegun: _tests_begun,
    r.TestsProgressed: _tests_progressed,
    r.TestsEnded: _tests_ended,
    r.DesignSubmitted: _submitted,
    r.DesignWithdrawn: _withdrawn,
    r.DesignCommented: _commented,
    r.DesignReturned: _returned,
    r.DesignApproved: _approved,
    r.DesignCalledOff: _called_off,
    r.VersionPublished: _published,
    r.RetirementProposed: _retirement_proposed,
    r.ItemRetired: _retired,
    r.DraftDiscarded: _discarded,
}
