"""The kind "data_request" (用数申请): what a unit asks of another's data, and the grant of it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

from msgspec.structs import replace as changed

from actors.blocks.access.access import Access
from actors.blocks.clocks.watching import follow
from actors.kernel.guarded import Facts, Guarded
from actors.kernel.kind import EntityKind
from actors.kernel.library import Library
from actors.kernel.offer import Offer
from actors.kernel.offered_kind import offered_kind
from actors.kernel.turn import Turn
from actors.systems.data_platform.request import commands as c
from actors.systems.data_platform.request import deciding as d
from actors.systems.data_platform.request.asking import Asking, note_service
from actors.systems.data_platform.request.events import RequestEvent
from actors.systems.data_platform.request.evolve import evolve
from actors.systems.data_platform.request.state import PHASES, Request
from actors.systems.data_platform.request.terms import (
    DATA_REQUEST,
    Asked,
    Condition,
    Offered,
    OfferedColumn,
)
from actors.systems.data_platform.request.work import watched, work

GUARDED = Guarded(
    actions=("ask", "again", "agree", "send_back", "decide", "revoke", "set_key", "read"),
    facts={"state": "text", "unit": "text", "owner": "text"},
    fields=(
        "state", "unit", "owner", "dataset", "title", "purpose", "asked", "asked_level", "until",
        "due", "level", "unmasked", "halt", "reason", "rule", "key_at",
    ),
)  # fmt: skip
_ASKED = Asked(
    purpose="核对公租房申请家庭的困难情况",
    basis="《社会救助暂行办法》第四十五条",
    columns=("人员代号", "收入段"),
    rows=(Condition(column="区", value="示例区"),),
    until=date(2026, 12, 31),
)
_HEARD = c.NoteDataset(
    offered=Offered(unit="civil_affairs", title="低保对象", columns=(OfferedColumn(name="区"),)),
    seq=1,
)
OFFERS: tuple[Offer[Request], ...] = (
    Offer(
        command=c.AskForData,
        action="ask",
        begins=True,
        example=c.AskForData(dataset="low-income-pseudonymous", asked=_ASKED),
    ),
    Offer(
        command=c.SendAgain,
        action="again",
        states=("returned",),
        example=c.SendAgain(asked=changed(_ASKED, columns=("收入段",))),
    ),
    Offer(
        command=c.AgreeToRequest,
        action="agree",
        states=("submitted",),
        long=("reason",),
        example=c.AgreeToRequest(reason="用途与职责相符，级别可以接受"),
    ),
    Offer(
        command=c.GrantRequest,
        action="decide",
        states=("submitted",),
        example=c.GrantRequest(level=2),
    ),
    Offer(
        command=c.ReturnRequest,
        action="send_back",
        states=("submitted",),
        long=("reason",),
        example=c.ReturnRequest(reason="请写明依据的条款"),
    ),
    Offer(
        command=c.RefuseRequest,
        action="decide",
        states=("submitted",),
        grave=True,
        long=("reason",),
        example=c.RefuseRequest(reason="用途与职责无关"),
    ),
    Offer(
        command=c.RevokeGrant,
        action="revoke",
        states=("granted",),
        grave=True,
        long=("reason",),
        example=c.RevokeGrant(reason="用途已经完成"),
    ),
    Offer(
        command=c.SetKey,
        action="set_key",
        states=("granted",),
        example=c.SetKey(digest="0" * 64),
    ),
    Offer(command=c.NoteDataset, of="platform", states=PHASES, example=_HEARD),
    Offer(command=c.NoteUntil, of="platform", states=PHASES, example=c.NoteUntil()),
    Offer(
        command=c.NoteService,
        of="platform",
        states=PHASES,
        example=c.NoteService(service="check", notice="ServiceOpened"),
    ),
)


def facts(state: Request) -> Facts:
    """Return what policies know of a request, with every name of `GUARDED.facts`."""
    return {"state": state.phase, "unit": state.unit, "owner": state.owner}


def request_kind(library: Library) -> EntityKind[Request]:
    """Return the kind "data_request"."""
    asking = Asking(library)
    kind = offered_kind(
        library[Access],
        name=DATA_REQUEST,
        plural="data_requests",
        state=Request,
        events=RequestEvent,
        offers=OFFERS,
        handlers={
            c.AskForData: asking.ask,
            c.SendAgain: asking.send_again,
            c.AgreeToRequest: d.agree,
            c.GrantRequest: d.grant,
            c.ReturnRequest: d.give_back,
            c.RefuseRequest: d.refuse,
            c.RevokeGrant: d.revoke,
            c.SetKey: d.set_key,
            c.NoteDataset: asking.note_dataset,
            c.NoteUntil: d.note_until,
            c.NoteService: note_service,
        },
        evolve=evolve,
        facts=facts,
        shown=("phase", "unit", "owner", "dataset", "due", "level", "halt"),
    )
    return replace(kind, decide=_watching(kind.decide), work=work)


def _watching(
    decide: Callable[[Turn[Request], Any], Any],
) -> Callable[[Turn[Request], Any], Any]:
    """Return `decide`, after which supervision hears of what it watches."""

    def watching(turn: Turn[Request], command: Any) -> Any:
        before = turn.state
        reply = decide(turn, command)
        follow(turn, watched(before), watched(turn.state))
        return reply

    return watching
