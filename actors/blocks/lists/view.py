"""The view `saved_filters`: a row for each account, with its filters."""

import msgspec

from actors.blocks.lists.saved_filters import (
    FilterDropped,
    FilterSaved,
    SavedFilter,
    SavedFilters,
    evolve,
)
from actors.kernel.view import Commit, Row, View, entity_id


def _fold(row: Row | None, id: str, commit: Commit) -> Row:
    filters = msgspec.convert(row["filters"] if row else [], tuple[SavedFilter, ...])
    state = SavedFilters(id, filters)
    for event in commit["ev"]:
        state = evolve(state, msgspec.convert(event, FilterSaved | FilterDropped))
    return {"_id": id, "filters": [msgspec.to_builtins(each) for each in state.filters]}


def view() -> View:
    """Return the view."""
    return View(
        name="saved_filters",
        purpose="what people filter lists by again and again",
        kinds=("saved_filters",),
        rows=lambda commit: (entity_id(commit),),
        fold=_fold,
        whole=True,
    )
