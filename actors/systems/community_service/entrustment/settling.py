"""What follows from every change of an entrustment alike: supervision, alarms, papers, notices."""

from collections.abc import Iterator
from typing import Any

from actors.blocks.cases.catalogue import Catalogue
from actors.blocks.clocks.watching import follow
from actors.blocks.documents.make import Organ, make
from actors.blocks.messages.address import to_role, to_somebody
from actors.blocks.messages.notify import notify
from actors.blocks.organisation.units import Organisation
from actors.kernel.calendar import Calendar
from actors.kernel.deadlines import end_of_day, local_day
from actors.kernel.identifiers import mask_number
from actors.kernel.library import Library
from actors.kernel.turn import Event, Turn
from actors.systems.community_service.agency import Agency
from actors.systems.community_service.entrustment import events as e
from actors.systems.community_service.entrustment.asking import VILLAGE_CLERK
from actors.systems.community_service.entrustment.commands import ExpireEntrustment
from actors.systems.community_service.entrustment.state import EntrustmentState
from actors.systems.community_service.entrustment.watching import dues, watched

Turning = Turn[EntrustmentState]
_PAPERS: dict[type[Event], str] = {
    e.EntrustmentGiven: "agent_entrustment",
    e.MaterialsCollected: "agent_acceptance",
    e.ResultHandedOver: "agent_completion",
    e.EntrustmentSuspended: "agent_suspension",
    e.EntrustmentEnded: "agent_ending",
    e.EntrustmentContinued: "agent_continuation",
}
"""Which act has which paper made: 委托书、受理单、办结单、中止单、终止单、续办单."""
_NOTICES: dict[type[Event], str] = {
    e.EntrustmentDeclined: "Declined",
    e.EntrustmentGiven: "Given",
    e.MaterialsCollected: "Collected",
    e.ResultHandedOver: "Delivered",
    e.EntrustmentSuspended: "Suspended",
    e.EntrustmentEnded: "Ended",
    e.EntrustmentContinued: "Continued",
}


class Settling:
    """Compares an entrustment with what it was before a turn."""

    def __init__(self, library: Library) -> None:
        self._library = library

    def __call__(self, turn: Turning, before: EntrustmentState) -> None:
        """Have done what follows from the events of this turn."""
        agency, calendar = self._library[Agency], self._library[Calendar]
        for event in tuple(turn.events):
            self._paper(turn, event)
            self._notice(turn, event)
        state = turn.state
        follow(turn, watched(before, agency, calendar), watched(state, agency, calendar))
        had, wants = tuple(_alarm(before)), tuple(_alarm(state))
        if had and not wants:
            turn.forget("until")
        elif wants and wants != had:
            until = wants[0]
            turn.remind("until", end_of_day(until), ExpireEntrustment(until=until))

    def _paper(self, turn: Turning, event: Event) -> None:
        template = _PAPERS.get(type(event))
        state = turn.state
        if template is None or not state.agent:
            return
        n = state.ordered.get(template, 0) + 1
        turn.emit(e.PaperOrdered(at=turn.now, template=template, n=n))
        make(
            turn,
            template,
            self._facts(turn, template),
            organ=Organ(state.unit, self._unit(state.unit)),
            number=state.number,
            n=n,
        )

    def _facts(self, turn: Turning, template: str) -> dict[str, Any]:
        state, agency = turn.state, self._library[Agency]
        item = self._library[Catalogue].item(state.item)
        resident = state.resident
        assert resident is not None and state.until is not None
        who = {
            "resident": resident.name,
            "number": mask_number(resident.id_number),
            "item": item.title.zh,
            "station": self._unit(state.unit),
            "agent": self._agent(state.agent),
            "until": state.until.isoformat(),
        }
        if template == "agent_entrustment":
            assert state.given_at is not None
            return who | {
                "text": agency.consent.text.zh,
                "method": state.method,
                "given_on": local_day(state.given_at).isoformat(),
            }
        if template == "agent_acceptance":
            assert state.collected_at is not None
            titles = {each.name: each.title.zh for each in item.materials}
            filed = state.application
            given = filed.materials if filed else ()
            send_up = dues(state, agency, self._library[Calendar]).get("agent_send_up")
            return who | {
                "case_number": state.number,
                "received_on": local_day(state.collected_at).isoformat(),
                "server_time": state.note == "server_time",
                "materials": [
                    [
                        titles.get(each.name, each.name),
                        "missing" if each.source == "promise" else "given",
                    ]
                    for each in given
                ],
                "pieces": str(state.pieces),
                "send_up_by": send_up.isoformat() if send_up else "",
                "decider": self._unit(item.unit),
            }
        if template == "agent_completion":
            return who | {"case_number": state.number, "on": local_day(turn.now).isoformat()}
        if template == "agent_continuation":
            return who | {"on": local_day(turn.now).isoformat()}
        return who | {"reason": state.reason, "on": local_day(turn.now).isoformat()}

    def _notice(self, turn: Turning, event: Event) -> None:
        state = turn.state
        facts = {"item": state.item, "number": state.number}
        if isinstance(event, e.AgentAsked):
            notify(turn, to_role(VILLAGE_CLERK, state.unit), "entrustment.Asked", facts)
        elif state.account and (name := _NOTICES.get(type(event))):
            notify(turn, to_somebody(f"person:{state.account}"), f"entrustment.{name}", facts)
        if isinstance(event, e.CaseFollowed) and event.decided:
            notify(turn, to_somebody(state.agent), "entrustment.Decided", facts)

    def _unit(self, code: str) -> str:
        title = self._library[Organisation].title(code)
        return title.zh if title else code

    def _agent(self, identity: str) -> str:
        member = self._library[Organisation].staff.get(identity.partition(":")[2])
        return member.name.zh if member else ""


def _alarm(state: EntrustmentState) -> Iterator[Any]:
    if state.until and state.standing != "ended" and state.step != "called_back":
        yield state.until
