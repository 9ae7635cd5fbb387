"""Witnesses of the seals are looked at without being handed anything."""

from pathlib import Path
from typing import Any

import pytest

from actors.followers.witnesses.checking import check_witness
from actors.followers.witnesses.settings import read_witnesses
from actors.followers.witnesses.witness import WitnessSilent
from storage.attestation import BadAttestation
from tests.integration.standing_in import StandIn
from tests.integration.standing_in import authority as authority
from tests.integration.standing_in import running_authority as running_authority


@pytest.mark.parametrize(
    ("misdeed", "wrong"),
    [
        ({}, None),
        ({"refusing": True}, WitnessSilent),
        ({"unbelieved": True}, BadAttestation),
    ],
)
async def test_a_time_stamp_authority_is_asked_for_a_stamp_of_nothing(
    authority: StandIn, tmp_path: Path, misdeed: dict[str, Any], wrong: type[Exception] | None
) -> None:
    listed = tmp_path / "witnesses.toml"
    listed.write_text(
        f'[t]\ntime_stamps = "{authority.url}"\nroots = "{authority.told["roots"]}"\n'
    )
    (witness,) = read_witnesses(listed)
    authority.behave(**misdeed)

    if wrong is None:
        await check_witness(witness)
    else:
        with pytest.raises(wrong):
            await check_witness(witness)


async def test_a_file_is_looked_for_where_it_is_to_be_and_not_written(tmp_path: Path) -> None:
    listed = tmp_path / "witnesses.toml"
    listed.write_text('[here]\nfile = "seals.jsonl"\n[away]\nfile = "no/such/folder/seals.jsonl"\n')
    here, away = read_witnesses(listed)

    await check_witness(here)
    with pytest.raises(WitnessSilent):
        await check_witness(away)

    assert not (tmp_path / "seals.jsonl").exists()
