"""What is done with the registers and the list of forms: every command of them."""

from datetime import date

from actors.kernel.identity import PLATFORM
from actors.systems.community_service.form_demand import records as f
from actors.systems.community_service.register import house as h
from actors.systems.community_service.register import resident_records as r
from actors.testing import Scenario
from tests.systems.community_service.registers import (
    ENTER_HOUSE,
    ISSUE,
    KEEPER,
    MARK,
    RETURN,
    entered,
    issued,
    listed,
    no_demand,
    no_house,
    requested,
)
from tests.systems.community_service.station import AGENT, OTHER_OFFICER

SCENARIOS: dict[str, Scenario] = {
    "a resident is entered, changed, looked after, and dies": entered()
    .when(r.IndexResident(person="e" * 20), by=PLATFORM)
    .when(r.ClaimResident(account="he_yuexian", person="e" * 20), by=PLATFORM)
    .when(r.ChangeResident(house="zhenan_village~C-021", source="visit", reason="核实"), by=AGENT)
    .when(MARK, by=AGENT)
    .when(r.LiftMark(care="elder_alone", reason="子女返乡"), by=AGENT)
    .when(MARK, by=AGENT)
    .when(r.NoteDeath(on=date(2026, 4, 20), source="papers", reason="死亡证明"), by=AGENT)
    .then(alarms={})
    .then_shown(phase="deceased", marks=(), account="he_yuexian", house="zhenan_village~C-021"),
    "a resident moves away and comes back": entered()
    .when(MARK, by=AGENT)
    .when(r.NoteDeparture(source="statement", reason="迁出"), by=AGENT)
    .when(r.ReinstateResident(source="papers", reason="迁回"), by=AGENT)
    .then_shown(phase="registered", marks=()),
    "a mark runs out by itself": entered()
    .when(MARK, by=AGENT)
    .at("2027-01-01 09:00")
    .then_shown(marks=(), marked=1),
    "a house is entered, changed and gone": no_house()
    .when(ENTER_HOUSE, by=AGENT)
    .when(h.ChangeHouse(use="rented", source="visit", reason="出租"), by=AGENT)
    .when(h.NoteDemolition(source="papers", reason="拆除"), by=AGENT)
    .then_shown(phase="gone", use="rented", code="C-021"),
    "a form is listed, sent out, doubted, filled in anew and returned": issued(OTHER_OFFICER)
    .when(f.DisputeValue(form=1, field="elder_alone", text="与走访人数不符"), by=OTHER_OFFICER)
    .when(f.SettleNote(note=1, outcome="corrected"), by=AGENT)
    .when(f.RefillForm(form=1, values=ISSUE.values), by=AGENT)
    .when(RETURN, by=AGENT)
    .then_shown(phase="returned"),
    "a form is kept off the list": requested(OTHER_OFFICER)
    .when(f.RefuseForm(reason="台账已有"), by=KEEPER)
    .then_shown(phase="refused"),
    "a listing runs out": listed(OTHER_OFFICER).at("2027-04-25 09:00").then_shown(phase="expired"),
    "a form that stands on no list is reported": no_demand()
    .when(
        f.ReportUnlisted(
            department="civil_affairs", title="临时统计表", fields=("居民人数",), minutes=90
        ),
        by=AGENT,
    )
    .then_shown(phase="unlisted", held=("residents",), asked=(), minutes=90),
}
