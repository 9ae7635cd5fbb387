"""A shared dataset goes its way: used, held, frozen by what happens to its sources, released."""

from typing import Any

import pytest
from msgspec.structs import replace

from actors.kernel.identity import PLATFORM, Identity
from actors.systems.data_platform.dataset import commands as c
from actors.systems.data_platform.dataset.state import Reader
from actors.systems.data_platform.dataset.terms import Column, Edge, Graded
from tests.systems.data_platform import sharing as s
from tests.systems.data_platform.scenarios import SCENARIOS


@pytest.mark.parametrize("name", SCENARIOS)
def test_a_dataset_goes_its_way(name: str) -> None:
    SCENARIOS[name].run()


def test_a_source_that_becomes_graver_freezes_it_and_says_which() -> None:
    s.graver("town", 3).then_shown(phase="frozen", because="level", cause=s.SOURCE).run()
    s.graver("town", 2).then_shown(phase="live", level=2).run()
    s.graver("id_no", 6).then_shown(phase="live", level=2).run()  # its mask was checked


def test_what_was_overtaken_by_what_is_known_changes_nothing() -> None:
    late = c.NoteLevels(dataset=s.SOURCE, number=1, levels=(Graded(name="town", level=1),))

    frozen = s.graver("town", 3).when(late, by=PLATFORM)
    frozen.then(events=[]).then_shown(phase="frozen").run()


def test_a_source_that_may_not_be_used_freezes_it_until_that_is_over() -> None:
    stop, clear = c.StopUse(reason="异议"), c.ResumeUse(reason="已核查")
    stopped = s.on(s.CODE, s.on(s.SOURCE, s.live()).when(stop, by=s.STEWARD))

    stopped.then_shown(phase="frozen", because="stopped", cause=s.SOURCE).run()
    ask = c.AskRelease(evidence="已核查")
    stopped.when(ask, by=s.REVIEWER).then_refused("shared_dataset.still_unfit").run()
    resumed = s.on(s.SOURCE, stopped).when(clear, by=s.REVIEWER)
    cleared = s.on(s.CODE, resumed).when(ask, by=s.REVIEWER)
    both = Identity(s.REVIEWER.id, ("level_reviewer", "data_approver"), "government_services")
    cleared.when(c.ReleaseDataset(), by=both).then_refused("shared_dataset.own_evidence").run()
    cleared.when(c.ReleaseDataset(), by=s.APPROVER).then_shown(phase="live").run()


def test_a_new_version_above_the_ceiling_leaves_the_one_before_in_use() -> None:
    held = s.live().when(replace(s.VERSION, sha256="3" * 64, checks=()), by=s.STEWARD)

    held.then_shown(phase="live", live=1, next=2).run()
    mended = held.when(replace(s.VERSION, sha256="4" * 64), by=s.STEWARD)
    mended.then_shown(phase="live", live=3, next=0).run()
    only = Reader(of_number=1, dataset=s.CODE, number=3)
    s.on(s.SOURCE, mended).then_shown(readers=(only,)).run()


def test_what_is_frozen_is_released_with_the_version_that_mends_it() -> None:
    waits = s.frozen().when(replace(s.VERSION, sha256="4" * 64), by=s.STEWARD)

    waits.then_shown(phase="frozen", live=1, next=2).run()
    asked = waits.when(c.AskRelease(evidence="新版本已检验"), by=s.REVIEWER)
    released = asked.when(c.ReleaseDataset(), by=s.APPROVER)
    released.then_shown(phase="live", live=2, next=0).run()


@pytest.mark.parametrize("other", [{"version": 9}, {"column": "misspelt"}, {"dataset": "none"}])
def test_a_version_of_what_is_not_there_is_none(other: dict[str, Any]) -> None:
    of_nothing = (*s.EDGES[1:], replace(s.EDGES[0], **other))

    unfounded = s.registered().when(replace(s.VERSION, inputs=of_nothing), by=s.STEWARD)
    unfounded.then_shown(phase="registered", next=0, versions=()).run()


def test_bad_input_is_refused_by_field() -> None:
    edge = Edge(dataset=s.CODE, version=1, column="x", to="nowhere", method="magic")
    wrong = s.registered().when(replace(s.VERSION, inputs=(edge,)), by=s.STEWARD)
    wrong.then_refused("shared_dataset.no_column").run()
    twice = replace(s.REGISTER, columns=(Column(name="a"), Column(name="a")))
    start = s.Scenario.of(s.KIND).at("2026-10-05 09:00")
    on = start.on(f"shared_dataset:{s.CODE}")
    on.when(twice, by=s.STEWARD).then_refused("shared_dataset.column_twice").run()
    start.on("shared_dataset:x").when(s.REGISTER, by=s.STEWARD).then_refused(
        "shared_dataset.other_id"
    ).run()
    same = c.DeclareLevel(column="county", level=1, reason="x")
    s.live().when(same, by=s.REVIEWER).then_refused("shared_dataset.nothing_changed").run()
    s.live().when(same, by=s.STEWARD).then_refused("shared_dataset.forbidden").run()


def test_important_data_are_known_to_few() -> None:
    elsewhere = Identity("staff:x", ("data_steward",), "health")
    lower = c.DeclareLevel(column="county", level=2, reason="x")
    raise_it = c.DeclareLevel(column="county", level=5, reason="x")

    s.live().when(lower, by=elsewhere).then_refused("shared_dataset.forbidden").run()
    grave = s.live().when(raise_it, by=s.REVIEWER)
    grave.when(lower, by=elsewhere).then_refused("shared_dataset.unknown").run()
