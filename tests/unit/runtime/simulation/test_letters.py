"""The judge of messages finds every kind of damage."""

from actors.runtime.simulation.letters import broken, undelivered
from storage.mongo import Document

A, B = "ledger:a", "ledger:b"


def sent(seq: int, *targets: str) -> Document:
    return {"key": A, "seq": seq, "out": [{"key": each} for each in targets], "ev": []}


def taken(seq: int, id: str, key: str = B) -> Document:
    return {"key": key, "seq": seq, "out": [], "ev": [{"type": "Received", "id": id}]}


SENT = [sent(1, B, B), sent(2, B)]


def test_messages_that_take_effect_once_and_in_order_are_right() -> None:
    found = [*SENT, taken(1, f"{A}/1/0"), taken(2, f"{A}/1/1"), taken(3, f"{A}/2/0")]

    assert broken(found) == []


def test_messages_of_several_sources_may_come_in_any_order() -> None:
    other = {"key": "ledger:c", "seq": 1, "out": [{"key": B}], "ev": []}

    assert broken([sent(2, B), other, taken(1, f"{A}/2/0"), taken(2, "ledger:c/1/0")]) == []


def test_a_message_that_never_takes_effect_is_found() -> None:
    assert undelivered([*SENT, taken(1, f"{A}/1/0"), taken(2, f"{A}/1/1")]) == [
        f"message {A}/2/0 to {B} never took effect"
    ]


def test_a_message_that_takes_effect_twice_is_found() -> None:
    assert broken([sent(1, B), taken(1, f"{A}/1/0"), taken(2, f"{A}/1/0")]) == [
        f"message {A}/1/0 took effect 2 times"
    ]


def test_a_message_that_overtakes_another_of_its_source_is_found() -> None:
    found = broken([*SENT, taken(1, f"{A}/1/0"), taken(2, f"{A}/2/0"), taken(3, f"{A}/1/1")])

    assert found == [f"message {A}/1/1 took effect in {B} after a later one of its source"]


def test_a_message_that_nobody_sent_there_is_found() -> None:
    found = broken([sent(1, B), taken(1, f"{A}/1/0", "ledger:c")])

    assert f"message {A}/1/0 took effect in ledger:c and was not sent there" in found
    assert f"message {A}/1/0 to {B} never took effect" in found
