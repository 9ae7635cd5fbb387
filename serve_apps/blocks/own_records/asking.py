"""Asking for a copy of one's own data, and handing it out: the same on pages and by program."""

from uuid import uuid4

from fastapi.responses import StreamingResponse

from actors.blocks.own_records.copy import OWN_COPY, AskCopy, OwnCopy
from actors.blocks.reads.record import OF_ONESELF
from actors.kernel.assurance import require_proof
from actors.kernel.deadlines import local_day
from actors.kernel.errors import Reason, Refusal
from serve_apps.blocks.own_records.copies import Copies
from serve_apps.front.disclosing import disclose
from serve_apps.front.language import Language
from serve_apps.front.proof import asking_for_proof
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Services
from serve_apps.pages.stored_files import file_answer

UNKNOWN = Refusal(Reason("own_copy.unknown"), kind="unknown")


async def stands(services: Services, visitor: Visitor) -> OwnCopy:
    """Return how the copies of the visitor's account stand.

    Raises:
        Overloaded, Unavailable: see `Sender.show`.
    """
    return (await services.sender.show(f"{OWN_COPY}:{visitor.account}")).state


async def ask(services: Services, visitor: Visitor, language: Language, id: str = "") -> OwnCopy:
    """Ask for a copy, under the command id `id` if there is one, and have it made.

    Raises:
        ProofNeeded: the visitor has to prove more, or once more, who he is.
        Refusal: one is being made, or there were too many.
        Overloaded, Unavailable: see `Sender.send`.
    """
    key, wish = f"{OWN_COPY}:{visitor.account}", AskCopy(language=language)
    receipt = await services.sender.send(key, wish, id=id or uuid4().hex, by=visitor.identity)
    if not receipt.replayed:
        services[Copies].begin(services.kinds, visitor.account, receipt.reply, language)
    return await stands(services, visitor)


async def hand_out(services: Services, visitor: Visitor) -> StreamingResponse:
    """Return the answer with the copy that lies ready, once that is on record.

    Raises:
        ProofNeeded: the visitor has to prove more, or once more, who he is.
        Refusal: there is none.
        Overloaded, Unavailable: see `Sender.send`; nothing is handed out then.
    """
    state = await stands(services, visitor)
    if state.phase != "ready":
        raise UNKNOWN
    _require_owner(services, visitor, state)
    await disclose(services, visitor, OWN_COPY, visitor.account, state, OF_ONESELF)
    day = local_day(state.made_at or services.clock.now())
    name = f"{visitor.account}-{day.isoformat()}.zip"
    return await file_answer(services, state.file, name, UNKNOWN)


def _require_owner(services: Services, visitor: Visitor, state: OwnCopy) -> None:
    rules = services.kinds[OWN_COPY].rules
    assert rules is not None
    if rules.permitted("read", visitor.identity, state).allowed:
        return
    with asking_for_proof():
        require_proof(visitor.identity, lambda who: rules.permitted("read", who, state).allowed)
    raise Refusal(Reason("own_copy.forbidden"), kind="forbidden")
