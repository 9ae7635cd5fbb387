"""Applications that are filled in together (一件事): what two items ask is asked once, and a paper
that one of them makes is not asked for."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from uuid import NAMESPACE_URL, uuid5

import msgspec
from uuid_utils import uuid7

from actors.blocks.cases.application import Together, Wanted
from actors.blocks.cases.catalogue import Catalogue
from actors.blocks.cases.items import MaterialSpec
from actors.blocks.cases.life_events import LifeEvent
from actors.blocks.cases.materials import given
from actors.blocks.cases.state import CaseState, Material
from actors.blocks.forms.conditions import holds
from actors.blocks.forms.layout import asked_if, fields_in
from actors.kernel.errors import Refusal
from serve_apps.blocks.cases.applications import save_draft
from serve_apps.blocks.cases.drafts import Draft, first_wish, open_own, wish
from serve_apps.blocks.cases.prefilling import prefilled
from serve_apps.front.new_ids import new_id
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Services


@dataclass(frozen=True)
class Bundle:
    """The applications of one life event, in its order. `event` None: it is offered no more."""

    id: str
    event: LifeEvent | None
    drafts: tuple[Draft, ...]

    def before(self, draft: Draft) -> tuple[Draft, ...]:
        """Return those that come before `draft`."""
        cases = [each.case for each in self.drafts]
        return self.drafts[: cases.index(draft.case)] if draft.case in cases else ()

    @property
    def sent(self) -> bool:
        """Whether all of them were sent."""
        return not any(draft.open for draft in self.drafts)


def case_of(visitor: Visitor, bundle: str, code: str) -> str:
    """Return the id of the visitor's case for the item `code` in the bundle."""
    return new_id("case", visitor.identity.owner, _key(bundle, code))


async def begin_together(
    services: Services,
    visitor: Visitor,
    event: LifeEvent,
    codes: Sequence[str],
    bundle: str,
    *,
    known: bool,
) -> None:
    """Begin a draft for each of the items `codes`; the same `bundle` begins the same ones. `known`
    says that what is known of the applicant may stand in them.

    Raises:
        Refusal: an item is not for people of his kind.
        Overloaded, Unavailable: see `save_draft`; it may be repeated.
    """
    for code in codes:
        item = services.library[Catalogue].item(code)
        begun = await first_wish(services, visitor, item)
        if known:
            case = case_of(visitor, bundle, code)
            begun = await prefilled(services, visitor, case, begun)
        made = tuple(
            Material(name=each.material, source="made", case=case_of(visitor, bundle, each.by))
            for each in event.supplies
            if each.to == code and each.by in codes
        )
        wanted = tuple(
            Wanted(case_of(visitor, bundle, each.to), each.material)
            for each in event.supplies
            if each.by == code and each.to in codes
        )
        together = Together(event=event.name, bundle=bundle, wanted=wanted)
        begun = msgspec.structs.replace(begun, materials=made, together=together)
        await save_draft(services, visitor.identity, _key(bundle, code), begun)


async def bundle_of(services: Services, visitor: Visitor, together: Together) -> Bundle:
    """Return the visitor's applications that belong to `together`.

    Raises:
        Overloaded, Unavailable: see `Sender.show`.
    """
    event = services.library[Catalogue].events.get(together.event)
    drafts: list[Draft] = []
    for code in event.codes() if event else ():
        case = case_of(visitor, together.bundle, code)
        state: CaseState = (await services.sender.show(f"case:{case}")).state
        if state.together is None or state.together.bundle != together.bundle:
            continue
        try:
            draft = await open_own(services, visitor, case)
        except Refusal as refusal:
            if refusal.kind != "unknown":
                raise
            continue
        if draft.state.phase != "withdrawn" or draft.state.number:
            drafts.append(draft)
    return Bundle(together.bundle, event, tuple(drafts))


def as_asked(draft: Draft, bundle: Bundle) -> Draft:
    """Return `draft` as it is asked beside the others: without what one before it asks for."""
    before = bundle.before(draft)
    fields = {known_as for each in before for known_as in _asked(each)}
    faulty = {fault.field for fault in draft.faults if fault.code != "form.required"}
    sections = tuple(
        msgspec.structs.replace(
            section,
            fields=tuple(
                field
                for field in section.fields
                if field.known_as not in fields or f"/form/{field.name}" in faulty
            ),
        )
        for section in draft.item.sections
    )
    papers = {(spec.name, spec.title.zh) for each in before for spec in each.asked_materials}
    item = msgspec.structs.replace(
        draft.item,
        sections=sections,
        materials=tuple(
            spec for spec in draft.item.materials if (spec.name, spec.title.zh) not in papers
        ),
    )
    asked = {f"/form/{field.name}" for field in fields_in(sections)}
    asked |= {f"/materials/{spec.name}" for spec in item.materials}
    faults = tuple(f for f in draft.faults if "/".join(f.field.split("/")[:3]) in asked)
    return replace(draft, item=item, faults=faults)


def _asked(draft: Draft) -> Iterator[str]:
    """Yield what the answers to `draft` let it ask for, by what that is known as."""
    for section in draft.item.sections:
        for field in section.fields:
            if field.known_as and holds(asked_if(section, field), draft.answers):
                yield field.known_as


async def open_asked(
    services: Services, visitor: Visitor, case: str
) -> tuple[Draft, Bundle | None]:
    """Return the case `case` of the visitor's own as it is asked, and what it is filled in together
    with, None for nothing.

    Raises:
        Refusal: kind "unknown", there is none that is his.
        Overloaded, Unavailable: see `Sender.show`.
    """
    draft = await open_own(services, visitor, case)
    together = draft.state.together
    if together is None or not draft.open:
        return draft, None
    bundle = await bundle_of(services, visitor, together)
    return as_asked(draft, bundle), bundle


def address_of_bundle(together: Together) -> str:
    """Return the address of the page of applications that are filled in together."""
    return f"/together/{together.event}/{together.bundle}"


async def share(services: Services, visitor: Visitor, case: str) -> None:
    """Have the applications that the case is filled in together with say the same where they ask
    for the same.

    Raises:
        Overloaded, Unavailable: see `save_draft`; the next page that is kept shares it again.
    """
    draft = await open_own(services, visitor, case)
    together = draft.state.together
    if together is None:
        return
    for other in (await bundle_of(services, visitor, together)).drafts:
        if not other.open or other.case == case:
            continue
        form = {**other.state.form, **_answers(draft, other)}
        kept = _papers(draft, other)
        if form != other.state.form or kept != other.state.materials:
            shared = wish(other, form=form, given=kept)
            await save_draft(services, visitor.identity, uuid7().hex, shared, case=other.case)


def _answers(draft: Draft, other: Draft) -> dict[str, object]:
    said = {
        field.known_as: draft.answers[field.name]
        for field in fields_in(draft.item.sections)
        if field.known_as and field.name in draft.answers
    }
    return {
        field.name: said[field.known_as]
        for field in fields_in(other.item.sections)
        if field.known_as in said
    }


def _papers(draft: Draft, other: Draft) -> tuple[Material, ...]:
    """Return the materials of `other` with those of `draft` that are the same paper."""
    papers = {(spec.name, spec.title.zh): spec for spec in draft.item.materials}
    kept = list(other.state.materials)
    for spec in other.asked_materials:
        mine = given(draft.state.materials, spec.name)
        mine = tuple(each for each in mine if each.source not in ("promise", "made"))
        if (spec.name, spec.title.zh) in papers and _takes(spec, mine):
            kept = [each for each in kept if each.name != spec.name]
            kept += mine[: spec.several]
    return tuple(kept)


def _takes(spec: MaterialSpec, files: Sequence[Material]) -> bool:
    return bool(files) and all(not each.licence or spec.licence for each in files)


def _key(bundle: str, code: str) -> str:
    return uuid5(NAMESPACE_URL, f"yimen:together:{bundle}:{code}").hex
