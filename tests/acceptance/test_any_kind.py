"""Whatever a kind offers has its address, its description and its record."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import msgspec
import pytest
import pytest_asyncio

from actors.blocks.access.access import load
from actors.blocks.access.vocabulary import Vocabulary
from actors.kernel.guarded import Guarded
from actors.kernel.kind import EntityKind
from actors.kernel.offer import Offer, Rules, commands_of, decider
from actors.kernel.turn import Command, Event, Turn
from actors.kinds import build_kinds, platform_collections
from actors.library import load_city
from actors.runtime.engine import Engine
from actors.runtime.local_control import LocalControl
from actors.runtime.store import MongoStore
from serve_apps.blocks.accounts.sample_city import DEMO_PASSWORDS, register_city
from serve_apps.front.app import build_app
from serve_apps.front.faces import services as services_of_faces
from serve_apps.front.secrets_file import with_passwords
from serve_apps.front.settings import WebSettings
from serve_apps.front.wiring import Services, Wiring, wire
from storage.clock import WallClock
from storage.embedded import EmbeddedMongo
from storage.mongo import Database, connect
from storage.schema import prepare
from storage.settings import StorageSettings
from tests import loaded

pytestmark = pytest.mark.asyncio(loop_scope="module")

POLICIES = """
@id("garden.staff")
permit(principal is Actor,
  action in [Action::"tree.plant", Action::"tree.water", Action::"tree.measure"],
  resource is Tree)
when { principal.kind == "staff" };
@id("garden.read") @fields("site, litres")
permit(principal is Actor, action == Action::"tree.read", resource is Tree)
when { principal.kind == "staff" && context.purpose == "handling" };
"""
GUARDED = Guarded(
    actions=("plant", "water", "measure", "read"), facts={"site": "text"}, fields=("site", "litres")
)


class Spot(msgspec.Struct, frozen=True):
    """Where something stands."""

    row: int


class Plant(Command, frozen=True, kw_only=True):
    """Plant a tree (种树). Nobody else may."""

    site: str
    spot: Spot
    donor: str = ""


class Water(Command, frozen=True, kw_only=True):
    """Water it."""

    litres: int


class Measure(Command, frozen=True, kw_only=True):
    """Write down its height, once it has been watered."""

    height: int


class Planted(Event, frozen=True, kw_only=True):
    site: str
    donor: str


class Watered(Event, frozen=True, kw_only=True):
    litres: int


class Tree(msgspec.Struct, frozen=True):
    """`donor` names a person."""

    site: str = ""
    donor: str = ""
    litres: int = 0


def evolve(state: Tree, event: Planted | Watered) -> Tree:
    match event:
        case Planted():
            return Tree(event.site, event.donor)
        case Watered():
            return Tree(state.site, state.donor, state.litres + event.litres)


def plant(turn: Turn[Tree], command: Plant) -> None:
    turn.emit(Planted(site=command.site, donor=command.donor))


def water(turn: Turn[Tree], command: Water) -> int:
    turn.emit(Watered(litres=command.litres))
    return turn.state.litres


def measure(turn: Turn[Tree], command: Measure) -> None:
    """Nothing is kept."""


RULES = Rules[Tree](
    kind="tree",
    offers=(
        Offer(
            command=Plant,
            action="plant",
            begins=True,
            example=Plant(site="park", spot=Spot(1)),
        ),
        Offer(command=Water, action="water", example=Water(litres=5)),
        Offer(command=Measure, action="measure", states=("wet",), example=Measure(height=3)),
    ),
    permits=load([("garden", POLICIES)], Vocabulary(kinds={"tree": GUARDED})),
    facts=lambda tree: {"site": tree.site},
    phase=lambda tree: "wet" if tree.litres else "dry" if tree.site else "",
)
TREE = EntityKind[Tree](
    name="tree",
    plural="trees",
    state=Tree,
    initial=lambda _: Tree(),
    commands=commands_of(RULES.offers),
    events=Planted | Watered,
    decide=decider(RULES, {Plant: plant, Water: water, Measure: measure}),
    evolve=evolve,
    rules=RULES,
    shown=("site",),
)
PLANTED = {"site": "park", "spot": {"row": 1}, "donor": "张三"}


@asynccontextmanager
async def serving(database: Database, folder: Path) -> AsyncIterator[Any]:
    """The application of a platform that has trees beside everything else."""
    settings = WebSettings(demo=True, secrets_file=folder / "secrets.json")
    secrets, library = with_passwords(settings.secrets_file, DEMO_PASSWORDS), loaded.library()
    kinds, clock = {**build_kinds(library), "tree": TREE}, WallClock()
    await prepare(database, platform_collections())

    @asynccontextmanager
    async def services() -> AsyncIterator[Services]:
        async with Engine(kinds, MongoStore(database), clock) as engine:
            control = LocalControl(engine, lambda: 0.0)
            around = Wiring(
                sender=engine, database=database, library=library, clock=clock, settings=settings
            )
            async with wire(
                around, control, secrets, kinds=kinds, make=services_of_faces()
            ) as wired:
                await register_city(engine, load_city(), secrets.passwords, wired.sessions.hash)
                yield wired

    app = build_app(services, settings)
    async with app.router.lifespan_context(app):
        yield app


class Gardens:
    """Clients of the application, signed in as somebody."""

    def __init__(self, app: Any) -> None:
        self.app = app

    async def client(self, account: str) -> httpx.AsyncClient:
        services = self.app.state.services
        state = (await services.sender.show(f"account:{account}")).state
        signed = await services.sessions.open(state)
        return httpx.AsyncClient(
            transport=httpx.ASGITransport(self.app),
            base_url="http://gardens",
            headers={"authorization": f"Bearer {signed.token}", "accept-language": "en"},
        )


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def gardens(
    mongod: EmbeddedMongo, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Gardens]:
    folder = tmp_path_factory.mktemp("gardens")
    database = connect(
        StorageSettings(
            uri=mongod.uri, database=f"t{uuid4().hex[:12]}", data=folder, port=mongod.port
        )
    )
    async with serving(database, folder) as app:
        yield Gardens(app)
    await database.client.drop_database(database.name)
    await database.client.close()


def key() -> dict[str, str]:
    return {"idempotency-key": uuid4().hex}


async def test_an_entity_of_any_kind_begins_and_is_asked(gardens: Gardens) -> None:
    async with await gardens.client("hall_clerk") as clerk:
        once = key()
        begun = await clerk.post("/api/v1/trees", json=PLANTED, headers=once)
        again = await clerk.post("/api/v1/trees", json=PLANTED, headers=once)
        tree = begun.json()["id"]

        assert (begun.status_code, begun.headers["location"]) == (201, f"/api/v1/trees/{tree}")
        assert again.json() == begun.json() | {"replayed": True}

        path = f"/api/v1/trees/{tree}"
        early = await clerk.post(f"{path}/measure", json={"height": 2}, headers=key())
        assert (early.status_code, early.json()["allowed"]) == (409, ["water"])

        watered = await clerk.post(f"{path}/water", json={"litres": 4}, headers=key())
        assert watered.json() == {"id": tree, "seq": 2, "reply": 4, "replayed": False}

        plain = await clerk.get(path)
        assert plain.json() == {
            "id": tree, "seq": 2, "fields": {"site": "park"}, "allowed": ["water", "measure"]
        }  # fmt: skip
        sender = gardens.app.state.services.sender
        assert (await sender.show(f"access:tree.{tree}")).state.count == 0

        read = await clerk.get(path, params={"purpose": "handling"}, headers=key())
        assert read.json()["fields"] == {"site": "park", "litres": 4}
        assert (await sender.show(f"access:tree.{tree}")).state.count == 1

        other = await clerk.get(path, params={"purpose": "complaint"}, headers=key())
        odd = await clerk.get(path, params={"purpose": "curiosity"}, headers=key())
        assert (other.status_code, odd.status_code) == (403, 403)
        assert (await sender.show(f"access:tree.{tree}")).state.count == 1


async def test_what_is_sent_may_hold_nothing_that_nobody_looks_at(gardens: Gardens) -> None:
    async with await gardens.client("hall_clerk") as clerk:
        for sent, pointer in (
            (PLANTED | {"colour": "green"}, "/colour"),
            (PLANTED | {"spot": {"row": 1, "column": 2}}, "/spot/column"),
        ):
            answer = await clerk.post("/api/v1/trees", json=sent, headers=key())

            assert answer.status_code == 422
            [error] = answer.json()["errors"]
            assert (error["pointer"], error["code"]) == (pointer, "request.unexpected")


async def test_who_may_nothing_meets_nothing(gardens: Gardens) -> None:
    async with (
        await gardens.client("hall_clerk") as clerk,
        await gardens.client("chen_jiahui") as resident,
    ):
        begun = await clerk.post("/api/v1/trees", json=PLANTED, headers=key())
        path = f"/api/v1/trees/{begun.json()['id']}"
        mine = await resident.post("/api/v1/trees", json=PLANTED, headers=key())
        asked = await resident.post(f"{path}/water", json={"litres": 1}, headers=key())

        assert (mine.status_code, asked.status_code) == (403, 404)
        assert (await resident.get(path)).status_code == 404


async def test_what_there_is_not_is_not_found(gardens: Gardens) -> None:
    async with await gardens.client("hall_clerk") as clerk:
        for path in (
            "/api/v1/shrubs/1/water",
            "/api/v1/trees/1/fell",
            "/api/v1/trees/1/water",
            "/api/v1/trees/a%3Ab/water",
            "/api/v1/shrubs",
            "/api/v1//1/water",
        ):
            answer = await clerk.post(path, json={"litres": 1}, headers=key())
            assert answer.status_code in (404, 405), path
            assert answer.headers["content-type"] == "application/problem+json"
        assert (await clerk.get("/api/v1/shrubs/1")).status_code == 404
        assert (await clerk.get("/api/v1/accounts/hall_clerk")).status_code == 404


async def test_every_offer_is_described_with_its_example(gardens: Gardens) -> None:
    async with await gardens.client("hall_clerk") as clerk:
        document = (await clerk.get("/api/v1/openapi.json")).json()

    paths = document["paths"]
    planting = paths["/api/v1/trees"]["post"]
    assert planting["description"] == "Plant a tree (种树). Nobody else may."
    assert planting["x-action"] == "tree.plant"
    content = planting["requestBody"]["content"]["application/json"]
    assert content["example"] == {"site": "park", "spot": {"row": 1}, "donor": ""}
    schema = document["components"]["schemas"][content["schema"]["$ref"].rpartition("/")[2]]
    assert set(schema["properties"]) == {"site", "spot", "donor"}
    assert {"/api/v1/trees/{id}", "/api/v1/trees/{id}/water"} <= paths.keys()
    # Cases are read by routes of their own, and by none of any kind beside them.
    assert {"/api/v1/cases/{case}", "/api/v1/cases/{case}/papers"} <= paths.keys()
    generic = [path for path in paths if path.startswith("/api/v1/cases/{id}")]
    assert not any("get" in paths[path] for path in generic)
