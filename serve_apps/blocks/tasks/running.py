"""Having a batch done (批量办理): some of its targets at a time, each with an id of its own that is
the same however often it is tried, so that nothing is done twice and nothing is left out."""

from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any
from uuid import uuid4

import msgspec

from actors.blocks.tasks.batch import BATCH, Batch, BeginBatch, Outcome, RecordOutcomes, Target
from actors.kernel.errors import Fault, Reason, Refusal
from actors.kernel.identity import PLATFORM, Identity
from actors.kernel.kind import EntityKind
from actors.kernel.library import Library
from actors.kernel.turn import Command
from actors.kinds import build_kinds
from actors.runtime.codec import Codec
from serve_apps.front.bodies import command_id
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Services

CHUNK = 20  # targets of one step: about a second of work
UNKNOWN = Refusal(Reason("batch.unknown"), kind="unknown")


class Acts:
    """The commands that a batch can send, by the kinds of its targets."""

    def __init__(self, library: Library) -> None:
        kinds: Mapping[str, EntityKind[Any]] = build_kinds(library)
        self._commands = {
            name: {command.__name__: command for command in Codec(kind).commands}
            for name, kind in kinds.items()
            if kind.work is not None
        }

    def command(self, act: str, fields: Mapping[str, Any], target: Target) -> Command | None:
        """Return the command that does `act` to the target; None: its kind has none such, or it
        concerns a task and the target has none."""
        kind = target.key.partition(":")[0]
        made = self._commands.get(kind, {}).get(act)
        if made is None:
            return None
        sent = dict(fields)
        if "task" in made.__struct_fields__:
            if not target.task:
                return None
            sent["task"] = target.task
        try:
            return msgspec.convert(sent, made)
        except msgspec.ValidationError:
            return None


async def begin(
    services: Services, visitor: Visitor, act: str, fields: Mapping[str, Any],
    targets: Sequence[Target], key: str,
) -> str:  # fmt: skip
    """Begin a batch and return its id. Begun again by the same `key`, it is the same batch.

    Raises:
        Refusal: it has no targets, or too many.
    """
    wish = BeginBatch(act=act, fields=dict(fields), targets=tuple(targets))
    by = visitor.identity
    id = command_id(by.id, key or uuid4().hex, wish)
    batch = sha256(id.encode()).hexdigest()[:32]
    await services.sender.send(f"{BATCH}:{batch}", wish, id=id, by=by)
    return batch


async def batch_of(services: Services, visitor: Visitor, id: str) -> Batch:
    """Return the visitor's batch as it stands.

    Raises:
        Refusal: there is none of his.
    """
    state: Batch = (await services.sender.show(f"{BATCH}:{id}")).state
    if not state.phase or state.by != visitor.identity.id:
        raise UNKNOWN
    return state


async def go_on(services: Services, visitor: Visitor, id: str) -> Batch:
    """Have the next few targets done, with the rights that the visitor has now, and return the
    batch as it stands then. What came to no certain end is tried again the next time.

    Raises:
        Refusal: there is no such batch of the visitor.
    """
    state = await batch_of(services, visitor, id)
    found: list[Outcome] = []
    for n in state.waiting[:CHUNK]:
        outcome = await do_one(services, visitor.identity, id, state, n)
        if outcome is None:
            break
        found.append(outcome)
    if found:
        wish = RecordOutcomes(outcomes=tuple(found))
        await services.sender.send(f"{BATCH}:{id}", wish, id=uuid4().hex, by=PLATFORM)
    return await batch_of(services, visitor, id)


async def do_one(services: Services, by: Identity, id: str, state: Batch, n: int) -> Outcome | None:
    """Do what a batch does to its target at the place `n` and return what became of it; None: that
    is not known, and it is to be tried again. Tried again, it is the same wish."""
    target = state.targets[n]
    wish = services[Acts].command(state.act, state.fields, target)
    if wish is None:
        return Outcome(n=n, code="tasks.unknown")
    try:
        await services.sender.send(target.key, wish, id=command_id(by.id, f"{id}:{n}", wish), by=by)
    except Refusal as refusal:
        reason = refusal.reasons[0]
        return Outcome(n=n, code=reason.code, facts={k: str(v) for k, v in reason.facts.items()})
    except Fault:
        return None
    return Outcome(n=n)
