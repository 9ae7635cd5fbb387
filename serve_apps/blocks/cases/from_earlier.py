"""Materials that were handed in with an earlier application and are used again (沿用, HALL-29): the
platform says from which, since when and of which grade, whoever names them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from msgspec.structs import replace

from actors.blocks.cases.catalogue import Catalogue
from actors.blocks.cases.items import MaterialSpec, ServiceItem
from actors.blocks.cases.materials import grade_of
from actors.blocks.cases.offers import rules
from actors.blocks.cases.state import CaseState, Material
from actors.kernel.deadlines import local_day
from actors.kernel.errors import Reason, Refusal
from actors.kernel.identity import Identity
from serve_apps.blocks.cases.drafts import Draft
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Services
from serve_apps.pages.records import Records
from storage.uploads import Uploads

_LATEST = 10  # applications that are looked through
_SOURCES = ("upload", "scan", "earlier")


@dataclass(frozen=True)
class Again:
    """A file that may be used again, as `material` would say it."""

    material: Material

    @property
    def value(self) -> str:
        """What the control for it says."""
        return f"{self.material.case}/{self.material.sha256}"


async def offered_again(
    services: Services, visitor: Visitor, draft: Draft
) -> Mapping[str, Sequence[Again]]:
    """Return the files that the applicant has handed in before and that are good enough, by the
    names of materials, the latest first.

    Raises:
        Overloaded, Unavailable, PyMongoError: they cannot be looked up.
    """
    applicant = draft.state.applicant
    if visitor.kind != "resident" or applicant is None or not applicant.account:
        return {}
    found: dict[str, list[Again]] = {}
    for state in await earlier_cases(services, visitor.identity, applicant.account, draft.case):
        item = services.library[Catalogue].item(state.item, state.item_version)
        for spec in draft.asked_materials:
            if "upload" not in spec.sources:
                continue
            for each in state.materials:
                if _is_same(each, spec, item) and grade_of(each) <= spec.grade:
                    again = Again(_used_again(each, state))
                    offered = found.setdefault(spec.name, [])
                    if all(other.material.sha256 != each.sha256 for other in offered):
                        offered.append(again)
    return found


async def earlier_cases(
    services: Services, by: Identity, account: str, but: str
) -> list[CaseState]:
    """Return the latest applications of `account` that were sent and that `by` may follow, without
    the case `but`.

    Raises:
        Overloaded, Unavailable, PyMongoError: they cannot be looked up.
    """
    cases = services[Records].database["cases"]
    sent = {
        "applicant.account": account,
        "submitted_at": {"$exists": True},
        "restricted": {"$ne": True},
    }
    ids = cases.find(sent, {"_id": 1}).sort([("updated_at", -1), ("_id", -1)]).limit(_LATEST)
    said = rules(services.library)
    found: list[CaseState] = []
    async for row in ids:
        if row["_id"] == but:
            continue
        state: CaseState = (await services.sender.show(f"case:{row['_id']}")).state
        known = (state.item, state.item_version) in services.library[Catalogue].items
        if known and not state.restricted and said.permitted("follow", by, state).allowed:
            found.append(state)
    return found


async def used_again(
    services: Services, by: Identity, account: str, spec: MaterialSpec | None, material: Material
) -> Material:
    """Return `material` as the earlier application that it names has it, for one of `account`.

    Raises:
        Refusal: there is no such application that `by` may follow, or no such file in it.
        Overloaded, Unavailable: see `Sender.show`.
    """
    unknown = Refusal(Reason("material.not_yours"))
    state: CaseState = (await services.sender.show(f"case:{material.case}")).state
    applicant = state.applicant
    own = applicant is not None and account and applicant.account == account
    sent = state.submitted_at is not None and not state.restricted
    if not own or not sent or spec is None or not by.id.startswith("person:"):
        raise unknown
    if not rules(services.library).permitted("follow", by, state).allowed:
        raise unknown
    item = services.library[Catalogue].item(state.item, state.item_version)
    for each in state.materials:
        if each.sha256 == material.sha256 and _is_same(each, spec, item):
            now = services.clock.now()  # what one has handed in once one may hand in
            await Uploads(services[Records].database).record(each.sha256, by.id, by.unit, now)
            return _used_again(each, state)
    raise unknown


def _is_same(material: Material, spec: MaterialSpec, item: ServiceItem) -> bool:
    """The same paper is called the same in every item."""
    titles = {each.name: each.title for each in item.materials}
    held = bool(material.sha256) and material.source in _SOURCES
    return held and material.name == spec.name and titles.get(material.name) == spec.title


def _used_again(material: Material, state: CaseState) -> Material:
    """Return `material` of the case `state` as another has it: of what was used again already, it
    is said where it came from first."""
    if material.source == "earlier":
        return material
    return replace(
        material,
        source="earlier",
        case=state.id,
        case_number=state.number,
        issued_on=local_day(state.submitted_at) if state.submitted_at else None,
        grade=grade_of(material),
    )
