"""The receipt of somebody without an account: its address opens it, what staff see does not."""

import asyncio
from pathlib import Path
from typing import Any, cast

import pytest

import serve_apps
from actors.blocks.clocks.watching import watcher_of
from actors.kernel.errors import Refusal
from actors.kernel.identity import PLATFORM, Identity
from actors.kinds import all_views
from actors.systems.community_service.voice import records as r
from actors.systems.community_service.voice.kind import voice_kind
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Services
from serve_apps.systems.community_service.voices import address_of_receipt, asker
from storage.secrecy.lookups import Lookups
from tests import loaded
from tests.blocks.cases.commits import commit, fold
from tests.blocks.cases.kit import at
from tests.systems.community_service.station import AGENT, LIBRARY, RESIDENT_A

pytestmark = pytest.mark.feature("GRASS-05")
ID = "0" * 31 + "1"
KEYS, THEN = Lookups(b"k" * 32), at("2026-04-24 10:00")


class Shown:
    """What the route is wired to: one voice, as it stands."""

    def __init__(self, state: r.Voice) -> None:
        self.state, self.sender, self.kinds = state, self, {r.VOICE: voice_kind(LIBRARY)}

    async def show(self, key: str) -> "Shown":
        return self

    def __getitem__(self, kind: type[Lookups]) -> Lookups:
        return KEYS


def asks(where: str, state: r.Voice, visitor: Visitor | None = None) -> Identity:
    services = cast(Services, cast(Any, Shown(state)))
    return asyncio.run(asker(services, visitor or Visitor(), where))


@pytest.mark.parametrize(
    "where", [ID, f"{ID}~", f"{ID}~{Lookups(b'o' * 32).of('voice_receipt', ID)}"]
)
def test_the_id_that_officers_see_opens_no_receipt_without_an_account(where: str) -> None:
    with pytest.raises(Refusal, match="unknown"):
        asks(where, r.Voice(phase="assigned", unit="zhenan_village"))


def test_the_address_opens_the_receipt_and_an_account_opens_its_own() -> None:
    state = r.Voice(phase="assigned", unit="zhenan_village")
    whose = Visitor(RESIDENT_A, account="he_yuexian", kind="resident")

    assert asks(address_of_receipt(KEYS, ID), state) == PLATFORM
    own = r.Voice(phase="assigned", account="he_yuexian")
    assert asks(ID, own, whose) == RESIDENT_A
    with pytest.raises(Refusal, match="unknown"):
        asks(address_of_receipt(KEYS, ID), own)


def test_a_voice_that_is_destroyed_leaves_what_is_published_every_list_and_its_receipt() -> None:
    shown = {view.name: view for view in all_views(LIBRARY)}["voices"]
    raised = {
        "type": "VoiceRaised", "at": THEN, "by": PLATFORM.id, "number": "GQ1", "sort": "question",
        "topic": "services", "place": "440604012202", "title": "甲", "text": "乙", "came": "web",
        "unit": "zhenan_village", "due": "2026-04-30",
    }  # fmt: skip
    answered = {"type": "VoiceAnswered", "at": THEN, "by": AGENT.id, "text": "丙"}
    public = {
        "type": "VoicePublished",
        "at": THEN,
        "by": AGENT.id,
        "question": "丁",
        "answer": "戊",
    }
    ended = {"type": "Restricted", "at": THEN, "basis": "1"}
    events = (raised, answered, public, ended)
    commits = [commit(f"voice:{ID}", n, ev=[e]) for n, e in enumerate(events, 1)]
    rules = loaded.kinds()[r.VOICE].rules
    assert rules is not None
    state = r.Voice(phase="answered", unit="zhenan_village", published=True, restricted="1")

    assert fold(shown, *commits[:3])[ID]["published"]
    assert fold(shown, *commits) == {}
    watched = {"type": "LevelRaised", "at": THEN, "highest": "yellow"}
    (left,) = fold(shown, commit(watcher_of(f"voice:{ID}"), 1, ev=[watched])).values()
    assert left["phase"] == ""  # where the view is made anew: listed to nobody
    usual = voice_kind(LIBRARY).rules
    supervisor = Identity("staff:s", ("supervisor",), "discipline_inspection")
    assert usual is not None and not usual.permitted("read", supervisor, r.Voice()).allowed
    assert usual.permitted("read", supervisor, r.Voice(phase="answered")).allowed
    for by in (PLATFORM, AGENT, RESIDENT_A):
        assert not rules.may_know(by, state) and not rules.allowed(by, state)


def test_whom_one_lives_with_is_not_told_without_a_purpose() -> None:
    shown = Path(serve_apps.__path__[0]) / "systems/community_service/templates/community_service"

    assert "relation" not in (shown / "person.html").read_text()
