"""How an exchange moves on with what happens to it."""

from typing import Any

from msgspec.structs import replace

from actors.blocks.exchanges import records as r
from actors.blocks.exchanges.records import ExchangeState, Received, Sent


def evolve(state: ExchangeState, event: r.ExchangeEvent) -> ExchangeState:
    """Return the exchange after `event`."""
    match event:
        case r.ExchangeBegun():
            return ExchangeState(subject=event.subject, system=event.system, number=event.number)
        case r.StepTold(seq=seq):
            told = Sent(seq=seq, step=event.step, at=event.at, hash=event.hash, facts=event.facts)
            return replace(state, sent=(*state.sent, told))
        case r.StepSent(seq=seq, call=call):
            return _sent(state, seq, state="under_way", call=call, reason="")
        case r.DeliveryDoubted(seq=seq, state=doubt):
            return _sent(state, seq, state=doubt)
        case r.StepDelivered(seq=seq, receipt=receipt):
            return _sent(state, seq, state="delivered", receipt=receipt, facts={}, reason="")
        case r.StepNotDelivered(seq=seq, reason=reason):
            return _sent(state, seq, state="failed", reason=reason)
        case r.StepTaken(seq=seq):
            taken = Received(
                seq=seq,
                step=event.step,
                at=event.at,
                hash=event.hash,
                facts=event.facts,
                officer=event.officer,
            )
            steps = sorted((*state.taken, taken), key=lambda each: each.seq)
            return replace(state, taken=tuple(steps))
        case r.StepDisputed(seq=seq, hash=digest):
            return _taken(state, seq, disputed=digest)
        case r.StepPassedOn(seq=seq):
            return _taken(state, seq, state="passed_on", reasons=())
        case r.StepCarried(seq=seq):
            return _taken(state, seq, state="carried", facts={})
        case r.StepRefused(seq=seq, reasons=reasons):
            return _taken(state, seq, state="refused", reasons=reasons)
        case r.StepTriedAgain(way="out", seq=seq):
            return _sent(state, seq, state="waiting", reason="")
        case r.StepTriedAgain(seq=seq):
            return _taken(state, seq, state="held", reasons=())
        case r.StepLeft(way="out", seq=seq):
            return _sent(state, seq, state="left", facts={})
        case r.StepLeft(seq=seq):
            return _left(state, seq)


def _left(exchange: ExchangeState, seq: int) -> ExchangeState:
    taken = exchange.taken_step(seq)
    if taken is not None and taken.state == "refused":
        return _taken(exchange, seq, state="left", facts={}, disputed="")
    return _taken(exchange, seq, disputed="")


def _sent(exchange: ExchangeState, seq: int, **changes: Any) -> ExchangeState:
    steps = (replace(each, **changes) if each.seq == seq else each for each in exchange.sent)
    return replace(exchange, sent=tuple(steps))


def _taken(exchange: ExchangeState, seq: int, **changes: Any) -> ExchangeState:
    steps = (replace(each, **changes) if each.seq == seq else each for each in exchange.taken)
    return replace(exchange, taken=tuple(steps))
