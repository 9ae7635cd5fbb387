"""Asking for a case without signing in: its number, and the end of the applicant's identity
number. What was proved is remembered for half an hour in a signed cookie."""

import asyncio
import hmac
import re
from datetime import timedelta
from typing import Any

import msgspec
from itsdangerous import BadSignature
from starlette.requests import HTTPConnection
from starlette.responses import Response

from actors.blocks.forms.normalise import identifier
from actors.kernel.errors import Reason, Refusal
from serve_apps.blocks.cases.visibility import UNKNOWN
from serve_apps.blocks.numbers.desk import day_of
from serve_apps.front.cookies import Cookie
from serve_apps.front.limits import Attempts
from serve_apps.front.signing import signer
from serve_apps.front.wiring import Services

COOKIE = PURPOSE = "progress"
LASTS = timedelta(minutes=30)
TRIES, WINDOW_SECONDS = 5, 900.0  # of one case number
PAUSES = (0.05, 0.1, 0.2, 0.4, 0.75)  # seconds between looks for a number of today
NOT_ACCEPTED = "progress.not_accepted"
PROVISIONAL = re.compile(r"[0-9]{6}[2-9A-Z]{10}")
_NUMBER = re.compile(r"[0-9A-Z]{31}[0-9]{12}")
_attempts = Attempts(TRIES, WINDOW_SECONDS)


async def row_of(services: Services, number: str) -> dict[str, Any] | None:
    """Return the row of the case with this number, however it was typed, or None. The provisional
    number (临时回执号) of a kiosk leads to the case as well. A number that was given out today may
    have been told a moment before the view knew of it: that is waited for.

    Raises:
        Refusal: what was filed under this provisional number became no case, and why.
    """
    number = identifier(number)
    if PROVISIONAL.fullmatch(number):
        filing = await services.views.kiosk_filing(number)
        if filing is None:
            return None
        if filing["refused"]:
            reasons = msgspec.convert(filing["refused"], tuple[Reason, ...])
            raise Refusal(Reason(NOT_ACCEPTED), *reasons, kind="not_now")
        number = filing["number"]
    row = await services.views.case_by_number(number)
    if row is not None or not _of_today(number, services):
        return row
    for seconds in PAUSES:
        await asyncio.sleep(seconds)
        row = await services.views.case_by_number(number)
        if row is not None:
            break
    return row


def _of_today(number: str, services: Services) -> bool:
    return bool(_NUMBER.fullmatch(number)) and number[-12:-4] == day_of(services.clock.now())


async def prove_applicant(services: Services, number: str, id_tail: str) -> dict[str, Any]:
    """Return the row of the case `number`, or with this provisional number, if the applicant's
    identity number ends in `id_tail`.

    Raises:
        Refusal: kind "unknown", whether the number or the end is wrong; "not_now", with the
            reasons, where it is a provisional number of what became no case.
        TooManyTries: too many for this number; it says when to come again.
    """
    _attempts.record(identifier(number)[:64], asyncio.get_running_loop().time())
    row = await row_of(services, number)
    known = str(row["applicant"]["id"])[-4:] if row and row["phase"] != "draft" else ""
    given = identifier(id_tail)
    if row is None or not known or not hmac.compare_digest(given.encode(), known.encode()):
        raise UNKNOWN
    return row


def remember_proof(response: Response, services: Services, number: str) -> None:
    """Have the browser keep for half an hour that its user proved to be the applicant of
    `number`."""
    until = int((services.sessions.clock.now() + LASTS).timestamp())
    proof = signer(services.secrets.signing_key, PURPOSE).sign(f"{number}.{until}").decode()
    cookie = Cookie(services.settings)
    cookie.set(response, COOKIE, proof, seconds=int(LASTS.total_seconds()))


def has_proved(connection: HTTPConnection, services: Services, number: str) -> bool:
    """Tell whether the browser proved to be used by the applicant of `number`, as the case has
    it."""
    key, cookie = services.secrets.signing_key, connection.cookies.get(COOKIE, "")
    try:
        proof = signer(key, PURPOSE).unsign(cookie).decode()
    except BadSignature:
        return False
    proved, _, until = proof.rpartition(".")
    now = services.sessions.clock.now().timestamp()
    return proved == number and until.isdigit() and now < int(until)
