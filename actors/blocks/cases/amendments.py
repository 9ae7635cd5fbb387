"""What administrators make of the service guide: the themes that items are sorted by."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from actors.blocks.cases.catalogue import Catalogue
from actors.blocks.organisation.dictionaries import DictionaryState
from actors.blocks.organisation.versions import version_on
from actors.kernel.amendment import Amendment
from actors.kernel.library import Library
from actors.kernel.words import Title

THEMES = "themes"  # the code of the dictionary


def shipped_themes(library: Library) -> Mapping[str, Title]:
    """Return the themes that the city begins with, by code; none where it has no catalogue."""
    return library.shipped[Catalogue].themes if Catalogue in library else {}


@dataclass(frozen=True)
class AmendedThemes:
    """Takes the place of the city's themes."""

    themes: DictionaryState

    def days(self) -> Iterable[date]:
        """Return the days from which on versions hold."""
        return (version.effective for version in self.themes.versions)

    def parts(self, library: Library, on: date) -> Iterator[object]:
        """Yield the catalogue with the themes of the day, if any version holds then."""
        version = version_on(self.themes.versions, on)
        if version is not None:
            titles = {term.code: term.title for term in version.terms}
            yield replace(library[Catalogue], themes=titles)


def _themes(library: Library, states: Mapping[str, DictionaryState]) -> AmendedThemes:
    state = states.get(f"dictionary:{THEMES}")
    return AmendedThemes(state or DictionaryState(code=THEMES))


AMENDMENTS = (Amendment(kind="dictionary", read=_themes),)
