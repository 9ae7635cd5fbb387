"""The collections that views are kept in."""

from collections.abc import Iterable

from actors.kernel.view import View
from storage.schema import Collection, Index
from storage.search.index import TERMS


def collections(views: Iterable[View]) -> tuple[Collection, ...]:
    """Return the collections of `views`, for `storage.schema.prepare`."""
    found: list[Collection] = []
    for view in views:
        for each in (view, *view.derived):
            indexes = tuple(
                Index(fields=index.fields, unique=index.unique, only=index.only)
                for index in each.indexes
            )
            if each is view and view.searchable:
                indexes = (*indexes, Index(fields=(TERMS,)))
            found.append(
                Collection(
                    name=each.name,
                    purpose=f"view: {each.purpose}",
                    indexes=indexes,
                    written_by=("followers",),
                )
            )
    return tuple(found)
