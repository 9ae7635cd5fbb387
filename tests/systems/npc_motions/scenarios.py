"""Suggestions from the clue to the last commitment: together they carry out every command."""

from collections.abc import Mapping

from actors.blocks.documents.paper import PaperFailed
from actors.blocks.numbers.register import Unnumbered
from actors.kernel.identity import PLATFORM
from actors.systems.npc_motions import clue_records as q
from actors.systems.npc_motions import commitment_records as r
from actors.systems.npc_motions.attachments import AttachFile, RemoveFile
from actors.systems.npc_motions.handling import commands as h
from actors.systems.npc_motions.handling.letters import TEMPLATE
from actors.systems.npc_motions.suggestion import commands as c
from actors.testing import Scenario
from tests.systems.npc_motions import scenarios_tasks
from tests.systems.npc_motions.chamber import (
    AN,
    ASSISTING,
    BO,
    CAI,
    CHAIR,
    COMMITTEE,
    HASH,
    HOUSING,
    LEAD,
    PROMISES,
    SUGGESTION,
    TRANSPORT,
    TWO,
    WATER,
    WORK_BODY,
    answered,
    at,
    clerk,
    contact,
    contacted,
    draft,
    drafted,
    handler,
    hash_of,
    head,
    keeper,
    made,
    opened,
    rating,
    replied,
    reply,
    sealed,
    signed_for,
    submitted,
)
from tests.systems.npc_motions.reading import state_of

CLUE = q.clue_id("wechat", "m-1")
RECEIVE = q.ReceiveClue(
    channel="wechat", external_id="m-1", told_at=at("2026-03-02 08:00"), text="绿景路内涝"
)
FILE = AttachFile(name="现场照片", sha256="e" * 64, media_type="image/jpeg", size=1_024)
SUBMIT = c.Submit(one_matter=True)
LAST = f"commitment:s1-1-{WATER}-1"


def _clue() -> Scenario:
    told = opened().on(q.clue_key(CLUE)).when(RECEIVE, by=PLATFORM)
    cited = scenarios_tasks.changed_hands(told, "sort", scenarios_tasks.WORK_BODY).on(SUGGESTION)
    used = cited.when(draft(clues=(CLUE,)), by=AN).on(q.clue_key(CLUE))
    sorted_ = used.when(q.PutInCluster(cluster="flooding"), by=WORK_BODY)
    return sorted_.when(q.SetAside(reason="已解决"), by=WORK_BODY).when(
        q.NotePublished(suggestion="s1", number="20260001"), by=PLATFORM
    )


def _signing() -> Scenario:
    filed = drafted().when(FILE, by=AN).when(RemoveFile(file=FILE.sha256), by=AN)
    invited = filed.when(c.InviteCosigners(accounts=("bo", "cai")), by=AN)
    signed = invited.when(c.Sign(sha256=HASH), by=BO).when(c.Sign(sha256=HASH), by=CAI)
    return (
        signed.when(c.WithdrawSignature(), by=CAI)
        .when(SUBMIT, by=AN)
        .when(c.Withdraw(reason="已解决"), by=AN)
        .when(c.Withdraw(reason="同意"), by=BO)
    )


def _declined() -> Scenario:
    back = c.Decline(outcome="returned", ground="personal", text="属个人问题")
    return submitted().when(back, by=WORK_BODY)


def _merged() -> Scenario:
    both = signed_for().on("suggestion:s2").when(draft(), by=AN).when(SUBMIT, by=AN)
    both = both.when(c.Merge(into="s1", reason="内容相同"), by=WORK_BODY)
    return answered(both.on(LEAD).when(contact(), by=handler()))


def _returned() -> Scenario:
    ask = h.AskReturn(reason="不属本单位职责")
    refused = signed_for(TWO).when(ask, by=clerk()).when(h.UpholdReturn(reason="x"), by=WORK_BODY)
    move = h.Reassign(unit=TRANSPORT, reason="改办")
    moved = refused.when(ask, by=clerk()).when(move, by=WORK_BODY)
    assisting = moved.on(ASSISTING).when(ask, by=clerk(HOUSING))
    return assisting.when(h.Reassign(unit="urban_management", reason="x"), by=WORK_BODY)


def _worked() -> Scenario:
    begun = contacted(TWO).when(h.ReportDisagreement(text="职责交叉"), by=handler())
    settled = begun.when(h.SettleDisagreement(decision="水利局牵头"), by=WORK_BODY)
    late = settled.at("2026-04-03 00:00").on(ASSISTING)
    viewed = late.when(h.GiveView(text="同意"), by=handler(HOUSING)).on(LEAD)
    put_off = viewed.when(
        h.AskExtension(until=PROMISES[0].due.replace(month=7), reason="会商"), by=handler()
    )
    granted = put_off.when(h.DecideExtension(granted=True, reason="同意"), by=WORK_BODY)
    return granted.at("2026-08-25 09:00")


def _key() -> Scenario:
    key = contacted().on(SUGGESTION).when(c.ProposeKey(reason="集中反映"), by=COMMITTEE)
    decided = key.when(c.DecideKey(decision="主任会议"), by=CHAIR)
    hidden = decided.when(c.HideIdentity(why="request"), by=AN).on(LEAD)
    back = hidden.when(reply(), by=handler()).when(h.SendBackDraft(reason="重写"), by=head())
    approved = back.when(reply(), by=handler()).when(h.ApproveReply(), by=head())
    sent = sealed(approved, reply()).when(h.SendReply(), by=head()).on(SUGGESTION)
    public = sent.when(c.Publish(title="x", matter="x", reply="x"), by=WORK_BODY)
    gone = public.when(c.Unpublish(reason="更正"), by=WORK_BODY)
    return gone.when(c.AllowPublication(allowed=False), by=AN)


def _letter_missed() -> Scenario:
    """The seal waits for an approval; then it is there."""
    approved = contacted().when(reply(), by=handler()).when(h.ApproveReply(), by=head())
    asked = approved.when(h.SealReply(sha256=hash_of(reply())), by=keeper())
    first = state_of(asked, asked.key).letters[0]
    failed = PaperFailed(template=TEMPLATE, n=first.n, document=first.document, code="seal_refused")
    return made(asked.when(failed, by=PLATFORM))


def _withdrawn_at_work() -> Scenario:
    return signed_for().on(SUGGESTION).when(c.Withdraw(reason="已解决"), by=AN)


def _redone() -> Scenario:
    second = f"handling:s1-2-{WATER}"
    unhappy = replied().when(rating("dissatisfied"), by=AN)
    again = unhappy.when(c.OrderRedo(reason="代表不满意"), by=WORK_BODY).on(second)
    signed = again.when(h.SignFor(), by=clerk()).when(contact(), by=handler())
    failed = rating("dissatisfied", handling=f"s1-2-{WATER}")
    escalated = answered(signed).on(SUGGESTION).when(failed, by=AN)
    settled = escalated.when(c.SettleEscalation(record="已研究"), by=WORK_BODY)
    return settled.when(c.Archive(), by=WORK_BODY)


def _unrated() -> Scenario:
    return replied().at("2026-03-17 09:00").when(c.CloseUnrated(), by=WORK_BODY)


def _kept() -> Scenario:
    begun = replied(result="B", promises=PROMISES).when(rating(), by=AN).on(LAST)
    reported = begun.when(r.ReportProgress(text="已招标"), by=handler())
    broken = reported.at("2027-01-01 00:00")
    explained = broken.when(r.ExplainBreach(text="汛期停工", signature="d" * 64), by=head())
    return explained.when(r.KeepCommitment(text="完工", letter="e" * 64), by=handler())


SCENARIOS: Mapping[str, Scenario] = {
    "clue": _clue(),
    "signing": _signing(),
    "declined": _declined(),
    "numbers used up": submitted().when(
        Unnumbered(series="suggestion", register="suggestion-foshan-2026"), by=PLATFORM
    ),
    "merged": _merged(),
    "returned": _returned(),
    "worked": _worked(),
    "key": _key(),
    "letter missed": _letter_missed(),
    "fast lane": submitted().when(c.TakeFastLane(unit=WATER, reason="堤防渗漏"), by=WORK_BODY),
    "withdrawn": _withdrawn_at_work(),
    "redone": _redone(),
    "silence": replied(congress="henan").at("2026-03-17 00:00"),
    "unrated": _unrated(),
    "kept": _kept(),
}
