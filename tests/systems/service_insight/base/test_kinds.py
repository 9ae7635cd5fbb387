"""Records are linked by the policy or by a steward; entries are merged by two, and come apart."""

from datetime import UTC, date, datetime

import pytest
from msgspec.structs import replace

from actors.blocks.access.access import Access
from actors.kernel.identifiers import mask_number
from actors.kernel.identity import PLATFORM, Identity
from actors.systems.service_insight.base.entry import dispute_records as x
from actors.systems.service_insight.base.entry import records as e
from actors.systems.service_insight.base.entry.kind import facts
from actors.systems.service_insight.base.identities import resolved
from actors.systems.service_insight.base.linking import rerun
from actors.systems.service_insight.base.policy import policy
from actors.systems.service_insight.base.record import records as r
from actors.systems.service_insight.base.said import Said
from actors.systems.service_insight.base.sample import people
from actors.systems.service_insight.base.values import current
from actors.systems.service_insight.base.views import REGISTER_ENTRIES, SOURCE_RECORDS
from actors.systems.service_insight.base.weighing import Level
from actors.testing.scenario import START
from actors.testing.worlds import MemoryWorld
from tests.systems.service_insight.base.kit import (
    AGREES,
    DISPUTE,
    HE,
    LIBRARY,
    PERSON,
    POLICE,
    SECOND,
    SOCIAL,
    STEWARD,
    base_library,
    begun,
    candidate,
    claimed,
    compared,
    entry,
    merged,
    receive,
    record,
    row_of,
    versions,
)


def test_a_record_that_is_like_none_begins_an_entry_of_its_id() -> None:
    begun().then_shown(phase="new", entry="r1").on(entry("r1")).then_shown(
        phase="active", masked_name="何**"
    ).run()


def test_a_record_that_is_surely_of_one_is_linked_and_one_that_may_be_waits() -> None:
    came = begun().on(record("s1")).when(receive(key="s1"), by=SOCIAL)

    came.when(compared("r1"), by=PLATFORM).then_shown(phase="linked", entry="r1").run()
    candidate().then_shown(phase="candidate", entry="", due=date(2026, 5, 6)).run()


def test_a_differing_name_and_two_likely_entries_are_for_a_steward() -> None:
    came = begun("r1", "r2").on(record("s1")).when(receive(key="s1"), by=SOCIAL)
    other: dict[str, Level] = {**AGREES, "name": "differ", "mobile": "agree"}

    came.when(compared("r1", levels=other), by=PLATFORM).then_shown(phase="candidate").run()
    came.when(compared("r1", "r2"), by=PLATFORM).then_shown(phase="candidate").run()


def test_what_the_steward_chooses_was_found() -> None:
    candidate().when(r.LinkRecord(entry="r9", reason="r"), by=STEWARD).then_refused(
        "source_record.no_candidate", "/entry"
    ).run()
    candidate().when(r.LinkRecord(entry="r1", reason="r"), by=POLICE).then_refused(
        "source_record.unknown"
    ).run()


MOVED = replace(HE, address="示例巷 9 号")
DELIVERED = {
    1: receive(seq=1),
    2: receive(seq=2, said=MOVED, observed_on="2026-04-10"),
    3: receive(seq=3, said=replace(MOVED, mobile="13900000000"), observed_on="2026-04-12"),
}


@pytest.mark.parametrize("order", [(2, 3), (3, 2), (2, 2, 3), (3, 2, 3, 2)])
async def test_replays_and_late_records_come_to_the_same(order: tuple[int, ...]) -> None:
    played = begun("r1").on(record("r1"))
    first = DELIVERED[1]
    for seq in order:
        played = played.when(replace(DELIVERED[seq], key=first.key), by=POLICE)
    seen = played.on(entry("r1"))

    seen.then_shown(masked_name="何**").run()
    assert await versions(seen, "r1") == {"r1": [1, 2, 3]}


def test_a_number_of_a_source_has_one_payload_and_every_fault_is_told() -> None:
    base_library().when(receive(), by=POLICE).when(receive(said=MOVED), by=POLICE).then_refused(
        "source_record.seq_again", "/seq"
    ).run()
    wrong = receive(said=Said(id_number="1", mobile="2"), observed_on="2027-01-01")
    base_library().when(wrong, by=POLICE).then_refused("form.required", "/said/name").run()
    base_library().when(receive(), by=STEWARD).then_refused("source_record.forbidden").run()


async def test_old_ids_resolve_and_records_return_by_their_key() -> None:
    """r1→E1, r2→E2, r3→E3; E2 and E3 are merged into E1; r2's key says more; E2 is un-merged."""
    together = merged("r2", "r3").on(record("r2")).when(receive(key="r2", seq=4), by=POLICE)
    together.on(entry("r1")).then_shown(aliases=("r2", "r3")).run()
    together.on(entry("r2")).then_shown(phase="merged", into="r1").run()

    apart = together.on(entry("r2")).when(e.ProposeUnmerge(reason="两人"), by=STEWARD)
    apart = apart.when(e.AgreeToProposal(), by=SECOND)
    assert await versions(apart, "r2") == {"r2": [1, 4]}
    assert await versions(apart, "r1") == {"r1": [1]}
    apart.on(entry("r1")).then_shown(aliases=("r3",), phase="active").run()
    apart.on(entry("r3")).then_shown(into="r1", phase="merged").run()
    apart.on(entry("r2")).then_shown(into="", phase="active").run()


def test_a_merge_takes_two_stewards_and_an_older_entry_that_stands_for_itself() -> None:
    two = begun("r1", "r2")
    asked = two.on(entry("r2")).when(e.ProposeMerge(into="r1", reason="同一人"), by=STEWARD)

    asked.when(e.AgreeToProposal(), by=STEWARD).then_refused("register_entry.second_steward").run()
    asked.when(e.ProposeMerge(into="r1", reason="r"), by=SECOND).then_refused(
        "register_entry.proposed"
    ).run()
    for name, into, because in (("r1", "r2", "younger"), ("r2", "r9", "no_entry")):
        wish = e.ProposeMerge(into=into, reason="同一人")
        failed = two.on(entry(name)).when(wish, by=STEWARD).when(e.AgreeToProposal(), by=SECOND)
        failed.then_shown(phase="active", not_merged=because, proposal=None).run()
    chained = merged("r2").after(minutes=1).on(record("r3")).when(receive(key="r3"), by=POLICE)
    chained = chained.when(compared(), by=PLATFORM).on(entry("r3"))
    chained = chained.when(e.ProposeMerge(into="r2", reason="同一人"), by=STEWARD)
    chained.when(e.AgreeToProposal(), by=SECOND).then_shown(not_merged="not_root").run()


def test_a_dispute_marks_the_value_until_the_authority_has_decided() -> None:
    raised = claimed().when(DISPUTE, by=PERSON)
    corrected = x.DecideDispute(outcome="corrected", answer="经核查更正")

    raised.when(DISPUTE, by=PERSON).then_refused("register_entry.disputed").run()
    raised.when(corrected, by=SOCIAL).then_refused("register_entry.unknown").run()
    claimed().when(DISPUTE, by=STEWARD).then_refused("register_entry.forbidden").run()
    wrong = replace(DISPUTE, attribute="mobile", claimed="1")
    claimed().when(wrong, by=PERSON).then_refused("mobile.shape", "/claimed").run()
    upheld = raised.when(replace(corrected, outcome="upheld"), by=POLICE)
    upheld.then_shown(disputed=None).when(DISPUTE, by=PERSON).run()


async def test_what_is_corrected_wins_by_the_rule_of_survivorship() -> None:
    corrected = x.DecideDispute(outcome="corrected", answer="经核查更正")
    played = claimed().when(DISPUTE, by=PERSON).when(corrected, by=POLICE)
    world = MemoryWorld(played.kinds, START)
    await played.run_in(world)
    state: e.RegisterEntry = await world.state(entry("r1"))
    found = current(state.records, policy().orders, date(2026, 4, 25))

    assert found["address"].winner.value == DISPUTE.claimed
    assert [each.because for each in found["address"].passed_over] == ["said_anew"]
    assert found["name"].winner.value == HE.name
    again = played.on(record("r1")).when(receive(key="r1", seq=2), by=POLICE)
    again.on(entry("r1")).then_shown(
        masked_name="何**", masked_number=mask_number(HE.id_number)
    ).run()
    named = replace(DISPUTE, attribute="name", claimed="何明仙")
    row = await row_of(
        played.when(named, by=PERSON).when(corrected, by=POLICE), REGISTER_ENTRIES, entry("r1")
    )
    assert row and (row["masked_name"], row["authority"]) == ("何**", "")


def test_stewards_see_masks_and_the_person_everything() -> None:
    access, state = LIBRARY[Access], e.RegisterEntry(phase="active", account="he_yuexian")

    def sees(by: Identity, field: str) -> bool:
        verdict = access.permit(by, "register_entry.read", facts(state), "")
        return verdict.allowed and verdict.shows(field)

    assert sees(STEWARD, "masked_name") and not sees(STEWARD, "records")
    assert sees(PERSON, "records")
    assert not sees(POLICE, "masked_name")


async def test_rows_name_nobody() -> None:
    waiting, found = (
        await row_of(candidate(), SOURCE_RECORDS, record("s1")),
        await row_of(merged("r2"), REGISTER_ENTRIES, entry("r2")),
    )

    assert waiting and found
    assert (waiting["state"], waiting["probability"]) == ("candidate", 0.975132)
    assert (found["state"], found["into"], found["sources"]) == ("merged", "r1", ["police"])
    for row in (waiting, found):
        assert HE.name not in str(row) and HE.id_number not in str(row)
    assert set(SOURCE_RECORDS.hidden) == set(REGISTER_ENTRIES.hidden)


@pytest.mark.feature("SDB-18")
async def test_the_sample_city_has_persons_a_candidate_and_a_merge_and_a_rerun_finds_them() -> None:
    played, keys = base_library(), set[str]()
    for when, act in people.lived(LIBRARY, datetime(2026, 11, 30, 1, tzinfo=UTC)):
        played = played.at(when).on(act.key).when(act.command, by=act.by)
        keys.add(act.key)
    world = MemoryWorld(played.kinds, START)
    await played.run_in(world)
    records = [await world.state(key) for key in keys if key.startswith("source_record:")]
    held = [(each, await world.state(entry(each.entry))) for each in records if each.entry]
    entries = [state for _, state in held]

    assert [each.said.name for each in records if each.phase == "candidate"] == ["简文彬"]
    assert {each.said.name for each in records if each.phase == "linked"} >= {"何月仙", "陈嘉慧"}
    merged_into = {each.into for each in entries if each.phase == "merged"}
    assert len(merged_into) == 1
    assert len({each.entry for each in records if each.entry}) == 21 + 1

    into = {each.entry: home.into for each, home in held if home.into}
    came = sorted(records, key=lambda each: each.key)
    again = rerun([(each.key, each.said) for each in came], policy().weighting, into=into)
    assert again == {each.key: resolved(each.entry, into) for each in came}
