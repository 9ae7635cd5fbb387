"""The kind "voice" (互动): questions, suggestions and hot-line orders (GRASS-05)."""

from dataclasses import replace
from typing import Any

from actors.blocks.access.access import Access
from actors.blocks.clocks.watching import follow
from actors.blocks.organisation.standing import standing
from actors.blocks.organisation.units import Organisation
from actors.kernel.calendar import Calendar
from actors.kernel.guarded import Facts, Guarded
from actors.kernel.kind import EntityKind
from actors.kernel.library import Library
from actors.kernel.offer import Offer
from actors.kernel.offered_kind import offered_kind
from actors.kernel.turn import Turn
from actors.kernel.work import Work
from actors.systems.community_service.voice import records as r
from actors.systems.community_service.voice.evolve import evolve
from actors.systems.community_service.voice.handling import Handling, publish
from actors.systems.community_service.voice.limits import VoiceLimits
from actors.systems.community_service.voice.watching import watched, work

GUARDED = Guarded(
    actions=("raise", "answer", "assign", "extend", "rate", "read"),
    facts={"phase": "text", "unit": "text", "desk": "text", "account": "text"},
    fields=(
        "phase", "number", "sort", "topic", "place", "unit", "desk", "raised_at", "due", "extended",
        "answered_at", "published", "came", "order", "publish", "level", "title", "text", "name",
        "phone", "why_later", "why_returned", "answer", "question", "public_answer",
    ),
)  # fmt: skip
OPEN = ("assigned", "returned")
OFFERS: tuple[Offer[r.Voice], ...] = (
    Offer(
        command=r.RaiseVoice,
        action="raise",
        begins=True,
        long=("text",),
        example=r.RaiseVoice(
            sort="question",
            topic="services",
            place="440604012202",
            title="周六办理时间",
            text="村里便民服务站周六能办理吗？",
        ),
    ),
    Offer(
        command=r.AnswerVoice,
        action="answer",
        states=("assigned",),
        long=("text",),
        example=r.AnswerVoice(text="周六上午可以办理。"),
    ),
    Offer(
        command=r.ExtendVoice,
        action="extend",
        states=("assigned",),
        offered=lambda by, state: not state.extended,
        long=("reason",),
        example=r.ExtendVoice(reason="须与供水公司现场核实。"),
    ),
    Offer(
        command=r.ReturnVoice,
        action="answer",
        states=("assigned",),
        long=("reason",),
        example=r.ReturnVoice(reason="该路段由市住房和城乡建设局管养。"),
    ),
    Offer(
        command=r.AssignVoice,
        action="assign",
        states=OPEN,
        example=r.AssignVoice(unit="housing_construction"),
    ),
    Offer(
        command=r.PublishVoice,
        action="answer",
        states=("answered",),
        offered=lambda by, state: state.publish,
        asks=(("voice.not_to_be_published", lambda by, state: state.publish),),
        long=("question", "answer"),
        example=r.PublishVoice(question="便民服务站周六能办理吗？", answer="周六上午可以办理。"),
    ),
    Offer(
        command=r.RateVoice,
        action="rate",
        states=("answered",),
        asks=(("voice.rated_once", lambda by, state: not state.rated),),
        long=("comment",),
        example=r.RateVoice(stars=5),
    ),
)


def voice_kind(library: Library) -> EntityKind[r.Voice]:
    """Return the kind "voice", by the limits, the calendar and the units of `library`."""
    handling = Handling(library)
    kind = offered_kind(
        library[Access],
        name=r.VOICE,
        plural="voices",
        state=r.Voice,
        events=r.VoiceEvent,
        offers=OFFERS,
        handlers={
            r.RaiseVoice: handling.raise_voice,
            r.AnswerVoice: handling.answer,
            r.ExtendVoice: handling.extend,
            r.ReturnVoice: handling.give_back,
            r.AssignVoice: handling.assign,
            r.PublishVoice: publish,
            r.RateVoice: handling.rate,
        },
        evolve=evolve,
        facts=lambda state: facts(state, library[Organisation]),
        standing=lambda by: standing(by, library),
        concerns=lambda state: state.account,
        shown=(
            "phase", "number", "sort", "topic", "place", "unit", "desk", "raised_at", "due",
            "extended", "answered_at", "published", "came", "publish",
        ),
    )  # fmt: skip
    ruled = kind.decide

    def decide(turn: Turn[r.Voice], command: Any) -> Any:
        limits, calendar = library[VoiceLimits], library[Calendar]
        before = turn.state
        reply = ruled(turn, command)
        follow(turn, watched(before, limits, calendar), watched(turn.state, limits, calendar))
        return reply

    def waiting(state: r.Voice) -> Work:
        return work(state, library[Organisation])

    return replace(kind, decide=decide, work=waiting)


def facts(state: r.Voice, organisation: Organisation) -> Facts:
    """Return what policies know of a voice; whoever took over from a unit that was closed since has
    what it had."""
    return {
        "phase": state.phase,
        "unit": organisation.acting(state.unit),
        "desk": organisation.acting(state.desk),
        "account": state.account,
    }
