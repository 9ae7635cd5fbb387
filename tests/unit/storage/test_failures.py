"""Trouble of the database is told apart from trouble with what was asked of it."""

import pytest
from pymongo.errors import AutoReconnect, BulkWriteError, DuplicateKeyError, OperationFailure
from pymongo.helpers_shared import (
    _RETRYABLE_ERROR_CODES as TRIED_AGAIN,  # pyright: ignore[reportPrivateUsage]
)

from storage.failures import passing


@pytest.mark.parametrize("code", sorted(TRIED_AGAIN))
def test_what_the_driver_itself_tries_again_passes(code: int) -> None:
    assert passing(OperationFailure("not now", code))


@pytest.mark.parametrize("label", ["TransientTransactionError", "UnknownTransactionCommitResult"])
def test_what_the_database_calls_transient_passes(label: str) -> None:
    assert passing(OperationFailure("not now", 112, {"errorLabels": [label]}))


def test_a_connection_that_broke_passes() -> None:
    assert passing(AutoReconnect("gone"))


@pytest.mark.parametrize(
    "error", [DuplicateKeyError("twice", 11000), BulkWriteError({}), KeyError("row"), ValueError()]
)
def test_what_was_written_wrongly_does_not_pass(error: Exception) -> None:
    assert not passing(error)
