"""The reset at a counter as an entity kind."""

from actors.blocks.access.access import Access
from actors.blocks.factor_resets import reset as r
from actors.kernel.guarded import Facts, Guarded
from actors.kernel.kind import EntityKind
from actors.kernel.library import Library
from actors.kernel.offer import Offer
from actors.kernel.offered_kind import offered_kind

GUARDED = Guarded(
    actions=("propose", "agree", "reject", "issue", "read"),
    facts={"state": "text", "owner": "text"},
    fields=(
        "phase", "account", "identified", "unit", "proposed_at", "proposed_by", "decided_at",
        "second", "rejected_because", "issued_at",
    ),
)  # fmt: skip
OFFERS: tuple[Offer[r.FactorReset], ...] = (
    Offer(
        command=r.ProposeReset,
        action="propose",
        begins=True,
        facts=lambda state, command: {"state": "", "owner": command.account},
        example=r.ProposeReset(account="chen_jiahui", identified="card"),
    ),
    Offer(
        command=r.AgreeToReset,
        action="agree",
        states=("proposed",),
        offered=lambda by, state: by.id != state.proposed_by,
        grave=True,
        example=r.AgreeToReset(),
    ),
    Offer(
        command=r.RejectReset,
        action="reject",
        states=("proposed",),
        long=("reason",),
        example=r.RejectReset(reason="证件照片与本人不符"),
    ),
    # The code is made where it is shown, so no program sends one of its own.
    Offer(command=r.IssueResetCode, action="issue", of="platform", states=("agreed",)),
    Offer(command=r.LapseReset, of="platform", states=("proposed", "agreed")),
)


def factor_reset_kind(library: Library) -> EntityKind[r.FactorReset]:
    """Return the kind "factor_reset", which the policies of `library` open to clerks."""
    return offered_kind(
        library[Access],
        name=r.RESET,
        plural="factor_resets",
        state=r.FactorReset,
        events=r.ResetEvent,
        offers=OFFERS,
        handlers={
            r.ProposeReset: r.propose,
            r.AgreeToReset: r.agree,
            r.RejectReset: r.reject,
            r.IssueResetCode: r.issue,
            r.LapseReset: r.lapse,
        },
        evolve=r.evolve,
        facts=facts,
        shown=("phase", "identified", "proposed_at", "decided_at", "issued_at"),
        concerns=lambda state: state.account,
    )


def facts(state: r.FactorReset) -> Facts:
    """Return what policies know of a reset."""
    return {"state": state.phase, "owner": state.account}
