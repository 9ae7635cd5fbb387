"""The terms (词条) that forms choose from on a day, where administrators published a dictionary."""

from collections.abc import Mapping
from dataclasses import dataclass

from actors.kernel.library import Library
from actors.kernel.system import Installed
from actors.kernel.words import Title


@dataclass(frozen=True)
class Dictionaries:
    """What was published and holds: by the code of a dictionary the titles of its terms, in the
    order in which forms show them."""

    published: Mapping[str, Mapping[str, Title]]


def terms_of(library: Library, field: str) -> Mapping[str, Title]:
    """Return the terms that were published for the field `field`, by code; none where what ships
    goes on to hold, or no dictionary has to do with the field."""
    vocabulary = library[Installed].vocabularies().get(field)
    if vocabulary is None or Dictionaries not in library:
        return {}
    return library[Dictionaries].published.get(vocabulary.dictionary, {})
