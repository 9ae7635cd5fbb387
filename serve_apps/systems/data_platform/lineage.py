"""Where data come from and what is made of them (数据血缘), as it was at any moment: drawn hop by
hop."""

from collections.abc import AsyncIterator, Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import Response

from actors.blocks.forms.normalise import moment, sought
from actors.kernel.deadlines import CHINA
from actors.kernel.errors import Reason, Refusal
from actors.systems.data_platform.dataset.state import Dataset
from actors.systems.data_platform.dataset.terms import SHARED_DATASET
from actors.systems.data_platform.lineage import (
    MOST_HOPS,
    Link,
    Point,
    made_of,
    next_points,
    points_before,
    touched,
)
from actors.systems.data_platform.profile import profile
from actors.systems.data_platform.views import DATASETS, LINEAGE
from serve_apps.front.language import Language, language_of, translations
from serve_apps.front.policies import Officer
from serve_apps.front.rendering import page
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Services, Wired
from serve_apps.front.words import word
from serve_apps.pages.export import FORMATS, Sheet
from serve_apps.pages.faults import tell
from serve_apps.pages.records import Records
from storage.mongo import Document

router = APIRouter(include_in_schema=False)
Id = Annotated[str, Path(pattern="^[a-z0-9_-]{2,80}$")]
_UNKNOWN = Refusal(Reason("shared_dataset.unknown"), kind="unknown")
_NO_MOMENT = Reason("lineage.not_a_moment", "/at")
_NO_COLUMN = Reason("lineage.no_column", "/column")


@dataclass
class Met:
    """A dataset that a walk has met, by the links that lead there."""

    row: Document
    links: list[Link] = field(default_factory=list[Link])


@dataclass
class Hop:
    """What a step of a walk has met; `hidden` datasets more are for few."""

    met: list[Met]
    hidden: int = 0


@router.get("/shared-datasets/{id}/lineage")
async def show_lineage(
    request: Request,
    visitor: Officer,
    services: Wired,
    id: Id,
    column: Annotated[str, Query(max_length=60)] = "",
    at: Annotated[str, Query(max_length=40)] = "",
    form: Annotated[str, Query(alias="format", max_length=10)] = "",
) -> Response:
    """Show hop by hop of what a dataset or one `column` is made, and what is made of it, as it was
    used at a moment; with `?format=csv` the latter as a file.

    Raises:
        Refusal: there is no such dataset for the visitor.
        PyMongoError: the database does not answer.
    """
    state: Dataset = (await services.sender.show(f"{SHARED_DATASET}:{id}")).state
    rules = services.kinds[SHARED_DATASET].rules
    assert rules is not None
    if not state.phase or not rules.permitted("read", visitor.identity, state).allowed:
        raise _UNKNOWN
    language, now = language_of(request), services.clock.now()
    when = moment(at, CHINA) if sought(at) else now
    known = {each.name for each in state.columns}
    wrong = [] if when else [_NO_MOMENT]
    wrong += [] if not column or column in known else [_NO_COLUMN]
    names = {
        "at": translations(language).gettext("按何时"),
        "column": word(f"{SHARED_DATASET}.fields.column", language),
    }
    told = tell(wrong, language, names=names)
    context: dict[str, Any] = {
        "id": id,
        "methods": profile().methods,
        "dataset": state,
        "asked": {"column": column, "at": at},
        "columns": [(each.name, each.name) for each in state.columns],
        "errors": told.summary,
        "beside": told.beside,
        "when": when,
        "above": [],
        "below": [],
        "walked": bool(when) and not wrong,
    }
    if when and not wrong:
        walk = Walk(services, visitor, when)
        context["above"] = await walk.above((id, column))
        context["below"] = await walk.below((id, column))
        if form == "csv":
            return await FORMATS["csv"](_sheet(id, context["below"], language))
    return page(request, "data_platform/lineage.html", context, status=422 if wrong else 200)


Find = Callable[[Iterable[Link], Collection[Point], datetime], list[Link]]


class Walk:
    """Walks along what was used at a moment, and shows of it what the visitor may read."""

    def __init__(self, services: Services, visitor: Visitor, at: datetime) -> None:
        records = services[Records]
        self._database = records.database
        self._readable = records.readable(visitor.identity, f"{SHARED_DATASET}.read", {})
        self._at = at

    async def above(self, begin: Point) -> list[Hop]:
        """Return what a column of a dataset is made of, any if it is "", hop by hop."""
        return await self._walk(begin, "_id", made_of, points_before, lambda link: link.of)

    async def below(self, begin: Point) -> list[Hop]:
        """Return what is made of a column of a dataset, of any if it is "", hop by hop."""
        return await self._walk(begin, "reads", touched, next_points, lambda link: link.reader)

    async def _walk(
        self, begin: Point, by: str, find: Find, go_on: Callable[[list[Link]], set[Point]],
        met: Callable[[Link], str],
    ) -> list[Hop]:  # fmt: skip
        hops, points, seen = list[Hop](), {begin}, {begin}
        while points and len(hops) < MOST_HOPS:
            of = sorted({dataset for dataset, _ in points})
            rows = await self._database[LINEAGE].find({by: {"$in": of}}).to_list()
            found = find((link for row in rows for link in _links(row)), points, self._at)
            if not found:
                break
            hops.append(await self._hop([(met(link), link) for link in found]))
            points = go_on(found) - seen
            seen |= points
        return hops

    async def _hop(self, met: Sequence[tuple[str, Link]]) -> Hop:
        codes = {code for code, _ in met}
        ends = codes | {end for _, link in met for end in (link.of, link.reader)}
        where = {"$and": [{"_id": {"$in": sorted(ends)}}, self._readable]}
        rows = await self._database[DATASETS].find(where).sort("_id").to_list()
        may = {row["_id"] for row in rows}
        shown = {row["_id"]: Met(row) for row in rows if row["_id"] in codes}
        for code, link in met:
            if code in shown:
                # at the other end may stand what the visitor must not hear of
                own = link if link.of in may else replace(link, of="", column="")
                own = own if link.reader in may else replace(own, reader="", to="")
                shown[code].links.append(own)
        return Hop(list(shown.values()), len(codes - shown.keys()))


def _sheet(id: str, hops: Sequence[Hop], language: Language) -> Sheet:
    """Return what is made of a dataset, as a table for a file."""
    say = translations(language).gettext
    fields = ("dataset", "version", "to", "state", "level", "method")
    heads = [word(f"{SHARED_DATASET}.fields.{name}", language) for name in fields]
    heads[0] = word(f"{SHARED_DATASET}.fields.reader", language)

    async def lines() -> AsyncIterator[list[Any]]:
        for number, hop in enumerate(hops, start=1):
            for met in hop.met:
                state = word(f"{SHARED_DATASET}.states.{met.row['state']}", language)
                for link in met.links:
                    told = [link.reader, link.number, link.to, state, met.row["level"]]
                    yield [number, *told, link.method, link.of, link.column]

    source = [word(f"{SHARED_DATASET}.fields.{name}", language) for name in ("dataset", "column")]
    title = say("来源和影响")
    return Sheet(f"{id}-impact", title, [say("层"), *heads, *source], lines())


def _links(row: Mapping[str, Any]) -> list[Link]:
    return [Link(reader=row["_id"], **each) for each in row["links"]]
