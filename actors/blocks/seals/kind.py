"""Seals and their uses as entity kinds."""

from actors.blocks.access.access import Access
from actors.blocks.organisation.units import Organisation
from actors.blocks.seals import life
from actors.blocks.seals import seal as s
from actors.blocks.seals import use as u
from actors.kernel.guarded import Facts, Guarded
from actors.kernel.kind import EntityKind
from actors.kernel.library import Library
from actors.kernel.offer import Offer, Rules, commands_of, decider

SEAL_GUARDED = Guarded(
    actions=("apply", "approve", "keep", "stop", "read"),
    facts={"state": "text", "organ": "text"},
    fields=(
        "phase", "organ", "name", "stamps", "standing", "reason", "applied_by", "applied_at",
        "approved_by", "approved_at", "refused_because", "keeper", "made_at", "in_use_at",
        "suspended_by", "suspended_because", "suspended_at", "proposed", "proposed_by", "ended_at",
    ),
)  # fmt: skip
USE_GUARDED = Guarded(
    actions=("ask", "approve", "read"),
    facts={"state": "text", "organ": "text"},
    fields=(
        "phase", "seal", "organ", "document", "template", "sha256", "copies", "reason", "asked_by",
        "asked_at", "approved_by", "approved_at", "standing", "refused_by", "refused_because",
        "sealed", "certificate", "stamped_at",
    ),
)  # fmt: skip
_LIVING = ("made", "in_use", "suspended")
_DIGEST = "0" * 64
SEAL_OFFERS: tuple[Offer[s.Seal], ...] = (
    Offer(
        command=s.ApplyForSeal,
        action="apply",
        begins=True,
        long=("reason",),
        facts=lambda state, command: {"state": state.phase, "organ": command.organ},
        example=s.ApplyForSeal(
            organ="market_supervision",
            name="佛山市市场监督管理局",
            stamps=("case_*", "licence"),
            standing=("case_*",),
            reason="在线办理需要电子印章",
        ),
    ),
    Offer(
        command=s.ApproveSeal,
        action="approve",
        states=("applied",),
        example=s.ApproveSeal(keeper="staff:seal_custodian"),
    ),
    Offer(
        command=s.RefuseSeal,
        action="approve",
        states=("applied",),
        long=("reason",),
        example=s.RefuseSeal(reason="该单位已有同名印章"),
    ),
    Offer(
        command=s.MakeSeal,
        action="keep",
        states=("approved", *_LIVING),
        unasked=("certificate", "media_type", "size"),
        example=s.MakeSeal(),
    ),
    Offer(
        command=s.PutSealIntoUse,
        action="keep",
        states=("made",),
        example=s.PutSealIntoUse(),
    ),
    Offer(
        command=s.SuspendSeal,
        action="stop",
        states=("in_use",),
        grave=True,
        long=("reason",),
        example=s.SuspendSeal(reason="机构改革，暂停使用"),
    ),
    Offer(
        command=s.ResumeSeal,
        action="stop",
        states=("suspended",),
        offered=lambda by, state: not state.proposed and by.id != state.suspended_by,
        example=s.ResumeSeal(),
    ),
    Offer(
        command=s.ProposeEnd,
        action="stop",
        states=_LIVING,
        offered=lambda by, state: not state.proposed,
        grave=True,
        long=("reason",),
        example=s.ProposeEnd(end="destroyed", reason="单位撤销，印章收缴销毁"),
    ),
    Offer(
        command=s.ConfirmEnd,
        action="stop",
        states=("suspended",),
        offered=lambda by, state: bool(state.proposed) and by.id != state.proposed_by,
        grave=True,
        example=s.ConfirmEnd(),
    ),
    Offer(
        command=s.RejectEnd,
        action="stop",
        states=("suspended",),
        offered=lambda by, state: bool(state.proposed),
        long=("reason",),
        example=s.RejectEnd(reason="印章已找到"),
    ),
    Offer(command=s.KeepApproval, of="platform", states=(*_LIVING, "lost", "destroyed")),
    Offer(command=s.ForgetApproval, of="platform", states=(*_LIVING, "lost", "destroyed")),
    Offer(command=s.WarnOfExpiry, of="platform", states=(*_LIVING, "lost", "destroyed")),
)
USE_OFFERS: tuple[Offer[u.SealUse], ...] = (
    Offer(
        command=u.AskUse,
        action="ask",
        begins=True,
        long=("reason",),
        unasked=("organ", "asked_by", "approved_by"),
        facts=lambda state, command: {"state": state.phase, "organ": command.organ},
        example=u.AskUse(
            seal="seal_of_market_supervision",
            document="佛市监函〔2026〕8号",
            template="case_grant",
            sha256=_DIGEST,
            copies=2,
            reason="答复来函",
        ),
    ),
    Offer(command=u.ApproveUse, action="approve", states=("asked",), example=u.ApproveUse()),
    Offer(
        command=u.RefuseUse,
        action="approve",
        states=("asked", "approved"),
        long=("reason",),
        example=u.RefuseUse(reason="文稿尚未签发"),
    ),
    Offer(command=u.RecordStamp, of="platform", states=("approved",)),
)


def seal_kind(library: Library) -> EntityKind[s.Seal]:
    """Return the kind "seal", for the organs of `library`."""
    organisation = library[Organisation]
    rules = Rules(
        kind=s.SEAL,
        offers=SEAL_OFFERS,
        permits=library[Access],
        facts=seal_facts,
        phase=lambda state: state.phase,
    )
    return EntityKind(
        name=s.SEAL,
        plural="seals",
        open_ids=True,
        state=s.Seal,
        initial=lambda key: s.Seal(),
        commands=commands_of(SEAL_OFFERS),
        events=s.SealEvent,
        decide=decider(
            rules,
            {
                s.ApplyForSeal: lambda turn, command: life.apply(turn, command, organisation),
                s.ApproveSeal: life.approve,
                s.RefuseSeal: life.refuse,
                s.MakeSeal: life.make,
                s.PutSealIntoUse: life.put_into_use,
                s.SuspendSeal: life.suspend,
                s.ResumeSeal: life.resume,
                s.ProposeEnd: life.propose_end,
                s.ConfirmEnd: life.confirm_end,
                s.RejectEnd: life.reject_end,
                s.KeepApproval: life.keep_approval,
                s.ForgetApproval: life.forget_approval,
                s.WarnOfExpiry: life.warn,
            },
        ),
        evolve=life.evolve,
        rules=rules,
        shown=("phase", "organ", "name", "stamps", "standing", "made_at", "in_use_at", "ended_at"),
    )


def use_kind(library: Library) -> EntityKind[u.SealUse]:
    """Return the kind "seal_use"."""
    rules = Rules(
        kind=u.USE,
        offers=USE_OFFERS,
        permits=library[Access],
        facts=use_facts,
        phase=lambda state: state.phase,
    )
    return EntityKind(
        name=u.USE,
        plural="seal_uses",
        ids="[0-9a-f]{32}",
        open_ids=True,
        state=u.SealUse,
        initial=lambda key: u.SealUse(),
        commands=commands_of(USE_OFFERS),
        events=u.UseEvent,
        decide=decider(
            rules,
            {
                u.AskUse: u.ask,
                u.ApproveUse: u.approve,
                u.RefuseUse: u.refuse,
                u.RecordStamp: u.record_stamp,
            },
        ),
        evolve=u.evolve,
        rules=rules,
        shown=("phase", "seal", "organ", "template", "copies", "asked_at", "stamped_at"),
    )


def seal_facts(state: s.Seal) -> Facts:
    """Return what policies know of a seal."""
    return {"state": state.phase, "organ": state.organ}


def use_facts(state: u.SealUse) -> Facts:
    """Return what policies know of a use."""
    return {"state": state.phase, "organ": state.organ}
