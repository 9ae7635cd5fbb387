"""A gateway that is named while everything runs carries what has waited for it."""

from pathlib import Path

import pytest

from actors.blocks.messages.shell.postman import Gateways
from storage.own_files import write_over
from tests.loaded import library

SETTINGS = b'[sms]\nurl = "http://127.0.0.1:1"\nkey = "k"\nreport_key = "00"\n'


def test_a_gateway_is_found_once_it_is_named_and_missed_once_it_is_not(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    parties = tmp_path / "parties.toml"
    monkeypatch.setenv("YIMEN_PARTIES", str(parties))
    gateways = Gateways(library())
    assert gateways.there() == ()

    write_over(parties, SETTINGS)
    assert gateways.there() == ("sms",)

    parties.unlink()
    assert gateways.there() == ()
