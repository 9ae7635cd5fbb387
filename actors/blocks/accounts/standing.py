"""Who may ask something of an account, and the sentences for those who prove nothing."""

from typing import NoReturn

from actors.blocks.accounts.state import AccountState
from actors.kernel.errors import Reason, Refusal
from actors.kernel.identity import PLATFORM
from actors.kernel.turn import Turn


def require_platform(turn: Turn[AccountState]) -> None:
    """Check that the platform itself asks, which has checked what there is to check.

    Raises:
        Refusal: somebody else does.
    """
    if turn.by != PLATFORM:
        raise Refusal(Reason("access.forbidden"), kind="forbidden")


def require_owner(turn: Turn[AccountState]) -> None:
    """Check that the owner of the account asks.

    Raises:
        Refusal: somebody else does.
    """
    if not turn.state.kind or turn.by.id.partition(":")[2] != turn.id:
        raise Refusal(Reason("access.forbidden"), kind="forbidden")


def sign_in_failed() -> NoReturn:
    """One sentence for all causes, so that it does not tell which accounts exist.

    Raises:
        Refusal: always.
    """
    raise Refusal(Reason("sign_in.failed"), kind="unproven")


def activation_failed() -> NoReturn:
    """One sentence for all causes, so that it does not tell which accounts exist.

    Raises:
        Refusal: always.
    """
    raise Refusal(Reason("activation.failed", "/code"), kind="unproven")
