"""How a seal lives, and how it is used."""

from datetime import UTC, datetime

from actors.blocks.seals.kind import seal_kind, use_kind
from actors.blocks.seals.seal import (
    APPROVER,
    KEEPER,
    ApplyForSeal,
    ApproveSeal,
    Certificate,
    ConfirmEnd,
    ExpiryNear,
    ForgetApproval,
    KeepApproval,
    MakeSeal,
    ProposeEnd,
    PutSealIntoUse,
    RefuseSeal,
    RejectEnd,
    ResumeSeal,
    SealDestroyed,
    SuspendSeal,
)
from actors.blocks.seals.use import ApproveUse, AskUse, RecordStamp, RefuseUse, Stamped
from actors.kernel.identity import PLATFORM, Identity
from actors.testing import Scenario
from tests import loaded

NAME = "佛山市市场监督管理局"
HEAD = Identity("staff:market_approver", ("approver",), "market_supervision")
CLERK = Identity("staff:market_clerk", ("window_clerk",), "market_supervision")
APPROVES = Identity("staff:seal_approver", (APPROVER,), "municipal_government")
KEEPS = Identity("staff:seal_custodian", (KEEPER,), "government_services")
SINCE, UNTIL = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 12, 31, tzinfo=UTC)
CERTIFICATE = Certificate(
    fingerprint="a" * 64, serial="1f", organisation=NAME, since=SINCE, until=UNTIL
)
WISH = ApplyForSeal(
    organ="market_supervision",
    name=NAME,
    stamps=("notice.*", "permit.food"),
    standing=("notice.*",),
    reason="在线办理",
)
MAKE = MakeSeal(picture="0" * 64, media_type="image/svg+xml", certificate=CERTIFICATE)
DIGEST = "c" * 64
ASK = AskUse(
    seal="1",
    document="佛市监函〔2026〕8号",
    template="permit.food",
    sha256=DIGEST,
    organ="market_supervision",
)
STAMP = RecordStamp(sealed="d" * 64, certificate="a" * 64, stamped_at=SINCE)
SEAL, USE = seal_kind(loaded.library()), use_kind(loaded.library())
APPLIED = Scenario.of(SEAL, USE).when(WISH, by=HEAD)
APPROVED = APPLIED.when(ApproveSeal(keeper=KEEPS.id), by=APPROVES)
MADE = APPROVED.when(MAKE, by=KEEPS)
IN_USE = MADE.when(PutSealIntoUse(), by=KEEPS)
USE_ID = "0" * 31 + "1"
ASKED = IN_USE.on(f"seal_use:{USE_ID}").when(ASK, by=CLERK)
KEPT = KeepApproval(use=USE_ID, document=ASK.document, template=ASK.template, sha256=DIGEST)

SCENARIOS: dict[str, Scenario] = {
    "a seal that is suspended, resumed and destroyed": IN_USE.when(
        SuspendSeal(reason="机构改革"), by=KEEPS
    )
    .when(ResumeSeal(), by=APPROVES)
    .when(KEPT, by=PLATFORM)
    .when(ForgetApproval(use=USE_ID), by=PLATFORM)
    .when(ProposeEnd(end="destroyed", reason="单位撤销"), by=KEEPS)
    .when(ConfirmEnd(), by=APPROVES)
    .then(events=(SealDestroyed,), alarms={}),
    "a seal that was said to be lost and is found": IN_USE.when(
        ProposeEnd(end="lost", reason="找不到"), by=KEEPS
    )
    .when(RejectEnd(reason="已找到"), by=APPROVES)
    .when(ResumeSeal(), by=APPROVES)
    .then_shown(phase="in_use"),
    "a seal that is refused": APPLIED.when(RefuseSeal(reason="重名"), by=APPROVES).then_shown(
        phase="refused"
    ),
    "a seal whose certificate runs out": IN_USE.at("2026-12-02 00:00").then(events=(ExpiryNear,)),
    "a use that is approved and stamped": ASKED.when(ApproveUse(), by=HEAD)
    .when(STAMP, by=PLATFORM)
    .then(events=(Stamped,)),
    "a use that is refused": ASKED.when(RefuseUse(reason="未签发"), by=HEAD).then_shown(
        phase="refused"
    ),
}
