"""Data are asked for, granted and taken away: by people, and at once by what happens to them."""

from datetime import date

import pytest
from msgspec.structs import replace

from actors.systems.data_platform.dataset import commands as dc
from actors.systems.data_platform.request import commands as c
from tests.systems.data_platform import requesting as r
from tests.systems.data_platform import sharing as s

_GRAVE = replace(r.ASK, asked=replace(r.ASKED, columns=("name", "illness")))


@pytest.mark.feature("BIG-39")
def test_a_request_goes_to_the_unit_whose_data_they_are_and_is_decided_in_ten_days() -> None:
    waits = r.asked()

    waits.then_shown(phase="submitted", owner="civil_affairs", due=date(2026, 10, 26)).run()
    other = replace(s.STEWARD, unit="health")
    grant = c.GrantRequest(level=2)
    waits.when(grant, by=other).then_refused("data_request.unknown").run()
    waits.when(replace(grant, level=1), by=s.STEWARD).then_refused("data_request.odd_level").run()
    waits.when(replace(grant, unmasked=("town",)), by=s.STEWARD).then_refused(
        "data_request.not_asked_unmasked"
    ).run()
    silent = c.RefuseRequest(reason=" ")
    waits.when(silent, by=s.STEWARD).then_refused("form.required").run()


def test_what_is_graver_waits_for_the_reviewer_of_levels() -> None:
    waits, grant = r.asked(_GRAVE), c.GrantRequest(level=4)

    waits.when(grant, by=s.STEWARD).then_refused("data_request.reviewer_first").run()
    agreed = waits.when(c.AgreeToRequest(reason="用途相符"), by=s.REVIEWER)
    agreed.when(grant, by=s.STEWARD).then_shown(phase="granted", level=4).run()


def test_what_rules_can_tell_no_person_looks_at() -> None:
    own = replace(s.USER, unit="civil_affairs")
    r.on(r.ID, r.shared()).when(r.ASK, by=own).then_shown(
        phase="refused", rule="data_request.own"
    ).run()
    nothing = replace(r.ASK, dataset="unheard-of")
    r.asked(nothing).then_shown(phase="refused", rule="data_request.no_dataset").run()
    misspelt = replace(r.ASK, asked=replace(r.ASKED, columns=("nmae",), unmasked=()))
    back = r.asked(misspelt).then_shown(phase="returned", rule="data_request.no_column")
    back.when(c.SendAgain(asked=r.ASKED), by=s.USER).then_shown(phase="submitted").run()


def test_bad_input_is_refused_by_field() -> None:
    bad = replace(
        r.ASKED,
        purpose=" ",
        columns=("town", "town"),
        unmasked=("name",),
        rows=(replace(r.ASKED.rows[0], value=""),),
        until=date(2026, 10, 12),
    )
    refused = r.asked(replace(r.ASK, asked=bad))

    for code in ("column_twice", "not_asked", "odd_condition", "odd_until"):
        refused.then_refused(f"data_request.{code}").run()


@pytest.mark.feature("BIG-39")
def test_a_grant_is_suspended_at_once_when_the_dataset_does_not_stand_as_it_did() -> None:
    dearer = dc.DeclareLevel(column="income", level=3, reason="重新定级")
    cheaper = dc.DeclareLevel(column="income", level=2, reason="重新定级")
    stop, clear = dc.StopUse(reason="异议"), dc.ResumeUse(reason="已核查")
    of_the_dataset = s.on(r.TABLE, r.granted())

    graver = of_the_dataset.when(dearer, by=s.REVIEWER)
    r.on(r.ID, graver).then_shown(phase="granted", halt="level").run()
    r.on(r.ID, graver.when(cheaper, by=s.REVIEWER)).then_shown(halt="").run()
    untouched = dc.DeclareLevel(column="illness", level=3, reason="重新定级")
    r.on(r.ID, of_the_dataset.when(untouched, by=s.REVIEWER)).then_shown(halt="").run()

    important = dc.DeclareLevel(column="illness", level=5, reason="重要数据")
    hidden = of_the_dataset.when(important, by=s.REVIEWER)
    r.on(r.ID, hidden).then_shown(halt="level").run()

    stopped = of_the_dataset.when(stop, by=s.STEWARD)
    r.on(r.ID, stopped).then_shown(halt="frozen").run()
    ask = dc.AskRelease(evidence="已核查")
    released = stopped.when(clear, by=s.REVIEWER).when(ask, by=s.REVIEWER)
    again = released.when(dc.ReleaseDataset(), by=s.APPROVER)
    r.on(r.ID, again).then_shown(phase="granted", halt="").run()
    taken = of_the_dataset.when(dc.TakeOutDataset(reason="来源停止"), by=s.APPROVER)
    r.on(r.ID, taken).then_shown(halt="withdrawn").run()


def test_a_grant_ends_with_its_last_day() -> None:
    later = r.granted().at("2027-01-01 00:01").then_shown(phase="expired", key="")
    later.run()
    s.on(r.TABLE, later).then_shown(followers=()).run()
