"""What a decision about a case rests on: the city's data and the item in the case's version."""

from dataclasses import dataclass

from msgspec import Struct

from actors.blocks.cases.catalogue import Catalogue
from actors.blocks.cases.flow import LEAD, Stage
from actors.blocks.cases.items import ServiceItem
from actors.blocks.cases.state import CaseState, Dues, Material
from actors.blocks.organisation.units import Organisation
from actors.kernel.calendar import Calendar
from actors.kernel.errors import Reason, Refusal
from actors.kernel.library import Library


class CaseReply(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What whoever sent a command is told: how the case stands after it."""

    number: str
    phase: str
    stage: str = ""
    dues: Dues = Dues()


@dataclass(frozen=True, slots=True)
class Basis:
    """The library, and the item in the version that the case began with."""

    library: Library
    item: ServiceItem

    @property
    def shipped(self) -> bool:
        """Whether the item came with the platform, and was not published while it ran."""
        return (self.item.code, self.item.version) in self.library.shipped[Catalogue].items

    def calendar(self, state: CaseState) -> Calendar:
        """Return the calendar that `state` is counted with, later notices included."""
        calendar = self.library[Calendar]
        return calendar.with_years(state.calendars) if state.calendars else calendar

    def unit(self, code: str, state: CaseState) -> str:
        """Return the unit that does today what a stage of `state` asks of `code`: "@lead" is the
        one that leads it; of one that was closed, whoever took over."""
        meant = lead_of(self.item, state) if code == LEAD else code
        return self.library[Organisation].acting(meant)

    def stage(self, state: CaseState) -> Stage | None:
        """Return the stage that the case is in; None before acceptance."""
        return self.item.flow.stage(state.stage) if state.stage else None


def lead_of(item: ServiceItem, state: CaseState) -> str:
    """Return the code of the unit that leads `state`, a case of `item`: the item's own, but where a
    record is to be put right the one that holds it, and whoever took over since it began."""
    return state.unit or item.unit


def basis_of(library: Library, state: CaseState) -> Basis:
    """Return the basis of a case that has a history.

    Raises:
        Refusal: the item in this version is no longer loaded.
    """
    return Basis(library, library[Catalogue].item(state.item, state.item_version))


def refuse(reasons: tuple[Reason, ...]) -> None:
    """Refuse what was sent if there is any reason to.

    Raises:
        Refusal: kind "invalid", with all of them.
    """
    if reasons:
        raise Refusal(*reasons)


def same_materials(kept: tuple[Material, ...], sent: tuple[Material, ...]) -> tuple[Material, ...]:
    """Return the materials of an application after a correction: what was sent takes the place of
    what was handed in under the same name, the rest stays."""
    names = {material.name for material in sent}
    return (*(m for m in kept if m.name not in names), *sent)
