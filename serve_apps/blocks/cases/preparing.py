"""What programs send in the place of the commands that channels complete, and how they do it."""

from collections.abc import Sequence
from typing import Any

import msgspec

from actors.blocks.cases import commands as c
from actors.blocks.cases.catalogue import Catalogue
from actors.blocks.cases.state import Material
from actors.kernel.errors import Reason, Refusal
from actors.kernel.turn import Command
from serve_apps.blocks.cases.applicants import Sent, applicant_of
from serve_apps.blocks.cases.applications import submission, with_files
from serve_apps.front.face import Preparation
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Services


class Application(msgspec.Struct, frozen=True, kw_only=True):
    """What is applied for, by whom, and what is filled in. Without `item_version` the latest
    version of the item counts. A material is uploaded or, where the item lets it follow, promised:
    whether one was scanned at a window or comes from the licence store is ours to say.

    `statement` is the reference of what the applicant was told of his data before he was asked
    (`/items/{code}/statement`); where they are a child's, `guardian_consents` says that a guardian
    consents. Neither is asked of a draft."""

    item: str
    item_version: int | None = None
    place: str = ""
    applicant: Sent | None = None
    form: dict[str, object]
    materials: tuple[Material, ...] = ()
    statement: str = ""
    guardian_consents: bool = False


EXAMPLE = Application(
    item="SPJY-01",
    place="440604",
    applicant=Sent(
        kind="natural",
        name="张三",
        id_type="resident_id",
        id_number="440604199003070017",
        phone="13800000000",
    ),
    form={},
    statement="general.1",
)


async def draft_of(services: Services, visitor: Visitor, sent: Application) -> c.SaveDraft:
    """Return the draft that `sent` is. The channel is ours to say, and where materials come from.

    Raises:
        Refusal: there is no such item; `applicant_of` or `sourced` refuses.
        Overloaded, Unavailable: the account could not be asked.
    """
    version = sent.item_version
    if version is None:
        version = services.library[Catalogue].item(sent.item).version
    return c.SaveDraft(
        item=sent.item,
        item_version=version,
        channel="window" if visitor.kind == "staff" else "web",
        place=sent.place,
        applicant=await applicant_of(services, visitor, sent.applicant),
        form=sent.form,
        materials=sourced(visitor, sent.materials),
        statement=sent.statement,
        guardian_consents=sent.guardian_consents,
    )


def sourced(visitor: Visitor, sent: Sequence[Material]) -> tuple[Material, ...]:
    """Return `sent` with the sources that the platform knows: what a clerk uploads was scanned.

    Raises:
        Refusal: the sender says himself that a material was scanned, or that it comes from the
            licence store without saying which licence it is: that is looked up.
    """
    wrong = [
        Reason("material.source_is_ours", f"/materials/{each.name}")
        for each in sent
        if each.source not in ("upload", "promise")
        and not (each.source == "licence_store" and each.licence)
        and not (each.source == "earlier" and each.case)
    ]
    if wrong:
        raise Refusal(*wrong)
    if visitor.kind != "staff":
        return tuple(sent)
    return tuple(
        msgspec.structs.replace(each, source="scan") if each.source == "upload" else each
        for each in sent
    )


async def _save_draft(
    services: Services, visitor: Visitor, case: str, sent: Application
) -> Command:
    wish = await draft_of(services, visitor, sent)
    return await with_files(services, case, visitor.identity, wish)


async def _submit(services: Services, visitor: Visitor, case: str, sent: Application) -> Command:
    wish = await draft_of(services, visitor, sent)
    return await submission(services, visitor.identity, case, wish)


async def _hand_in(services: Services, visitor: Visitor, case: str, sent: Any) -> Command:
    given = msgspec.structs.replace(sent, materials=sourced(visitor, sent.materials))
    return await with_files(services, case, visitor.identity, given)


BEFORE = (
    Preparation(command=c.SaveDraft, prepare=_save_draft, takes=Application, example=EXAMPLE),
    Preparation(command=c.Submit, prepare=_submit, takes=Application, example=EXAMPLE),
    Preparation(command=c.Correct, prepare=_hand_in),
    Preparation(command=c.SupplyMaterials, prepare=_hand_in),
)
