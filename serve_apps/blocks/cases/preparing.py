"""What programs send in the place of the commands that channels complete, and how they do it."""

from typing import Any, Literal

import msgspec

from actors.blocks.cases import commands as c
from actors.blocks.cases.catalogue import Catalogue
from actors.blocks.cases.state import Applicant, Material
from actors.kernel.turn import Command
from serve_apps.blocks.cases.applications import submission, with_files
from serve_apps.front.face import Preparation
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Services


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """Who applies (申请人). The account is that of whoever is signed in, if he applies himself."""

    kind: Literal["natural", "legal"]
    name: str
    id_type: Literal["resident_id", "credit_code"]
    id_number: str
    phone: str = ""


class Application(msgspec.Struct, frozen=True, kw_only=True):
    """What is applied for, by whom, and what is filled in. Without `item_version` the latest
    version of the item counts."""

    item: str
    item_version: int | None = None
    place: str = ""
    applicant: Person
    form: dict[str, object]
    materials: tuple[Material, ...] = ()


EXAMPLE = Application(
    item="SPJY-01",
    place="440604",
    applicant=Person(
        kind="natural",
        name="张三",
        id_type="resident_id",
        id_number="440604199003070017",
        phone="13800000000",
    ),
    form={},
)


def draft_of(services: Services, visitor: Visitor, sent: Application) -> c.SaveDraft:
    """Return the draft that `sent` is. The channel is ours to say.

    Raises:
        Refusal: there is no such item.
    """
    version = sent.item_version
    if version is None:
        version = services.library[Catalogue].item(sent.item).version
    return c.SaveDraft(
        item=sent.item,
        item_version=version,
        channel="window" if visitor.kind == "staff" else "web",
        place=sent.place,
        applicant=Applicant(**msgspec.structs.asdict(sent.applicant)),
        form=sent.form,
        materials=sent.materials,
    )


async def _save_draft(
    services: Services, visitor: Visitor, case: str, sent: Application
) -> Command:
    return await with_files(services, case, visitor.identity, draft_of(services, visitor, sent))


async def _submit(services: Services, visitor: Visitor, case: str, sent: Application) -> Command:
    wish = draft_of(services, visitor, sent)
    return await submission(services, visitor.identity, case, wish)


async def _hand_in(services: Services, visitor: Visitor, case: str, sent: Any) -> Command:
    return await with_files(services, case, visitor.identity, sent)


BEFORE = (
    Preparation(command=c.SaveDraft, prepare=_save_draft, takes=Application, example=EXAMPLE),
    Preparation(command=c.Submit, prepare=_submit, takes=Application, example=EXAMPLE),
    Preparation(command=c.Correct, prepare=_hand_in),
    Preparation(command=c.SupplyMaterials, prepare=_hand_in),
)
