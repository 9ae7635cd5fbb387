"""Carrying a destruction out: its records can be read by nobody any more, and that is recorded."""

from actors.blocks.retention.destruction import DESTRUCTION, Destruction, NoteParts, RecordDestroyed
from actors.kernel.assurance import require_proof
from actors.kernel.errors import Quarantined, Reason, Refusal
from actors.kernel.identity import PLATFORM
from actors.kernel.restricting import Restrict
from serve_apps.blocks.retention.keys import RecordKeys
from serve_apps.front.proof import asking_for_proof
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Services


async def carry_out(services: Services, visitor: Visitor, id: str) -> None:
    """Destroy what is restricted for the destruction `id`, and record it.

    Raises:
        ProofNeeded: the visitor has to prove more, or once more, who he is.
        Refusal: it is not his to do or not the time, or part of them lies in clear.
        Overloaded, Unavailable: it is not known to be done; do it again.
    """
    key = f"{DESTRUCTION}:{id}"
    state: Destruction = (await services.sender.show(key)).state
    rules = services.kinds[DESTRUCTION].rules
    assert rules is not None
    if not rules.permitted("agree", visitor.identity, state).allowed:
        with asking_for_proof():
            require_proof(
                visitor.identity, lambda who: rules.permitted("agree", who, state).allowed
            )
        raise Refusal(Reason("destruction.forbidden"), kind="forbidden")
    if state.phase != "agreed":
        raise Refusal(Reason("destruction.none_agreed"), kind="not_now")
    parts = await _closed(services, id, state)
    await services[RecordKeys].destroy((*state.restricted, *parts))
    done = RecordDestroyed(by=visitor.identity.id)
    await services.sender.send(key, done, id=f"destroyed:{id}", by=PLATFORM)


async def _closed(services: Services, id: str, state: Destruction) -> tuple[str, ...]:
    """Have what hangs on the restricted records restricted as well and leave every list, and return
    the keys of that. They are noted before: once no list has them nobody would find them again.
    """
    keys = services[RecordKeys]
    found = await keys.hanging_on(state.restricted)
    parts = tuple(dict.fromkeys((*state.parts, *found)))
    if parts != state.parts:
        note = NoteParts(parts=parts)
        noting = f"parts:{id}:{len(parts)}"
        await services.sender.send(f"{DESTRUCTION}:{id}", note, id=noting, by=PLATFORM)
    assert state.closed_before is not None
    wish = Restrict(basis=id, closed_before=state.closed_before, part=True)
    for part in parts:
        try:
            await services.sender.send(part, wish, id=f"restricted:{id}:{part}", by=PLATFORM)
        except Quarantined:
            if not await keys.is_destroyed(part):
                raise
    await keys.until_unlisted((*state.restricted, *parts))
    return parts
