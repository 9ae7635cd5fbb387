"""What those hear who follow a dataset (数据集动态): of a version that is live, of columns that
will change, of its being frozen, thawed or withdrawn (OPEN-42, OPEN-15)."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Literal

import msgspec

from actors.kernel.turn import Command, Turn
from actors.systems.open_data.dataset import events as e
from actors.systems.open_data.dataset.state import Dataset

AUDIENCE = "dataset_audience"
What = Literal["released", "columns", "frozen", "thawed", "withdrawn"]
Decide = Callable[[Turn[Dataset], Any], Any]


class News(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One thing that became of the dataset `slug`. Its `id` is one of that dataset's alone:
    whoever hears it twice knows it again. `version` is of what was released; `columns` are to
    change at `at`; `reason` is why it was withdrawn, in words."""

    id: str
    what: What
    slug: str
    title: str
    title_en: str = ""
    version: int = 0
    columns: tuple[str, ...] = ()
    at: datetime | None = None
    reason: str = ""


class TellAudience(Command, frozen=True, kw_only=True):
    """Platform: tell all who follow it."""

    news: News


def telling(decide: Decide) -> Decide:
    """Return `decide`, after which those who follow a dataset that is or was live are told what has
    become of it: by one message to the first of its audience, however many they are."""

    def told(turn: Turn[Dataset], command: Any) -> Any:
        before = turn.state
        reply = decide(turn, command)
        for news in _of_turn(turn, before):
            turn.send(f"{AUDIENCE}:{turn.id}", TellAudience(news=news))
        return reply

    return told


def _of_turn(turn: Turn[Dataset], before: Dataset) -> list[News]:
    found: list[News] = []
    state, frozen = before, bool(before.frozen)
    for event in turn.events:
        match event:
            case e.VersionReleased(version=version):
                found.append(_news(turn, "released", turn.state, version=version.number))
            case e.VersionApproved(leaving=gone, release_at=at) if gone:
                found.append(_news(turn, "columns", state, columns=gone, at=at))
            case e.OpeningFrozen() if state.live and not frozen:
                frozen = True
                found.append(_news(turn, "frozen", state))
            case e.OpeningThawed() if state.live and not turn.state.frozen:
                found.append(_news(turn, "thawed", state))
            case e.DatasetWithdrawn(reason=reason):
                found.append(_news(turn, "withdrawn", state, reason=reason))
            case _:
                pass
    return found


def _news(turn: Turn[Dataset], what: What, of: Dataset, **more: Any) -> News:
    """Return what is told under the title that everybody knows: that of the live version."""
    assert of.live is not None
    said = of.live.wording
    id = f"{turn.seq}.{what}"
    return News(id=id, what=what, slug=of.slug, title=said.title, title_en=said.title_en, **more)
