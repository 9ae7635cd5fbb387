"""What is held of whoever's data was looked at: each reading, by unit and post."""

from collections.abc import Mapping
from typing import Any

from serve_apps.blocks.reads.telling import told
from serve_apps.front.holding import Holding, Telling


def _told(row: Mapping[str, Any], state: None, how: Telling) -> Mapping[str, Any]:
    [reading] = told((row,), how.library, how.language)
    return {
        "at": reading.at,
        "who": reading.who,
        "purpose": reading.purpose,
        "reason": reading.reason,
        "in_full": reading.full,
        "subject": reading.href,
    }


HELD = Holding(name="readings", of=("access",), collection="access_log", field="about", told=_told)
