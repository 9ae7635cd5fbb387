"""A form that a department demands of communities (报表清单): what can be asked of it, what can
happen to it, what is known of it. Nothing in it is of a person: its fields are figures."""

from datetime import date, datetime
from typing import Annotated, Literal

import msgspec

from actors.kernel.turn import Command, Event
from actors.systems.community_service.form_demand.held import HeldField

FORM_DEMAND = "form_demand"
MOST_FORMS = 500
MOST_OPEN_NOTES = 100
MOST_MINUTES = 10_000
Frequency = Literal["once", "yearly", "quarterly", "monthly"]
Title = Annotated[str, msgspec.Meta(min_length=1, max_length=100)]
Text = Annotated[str, msgspec.Meta(min_length=1, max_length=500)]
FieldName = Annotated[str, msgspec.Meta(min_length=1, max_length=60)]
Fields = Annotated[tuple[FieldName, ...], msgspec.Meta(min_length=1, max_length=60)]
Minutes = Annotated[int, msgspec.Meta(ge=0, le=MOST_MINUTES)]
Number = Annotated[int, msgspec.Meta(ge=1, le=MOST_FORMS)]


class HeldValue(msgspec.Struct, frozen=True, kw_only=True):
    """A figure that the registers hold: from which of them, and as of when."""

    field: HeldField
    value: int
    source: Literal["residents", "houses"]
    at: datetime


class Form(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One form at one place: `values` are locked, `answers` what the place typed, by the place of
    the field among those that are asked ("1", "2"); it took so many `minutes`."""

    number: int
    unit: str
    issued_at: datetime
    values: tuple[HeldValue, ...]
    answers: dict[str, str] = {}
    returned_at: datetime | None = None
    minutes: int = 0


class Note(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """That a held figure is doubted (数据质量单), and what came of it."""

    number: int
    form: int
    field: HeldField
    text: str
    at: datetime
    outcome: Literal["", "corrected", "stands"] = ""


class FormDemand(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One demand of the department `unit`. `held` are the fields that the registers hold, `asked`
    those that a place types; `until` is the last local day of the listing."""

    standing: Literal["", "requested", "listed", "refused", "expired", "unlisted"] = ""
    unit: str = ""
    title: str = ""
    basis: str = ""
    frequency: Frequency = "once"
    held: tuple[HeldField, ...] = ()
    asked: tuple[str, ...] = ()
    until: date | None = None
    reported_by: str = ""
    minutes: int = 0
    reason: str = ""
    forms: tuple[Form, ...] = ()
    notes: tuple[Note, ...] = ()

    @property
    def phase(self) -> str:
        """The name of the state that it is in."""
        if self.standing != "listed" or not self.forms:
            return self.standing
        return "issued" if self.open_forms else "returned"

    @property
    def open_forms(self) -> tuple[Form, ...]:
        """The forms that were not returned."""
        return tuple(each for each in self.forms if each.returned_at is None)

    @property
    def open_notes(self) -> tuple[Note, ...]:
        """The notes that nobody has settled."""
        return tuple(each for each in self.notes if not each.outcome)

    @property
    def units(self) -> tuple[str, ...]:
        """The places that have a form, or reported the demand."""
        found = (*(each.unit for each in self.forms), self.reported_by)
        return tuple(dict.fromkeys(filter(None, found)))


class RequestForm(Command, frozen=True, kw_only=True):
    """Ask that a form be put on the list (申请列入清单): its legal basis and its fields. What the
    registers hold of it is found at once."""

    title: Title
    basis: Text
    frequency: Frequency
    fields: Fields


class ListForm(Command, frozen=True, kw_only=True):
    """Put it on the list (准入), up to a day, a year at most."""

    until: date


class RefuseForm(Command, frozen=True, kw_only=True):
    """Keep it off the list (不予准入), with the reason."""

    reason: Text


class IssueForm(Command, frozen=True, kw_only=True):
    """Send the form to the place whose station is `unit` (下发), filled in as far as its registers
    go. The platform fills in `values`."""

    unit: str
    values: tuple[HeldValue, ...] = ()


class RefillForm(Command, frozen=True, kw_only=True):
    """Fill a form that is not returned yet in anew (重新取数), after the register was put right."""

    form: Number
    values: tuple[HeldValue, ...] = ()


class ReturnForm(Command, frozen=True, kw_only=True):
    """Return a form (上报): `answers` by the places of the fields that are asked, "1" for the
    first, and how many minutes it took."""

    form: Number
    answers: dict[str, str]
    minutes: Minutes


class DisputeValue(Command, frozen=True, kw_only=True):
    """Doubt a held figure of a form (数据异议): that opens a note on the register's quality, and no
    other form."""

    form: Number
    field: HeldField
    text: Text


class SettleNote(Command, frozen=True, kw_only=True):
    """Say what came of a note: the register was put right, or stands."""

    note: Annotated[int, msgspec.Meta(ge=1)]
    outcome: Literal["corrected", "stands"]


class ReportUnlisted(Command, frozen=True, kw_only=True):
    """Report a form that a department demanded without the list (举报清单外报表), and how many
    minutes it took."""

    department: str
    title: Title
    fields: Fields
    minutes: Minutes


class ExpireListing(Command, frozen=True, kw_only=True):
    """Clock: the last day of the listing is over."""

    until: date


class FormRequested(Event, frozen=True, kw_only=True):
    at: datetime
    unit: str
    title: str
    basis: str
    frequency: Frequency


class FieldsChecked(Event, frozen=True, kw_only=True):
    at: datetime
    held: tuple[HeldField, ...]
    asked: tuple[str, ...]


class FormListed(Event, frozen=True, kw_only=True):
    at: datetime
    until: date


class FormRefused(Event, frozen=True, kw_only=True):
    at: datetime
    reason: str


class FormIssued(Event, frozen=True, kw_only=True):
    at: datetime
    form: Form


class FormRefilled(Event, frozen=True, kw_only=True):
    at: datetime
    number: int
    values: tuple[HeldValue, ...]


class FormReturned(Event, frozen=True, kw_only=True):
    at: datetime
    number: int
    answers: dict[str, str]
    minutes: int


class ValueDisputed(Event, frozen=True, kw_only=True):
    at: datetime
    note: Note


class NoteSettled(Event, frozen=True, kw_only=True):
    at: datetime
    number: int
    outcome: Literal["corrected", "stands"]


class UnlistedReported(Event, frozen=True, kw_only=True):
    at: datetime
    unit: str
    by_unit: str
    title: str
    minutes: int


class ListingExpired(Event, frozen=True, kw_only=True):
    at: datetime


FormDemandEvent = (
    FormRequested
    | FieldsChecked
    | FormListed
    | FormRefused
    | FormIssued
    | FormRefilled
    | FormReturned
    | ValueDisputed
    | NoteSettled
    | UnlistedReported
    | ListingExpired
)
