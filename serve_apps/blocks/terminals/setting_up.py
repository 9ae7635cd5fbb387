"""Setting up kiosks: register one and get its one-time code."""

import secrets
from datetime import timedelta
from hashlib import sha256

from actors.blocks.terminals.commands import Register
from actors.kernel.identity import Identity
from actors.kernel.ports import Clock, Sender

CODE_LASTS = timedelta(hours=24)


async def register_terminal(
    sender: Sender,
    clock: Clock,
    id: str,
    *,
    name: str,
    place: str,
    by: Identity,
    secret: str = "",
) -> str:
    """Register the terminal `id` (or give it a new code) and return the one-time code.

    The code is shown once and never stored; the kiosk starts with it in `YIMEN_EDGE_CODE`. It holds
    `secret`, or 24 random bytes.

    Raises:
        Refusal: `by` is no operator.
        Overloaded, Unavailable: see `Sender.send`.
    """
    code = f"{id}.{secret or secrets.token_urlsafe(24)}"
    code_hash = sha256(code.encode()).hexdigest()
    expires_at = clock.now() + CODE_LASTS
    command = Register(name=name, place=place, code_hash=code_hash, expires_at=expires_at)
    await sender.send(f"terminal:{id}", command, id=f"register/{code_hash}", by=by)
    return code
