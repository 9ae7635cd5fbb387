"""What travels comes out as it went in."""

from datetime import UTC, datetime

import pytest

from actors.kernel.errors import (
    Crowded,
    Destroyed,
    HandlerFailed,
    Overloaded,
    Quarantined,
    Reason,
    Refusal,
    Unavailable,
)
from actors.kernel.identity import Identity
from actors.kernel.ports import Receipt, Shown
from actors.runtime.codec import Codec
from actors.runtime.envelope import (
    Delivery,
    Envelope,
    answer_of,
    pack_delivery,
    pack_replies,
    reply_of,
    unpack_delivery,
    unpack_replies,
)
from actors.runtime.residents import Moved
from tests.integration.kinds import Ledger, Put, ledger

CODEC = Codec(ledger())


def test_a_delivery_survives_the_way() -> None:
    by = Identity("staff:a", ("reviewer",), "health")
    command = CODEC.pack_command(Put(5, "备注"))
    delivery = Delivery(
        "router-1",
        [
            Envelope(1, "ledger:a", "c1", command, by, 5000, "trace"),
            Envelope(2, "ledger:b", "", None, by, 0),
        ],
    )

    assert unpack_delivery(pack_delivery(delivery)) == delivery
    assert CODEC.unpack_command(command) == Put(5, "备注")


@pytest.mark.parametrize(
    "answer",
    [
        Receipt("ledger:a", 3, {"at": datetime(2026, 11, 23, tzinfo=UTC), "n": [1, None]}),
        Receipt("ledger:a", 3, None, replayed=True),
        Shown("ledger:a", 2, Ledger(5, ("甲",))),
    ],
)
def test_an_answer_survives_the_way(answer: Receipt | Shown) -> None:
    [reply] = unpack_replies(pack_replies([reply_of(7, answer, CODEC)]))

    assert reply.number == 7
    assert answer_of(reply, "ledger:a", CODEC) == answer


def test_a_refusal_survives_with_all_its_reasons() -> None:
    refusal = Refusal(
        Reason("form.missing", "/form/phone"),
        Reason("case.too_late", facts={"until": "2026-11-30"}),
        kind="not_now",
        allowed=("Withdraw",),
        because="case.none_too_late",
    )

    [reply] = unpack_replies(pack_replies([reply_of(7, refusal, CODEC)]))
    back = answer_of(reply, "ledger:a", CODEC)

    assert isinstance(back, Refusal)
    assert (back.reasons, back.kind, back.allowed, back.because) == (
        refusal.reasons,
        refusal.kind,
        refusal.allowed,
        refusal.because,
    )


@pytest.mark.parametrize(
    "fault",
    [
        Overloaded(2.5),
        Crowded(1.5),
        Unavailable("x"),
        HandlerFailed("x"),
        Quarantined("x"),
        Destroyed("x"),
        Moved(),
    ],
)
def test_a_fault_stays_what_it_is(fault: Exception) -> None:
    [reply] = unpack_replies(pack_replies([reply_of(7, fault, CODEC)]))
    back = answer_of(reply, "ledger:a", CODEC)

    assert type(back) is type(fault)
    assert str(back) == str(fault)


def test_a_fault_that_nobody_foresaw_is_a_failed_handler() -> None:
    [reply] = unpack_replies(pack_replies([reply_of(7, KeyError("x"), CODEC)]))

    assert isinstance(answer_of(reply, "ledger:a", CODEC), HandlerFailed)
