"""The connection keeps what is promised, whatever the address says."""

from pathlib import Path

import pytest
from pymongo import ReadPreference

from storage.mongo import connect
from storage.settings import StorageSettings


@pytest.mark.parametrize(
    "options", ["", "?readPreference=secondaryPreferred&w=1&journal=false&readConcernLevel=local"]
)
async def test_reads_are_of_the_primary_and_of_what_a_majority_holds(options: str) -> None:
    settings = StorageSettings(
        uri=f"mongodb://127.0.0.1:1/{options}", database="t", data=Path(), port=1
    )

    database = connect(settings)

    assert database.read_preference == ReadPreference.PRIMARY
    assert database.read_concern.level == "majority"
    assert database.write_concern.document == {"w": "majority", "j": True}
    await database.client.close()


@pytest.mark.parametrize(("options", "seconds"), [("", 10), ("?serverSelectionTimeoutMS=500", 0.5)])
async def test_how_long_a_server_is_looked_for_may_stand_in_the_address(
    options: str, seconds: float
) -> None:
    settings = StorageSettings(
        uri=f"mongodb://127.0.0.1:1/{options}", database="t", data=Path(), port=1
    )

    database = connect(settings)

    assert database.client.options.server_selection_timeout == seconds
    await database.client.close()
