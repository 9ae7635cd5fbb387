"""Scenarios of service items as files: a case from its application on, step by step."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Literal, get_args

import msgspec
from msgspec.structs import replace

from actors.blocks.accounts.roles import RESIDENT
from actors.blocks.cases.applicants import example_on
from actors.blocks.cases.catalogue import Catalogue
from actors.blocks.cases.commands import Submit
from actors.blocks.cases.items import ServiceItem, reference_of
from actors.blocks.cases.materials import required
from actors.blocks.cases.state import Applicant, Material
from actors.blocks.files.formats import MEDIA_TYPES
from actors.blocks.organisation.units import Organisation
from actors.kernel.identity import Identity
from actors.kernel.library import Library
from actors.kernel.turn import Command, Event
from actors.kernel.words import Title
from actors.kinds import build_kinds
from actors.library import load_city
from actors.place.city.load import DemoApplicant
from actors.runtime.codec import Codec
from actors.testing.scenario import Scenario

FIRST_DAY = date(2026, 3, 2)  # of every scenario


class FileStep(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One step: first time passes, then `send` is sent, and then the rest must hold.

    Attributes:
        at, after, outage: until when ("2026-03-02 09:00"), or how many `days` and `hours`.
        send: the name of a command, with its fields in `with_` ("with" in the file). "Submit" is
            filled with the item's example, where `with_` does not say otherwise.
        by: "applicant", a role ("approver": somebody of the item's unit who has it), or a
            role and a unit ("reviewer@fire_rescue").
        refused: the code that the command is refused for.
        events: the names of what happened to the case in this step, in order.
        alarms: what the case has pending afterwards, with the instants.
        shown: fields of the case.
        watched: the names of what happened to its watcher in this step, in order.
    """

    at: str = ""
    after: dict[Literal["days", "hours"], int] = {}
    outage: dict[Literal["days", "hours"], int] = {}
    send: str = ""
    by: str = "applicant"
    with_: dict[str, Any] = msgspec.field(default={}, name="with")
    refused: str = ""
    events: list[str] | None = None
    alarms: dict[str, str] | None = None
    shown: dict[str, Any] = {}
    watched: list[str] | None = None


class ScenarioFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A file of `scenarios/`. `title` says what it shows, `item` is the code of the item."""

    title: Title
    item: str
    steps: list[FileStep]


def read_scenario(document: Mapping[str, Any], library: Library) -> Scenario:
    """Return the scenario that `document` (a file of TOML, read) tells.

    Raises:
        msgspec.ValidationError: it has not the shape of one, or a command not its fields.
        KeyError: there is no such item, role or event; the message names it.
    """
    file = msgspec.convert(document, ScenarioFile)
    item = library[Catalogue].item(file.item)
    scenario = Scenario.of(*build_kinds(library).values()).on("case:1")
    for step in file.steps:
        scenario = _expecting(_acting(scenario, step, item, library), step)
    return scenario


def handed_in(item: ServiceItem) -> tuple[Material, ...]:
    """Return every material that the item's example answers make necessary."""
    specs = {spec.name: spec for spec in item.materials}
    return tuple(
        Material(name=name, source="licence_store")
        if "licence_store" in specs[name].sources
        else Material(
            name=name,
            file_name=f"{name}.{specs[name].formats[0]}",
            sha256="0" * 64,
            bytes=1000,
            media_type=MEDIA_TYPES[specs[name].formats[0]],
        )
        for name in required(item, item.example)
    )


def application(item: ServiceItem, by: Applicant, library: Library, on: date) -> Submit:
    """Return the application for `item` that its example answers make on the local day `on`."""
    return Submit(
        number=f"{item.implementation_code}202603020001",
        item=item.code,
        item_version=item.version,
        channel=item.channels[0],
        place="440604012",
        applicant=by,
        form=example_on(item, library, on),
        materials=handed_in(item),
        statement=reference_of(item),
        guardian_consents=bool(item.child),
    )


def _acting(scenario: Scenario, step: FileStep, item: ServiceItem, library: Library) -> Scenario:
    if step.at:
        scenario = scenario.at(step.at)
    if step.after:
        scenario = scenario.after(**step.after)
    if step.outage:
        scenario = scenario.outage(**step.outage)
    if step.send:
        command = _command(scenario, step, item, library)
        scenario = scenario.when(command, by=_who(step.by, item, library))
    return scenario


def _expecting(scenario: Scenario, step: FileStep) -> Scenario:
    if step.refused:
        scenario = scenario.then_refused(step.refused)
    if step.events is not None:
        scenario = scenario.then(events=_named(scenario, step.events))
    if step.alarms is not None:
        scenario = scenario.then(alarms=step.alarms)
    if step.shown:
        scenario = scenario.then_shown(**step.shown)
    if step.watched is not None:
        watcher = scenario.on(scenario.key.replace("case:", "watcher:"))
        scenario = watcher.then(events=_named(watcher, step.watched)).on(scenario.key)
    return scenario


def _named(scenario: Scenario, names: Sequence[str]) -> list[type[Event]]:
    """Return the events of the scenario's entity that are called `names`."""
    kind = scenario.kinds[scenario.key.partition(":")[0]]
    known = {event.__name__: event for event in get_args(kind.events) or (kind.events,)}
    return [known[name] for name in names]


def _command(scenario: Scenario, step: FileStep, item: ServiceItem, library: Library) -> Command:
    if step.send == "Submit":
        on = date.fromisoformat(step.at[:10]) if step.at else FIRST_DAY
        return replace(application(item, applicant_of(item).applicant, library, on), **step.with_)
    return Codec(scenario.kinds["case"]).command({"type": step.send, **step.with_})


def staff_in(library: Library, unit: str, role: str, *, but: str = "") -> Identity:
    """Return somebody of `unit` who has `role`, not the one with the id `but`.

    Raises:
        KeyError: there is nobody; the message says so.
    """
    for member in library[Organisation].staff.values():
        id = f"staff:{member.account}"
        if member.unit == unit and role in member.roles and id != but:
            return Identity(id, member.roles, member.unit)
    raise KeyError(f"nobody in {unit} is {role}")


def _who(name: str, item: ServiceItem, library: Library) -> Identity:
    if name == "applicant":
        return Identity(f"person:{applicant_of(item).account}", (RESIDENT,))
    role, _, unit = name.partition("@")
    return staff_in(library, unit or item.unit, role)


def applicant_of(item: ServiceItem) -> DemoApplicant:
    """Return the first applicant of the sample city whom `item` is for."""
    return next(person for person in load_city().applicants if person.kind in item.audience)
