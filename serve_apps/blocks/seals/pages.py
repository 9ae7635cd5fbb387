"""The picture of a seal, for those who may see the seal, and the list of revoked certificates, for
everybody's programs."""

from datetime import datetime, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Response

from actors.blocks.seals.seal import SEAL, Seal
from actors.blocks.seals.shell.making import list_revoked
from actors.blocks.seals.shell.settings import SealSettings
from actors.blocks.seals.shell.stamping import revoked_seals
from actors.kernel.errors import Reason, Refusal
from serve_apps.front.policies import Officer, anyone
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Services, Wired, Wiring
from serve_apps.pages.panels import Shows
from storage.clock import WallClock

router = APIRouter(include_in_schema=False)
Id = Annotated[str, Path(pattern="^[A-Za-z0-9_-]{1,64}$")]
UNKNOWN = Refusal(Reason("seal.unknown"), kind="unknown")
_FRESH = timedelta(minutes=10)


class RevokedList:
    """The list of revoked certificates of this process, as it was written last."""

    def __init__(self, wiring: Wiring) -> None:
        self._database = wiring.database
        self._content = b""
        self._of: tuple[object, ...] = ()
        self._at: datetime | None = None

    async def content(self, settings: SealSettings) -> bytes:
        """Return the list, which has every seal that was lost or destroyed.

        Raises:
            PyMongoError: the database does not answer.
            MakingFailed: it cannot be signed.
        """
        revoked, now = await revoked_seals(self._database), WallClock().now()
        if self._of != tuple(revoked) or self._at is None or self._at + _FRESH < now:
            self._content = await list_revoked(settings, revoked, now)
            self._of, self._at = tuple(revoked), now
        return self._content


@router.get("/seals/revoked.crl", dependencies=[Depends(anyone)])
async def show_revoked(services: Wired) -> Response:
    """Send the list of revoked certificates (CRL), for programs that check seals."""
    content = await services[RevokedList].content(services[SealSettings])
    return Response(content, media_type="application/pkix-crl")


@router.get("/seals/{id}/picture")
async def show_picture(visitor: Officer, services: Wired, id: Id) -> Response:
    """Send the picture of a seal."""
    state: Seal = (await services.sender.show(f"{SEAL}:{id}")).state
    rules = services.kinds[SEAL].rules
    assert rules is not None
    if not state.picture or not rules.permitted("read", visitor.identity, state).allowed:
        raise UNKNOWN
    pieces = [piece async for piece in services.files.open(state.picture)]
    headers = {"content-security-policy": "default-src 'none'; sandbox"}
    return Response(b"".join(pieces), media_type=state.media_type, headers=headers)


async def told_of(
    services: Services, visitor: Visitor, id: str, state: Any, shows: Shows
) -> dict[str, Any] | None:
    """Return what the panel with the picture tells of a seal."""
    if not state.picture or not shows("keeper"):
        return None
    return {"id": id, "name": state.name, "certificate": state.certificate}
