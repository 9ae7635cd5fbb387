"""The papers (文书) of what departments do together, and of what follows a decision."""

from collections.abc import Iterator

from actors.blocks.cases import joint_events as j
from actors.blocks.cases import later_events as later
from actors.blocks.cases.basis import Basis
from actors.blocks.cases.parts import Visit
from actors.blocks.cases.saying import Wanted, common_facts, remedies_of
from actors.blocks.cases.state import CaseState
from actors.blocks.organisation.units import Organisation
from actors.kernel.deadlines import CHINA, local_day
from actors.kernel.turn import Event


def later_paper(event: Event, state: CaseState, basis: Basis) -> Wanted | None:
    """Return the paper that `event` calls for, None for none."""
    common, remedies, round_ = common_facts(state, basis), remedies_of(basis), 1 + state.reopened
    match event:
        case j.VisitEnded():
            visit = state.visits[-1]
            return "case_visit", common | _visited(visit, basis), len(state.visits)
        case later.Returned(reason=reason):
            return "case_return", common | remedies | {"reason": reason}, round_
        case later.Forwarded(organ=organ, reason=reason):
            return "case_forwarding", common | {"reason": reason, "organ": organ}, round_
        case later.Reopened(reason=reason):
            due = state.dues.promised or state.dues.statutory
            said = {"reason": reason, "due": f"{due}" if due else ""}
            return "case_reopening", common | said, state.reopened
        case later.ResultCorrected(reason=reason, before=before, after=after, field=field):
            said = {
                "what": _what(field, basis),
                "before": f"{before}" if before else "",
                "after": f"{after}",
                "reason": reason,
            }
            return "case_clerical_error", common | said, state.editions
        case later.Revoked(reason=reason):
            said = {"reason": reason, "document": state.document}
            return "case_revocation", common | remedies | said, 1
        case later.Renewed(until=until, silent=silent):
            said = {"renewed": True, "until": f"{until}", "silent": silent, "reason": ""}
            return "case_renewal", common | remedies | said, state.renewals
        case later.RenewalRefused(reason=reason):
            said = {"renewed": False, "until": "", "silent": False, "reason": reason}
            return "case_renewal", common | remedies | said, state.renewals
        case _:
            return None


def _visited(visit: Visit, basis: Basis) -> dict[str, object]:
    at = visit.at or visit.times[0]
    return {
        "on": f"{local_day(at)}",
        "time": f"{at.astimezone(CHINA):%H:%M}",
        "place": visit.place,
        "findings": list(_findings(visit, basis)),
    }


def _findings(visit: Visit, basis: Basis) -> Iterator[list[str]]:
    organisation = basis.library[Organisation]
    for finding in visit.findings:
        title = organisation.title(finding.unit)
        yield [title.zh if title else finding.unit, f"{finding.result} {finding.text}"]


def _what(field: str, basis: Basis) -> str:
    name = field.rpartition("/")[2]
    fields = (one for section in basis.item.sections for one in section.fields)
    return next((one.title.zh for one in fields if one.name == name), "")
