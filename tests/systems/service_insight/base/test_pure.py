"""Matching, aliases and values of the base library, by the figures of its sources."""

from datetime import UTC, date, datetime
from typing import Any

import pyarrow as pa
import pytest
from msgspec.structs import replace
from splink import DuckDBAPI, Linker

from actors.systems.service_insight.base.comparing import blocks, compared
from actors.systems.service_insight.base.identities import held_by, resolved
from actors.systems.service_insight.base.policy import policy
from actors.systems.service_insight.base.said import Said, Version, faults, standing, tidy
from actors.systems.service_insight.base.values import Attached, current, history
from actors.systems.service_insight.base.weighing import Level, judged, weigh

WEIGHTING = policy().weighting
AGREE, DIFFER, MISSING = "agree", "differ", "missing"
FOUR = ("name", "birth_date", "mobile", "division")
PAIRS: tuple[tuple[tuple[Level, ...], float, float, str], ...] = (
    ((AGREE, AGREE, MISSING, AGREE), 15.0329, 0.999970, "link"),
    ((AGREE, DIFFER, DIFFER, AGREE), -7.1913, 0.006796, "new"),
    ((AGREE, AGREE, DIFFER, DIFFER), 5.2932, 0.975132, "candidate"),
    ((AGREE, MISSING, MISSING, AGREE), 0.7743, 0.631043, "candidate"),
    ((DIFFER, AGREE, AGREE, AGREE), 14.7878, 0.999965, "candidate"),
)


@pytest.mark.parametrize(("levels", "weight", "probability", "verdict"), PAIRS)
def test_a_pair_is_weighed_and_judged(
    levels: tuple[Level, ...], weight: float, probability: float, verdict: str
) -> None:
    found = weigh(dict(zip(FOUR, levels, strict=True)), WEIGHTING)

    assert round(found.weight, 4) == weight
    assert round(found.probability, 6) == probability
    assert judged(found, WEIGHTING) == verdict
    assert {each.feature for each in found.evidence if each.level == "missing"} >= {"id_number"}


def test_splink_reckons_the_same() -> None:
    known = {"name": "A", "birth_date": "B", "mobile": "C", "division": "D"}
    others = {
        AGREE: lambda name: known[name],
        DIFFER: lambda name: "other",
        MISSING: lambda n: None,
    }
    rows: list[dict[str, Any]] = []
    for number, (levels, *_) in enumerate(PAIRS):
        rows.append({"unique_id": f"{number}-l", "pair": str(number), **known})
        told = {name: others[level](name) for name, level in zip(FOUR, levels, strict=True)}
        rows.append({"unique_id": f"{number}-r", "pair": str(number), **told})
    settings = {
        "link_type": "dedupe_only",
        "probability_two_random_records_match": WEIGHTING.prior,
        "blocking_rules_to_generate_predictions": ["l.pair = r.pair"],
        "comparisons": [_comparison(each) for each in WEIGHTING.features if each.name in FOUR],
    }
    linker = Linker(DuckDBAPI().register(pa.Table.from_pylist(rows)), settings)
    predicted = linker.inference.predict().as_pyarrow_table().to_pylist()
    found = {row["unique_id_l"]: row for row in predicted}

    for number, (levels, *_) in enumerate(PAIRS):
        ours = weigh(dict(zip(FOUR, levels, strict=True)), WEIGHTING)
        theirs = found[f"{number}-l"]
        assert theirs["match_weight"] == pytest.approx(ours.weight, abs=1e-9)
        assert theirs["match_probability"] == pytest.approx(ours.probability, abs=1e-9)


def _comparison(feature: Any) -> dict[str, Any]:
    name = feature.name
    return {
        "output_column_name": name,
        "comparison_levels": [
            {"sql_condition": f"{name}_l IS NULL OR {name}_r IS NULL", "is_null_level": True},
            {"sql_condition": f"{name}_l = {name}_r", "m_probability": feature.m,
             "u_probability": feature.u},
            {"sql_condition": "ELSE", "m_probability": 1 - feature.m,
             "u_probability": 1 - feature.u},
        ],
    }  # fmt: skip


def test_old_ids_resolve_and_records_return_by_their_key() -> None:
    homes = {"r1": "E1", "r2": "E2", "r3": "E3"}
    merged = {"E2": "E1", "E3": "E1"}
    homes |= {"r4": homes["r2"]}  # what comes with the key of r2

    assert held_by("E1", homes, merged) == ("r1", "r2", "r3", "r4")
    assert resolved("E2", merged) == "E1"

    unmerged = {"E3": "E1"}
    assert held_by("E2", homes, unmerged) == ("r2", "r4")
    assert held_by("E1", homes, unmerged) == ("r1", "r3")
    assert resolved("E3", unmerged) == "E1"
    assert len(set(homes.values())) == 3


SAID = Said(name="何月仙", id_number="44060219380815002X", mobile="13800000003", division="440604")


def test_a_feature_agrees_with_anything_that_is_known() -> None:
    known = [Said(name="何月仙", birth_date="1938-08-15"), Said(mobile="13900000000")]

    assert compared(replace(SAID, division="440604001"), known) == {
        "id_number": "missing", "name": "agree", "birth_date": "agree", "mobile": "differ",
        "division": "missing",
    }  # fmt: skip


def test_nobody_is_looked_for_by_what_has_few_values() -> None:
    sorts = dict(blocks(SAID))

    assert set(sorts) == {
        "base_id_number", "base_mobile", "base_born_name", "base_born_division",
        "base_name_division",
    }  # fmt: skip
    assert "1938-08-15" not in sorts.values() and "440604" not in sorts.values()
    assert blocks(Said(name="何月仙")) == ()


def test_every_fault_of_what_is_said_is_named() -> None:
    said = tidy(Said(id_number="44060219380815002１", birth_date="1938/8/16", mobile="1"))
    wrong = faults(said, today=date(2026, 11, 30), divisions={}, field="/said")

    assert [(each.code, each.field) for each in wrong] == [
        ("form.required", "/said/name"),
        ("resident_id.check_digit", "/said/id_number"),
        ("mobile.shape", "/said/mobile"),
        ("source_record.other_birth_date", "/said/birth_date"),
    ]
    alone = faults(Said(name="何"), today=date(2026, 11, 30), divisions={})
    assert [each.code for each in alone] == ["source_record.nothing_to_find_by"]


def version(seq: int, observed_on: str, **said: str) -> Version:
    on = date.fromisoformat(observed_on)
    at = datetime(2026, 8, 2, tzinfo=UTC)
    return Version(seq=seq, digest="d", observed_on=on, said=Said(**said), recorded_at=at)


RECORDS = (
    Attached(record="p", source="police", versions=(version(1, "2024-03-01", address="A1"),)),
    Attached(
        record="s",
        source="social",
        versions=(
            version(1, "2025-01-01", address="A0"),
            version(2, "2026-05-10", address="A2", mobile="…01"),
        ),
    ),
)


@pytest.mark.parametrize(
    ("on", "address"), [("2026-03-01", "A1"), ("2026-03-02", "A0"), ("2026-06-01", "A2")]
)
def test_the_value_of_the_day_is_that_of_the_authority(on: str, address: str) -> None:
    found = current(RECORDS, policy().orders, date.fromisoformat(on))

    assert found["address"].winner.value == address


def test_a_version_holds_up_to_its_last_day_and_older_ones_are_history() -> None:
    ended = replace(version(3, "2026-05-11", address="A3"), valid_to=date(2026, 5, 31))
    social = replace(RECORDS[1], versions=(*RECORDS[1].versions, ended))

    assert standing(social.versions, date(2026, 5, 31)) == ended
    assert standing(social.versions, date(2026, 6, 1)) is None
    assert [each.value for each in history([social], "address")] == ["A3", "A2", "A0"]
