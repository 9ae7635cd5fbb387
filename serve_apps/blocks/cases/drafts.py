"""A draft on its way to an application: what has been answered, what is still missing."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from msgspec.structs import replace

from actors.blocks.accounts.state import AccountState
from actors.blocks.cases import materials
from actors.blocks.cases.applicants import form_faults
from actors.blocks.cases.catalogue import Catalogue
from actors.blocks.cases.commands import SaveDraft
from actors.blocks.cases.items import MaterialSpec, ServiceItem
from actors.blocks.cases.offers import rules
from actors.blocks.cases.state import CaseState, Material, application_of
from actors.blocks.forms.conditions import holds
from actors.blocks.forms.layout import Section
from actors.kernel.deadlines import local_day
from actors.kernel.errors import Reason, Refusal
from actors.kernel.turn import Command
from serve_apps.blocks.cases.applicants import applicant_of
from serve_apps.blocks.cases.visibility import UNKNOWN
from serve_apps.front.acting import held
from serve_apps.front.bodies import command_id
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Services
from serve_apps.pages.answers import field_ids, field_pointer


@dataclass(frozen=True)
class Draft:
    """A case of the visitor's own. `answers` are cleaned; `faults` is everything still wrong."""

    case: str
    seq: int
    state: CaseState
    item: ServiceItem
    answers: dict[str, Any]
    faults: tuple[Reason, ...]

    @property
    def open(self) -> bool:
        """Whether it has not been sent yet."""
        return self.state.phase == "draft"

    def faults_of(self, section: Section) -> tuple[Reason, ...]:
        """Return what is wrong with the fields of one page."""
        return within(section, self.faults)

    def done(self, section: Section) -> bool:
        """Tell whether a page needs nothing more."""
        return not self.faults_of(section)

    @property
    def material_faults(self) -> tuple[Reason, ...]:
        """What is wrong with the materials."""
        return tuple(fault for fault in self.faults if fault.field.startswith("/materials"))

    @property
    def asked_materials(self) -> tuple[MaterialSpec, ...]:
        """The materials that these answers ask for, and those that may be added."""
        needed = materials.required(self.item, self.answers)
        return tuple(spec for spec in self.item.materials if spec.optional or spec.name in needed)

    def given(self, name: str) -> tuple[Material, ...]:
        """Return what was handed in under `name`, in order."""
        return materials.given(self.state.materials, name)


def pages_of(item: ServiceItem, answers: Mapping[str, Any]) -> list[int]:
    """Return the numbers, from 1, of the pages of the form that `answers` ask for."""
    sections = enumerate(item.sections, 1)
    asked = ((number, section) for number, section in sections if section.fields)
    return [number for number, section in asked if holds(section.visible_if, answers)]


def within(section: Section, faults: tuple[Reason, ...]) -> tuple[Reason, ...]:
    """Return those of `faults` that concern the fields of `section`."""
    ids = field_ids(section)
    return tuple(fault for fault in faults if field_pointer(fault.field) in ids)


async def open_own(services: Services, visitor: Visitor, case: str) -> Draft:
    """Return the case `case` of the visitor's own, draft or not. A clerk's own are those that he
    takes in for somebody who is present, whoever handles them then.

    Raises:
        Refusal: kind "unknown", there is none that is his.
        Overloaded, Unavailable: see `Sender.show`.
    """
    shown = await services.sender.show(f"case:{case}")
    state: CaseState = shown.state
    said, by = rules(services.library), visitor.identity
    fills_in = state.phase == "draft" and said.permitted("save_draft", by, state).allowed
    took_in = visitor.kind == "staff" and state.applicant and state.applicant.by_agent == by.id
    if not fills_in and not took_in and not said.permitted("follow", by, state).allowed:
        raise UNKNOWN
    item = services.library[Catalogue].item(state.item, state.item_version)
    answers = services.library[Catalogue].form(item).clean(state.form)
    return Draft(case, shown.seq, state, item, answers, check(services, item, answers, state))


def address_of(visitor: Visitor, case: str) -> str:
    """Return where the visitor follows a case that was sent."""
    return f"/staff/cases/{case}" if visitor.kind == "staff" else f"/cases/{case}"


async def of_represented(services: Services, visitor: Visitor, case: str) -> AccountState | None:
    """Return the account that the case `case` is of, if the visitor acts for himself and might act
    for that one in it.

    Raises:
        Overloaded, Unavailable: see `Sender.show`.
    """
    state: CaseState = (await services.sender.show(f"case:{case}")).state
    account = state.applicant.account if state.applicant else ""
    if not account or visitor.identity.acting_for:
        return None
    scope = await held(services, visitor, account)
    if scope is None or (scope.items is not None and state.item not in scope.items):
        return None
    return (await services.sender.show(f"account:{account}")).state


async def send_own(
    services: Services, visitor: Visitor, case: str, wish: Command, key: str
) -> tuple[Reason, ...]:
    """Send `wish` to the case `case` of the visitor's own, under the Idempotency-Key `key`, and
    return what is wrong with what he filled in; nothing once it has taken effect.

    Raises:
        Refusal: no other answers would help.
        Overloaded, Unavailable: see `Sender.send`.
    """
    by = visitor.identity
    try:
        await services.sender.send(f"case:{case}", wish, id=command_id(by.owner, key, wish), by=by)
    except Refusal as refusal:
        if refusal.kind != "invalid":
            raise
        services.broken_rules.note(refusal.reasons)
        return refusal.reasons
    return ()


def check(
    services: Services, item: ServiceItem, answers: dict[str, Any], state: CaseState
) -> tuple[Reason, ...]:
    """Return everything that is wrong with cleaned `answers` and the materials of `state`."""
    on = local_day(state.submitted_at or services.clock.now())
    faults = form_faults(answers, state.applicant, item, services.library, on)
    services.broken_rules.note(faults)
    return (*faults, *materials.faults(item, answers, state.materials))


def wish(
    draft: Draft,
    *,
    form: dict[str, Any] | None = None,
    given: tuple[Material, ...] | None = None,
    statement: str | None = None,
    guardian_consents: bool | None = None,
) -> SaveDraft:
    """Return the command that keeps the draft with other answers or other materials, or once its
    applicant was told of his data in another version, or a guardian consents."""
    state = draft.state
    if state.applicant is None:
        raise UNKNOWN
    kept = SaveDraft(**application_of(state))
    return replace(
        kept,
        form=kept.form if form is None else form,
        materials=kept.materials if given is None else given,
        statement=kept.statement if statement is None else statement,
        guardian_consents=(
            kept.guardian_consents if guardian_consents is None else guardian_consents
        ),
    )


async def first_wish(
    services: Services, visitor: Visitor, item: ServiceItem, statement: str = ""
) -> SaveDraft:
    """Return the command that begins an application of the visitor, with what is known of him;
    `statement` is the reference of what he was told of his data.

    Raises:
        Refusal: kind "forbidden", the account stands for nobody; "invalid", the item is not for
            people of his kind.
    """
    applicant = await applicant_of(services, visitor, None)
    if applicant.kind not in item.audience:
        raise Refusal(Reason("applicant.not_addressed", "/applicant/kind"))
    return SaveDraft(
        item=item.code,
        item_version=item.version,
        channel="web",
        applicant=applicant,
        form={},
        statement=statement,
    )
