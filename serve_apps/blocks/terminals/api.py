"""Operating kiosks by program: register one, give it orders and a configuration, cut it off.

The list and the details of terminals stand in `api_office.py`.
"""

import hashlib
import hmac
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Depends, Path, Request, Response

from actors.blocks.operations.roles import OPERATOR
from actors.blocks.organisation.units import Organisation
from actors.blocks.terminals.commands import GiveOrder, Revoke, SetDesired
from actors.kernel.errors import Reason, Refusal
from actors.kernel.turn import Command
from serve_apps.blocks.terminals.setting_up import CODE_LASTS, register_terminal
from serve_apps.front.bodies import IdempotencyKey, answer, command_id, operation, owned, read
from serve_apps.front.policies import staff_with
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Services, Wired

router = APIRouter(prefix="/api/v1/terminals", tags=["terminals"])
operates = staff_with(OPERATOR)
Operator = Annotated[Visitor, Depends(operates)]
TerminalId = Annotated[str, Path(pattern=r"^[a-z0-9-]{1,40}$", description="Id of the terminal")]


class Registration(msgspec.Struct, frozen=True):
    """A kiosk to set up: its name for people, and the code of the place where it stands."""

    name: Annotated[str, msgspec.Meta(min_length=1, max_length=60)]
    place: str


class EnrolmentCode(msgspec.Struct, frozen=True):
    """The one-time code that the kiosk starts with; it is shown here and kept nowhere."""

    code: str
    hours: int


class Order(msgspec.Struct, frozen=True):
    """What the terminal is to do: "lock", "unlock" or "restart"."""

    operation: str
    arguments: dict[str, Any] = {}
    seconds: int = 120


class Revocation(msgspec.Struct, frozen=True):
    """Why a terminal is cut off."""

    reason: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]


class Configuration(msgspec.Struct, frozen=True):
    """What the terminal should have in force."""

    configuration: dict[str, Any]


class TerminalReceipt(msgspec.Struct, frozen=True):
    """A command that is durable; `seq` is the version of the terminal's image after it."""

    seq: int


@router.post(
    "/{terminal}/register",
    **operation(
        gives=EnrolmentCode,
        takes=Registration,
        example={"name": "祖庙街道行政服务中心 1 号机", "place": "440604012"},
    ),
)
async def register(
    terminal: TerminalId,
    request: Request,
    visitor: Operator,
    services: Wired,
    idempotency_key: IdempotencyKey,
) -> Response:
    """Set up a terminal, or give one a new code. The key it had works until it enrols again."""
    wish = await read(request, Registration)
    if wish.place not in services.library[Organisation].places:
        raise Refusal(Reason("place.unknown", "/place"))
    secret = hmac.digest(
        services.secrets.signing_key,
        f"terminal:{terminal}:{owned(visitor.identity.id, idempotency_key)}".encode(),
        hashlib.sha256,
    )
    code = await register_terminal(
        services.sender,
        services.clock,
        terminal,
        name=wish.name,
        place=wish.place,
        by=visitor.identity,
        secret=secret.hex()[:32],
    )
    return answer(EnrolmentCode(code, round(CODE_LASTS.total_seconds() / 3600)))


@router.post(
    "/{terminal}/give_order",
    **operation(gives=TerminalReceipt, takes=Order, example={"operation": "lock"}),
)
async def give_order(
    terminal: TerminalId,
    request: Request,
    visitor: Operator,
    services: Wired,
    idempotency_key: IdempotencyKey,
) -> Response:
    """Have the terminal do something within a time; it is carried out once or not at all."""
    wish = await read(request, Order)
    command = GiveOrder(
        id=owned(visitor.identity.id, idempotency_key),
        operation=wish.operation,
        arguments=wish.arguments,
        seconds=wish.seconds,
    )
    return await _send(services, visitor, terminal, command, idempotency_key)


@router.post(
    "/{terminal}/revoke",
    **operation(gives=TerminalReceipt, takes=Revocation, example={"reason": "stolen"}),
)
async def revoke(
    terminal: TerminalId,
    request: Request,
    visitor: Operator,
    services: Wired,
    idempotency_key: IdempotencyKey,
) -> Response:
    """Cut a terminal off at once."""
    command = Revoke(reason=(await read(request, Revocation)).reason)
    return await _send(services, visitor, terminal, command, idempotency_key)


@router.post(
    "/{terminal}/set_desired",
    **operation(
        gives=TerminalReceipt, takes=Configuration, example={"configuration": {"name": "一号机"}}
    ),
)
async def set_desired(
    terminal: TerminalId,
    request: Request,
    visitor: Operator,
    services: Wired,
    idempotency_key: IdempotencyKey,
) -> Response:
    """Set the configuration that the terminal should have; it reports when it is in force."""
    command = SetDesired(configuration=(await read(request, Configuration)).configuration)
    return await _send(services, visitor, terminal, command, idempotency_key)


async def _send(
    services: Services, visitor: Visitor, terminal: str, command: Command, key: str
) -> Response:
    id = command_id(visitor.identity.id, key, command)
    sender, by = services.sender, visitor.identity
    receipt = await sender.send(f"terminal:{terminal}", command, id=id, by=by)
    return answer(TerminalReceipt(receipt.seq))
