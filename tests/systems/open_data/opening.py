"""Datasets in these tests: who opens them, and how far they are."""

from datetime import UTC, datetime
from typing import Any

import msgspec

from actors.kernel.errors import Refusal as Refusal
from actors.kernel.identity import PLATFORM, Identity
from actors.library import load_library
from actors.systems.open_data.dataset import commands as c
from actors.systems.open_data.dataset.events import VersionReleased
from actors.systems.open_data.dataset.kind import dataset_kind
from actors.systems.open_data.dataset.state import Measured, OpenFile, Version
from actors.systems.open_data.dataset.terms import OPEN_DATASET, Column, Wording
from actors.systems.open_data.intake.preparing import prepare
from actors.systems.open_data.views import PUBLISHED_VIEW
from actors.testing import Scenario

LIBRARY = load_library()
KIND = dataset_kind(LIBRARY)
STEWARD = Identity("staff:open_steward", ("open_steward",), "civil_affairs")
HEAD = Identity("staff:open_head", ("open_head",), "civil_affairs")
REVIEWER = Identity("staff:open_reviewer", ("open_reviewer",), "government_services")
SLUG = "bus-stops"
STOPS = "站名,线路,乘客\r\n桂城,101,张三\r\n狮山,102,李四\r\n".encode()
WORDING = Wording(
    title="公交站点",
    title_en="Bus stops",
    notes="全市公交站点的名称和经过的线路，每月更新一次。",
    licence="CC-BY-4.0",
    cycle="monthly",
    theme="public_services",
    tags=("公交",),
    temporal="2026",
    spatial="440600",
    columns=(
        Column(name="站名", title="站点名称", title_en="Stop", allowed=True),
        Column(name="线路", title="线路", title_en="Line", allowed=True),
        Column(name="乘客", title="乘客姓名", level=3),
    ),
)
FILES = (OpenFile(format="csv", sha256="a" * 64, bytes=1),)


def said(wording: Wording = WORDING) -> dict[str, Any]:
    """Return what a wording says, for a command."""
    return {name: getattr(wording, name) for name in Wording.__struct_fields__}


def measured(content: bytes = STOPS, wording: Wording = WORDING) -> Measured:
    """Return what is measured of a file."""
    return prepare(content, wording, b"key").measured


ADD = c.AddDataset(slug=SLUG, **said())
HAND_IN = c.HandInTable(source="0" * 64, file_name="stops.csv")


def added() -> Scenario:
    """The steward has described it, on a Monday."""
    start = Scenario.of(KIND).on(f"{OPEN_DATASET}:{SLUG}").at("2026-10-05 09:00")
    return start.when(ADD, by=STEWARD)


def handed_in(found: Measured | None = None) -> Scenario:
    """A file was taken in."""
    noted = c.NotePrepared(number=1, attempt=1, measured=found or measured())
    return added().when(HAND_IN, by=STEWARD).when(noted, by=PLATFORM)


def endorsed() -> Scenario:
    """The head of the unit has agreed."""
    return handed_in().when(c.HandOver(), by=STEWARD).when(c.EndorseVersion(), by=HEAD)


def live() -> Scenario:
    """The first version is live."""
    rendered = c.NoteRendered(number=1, files=FILES)
    return endorsed().when(c.ApproveVersion(), by=REVIEWER).when(rendered, by=PLATFORM)


def second(wording: Wording = WORDING, content: bytes = STOPS) -> Scenario:
    """Of the first that is live there is a second, which the head of the unit has agreed to."""
    changed = live()
    attempt = 1
    if wording != WORDING:
        changed = changed.when(c.ChangeDataset(**said(wording)), by=STEWARD)
    else:
        changed = changed.when(HAND_IN, by=STEWARD)
    noted = c.NotePrepared(number=2, attempt=attempt, measured=measured(content, wording))
    return (
        changed.when(noted, by=PLATFORM)
        .when(c.HandOver(), by=STEWARD)
        .when(c.EndorseVersion(), by=HEAD)
    )


def published(
    wording: Wording = WORDING,
    content: bytes = STOPS,
    *,
    slug: str = SLUG,
    number: int = 1,
    before: Any = None,
) -> Any:
    """Return the row of the published catalogue once a version is live, `before` being that of the
    versions that were."""
    at = datetime(2026, 10, number, 1, tzinfo=UTC)
    version = Version(
        number=number, wording=wording, source="0" * 64, handed_in_at=at,
        measured=measured(content, wording), files=FILES,
    )  # fmt: skip
    event = VersionReleased(at=at, slug=slug, unit="civil_affairs", version=version)
    told = {"at": at, "ev": [{**msgspec.to_builtins(event), "at": at}]}
    return PUBLISHED_VIEW.fold(before, slug, told)
