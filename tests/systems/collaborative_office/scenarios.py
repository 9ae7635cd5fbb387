"""Scenarios that carry out every command of this system, played against every fault of a store."""

from msgspec.structs import replace

from actors.kernel.identity import PLATFORM
from actors.systems.collaborative_office.announcements import commands as n
from actors.systems.collaborative_office.attachments import DetachFromDocument
from actors.systems.collaborative_office.exchange import RecallDelivered
from actors.systems.collaborative_office.follow_up import commands as f
from actors.systems.collaborative_office.incoming import commands as i
from actors.systems.collaborative_office.leave import records as leave
from actors.systems.collaborative_office.meetings import commands as g
from actors.systems.collaborative_office.outgoing import commands as c
from actors.systems.collaborative_office.resources import commands as r
from actors.testing import Scenario
from tests.systems.collaborative_office import (
    announcing,
    attaching,
    booking,
    leaving,
    meeting,
    ordering,
    receiver,
)
from tests.systems.collaborative_office.office import (
    BODY,
    CUSTODIAN,
    DRAFTER,
    FAILED,
    FULL,
    HEALTH,
    HOUSING,
    KEY,
    PROOFREADER,
    REGISTRY,
    SIGNER,
    TITLE,
    UNITS,
    asked,
    countersigned,
    drafted,
    issued,
    made,
    numbered,
    printed,
    sealed,
    sha256_of,
    signed,
)

LONGER = BODY.replace("3", "6")
EDITED = c.EditDocument(genre="letter", main=UNITS, title=TITLE, body=LONGER)
SCENARIOS: dict[str, Scenario] = {
    "a room is booked, used, and put out of use and back": booking.booked()
    .at("2026-09-07 09:00")
    .when(r.UseBooking(booking="1"), by=booking.COLLEAGUE)
    .when(r.WithdrawResource(reason="装修"), by=booking.KEEPER)
    .when(r.RestoreResource(), by=booking.KEEPER)
    .then_shown(phase="available"),
    "a unit agrees to one booking and not to another": booking.booked(
        room=replace(booking.ROOM, owner_confirms=True)
    )
    .when(booking.wish("2026-09-08 09:00", "10:00"), by=booking.OTHER)
    .when(r.ConfirmBooking(booking="1"), by=booking.KEEPER)
    .when(r.RefuseBooking(booking="2", reason="另有安排"), by=booking.KEEPER)
    .when(r.ReleaseBooking(booking="1"), by=booking.COLLEAGUE)
    .then_shown(count=2),
    "nobody comes to a booking": booking.booked().after(days=7).then_shown(count=1),
    "a meeting is held and has its minutes": meeting.minuted().then_shown(phase="minuted"),
    "a meeting is moved, and called off": meeting.answered()
    .when(meeting.MOVED, by=meeting.SECRETARY)
    .when(g.CancelMeeting(reason="合并召开"), by=meeting.SECRETARY)
    .then_shown(phase="cancelled"),
    "a document is issued": issued().then_shown(phase="issued"),
    "a draft is edited": drafted().when(EDITED, by=DRAFTER).then_shown(body=LONGER),
    "a file is attached, and taken away": attaching.attached()
    .when(attaching.LIST, by=DRAFTER)
    .when(DetachFromDocument(file=attaching.KEPT.sha256), by=DRAFTER)
    .then_shown(phase="draft"),
    "a unit is silent": asked()
    .when(c.GiveOpinion(view="agree"), by=HOUSING)
    .when(c.NoteSilence(round=1), by=PLATFORM)
    .then_shown(phase="countersigned"),
    "a unit wants it changed": asked()
    .when(c.GiveOpinion(view="agree"), by=HOUSING)
    .when(c.GiveOpinion(view="modify", note="期限应为6个月"), by=HEALTH)
    .then_shown(phase="draft"),
    "a change is signed again": signed()
    .when(c.RecheckDocument(title=TITLE, body=LONGER), by=PROOFREADER)
    .when(c.SignDocument(sha256=sha256_of(body=LONGER)), by=SIGNER)
    .then_shown(phase="signed"),
    "a number is void": numbered()
    .when(c.SendBack(to="rechecked", reason="文号用错"), by=CUSTODIAN)
    .then_shown(number=""),
    "a paper fails and is made later": sealed()
    .when(FAILED, by=PLATFORM)
    .when(c.SealDocument(sha256=sha256_of()), by=CUSTODIAN)
    .when(made(2), by=PLATFORM)
    .then_shown(phase="printed"),
    "it goes back from the printer": printed()
    .when(c.SendBack(to="signed", reason="印错"), by=REGISTRY)
    .then_shown(phase="signed"),
    "a recall comes too late": receiver.signed_for()
    .when(RecallDelivered(document="d1", receiver="health", reason="附件有误"), by=PLATFORM)
    .then_shown(phase="signed_for"),
    "a package is recalled": receiver.delivered()
    .on(KEY)
    .when(c.RecallDocument(units=("health",), reason="附件有误"), by=REGISTRY)
    .on(receiver.KEY)
    .then_shown(phase="recalled"),
    "a package is refused": receiver.delivered()
    .after(days=2)
    .when(i.RefusePackage(reason="主送机关有误"), by=receiver.REGISTRY)
    .then_shown(phase="refused"),
    "a document is put on file": receiver.signed_for()
    .on(KEY)
    .when(c.RecallDocument(units=UNITS[:1], reason="附件有误"), by=REGISTRY)
    .when(c.ArchiveDocument(), by=REGISTRY)
    .then_shown(phase="archived"),
    "an incoming document is returned": receiver.registered()
    .when(i.ReturnDocument(ground="wrong_organ", reason="不属于本机关职责"), by=receiver.CHECKER)
    .then_shown(phase="returned"),
    "an incoming document is circulated, urged and put on file": receiver.circulating()
    .when(i.NoteRead(), by=receiver.LEADER)
    .when(i.RecallReaders(readers=("office_checker_health",)), by=receiver.REGISTRY)
    .when(i.UrgeHandling(note="请尽快阅示"), by=receiver.REGISTRY)
    .when(i.FinishReading(note="同意"), by=receiver.LEADER)
    .when(i.AnswerDocument(result="已办结"), by=receiver.HANDLER)
    .when(i.SendIncomingBack(to="handling", reason="漏办一项"), by=receiver.REGISTRY)
    .when(i.AnswerDocument(result="已补办"), by=receiver.HANDLER)
    .when(i.ArchiveIncoming(), by=receiver.REGISTRY)
    .then_shown(phase="archived"),
    "what is no reply answers nothing": receiver.handling()
    .when(i.AnswerDocument(result="已复函", reply="nothing"), by=receiver.HANDLER)
    .then_shown(reply_rejected=True),
    "the book of what comes in is full": receiver.signed_for(receiver.alone())
    .when(receiver.FULL, by=PLATFORM)
    .then_shown(phase="signed_for"),
    "a book that is full says so late": countersigned()
    .when(FULL, by=PLATFORM)
    .then_shown(phase="countersigned"),
    "an instruction becomes an order": receiver.handling()
    .when(i.FollowUpInstruction(), by=receiver.REGISTRY)
    .then_shown(phase="handling"),
    "an order is urged, put off, sent back, closed and scored": ordering.reported()
    .when(f.UrgeOrder(note="请报告进展"), by=ordering.OFFICER)
    .when(ordering.extension(), by=ordering.HANDLER)
    .when(f.RefuseExtension(reason="时间足够"), by=ordering.OFFICER)
    .when(ordering.extension(), by=ordering.HANDLER)
    .when(f.GrantExtension(), by=ordering.OFFICER)
    .when(ordering.CLOSURE, by=ordering.HANDLER)
    .when(f.SendAnswerBack(reason="尚有两处"), by=ordering.OFFICER)
    .when(ordering.CLOSURE, by=ordering.HANDLER)
    .when(f.AcceptAnswer(), by=ordering.OFFICER)
    .when(f.CloseOrder(), by=ordering.OFFICER)
    .when(f.ScoreOrder(score=90), by=ordering.OFFICER)
    .then_shown(phase="scored", on_time=True),
    "an order is late": ordering.accepted().after(days=30).then_shown(phase="accepted"),
    "an order is split, and its parts are dropped": ordering.begun()
    .when(ordering.SPLIT, by=ordering.OFFICER)
    .on(ordering.PARTS[0])
    .when(f.DropOrder(reason="不再需要"), by=ordering.OFFICER)
    .on(ordering.PARTS[1])
    .when(f.DropOrder(reason="不再需要"), by=ordering.OFFICER)
    .on(ordering.KEY)
    .then_shown(phase="verified"),
    "the book of orders is full": ordering.begun()
    .when(ordering.FULL, by=PLATFORM)
    .then_shown(phase="initiated"),
    "an announcement is changed, approved, published, read, and expires": announcing.drafted()
    .when(n.HandInAnnouncement(), by=announcing.DRAFTER)
    .when(n.SendAnnouncementBack(reason="请写明电话"), by=announcing.HEAD)
    .when(announcing.EDIT, by=announcing.DRAFTER)
    .when(n.HandInAnnouncement(), by=announcing.DRAFTER)
    .when(n.ApproveAnnouncement(), by=announcing.HEAD)
    .when(n.PublishAnnouncement(), by=announcing.DRAFTER)
    .after(days=1)
    .when(n.ConfirmReading(), by=announcing.READER)
    .after(days=30)
    .then_shown(phase="expired"),
    "an announcement is withdrawn": announcing.published()
    .when(n.WithdrawAnnouncement(reason="安排有变"), by=announcing.HEAD)
    .then_shown(phase="withdrawn"),
    "a leave is granted, taken, and ends earlier": leaving.approved()
    .at("2026-10-09 09:00")
    .when(leave.ReturnFromLeave(), by=leaving.PERSON)
    .then_shown(phase="returned"),
    "a leave is not granted": leaving.asked()
    .when(leave.RefuseLeave(reason="当周有检查"), by=leaving.HEAD)
    .then_shown(phase="refused"),
    "a leave is cancelled": leaving.asked()
    .when(leave.CancelLeave(), by=leaving.PERSON)
    .then_shown(phase="cancelled"),
    "somebody does not come back": leaving.approved(leaving.SHORT)
    .at("2026-10-12 10:00")
    .then_shown(phase="taken"),
}
