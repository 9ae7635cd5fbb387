"""What is done with a dispute (SDB-03): raised by the person, decided by the highest authority for
the attribute. What that corrects it says anew, so that survivorship explains the value as ever."""

from actors.blocks.forms.normalise import plain_text
from actors.blocks.messages.address import to_role, to_somebody
from actors.blocks.messages.notify import notify
from actors.kernel.calendar import Calendar
from actors.kernel.deadlines import due_date, local_day
from actors.kernel.errors import Reason, Refusal
from actors.kernel.identifiers import DivisionRegister
from actors.kernel.library import Library
from actors.kernel.turn import Turn
from actors.systems.service_insight.base.entry import dispute_records as r
from actors.systems.service_insight.base.entry.records import RegisterEntry
from actors.systems.service_insight.base.policy import Policy
from actors.systems.service_insight.base.roles import SUPPLIER
from actors.systems.service_insight.base.said import Said, Version, digest, tidy, value_faults
from actors.systems.service_insight.base.values import Attached

Turning = Turn[RegisterEntry]
_TOLD = {"corrected": "register_entry.Corrected", "upheld": "register_entry.Upheld"}


class Disputing:
    """Rules that rest on the policy, the calendar and the divisions."""

    def __init__(self, library: Library, policy: Policy) -> None:
        self._library = library
        self._policy = policy

    def raise_dispute(self, turn: Turning, command: r.RaiseDispute) -> None:
        """Say that a value is not so; until it is decided it is marked as disputed.

        Raises:
            Refusal: what is claimed is not in order, or no proof is told.
        """
        said, proof = tidy(Said(**{command.attribute: command.claimed})), plain_text(command.proof)
        claimed: str = getattr(said, command.attribute)
        today, divisions = local_day(turn.now), self._library[DivisionRegister].years
        wrong = value_faults(
            command.attribute, claimed, today=today, divisions=divisions, field="/claimed"
        )
        if not claimed:
            wrong = (Reason("form.required", "/claimed"),)
        if not proof:
            wrong = (*wrong, Reason("form.required", "/proof"))
        if wrong:
            raise Refusal(*wrong)
        days = self._policy.dispute_days
        unit, due = (
            self._authority(command.attribute),
            due_date(today, days, self._library[Calendar]),
        )
        dispute = r.Dispute(
            number=len(turn.state.disputes) + 1,
            attribute=command.attribute,
            claimed=claimed,
            proof=proof,
            raised_at=turn.now,
            unit=unit,
            due=due,
        )
        turn.emit(r.DisputeRaised(at=turn.now, dispute=dispute))
        facts = {"due": due.isoformat()}
        notify(turn, to_role(SUPPLIER, unit), "register_entry.Disputed", facts)

    def decide(self, turn: Turning, command: r.DecideDispute) -> None:
        """Correct the value, or uphold it; the person hears of it.

        Raises:
            Refusal: no answer is given.
        """
        answer = plain_text(command.answer)
        if not answer:
            raise Refusal(Reason("form.required", "/answer"))
        dispute = turn.state.disputed
        assert dispute is not None
        correction = self._correction(turn, dispute) if command.outcome == "corrected" else None
        turn.emit(
            r.DisputeDecided(
                at=turn.now,
                by=turn.by.id,
                outcome=command.outcome,
                answer=answer,
                correction=correction,
            )
        )
        notify(turn, to_somebody(f"person:{turn.state.account}"), _TOLD[command.outcome])

    def _authority(self, attribute: str) -> str:
        """Return the unit that answers for an attribute."""
        first = self._policy.orders[attribute][0].source
        return next(each.unit for each in self._policy.sources if each.code == first)

    def _correction(self, turn: Turning, dispute: r.Dispute) -> Attached:
        """Return what the authority says from now on."""
        said, today = Said(**{dispute.attribute: dispute.claimed}), local_day(turn.now)
        version = Version(
            seq=1,
            digest=digest(said, today, None, None),
            observed_on=today,
            said=said,
            recorded_at=turn.now,
        )
        source = self._policy.orders[dispute.attribute][0].source
        return Attached(
            record=f"{r.CORRECTION}{dispute.number}", source=source, versions=(version,)
        )
