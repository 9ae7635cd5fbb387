"""Whom a mandate is given to: the account and the full name must be of one person."""

import time

import msgspec

from actors.blocks.accounts.state import AccountState
from actors.blocks.forms import normalise
from actors.blocks.mandates.mandate import GiveMandate
from actors.kernel.errors import Reason, Refusal
from actors.kernel.identifiers import mask_name
from actors.kernel.turn import Command
from serve_apps.front.limits import Attempts
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Services

TRIES, WINDOW_SECONDS = 20, 3600.0  # of one account: names are not to be tried out
_attempts = Attempts(TRIES, WINDOW_SECONDS)


async def prepared(
    services: Services, visitor: Visitor, _represented: str, sent: GiveMandate
) -> Command:
    """Return `sent` with the name as others may see it.

    Raises:
        Refusal: there is no person's account of that name, whatever does not fit.
        TooManyTries: the visitor has asked too often.
        Overloaded, Unavailable: the account could not be asked.
    """
    _attempts.record(visitor.account, time.monotonic())
    to = sent.to.strip().lower()
    nobody = Refusal(Reason("mandate.nobody", "/to"))
    if not to.isascii() or not to.replace("_", "").replace("-", "").isalnum():
        raise nobody
    state: AccountState = (await services.sender.show(f"account:{to}")).state
    person = state.person
    if person is None or person.id_type != "resident_id" or state.disabled:
        raise nobody
    if normalise.person_name(sent.name) != normalise.person_name(person.name):
        raise nobody
    return msgspec.structs.replace(sent, to=to, name=mask_name(person.name))
