"""The kind "announcement" (公告通知): what an organ tells its people, and who has read it."""

from datetime import date

from actors.blocks.access.access import Access
from actors.kernel.guarded import Facts, Guarded
from actors.kernel.kind import EntityKind
from actors.kernel.library import Library
from actors.kernel.offer import Offer, Rules, commands_of, decider, exampled
from actors.systems.collaborative_office.announcements import commands as c
from actors.systems.collaborative_office.announcements import publishing
from actors.systems.collaborative_office.announcements.events import AnnouncementEvent
from actors.systems.collaborative_office.announcements.evolve import evolve
from actors.systems.collaborative_office.announcements.state import (
    ANNOUNCEMENT,
    COMING,
    AnnouncementState,
)
from actors.systems.collaborative_office.announcements.work import work

GUARDED = Guarded(
    actions=(
        "draft", "edit", "hand_in", "approve", "publish", "confirm", "withdraw", "follow", "read",
    ),
    facts={
        "state": "text",
        "organ": "text",
        "drafter": "text",  # an identity
        "units": "texts",  # whose staff may read it, once it is published
        "readers": "texts",  # identities that it was told to
    },
    fields=(
        "state", "organ", "title", "body", "audience", "people", "expires_on", "must_read", "note",
        "reason", "published_at", "told", "confirmed",
    ),
)  # fmt: skip
_UNTIL = date(2026, 12, 31)
_EXAMPLES = (
    c.DraftAnnouncement(
        title="关于元旦放假的通知", body="元旦放假安排见附表。", audience=("health",),
        expires_on=_UNTIL, must_read=True,
    ),
    c.EditAnnouncement(
        title="关于元旦放假的通知", body="元旦放假一天。", audience=("health",), expires_on=_UNTIL
    ),
    c.ApproveAnnouncement(note="同意发布"),
    c.SendAnnouncementBack(reason="请写明值班安排"),
    c.WithdrawAnnouncement(reason="安排有变"),
)  # fmt: skip
OFFERS: tuple[Offer[AnnouncementState], ...] = exampled(
    (
        Offer(command=c.DraftAnnouncement, action="draft", begins=True, long=("body",)),
        Offer(
            command=c.ConfirmReading,
            action="confirm",
            states=("published",),
            offered=lambda by, state: any(each.by == by.id for each in state.unconfirmed),
        ),
        Offer(command=c.EditAnnouncement, action="edit", states=("drafted",), long=("body",)),
        Offer(command=c.HandInAnnouncement, action="hand_in", states=("drafted",)),
        Offer(
            command=c.ApproveAnnouncement, action="approve", states=("handed_in",), long=("note",)
        ),
        Offer(
            command=c.SendAnnouncementBack,
            action="approve",
            states=("handed_in",),
            grave=True,
            long=("reason",),
        ),
        Offer(command=c.PublishAnnouncement, action="publish", states=("approved",)),
        Offer(
            command=c.WithdrawAnnouncement,
            action="withdraw",
            states=(*COMING, "published"),
            grave=True,
            long=("reason",),
        ),
        Offer(command=c.RemindReaders, of="platform"),
        Offer(command=c.ExpireAnnouncement, of="platform"),
    ),
    _EXAMPLES,
)


def facts(state: AnnouncementState) -> Facts:
    """Return what policies know of an announcement, with every name of `GUARDED.facts`."""
    return {
        "state": state.phase,
        "organ": state.organ,
        "drafter": state.drafter,
        "units": frozenset(state.units),
        "readers": frozenset(each.by for each in state.readers),
    }


def announcement_kind(library: Library) -> EntityKind[AnnouncementState]:
    """Return the kind "announcement"; who may what stands in the policies of `library`."""
    rules = Rules(
        kind=ANNOUNCEMENT,
        offers=OFFERS,
        permits=library[Access],
        facts=facts,
        phase=lambda state: state.phase,
    )
    office = publishing.Announcing(library)
    return EntityKind(
        name=ANNOUNCEMENT,
        plural="announcements",
        state=AnnouncementState,
        initial=lambda key: AnnouncementState(id=key.partition(":")[2]),
        commands=commands_of(OFFERS),
        events=AnnouncementEvent,
        decide=decider(
            rules,
            {
                c.DraftAnnouncement: office.draft,
                c.EditAnnouncement: office.edit,
                c.HandInAnnouncement: office.hand_in,
                c.ApproveAnnouncement: publishing.approve,
                c.SendAnnouncementBack: publishing.send_back,
                c.PublishAnnouncement: office.publish,
                c.ConfirmReading: publishing.confirm,
                c.WithdrawAnnouncement: publishing.withdraw,
                c.RemindReaders: office.remind,
                c.ExpireAnnouncement: publishing.expire,
            },
        ),
        evolve=evolve,
        rules=rules,
        shown=("phase", "organ", "must_read", "expires_on", "published_at"),
        work=work,
    )
