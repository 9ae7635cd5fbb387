"""The kind "office_meeting" (会议): planned, invited to, held, minuted."""

from datetime import UTC, datetime

from actors.blocks.access.access import Access
from actors.blocks.access.vocabulary import seat
from actors.kernel.guarded import Facts, Guarded
from actors.kernel.kind import EntityKind
from actors.kernel.library import Library
from actors.kernel.offer import Offer, Rules, commands_of, decider, exampled
from actors.systems.collaborative_office.meetings import commands as c
from actors.systems.collaborative_office.meetings import holding, planning
from actors.systems.collaborative_office.meetings.events import MeetingEvent
from actors.systems.collaborative_office.meetings.evolve import evolve
from actors.systems.collaborative_office.meetings.state import (
    OFFICE_MEETING,
    MeetingState,
)
from actors.systems.collaborative_office.meetings.work import work

GUARDED = Guarded(
    actions=("plan", "arrange", "reply", "follow_up", "read"),
    facts={
        "state": "text",
        "organ": "text",
        "secretary": "text",
        "told": "truth",  # the invitations have gone out
        "people": "texts",  # identities of those who are invited, or come for somebody
        "named": "texts",  # seats of those who answer for units that are invited
    },
    fields=(
        "state", "organ", "title", "agenda", "begins_at", "ends_at", "place", "room", "room_name",
        "hindrance", "hindered_by", "invitees", "reason", "minutes", "decisions",
        "path",
    ),
)  # fmt: skip
_FIRST, _LAST = datetime(2026, 12, 7, 1, tzinfo=UTC), datetime(2026, 12, 7, 3, tzinfo=UTC)
_EXAMPLES = (
    c.PlanMeeting(
        title="安全生产例会",
        agenda="一、通报情况\n二、部署工作",
        begins_at=_FIRST,
        ends_at=_LAST,
        place="三楼会议室",
        units=("health",),
    ),
    c.MoveMeeting(begins_at=_FIRST, ends_at=_LAST, place="四楼会议室", reason="人数增加"),
    c.ReplyToInvitation(invitee="health", reply="coming"),
    c.WriteMinutes(
        minutes="会议听取了情况通报。", decisions=(c.Resolved(matter="年内完成电梯排查"),)
    ),
    c.CancelMeeting(reason="与另一会议合并"),
)
OFFERS: tuple[Offer[MeetingState], ...] = exampled(
    (
        Offer(command=c.PlanMeeting, action="plan", begins=True, long=("agenda",)),
        Offer(command=c.InviteToMeeting, action="arrange", states=("planned",)),
        Offer(
            command=c.ReplyToInvitation,
            action="reply",
            states=("invited",),
            offered=lambda by, state: any(holding.answers_for(by, each) for each in state.invitees),
            long=("note",),
        ),
        Offer(command=c.HoldMeeting, action="arrange", states=("invited",)),
        Offer(command=c.WriteMinutes, action="arrange", states=("held",), long=("minutes",)),
        Offer(
            command=c.MoveMeeting,
            action="arrange",
            states=planning.RUNNING,
            long=("reason",),
        ),
        Offer(
            command=c.CancelMeeting,
            action="arrange",
            states=planning.RUNNING,
            grave=True,
            long=("reason",),
        ),
        Offer(command=c.NoteBooking, of="platform"),
    ),
    _EXAMPLES,
)


def facts(state: MeetingState) -> Facts:
    """Return what policies know of a meeting, with every name of `GUARDED.facts`."""
    return {
        "state": state.phase,
        "organ": state.organ,
        "secretary": state.secretary,
        "told": any(step.reached == "invited" for step in state.path),
        "people": frozenset(state.people),
        "named": frozenset(
            seat(each.role, each.unit) for each in state.invitees if not each.person
        ),
    }


def meeting_kind(library: Library) -> EntityKind[MeetingState]:
    """Return the kind "office_meeting"; who may what stands in the policies of `library`."""
    rules = Rules(
        kind=OFFICE_MEETING,
        offers=OFFERS,
        permits=library[Access],
        facts=facts,
        phase=lambda state: state.phase,
    )
    decide = decider(
        rules,
        {
            c.PlanMeeting: planning.Planning(library).plan,
            c.InviteToMeeting: planning.invite,
            c.ReplyToInvitation: holding.Answering(library).reply,
            c.HoldMeeting: holding.hold,
            c.WriteMinutes: holding.write_minutes,
            c.MoveMeeting: planning.move,
            c.CancelMeeting: planning.cancel,
            c.NoteBooking: planning.note_booking,
        },
    )
    return EntityKind(
        name=OFFICE_MEETING,
        plural="office_meetings",
        state=MeetingState,
        initial=lambda key: MeetingState(id=key.partition(":")[2]),
        commands=commands_of(OFFERS),
        events=MeetingEvent,
        decide=decide,
        evolve=evolve,
        rules=rules,
        shown=("phase", "organ", "begins_at", "ends_at", "room"),
        work=work,
    )
