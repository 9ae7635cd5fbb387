"""Materials that are taken from the licence store (证照库): only the platform says what they are,
whoever names them, and each is on record at the licence before a case has it."""

from collections.abc import Mapping, Sequence
from typing import Any

from msgspec.structs import replace

from actors.blocks.cases.catalogue import Catalogue
from actors.blocks.cases.commands import Correct, SaveDraft, SupplyMaterials
from actors.blocks.cases.items import ServiceItem
from actors.blocks.cases.state import Applicant, CaseState, Material
from actors.blocks.forms.normalise import identifier
from actors.blocks.licences.licence import Licence, UseLicence
from actors.blocks.organisation.units import Organisation
from actors.kernel.deadlines import local_day
from actors.kernel.errors import Reason, Refusal
from actors.kernel.identity import Identity
from serve_apps.blocks.cases.drafts import Draft
from serve_apps.blocks.cases.from_earlier import used_again
from serve_apps.blocks.licences.store import consented, held, taken
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Services


async def offered(
    services: Services, visitor: Visitor, draft: Draft
) -> Mapping[str, Sequence[Mapping[str, Any]]]:
    """Return the licences that may be taken for a draft, by the names of materials: those that the
    applicant holds today and, at a window, has consented to.

    Raises:
        Overloaded, Unavailable, PyMongoError: the store does not answer.
    """
    applicant = draft.state.applicant
    account = applicant.account if applicant else ""
    asked = {spec.name: spec.licence for spec in draft.asked_materials if spec.licence}
    if not account or not asked:
        return {}
    today = local_day(services.clock.now())
    found: dict[str, Sequence[Mapping[str, Any]]] = {}
    for name, kind in asked.items():
        rows = await held(services, account, kind=kind, on=today)
        if visitor.kind == "staff":
            rows = [row for row in rows if await consented(services, row["_id"], draft.item.code)]
        found[name] = rows
    return found


async def with_licences(
    services: Services, case: str, by: Identity, wish: SaveDraft | Correct | SupplyMaterials
) -> tuple[Material, ...]:
    """Return the materials of `wish` of `by` to a case: those that name a licence as the store has
    it, and the others without what only the store says.

    Raises:
        Refusal: a licence cannot be taken; each is named by its material.
        Overloaded, Unavailable: the store does not answer.
    """
    plain = tuple(_said_by_people(each) for each in wish.materials)
    if not any(each.licence or each.case for each in plain):
        return plain
    state: CaseState = (await services.sender.show(f"case:{case}")).state
    named = wish if isinstance(wish, SaveDraft) else state
    item = services.library[Catalogue].item(named.item, named.item_version)
    given: list[Material] = []
    wrong: list[Reason] = []
    for each in plain:
        try:
            made = await _from_store(services, case, by, item, named.applicant, each)
            given.append(made)
        except Refusal as refusal:
            code = refusal.reasons[0].code
            wrong.append(Reason(code, f"/materials/{each.name}"))
    if wrong:
        raise Refusal(*wrong)
    return tuple(given)


async def _from_store(
    services: Services,
    case: str,
    by: Identity,
    item: ServiceItem,
    applicant: Applicant | None,
    material: Material,
) -> Material:
    spec = next((each for each in item.materials if each.name == material.name), None)
    if material.source == "made":
        return material
    if material.case:
        account = applicant.account if applicant else ""
        return await used_again(services, by, account, spec, material)
    if not material.licence:
        return material
    if spec is None or not spec.licence:
        raise Refusal(Reason("licence.wrong_kind"))
    number = identifier(applicant.id_number) if applicant else ""
    use = UseLicence(case=case, item=item.code, material=material.name)
    licence = await taken(services, by, material.licence, kind=spec.licence, number=number, use=use)
    return await _told(services, material, licence)


async def _told(services: Services, material: Material, licence: Licence) -> Material:
    stored = await services.files.find(licence.file) if licence.file else None
    return replace(
        material,
        source="licence_store",
        file_name=f"{licence.title}.pdf" if stored else "",
        sha256=licence.file if stored else "",
        bytes=stored.bytes if stored else 0,
        media_type=stored.media_type if stored else "",
        issuer=services.library[Organisation].title(licence.organ),
        issued_on=licence.since,
        grade="A",
    )


def _said_by_people(material: Material) -> Material:
    return replace(
        material,
        licence=material.licence if material.source == "licence_store" else "",
        issuer=None,
        issued_on=None,
        grade="",
        case=material.case if material.source in ("earlier", "made") else "",
        case_number="",
    )
