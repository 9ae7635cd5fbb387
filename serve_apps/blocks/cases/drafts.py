"""A draft on its way to an application: what has been answered, what is still missing."""

from dataclasses import dataclass
from typing import Any, Literal

from msgspec.structs import asdict, replace

from actors.blocks.accounts.state import AccountState, Person
from actors.blocks.cases import materials
from actors.blocks.cases.catalogue import Catalogue
from actors.blocks.cases.commands import SaveDraft
from actors.blocks.cases.items import MaterialSpec, ServiceItem
from actors.blocks.cases.offers import rules
from actors.blocks.cases.state import Applicant, CaseState, Material, application_of
from actors.blocks.forms.layout import Section
from actors.kernel.deadlines import local_day
from actors.kernel.errors import Reason, Refusal
from actors.kernel.identifiers import DivisionRegister
from actors.kernel.turn import Command
from serve_apps.blocks.cases.visibility import UNKNOWN
from serve_apps.front.bodies import command_id
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Services
from serve_apps.pages.answers import field_ids


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

    def material(self, name: str) -> Material | None:
        """Return what was handed in under `name`."""
        return next((one for one in self.state.materials if one.name == name), None)


def within(section: Section, faults: tuple[Reason, ...]) -> tuple[Reason, ...]:
    """Return those of `faults` that concern the fields of `section`."""
    ids = field_ids(section)
    return tuple(fault for fault in faults if fault.field in ids)


async def open_own(services: Services, visitor: Visitor, case: str) -> Draft:
    """Return the case `case` of the visitor's own, draft or not.

    Raises:
        Refusal: kind "unknown", there is none that is his.
        Overloaded, Unavailable: see `Sender.show`.
    """
    shown = await services.sender.show(f"case:{case}")
    state: CaseState = shown.state
    if not rules(services.library).permitted("follow", visitor.identity, state).allowed:
        raise UNKNOWN
    item = services.library[Catalogue].item(state.item, state.item_version)
    answers = services.library[Catalogue].form(item).clean(state.form)
    return Draft(case, shown.seq, state, item, answers, check(services, item, answers, state))


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
        await services.sender.send(f"case:{case}", wish, id=command_id(by.id, key), by=by)
    except Refusal as refusal:
        if refusal.kind != "invalid":
            raise
        return refusal.reasons
    return ()


def check(
    services: Services, item: ServiceItem, answers: dict[str, Any], state: CaseState
) -> tuple[Reason, ...]:
    """Return everything that is wrong with cleaned `answers` and the materials of `state`."""
    library = services.library
    return (
        *library[Catalogue]
        .form(item)
        .faults(
            answers,
            today=local_day(services.clock.now()),
            divisions=library[DivisionRegister].years,
            rules=library[Catalogue].rules[item.system],
        ),
        *materials.faults(item, answers, state.materials),
    )


def wish(
    draft: Draft,
    *,
    form: dict[str, Any] | None = None,
    given: tuple[Material, ...] | None = None,
) -> SaveDraft:
    """Return the command that keeps the draft with other answers or other materials."""
    state = draft.state
    if state.applicant is None:
        raise UNKNOWN
    kept = SaveDraft(**application_of(state))
    return replace(
        kept,
        form=kept.form if form is None else form,
        materials=kept.materials if given is None else given,
    )


def kind_of(person: Person) -> Literal["natural", "legal"]:
    """Return which kind of applicant a proven identity makes."""
    return "natural" if person.id_type == "resident_id" else "legal"


async def first_wish(services: Services, visitor: Visitor, item: ServiceItem) -> SaveDraft:
    """Return the command that begins an application of the visitor, with what is known of him.

    Raises:
        Refusal: kind "forbidden", the account stands for nobody; "invalid", the item is not for
            people of his kind.
    """
    account: AccountState = (await services.sender.show(f"account:{visitor.account}")).state
    person = account.person
    if person is None:
        raise Refusal(Reason("access.forbidden"), kind="forbidden")
    applicant = Applicant(
        kind=kind_of(person),
        account=visitor.account,
        **asdict(person),
    )
    if applicant.kind not in item.audience:
        raise Refusal(Reason("applicant.not_addressed", "/applicant/kind"))
    return SaveDraft(
        item=item.code, item_version=item.version, channel="web", applicant=applicant, form={}
    )
