"""Filing an application: the steps that every channel takes, whoever fills in the form."""

from typing import TypeVar

import msgspec

from actors.blocks.cases.catalogue import Catalogue
from actors.blocks.cases.commands import Correct, SaveDraft, Submit, SupplyMaterials
from actors.blocks.cases.items import ServiceItem
from actors.blocks.cases.state import CaseState, application_of
from actors.blocks.numbers.serial import case_number
from actors.kernel.identity import Identity
from actors.kernel.turn import Turn
from serve_apps.blocks.cases.from_store import with_licences
from serve_apps.blocks.cases.own_record import require_own_record
from serve_apps.blocks.files.handed_in import as_stored
from serve_apps.blocks.numbers.desk import Numbers, day_of
from serve_apps.blocks.waiting.rooms import WaitingRooms
from serve_apps.front.bodies import command_id
from serve_apps.front.new_ids import new_id
from serve_apps.front.proof import asking_for_proof
from serve_apps.front.wiring import Services

W = TypeVar("W", SaveDraft, Correct, SupplyMaterials)


class Filed(msgspec.Struct, frozen=True):
    """An application that is kept. `case` is its id, `number` is "" for a draft; `replayed` tells
    that the same request had been carried out before and nothing happened now."""

    case: str
    number: str
    seq: int
    replayed: bool


async def save_draft(
    services: Services,
    by: Identity,
    key: str,
    wish: SaveDraft,
    *,
    case: str = "",
    sent: msgspec.Struct | None = None,
) -> Filed:
    """Keep a draft: a new one, or the one with id `case`. `key` is the Idempotency-Key, which
    stands for what was `sent`, if that is not `wish` itself.

    Raises:
        Refusal: unknown item, or not a draft of `by`.
        Overloaded, Unavailable: see `Sender.send`.
    """
    case = case or new_id("case", by.owner, key)
    id = command_id(by.owner, key, sent or wish, "SaveDraft")
    wish = await with_files(services, case, by, wish)
    receipt = await services.sender.send(f"case:{case}", wish, id=id, by=by)
    return Filed(case, "", receipt.seq, receipt.replayed)


async def submit(
    services: Services,
    by: Identity,
    key: str,
    wish: SaveDraft,
    *,
    case: str = "",
    sent: msgspec.Struct | None = None,
) -> Filed:
    """Apply, at once or from the draft with id `case`. `key` is the Idempotency-Key, which stands
    for what was `sent`, if that is not `wish` itself.

    Raises:
        Refusal: the rules say no, with every reason; or the day's numbers are used up.
        WaitFirst: people wait in line, and it is not his turn.
        Overloaded, Unavailable: see `Sender.send`.
    """
    case = case or new_id("case", by.owner, key)
    command = await submission(services, by, case, wish)
    id = command_id(by.owner, key, sent or wish, "Submit")
    receipt = await services.sender.send(f"case:{case}", command, id=id, by=by)
    # What the case has recorded: of retries at once, across midnight, one alone was carried out
    return Filed(case, receipt.reply["number"], receipt.seq, receipt.replayed)


async def submission(services: Services, by: Identity, case: str, wish: SaveDraft) -> Submit:
    """Return `wish` as it is sent to the case: with its files, admitted, and with a number.

    The decider is asked here first, so that an application with faults uses up no number and no
    admission of a waiting room. A case that has its number, since the same request came before,
    keeps it.

    Raises:
        Refusal, WaitFirst, Overloaded, Unavailable: see `submit`.
    """
    wish = await with_files(services, case, by, wish)
    state: CaseState = (await services.sender.show(f"case:{case}")).state
    number = state.number
    if not number:
        item = services.library[Catalogue].item(wish.item, wish.item_version)
        await require_own_record(services, item, wish, by)
        check = f"/apply/{case}/check"
        await services[WaitingRooms].require(by, item.code, check)
        _rehearse(services, state, by, _submission(wish, _unused(services, item)))
        await services[WaitingRooms].use(by, item.code, case, check)
        now = services.clock.now()
        number = await services[Numbers].take(item.implementation_code, now, case)
    return _submission(wish, number)


async def with_files(services: Services, case: str, by: Identity, wish: W) -> W:
    """Return `wish` of `by` to a case with its materials as their files were found when they were
    handed in.

    Raises:
        Refusal: a material names a file that is not one of his, or a licence that cannot be taken.
        Overloaded, Unavailable: see `Sender.show`.
    """
    given = await with_licences(services, case, by, wish)
    materials = await as_stored(services, f"case:{case}", by, given)
    return msgspec.structs.replace(wish, materials=materials)


def _submission(wish: SaveDraft, number: str) -> Submit:
    return Submit(number=number, **application_of(wish))


def _unused(services: Services, item: ServiceItem) -> str:
    """Return a number of the right shape that is never given out: serials begin with 1."""
    return case_number(item.implementation_code, day_of(services.clock.now()), 0)


def _rehearse(services: Services, state: CaseState, by: Identity, command: Submit) -> None:
    kind = services.kinds["case"]
    key, now = f"case:{state.id}", services.clock.now()
    with asking_for_proof():
        kind.decide(Turn(key, state, kind.evolve, now=now, by=by, command_id="rehearsal"), command)
