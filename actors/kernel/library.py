"""Everything the deciders look up, by the type of each part. Never changes."""

from typing import TypeVar, cast

P = TypeVar("P")


class Library:
    """The versioned data of one city: the calendar, the organisation, what blocks and systems have
    read from their files. `library[Calendar]` is the part of that type."""

    def __init__(self, *parts: object) -> None:
        self._parts = {kind: part for part in parts for kind in type(part).__mro__[:-1]}

    def __getitem__(self, part: type[P]) -> P:
        """Return the part of the type `part`.

        Raises:
            KeyError: nothing that is installed has read one.
        """
        return cast(P, self._parts[part])

    def __contains__(self, part: type[object]) -> bool:
        """Tell whether there is a part of this type."""
        return part in self._parts

    def having(self, *parts: object) -> "Library":
        """Return this library with `parts` in the place of those of their types."""
        return Library(*self._parts.values(), *parts)
