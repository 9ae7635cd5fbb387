"""The kind "open_dataset" (开放数据集): from what a unit says of it to what everybody may use."""

from datetime import UTC, datetime

from actors.blocks.access.access import Access
from actors.kernel.guarded import Facts, Guarded
from actors.kernel.kind import EntityKind
from actors.kernel.library import Library
from actors.kernel.offer import Offer, Rules, commands_of, decider
from actors.systems.open_data.dataset import commands as c
from actors.systems.open_data.dataset import deciding as d
from actors.systems.open_data.dataset.events import DatasetEvent
from actors.systems.open_data.dataset.evolve import evolve
from actors.systems.open_data.dataset.state import Dataset, Measured, OpenFile
from actors.systems.open_data.dataset.terms import OPEN_DATASET, Column, Wording
from actors.systems.open_data.dataset.work import work
from actors.systems.open_data.following.news import telling

GUARDED = Guarded(
    actions=("add", "edit", "endorse", "approve", "return", "withdraw", "read"),
    facts={"state": "text", "unit": "text", "live": "truth"},
    fields=(
        "state", "slug", "unit", "title", "theme", "cycle", "wording", "live", "next", "former",
        "due", "reason", "frozen", "added_at", "version", "rows", "k", "diversity",
    ),
)  # fmt: skip
EXAMPLE = Wording(
    title="公交站点",
    title_en="Bus stops",
    notes="全市公交站点的名称、位置和经过的线路。",
    licence="CC-BY-4.0",
    cycle="monthly",
    theme="public_services",
    tags=("公交",),
    columns=(Column(name="站名", title="站点名称", allowed=True),),
)
_SAID = {name: getattr(EXAMPLE, name) for name in Wording.__struct_fields__}
_SHA256 = "0" * 64
_OWN = ("draft", "unfit", "openable", "live")
OFFERS: tuple[Offer[Dataset], ...] = (
    Offer(
        command=c.AddDataset,
        action="add",
        begins=True,
        long=("notes", "notes_en", "condition"),
        first=("slug",),
        example=c.AddDataset(slug="bus-stops", **_SAID),
    ),
    Offer(
        command=c.ChangeDataset,
        action="edit",
        states=_OWN,
        long=("notes", "notes_en", "condition"),
        example=c.ChangeDataset(**_SAID),
    ),
    Offer(
        command=c.HandInTable,
        action="edit",
        states=_OWN,
        example=c.HandInTable(source=_SHA256, file_name="stops.csv"),
    ),
    Offer(command=c.HandOver, action="edit", states=("openable",), example=c.HandOver()),
    Offer(
        command=c.EndorseVersion,
        action="endorse",
        states=("pending",),
        example=c.EndorseVersion(),
    ),
    Offer(
        command=c.ApproveVersion,
        action="approve",
        states=("endorsed",),
        example=c.ApproveVersion(release_at=datetime(2026, 10, 8, 1, tzinfo=UTC)),
    ),
    Offer(
        command=c.ReturnVersion,
        action="return",
        states=("pending", "endorsed"),
        long=("reason",),
        example=c.ReturnVersion(reason="请补充字段说明"),
    ),
    Offer(
        command=c.WithdrawDataset,
        action="withdraw",
        states=("unfit", "openable", "pending", "endorsed", "approved", "live", "received"),
        asks=(("open_dataset.not_live", lambda by, state: state.live is not None),),
        grave=True,
        long=("reason",),
        example=c.WithdrawDataset(reason="来源数据有误"),
    ),
    Offer(
        command=c.NotePrepared,
        of="platform",
        example=c.NotePrepared(number=1, attempt=1, measured=Measured()),
    ),
    Offer(
        command=c.NoteRendered,
        of="platform",
        example=c.NoteRendered(number=1, files=(OpenFile(format="csv", sha256=_SHA256, bytes=1),)),
    ),
    Offer(command=c.ReleaseVersion, of="platform"),
    Offer(
        command=c.FreezeDataset,
        of="platform",
        example=c.FreezeDataset(cause="bus-stops-register", unit="civil_affairs"),
    ),
    Offer(
        command=c.ThawDataset,
        of="platform",
        example=c.ThawDataset(cause="bus-stops-register", unit="civil_affairs"),
    ),
)


def facts(state: Dataset) -> Facts:
    """Return what policies know of a dataset, with every name of `GUARDED.facts`."""
    return {"state": state.phase, "unit": state.unit, "live": state.live is not None}


def dataset_kind(library: Library) -> EntityKind[Dataset]:
    """Return the kind "open_dataset"; its ids are its names for programs."""
    led = d.Deciding(library)
    rules = Rules(
        kind=OPEN_DATASET,
        offers=OFFERS,
        permits=library[Access],
        facts=facts,
        phase=lambda state: state.phase,
    )
    return EntityKind(
        name=OPEN_DATASET,
        plural="open_datasets",
        ids="[a-z0-9_-]{2,80}",
        open_ids=True,
        state=Dataset,
        initial=lambda key: Dataset(),
        commands=commands_of(OFFERS),
        events=DatasetEvent,
        decide=telling(
            decider(
                rules,
                {
                    c.AddDataset: led.add,
                    c.ChangeDataset: d.change,
                    c.HandInTable: d.hand_in,
                    c.NotePrepared: d.note_prepared,
                    c.HandOver: led.hand_over,
                    c.EndorseVersion: led.endorse,
                    c.ApproveVersion: d.approve,
                    c.ReturnVersion: d.give_back,
                    c.NoteRendered: d.note_rendered,
                    c.ReleaseVersion: d.release,
                    c.WithdrawDataset: d.withdraw,
                    c.FreezeDataset: d.freeze,
                    c.ThawDataset: d.thaw,
                },
            )
        ),
        evolve=evolve,
        rules=rules,
        shown=("phase", "slug", "unit", "due", "added_at"),
        work=work,
    )
