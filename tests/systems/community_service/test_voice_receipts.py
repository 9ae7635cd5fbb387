"""The receipt of somebody without an account: its address opens it, what staff see does not."""

import asyncio
from pathlib import Path
from typing import Any, cast

import pytest

import serve_apps
from actors.kernel.errors import Refusal
from actors.kernel.identity import PLATFORM, Identity
from actors.systems.community_service.voice import records as r
from actors.systems.community_service.voice.kind import voice_kind
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Services
from serve_apps.systems.community_service.voices import address_of_receipt, asker
from storage.secrecy.lookups import Lookups
from tests.systems.community_service.station import LIBRARY, RESIDENT_A

pytestmark = pytest.mark.feature("GRASS-05")
ID = "0" * 31 + "1"
KEYS = Lookups(b"k" * 32)


class Shown:
    """What the route is wired to: one voice, as it stands."""

    def __init__(self, state: r.Voice) -> None:
        self.state, self.sender, self.kinds = state, self, {r.VOICE: voice_kind(LIBRARY)}

    async def show(self, key: str) -> "Shown":
        return self

    def __getitem__(self, kind: type[Lookups]) -> Lookups:
        return KEYS


def asks(at: str, state: r.Voice, visitor: Visitor | None = None) -> Identity:
    services = cast(Services, cast(Any, Shown(state)))
    return asyncio.run(asker(services, visitor or Visitor(), at))


@pytest.mark.parametrize("at", [ID, f"{ID}~", f"{ID}~{Lookups(b'o' * 32).of('voice_receipt', ID)}"])
def test_the_id_that_officers_see_opens_no_receipt_without_an_account(at: str) -> None:
    with pytest.raises(Refusal, match="unknown"):
        asks(at, r.Voice(phase="assigned", unit="zhenan_village"))


def test_the_address_opens_the_receipt_and_an_account_opens_its_own() -> None:
    state = r.Voice(phase="assigned", unit="zhenan_village")
    whose = Visitor(RESIDENT_A, account="he_yuexian", kind="resident")

    assert asks(address_of_receipt(KEYS, ID), state) == PLATFORM
    own = r.Voice(phase="assigned", account="he_yuexian")
    assert asks(ID, own, whose) == RESIDENT_A
    with pytest.raises(Refusal, match="unknown"):
        asks(address_of_receipt(KEYS, ID), own)


def test_whom_one_lives_with_is_not_told_without_a_purpose() -> None:
    shown = Path(serve_apps.__path__[0]) / "systems/community_service/templates/community_service"

    assert "relation" not in (shown / "person.html").read_text()
