"""Whether a decision came in time (按时办结), as figures count it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any


def in_time(dues: Mapping[str, Any], decided: datetime, day: str) -> bool | None:
    """Tell whether what was decided at the instant `decided`, on the local `day` (ISO 8601), was in
    time by the `dues` of a row: by the instant where hours were promised, by the day else; None:
    nothing was promised."""
    if promised_at := dues.get("promised_at"):
        return decided <= promised_at
    promised = dues.get("promised")
    return bool(day <= promised) if promised else None
