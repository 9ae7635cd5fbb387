"""Which release a host says it is of."""

import pickle
from pathlib import Path

import pytest

from actors.runtime import host
from actors.runtime.host import HostSpec
from actors.runtime.settings import RuntimeSettings
from storage.settings import StorageSettings


def test_a_host_that_is_started_again_with_newer_code_is_of_the_newer_release(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    storage = StorageSettings(uri="mongodb://nowhere", database="t", data=Path(), port=1)
    kept = pickle.dumps(HostSpec(kinds="a:b", storage=storage, runtime=RuntimeSettings()))

    monkeypatch.setattr(host, "RELEASE", "9.0")

    assert pickle.loads(kept).running == "9.0"
