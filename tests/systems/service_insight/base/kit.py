"""Records and entries of the base library in tests: who supplies, who decides, what is said."""

from datetime import date, datetime
from typing import Any

from actors.kernel.identity import PLATFORM, Identity
from actors.kernel.turn import Command
from actors.kernel.view import Row, View, entity_id
from actors.systems.service_insight.base.entry import records as e
from actors.systems.service_insight.base.entry.dispute_records import RaiseDispute
from actors.systems.service_insight.base.entry.kind import register_entry_kind
from actors.systems.service_insight.base.linking import Comparison
from actors.systems.service_insight.base.record import records as r
from actors.systems.service_insight.base.record.kind import source_record_kind
from actors.systems.service_insight.base.said import Said
from actors.systems.service_insight.base.weighing import Level
from actors.testing import Scenario
from actors.testing.scenario import START
from actors.testing.worlds import MemoryWorld
from storage.mongo import Document
from tests import loaded

LIBRARY = loaded.library()
POLICE = Identity("staff:police_supplier", ("register_supplier",), "public_security")
SOCIAL = Identity(
    "staff:social_supplier", ("register_supplier",), "human_resources_social_security"
)
STEWARD = Identity("staff:master_data_steward", ("master_data_steward",), "government_services")
PERSON = Identity("person:he_yuexian", ("resident",))
SECOND = Identity("staff:master_data_steward_2", ("master_data_steward",), "government_services")
AGREES: dict[str, Level] = dict.fromkeys(("id_number", "name", "birth_date"), "agree")
LIKE: dict[str, Level] = {"name": "agree", "birth_date": "agree", "mobile": "differ",
                          "division": "differ"}  # fmt: skip
HE = Said(
    name="何月仙", id_number="44060219380815002X", mobile="13800000003",
    address="禅城区祖庙街道示例村道 1 号", division="440604",
)  # fmt: skip

DISPUTE = RaiseDispute(attribute="address", claimed="示例巷 9 号", proof="已迁居")


def receive(
    key: str = "P-1", seq: int = 1, said: Said = HE, observed_on: str = "2026-04-01"
) -> r.ReceiveRecord:
    """Return a delivery of a record."""
    return r.ReceiveRecord(
        key=key,
        seq=seq,
        observed_on=date.fromisoformat(observed_on),
        said=said,
        blocks=(f"block-{key}",),
    )


def record(name: str) -> str:
    """Return the key of a record."""
    return f"{r.SOURCE_RECORD}:{name}"


def entry(name: str) -> str:
    """Return the key of an entry."""
    return f"{e.REGISTER_ENTRY}:{name}"


def compared(*others: str, levels: dict[str, Level] = AGREES) -> r.CompareRecord:
    """Return the comparison with some entries."""
    found = tuple(Comparison(entry=each, levels=levels) for each in others)
    return r.CompareRecord(compared=found)


def base_library() -> Scenario:
    """Nothing is in the base library yet, on a Friday."""
    kinds = source_record_kind(LIBRARY), register_entry_kind(LIBRARY)
    return Scenario.of(*kinds).on(record("r1")).at("2026-04-24 09:00")


def begun(*names: str) -> Scenario:
    """Records of the police, each with an entry of its own, a minute apart."""
    played = base_library()
    for name in names or ("r1",):
        played = played.on(record(name)).when(receive(key=name), by=POLICE)
        played = played.when(compared(), by=PLATFORM).after(minutes=1)
    return played


def claimed() -> Scenario:
    """The person of an entry has it in her account."""
    found = begun().on(entry("r1")).when(e.IndexEntry(blocks=("number",)), by=PLATFORM)
    return found.when(e.ClaimEntry(account="he_yuexian", person="number"), by=PLATFORM)


def candidate() -> Scenario:
    """A record of social insurance is like the entry of one of the police, and not enough."""
    came = begun().on(record("s1")).when(receive(key="s1"), by=SOCIAL)
    return came.when(compared("r1", levels=LIKE), by=PLATFORM)


def merged(*names: str, into: str = "r1") -> Scenario:
    """Entries that two stewards have merged into an older one."""
    played = begun(into, *names)
    for name in names:
        played = played.on(entry(name)).when(e.ProposeMerge(into=into, reason="同一人"), by=STEWARD)
        played = played.when(e.AgreeToProposal(), by=SECOND)
    return played


async def row_of(played: Scenario, view: View, key: str) -> Row | None:
    """Return the row that `view` has of the entity `key` once the scenario was played."""
    world = _Kept(played.kinds, START)
    await played.run_in(world)
    row: Row | None = None
    for commit in world.commits:
        if commit["key"] == key:
            row = view.fold(row, entity_id(commit), commit)
    return row


async def versions(played: Scenario, name: str) -> dict[str, list[int]]:
    """Return the records of the entry `name` once the scenario was played, and their numbers."""
    world = MemoryWorld(played.kinds, START)
    await played.run_in(world)
    state: e.RegisterEntry = await world.state(entry(name))
    return {each.record: [version.seq for version in each.versions] for each in state.records}


class _Kept(MemoryWorld):
    """Keeps the commits."""

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self.commits: list[Document] = []

    async def send(
        self, key: str, command: Command, id: str, by: Identity, at: datetime
    ) -> tuple[Any, Document | None]:
        answer = await super().send(key, command, id, by, at)
        self.commits += [answer[1]] if answer[1] else []
        return answer
