"""What is held of whoever keeps filters of lists."""

from collections.abc import Mapping
from typing import Any

from actors.blocks.lists.saved_filters import SavedFilters
from serve_apps.front.holding import Holding, Telling


def _told(row: Mapping[str, Any], state: SavedFilters, how: Telling) -> Mapping[str, Any]:
    return {
        "filters": [
            {"list": each.list, "name": each.name, "query": each.query} for each in state.filters
        ]
    }


HELD = Holding(name="saved_filters", of=("saved_filters",), kind="saved_filters", told=_told)
