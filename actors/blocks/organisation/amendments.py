"""What administrators make of the library: units and staff, the calendar and the dictionaries, as
they stand on a day."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from actors.blocks.organisation.calendars import CalendarState, in_force
from actors.blocks.organisation.chronicle import Chronicle
from actors.blocks.organisation.dictionaries import DictionaryState
from actors.blocks.organisation.state import KEY, OrganisationState
from actors.blocks.organisation.terms import Dictionaries
from actors.blocks.organisation.units import Organisation
from actors.blocks.organisation.versions import version_on
from actors.kernel.amendment import Amendment
from actors.kernel.calendar import Calendar
from actors.kernel.library import Library


@dataclass(frozen=True)
class AmendedOrganisation:
    """Takes the place of the city's units and staff."""

    chronicle: Chronicle

    def days(self) -> Iterable[date]:
        """Return the days on which units or staff change."""
        return self.chronicle.days(date.min)[1:] if self.chronicle.changes else ()

    def parts(self, library: Library, on: date) -> Iterator[object]:
        """Yield the organisation of the day, once anything has been changed."""
        if self.chronicle.changes:
            yield self.chronicle.organisation(on)


@dataclass(frozen=True)
class AmendedCalendar:
    """Adds the notices that were published here to the calendar."""

    years: tuple[CalendarState, ...]

    def days(self) -> Iterable[date]:
        """Return the days from which on versions hold."""
        return (version.effective for year in self.years for version in year.versions)

    def parts(self, library: Library, on: date) -> Iterator[object]:
        """Yield the calendar of the day, if any version holds then."""
        shipped = {year.year: year for year in library.shipped[Calendar].years}
        found = (in_force(year, on, shipped.get(year.year)) for year in self.years)
        years = tuple(year for year in found if year is not None)
        if years:
            yield library[Calendar].with_years(years)


@dataclass(frozen=True)
class AmendedDictionaries:
    """Tells what was published of every dictionary."""

    dictionaries: tuple[DictionaryState, ...]

    def days(self) -> Iterable[date]:
        """Return the days from which on versions hold."""
        return (version.effective for each in self.dictionaries for version in each.versions)

    def parts(self, library: Library, on: date) -> Iterator[object]:
        """Yield the dictionaries of the day, if any version holds then."""
        holding = ((each.code, version_on(each.versions, on)) for each in self.dictionaries)
        terms = {
            code: {term.code: term.title for term in version.terms}
            for code, version in holding
            if version is not None
        }
        if terms:
            yield Dictionaries(terms)


def _organisation(library: Library, states: Mapping[str, OrganisationState]) -> AmendedOrganisation:
    changes = states[KEY].changes if KEY in states else ()
    return AmendedOrganisation(Chronicle(library[Organisation], changes))


def _calendar(library: Library, states: Mapping[str, CalendarState]) -> AmendedCalendar:
    return AmendedCalendar(tuple(states[key] for key in sorted(states)))


def _dictionaries(library: Library, states: Mapping[str, DictionaryState]) -> AmendedDictionaries:
    return AmendedDictionaries(tuple(states[key] for key in sorted(states)))


AMENDMENTS = (
    Amendment(kind="organisation", read=_organisation),
    Amendment(kind="calendar_year", read=_calendar),
    Amendment(kind="dictionary", read=_dictionaries),
)
