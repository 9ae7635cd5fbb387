"""Asking for a case without signing in: its number, and the end of the applicant's identity
number."""

import asyncio
import hmac
from typing import Any

from serve_apps.limits import Attempts
from serve_apps.visibility import UNKNOWN
from serve_apps.wiring import Services

TRIES, WINDOW_SECONDS = 5, 900.0  # of one case number
_attempts = Attempts(TRIES, WINDOW_SECONDS)


async def prove_applicant(services: Services, number: str, id_tail: str) -> dict[str, Any]:
    """Return the row of the case `number` if the applicant's identity number ends in `id_tail`.

    Raises:
        Refusal: kind "unknown", whether the number or the end is wrong.
        Overloaded: too many tries for this number; it says when to come again.
    """
    _attempts.record(number[:64], asyncio.get_running_loop().time())
    row = await services.views.case_by_number(number)
    known = str(row["applicant"]["id"])[-4:] if row and row["phase"] != "draft" else ""
    given = id_tail.strip().upper()
    if row is None or not known or not hmac.compare_digest(given.encode(), known.encode()):
        raise UNKNOWN
    return row
