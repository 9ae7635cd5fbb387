"""Everything the deciders look up, by the type of each part. Never changes."""

from collections.abc import Callable
from typing import TypeVar, cast

P = TypeVar("P")


class Library:
    """The versioned data of one city: the calendar, the organisation, what blocks and systems have
    read from their files. `library[Calendar]` is the part of that type."""

    def __init__(self, *parts: object, shipped: "Library | None" = None) -> None:
        self._parts = {kind: part for part in parts for kind in type(part).__mro__[:-1]}
        self._shipped = shipped

    def __getitem__(self, part: type[P]) -> P:
        """Return the part of the type `part`.

        Raises:
            KeyError: nothing that is installed has read one.
        """
        return cast(P, self._parts[part])

    def __contains__(self, part: type[object]) -> bool:
        """Tell whether there is a part of this type."""
        return part in self._parts

    @property
    def shipped(self) -> "Library":
        """What the files say, whatever has been amended since."""
        return self._shipped or self

    @property
    def now(self) -> "Library":
        """The library of this moment, the same object until it is amended."""
        return self

    def having(self, *parts: object) -> "Library":
        """Return this library with `parts` in the place of those of their types."""
        return Library(*self._parts.values(), *parts)

    def amended(self, *parts: object) -> "Library":
        """Return this library with `parts` in the place of those of their types; what was `shipped`
        stays that."""
        return Library(*self._parts.values(), *parts, shipped=self.shipped)


class CurrentLibrary(Library):
    """The library as it stands at the moment of each question: for channels, which look things up
    and decide nothing. `now` returns it."""

    def __init__(self, now: Callable[[], Library]) -> None:
        super().__init__()
        self._now = now

    def __getitem__(self, part: type[P]) -> P:
        """Return the part of the type `part` as it stands now.

        Raises:
            KeyError: nothing that is installed has read one.
        """
        return self._now()[part]

    def __contains__(self, part: type[object]) -> bool:
        """Tell whether there is a part of this type."""
        return part in self._now()

    @property
    def shipped(self) -> Library:
        """What the files say, whatever has been amended since."""
        return self._now().shipped

    @property
    def now(self) -> Library:
        """The library of this moment, the same object until it is amended."""
        return self._now()

    def having(self, *parts: object) -> Library:
        """Return the library of this moment with `parts` in the place of those of their types."""
        return self._now().having(*parts)

    def amended(self, *parts: object) -> Library:
        """Return the library of this moment with `parts` in the place of those of their types."""
        return self._now().amended(*parts)
