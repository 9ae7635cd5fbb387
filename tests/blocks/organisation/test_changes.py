"""What administrators may change of units and appointments, what is refused, and what is undone."""

import pytest

from actors.blocks.accounts.commands import (
    ChangeRoles,
)
from actors.blocks.accounts.state import Capacity
from actors.blocks.organisation.changes import Appointed
from actors.blocks.organisation.commands import (
    CloseUnit,
    DisableStaff,
    EndAppointment,
    EnterStaff,
    MoveUnit,
    RenameUnit,
    SetWindow,
    UndoLast,
)
from actors.kernel.identity import Identity
from actors.kernel.turn import Command
from tests.blocks.organisation.changing import (
    NAME,
    TOMORROW,
    WHY,
    appoint,
    establish,
    leave,
    refused,
)
from tests.blocks.organisation.city import AN, BO, DAY, LIU, NOTHING_YET, TODAY


def test_a_new_unit_can_be_staffed_from_its_first_day() -> None:
    NOTHING_YET.when(establish(on=TOMORROW), by=AN).when(
        appoint("wen", "reviewer", "data", TOMORROW), by=AN
    ).run()


def test_nobody_is_appointed_where_there_is_no_unit_yet() -> None:
    soon = NOTHING_YET.when(establish(on=TOMORROW), by=AN)

    refused(soon, appoint("wen", "reviewer", "data"), "organisation.unit_not_there")
    refused(NOTHING_YET, appoint("wen", "reviewer", "nowhere"), "organisation.unit_not_there")


def test_a_unit_never_stands_above_itself() -> None:
    inside = NOTHING_YET.when(establish("section", superior="market"), by=AN)

    refused(
        inside,
        MoveUnit(unit="market", superior="section", effective=TODAY, reason=WHY),
        "organisation.circle",
    )


def test_two_moves_that_close_a_circle_only_later_are_refused_now() -> None:
    later = NOTHING_YET.when(
        MoveUnit(unit="market", superior="housing", effective=TODAY + 9 * DAY, reason=WHY), by=AN
    )

    refused(
        later,
        MoveUnit(unit="housing", superior="market", effective=TODAY + 3 * DAY, reason=WHY),
        "organisation.circle",
    )


def test_a_unit_with_people_or_units_in_it_is_not_closed() -> None:
    close = CloseUnit(unit="market", effective=TODAY, reason=WHY)
    refused(NOTHING_YET, close, "organisation.unit_not_there")

    inside = NOTHING_YET.when(establish(), by=AN).when(establish("room", superior="data"), by=AN)
    refused(
        inside,
        CloseUnit(unit="data", effective=TODAY, reason=WHY),
        "organisation.no_superior",
    )


def test_what_is_unknown_is_refused() -> None:
    refused(
        NOTHING_YET,
        RenameUnit(unit="nowhere", title=NAME, effective=TODAY, reason=WHY),
        "unit.unknown",
    )
    refused(NOTHING_YET, appoint("nobody", "reviewer", "market"), "organisation.unknown_account")
    refused(NOTHING_YET, appoint("wen", "emperor", "market"), "organisation.unknown_role")
    refused(NOTHING_YET, appoint("wen", "resident", "market"), "organisation.unknown_role")
    refused(NOTHING_YET, leave("wen", "nobody"), "organisation.unknown_account")


def test_nothing_is_changed_in_the_past_or_ends_before_it_begins() -> None:
    refused(NOTHING_YET, establish(on=TODAY - DAY), "organisation.in_the_past")
    backwards = appoint("wen", "reviewer", "market", TOMORROW, TODAY)
    refused(NOTHING_YET, backwards, "organisation.ends_before_it_begins")


def test_a_change_says_why() -> None:
    silent = RenameUnit(unit="market", title=NAME, effective=TODAY, reason="  ")
    refused(NOTHING_YET, silent, "organisation.reason")


def test_one_role_is_held_once_at_a_time() -> None:
    refused(NOTHING_YET, appoint("liu", "approver", "market"), "organisation.holds_it_already")

    ended = NOTHING_YET.when(
        EndAppointment(
            account="liu", role="approver", scope="market", effective=TOMORROW, reason=WHY
        ),
        by=AN,
    )
    ended.when(appoint("liu", "approver", "market", TOMORROW), by=AN).run()


@pytest.mark.parametrize(
    "command",
    [
        appoint("an", "reviewer", "market"),
        EndAppointment(
            account="an", role="administrator", scope="services", effective=TODAY, reason=WHY
        ),
        leave("an", "bo"),
        leave("bo", "an"),
        DisableStaff(account="an", effective=TODAY, reason=WHY),
    ],
    ids=lambda command: type(command).__name__,
)
def test_nobody_changes_what_he_is_himself(command: Command) -> None:
    refused(NOTHING_YET, command, "organisation.own_account")


def test_an_administrator_decides_no_case_and_holds_no_other_role() -> None:
    apart = "organisation.administrators_hold_no_other_role"

    refused(NOTHING_YET, appoint("bo", "approver", "market"), apart)
    refused(NOTHING_YET, appoint("liu", "administrator", "market"), apart)
    refused(NOTHING_YET, leave("liu", "bo"), apart)


@pytest.mark.parametrize("role", ["security_administrator", "audit_administrator"])
def test_who_administers_security_or_audit_is_nothing_else(role: str) -> None:
    apart = "organisation.administrators_hold_no_other_role"

    refused(NOTHING_YET, appoint("bo", role, "services"), apart)  # the system's
    refused(NOTHING_YET, appoint("liu", role, "market"), apart)

    entered = EnterStaff(
        account="he", name=NAME, role=role, scope="services", effective=TODAY, reason=WHY
    )
    alone = NOTHING_YET.when(entered, by=AN)
    for other in ("administrator", "security_administrator", "audit_administrator", "reviewer"):
        if other != role:
            refused(alone, appoint("he", other, "services"), apart)
            refused(alone, appoint("he", other, "services", on=TOMORROW), apart)
    refused(alone, leave("liu", "he"), apart)
    refused(alone, leave("he", "wen"), apart)
    ended = EndAppointment(
        account="he", role=role, scope="services", effective=TOMORROW, reason=WHY
    )
    alone.when(ended, by=AN).when(appoint("he", "reviewer", "services", on=TOMORROW), by=AN).then(
        events=(Appointed,)
    ).run()


def test_somebody_administrates_always() -> None:
    alone = NOTHING_YET.when(leave("bo", on=TOMORROW, until=TODAY + 9 * DAY), by=AN)

    refused(
        alone,
        leave("an", on=TODAY + 5 * DAY, until=TODAY + 6 * DAY),
        "organisation.last_administrator",
        BO,
    )


@pytest.mark.parametrize("by", [LIU, Identity("person:an", ("administrator",))])
def test_only_administrators_change_anything(by: Identity) -> None:
    refused(NOTHING_YET, establish(), "organisation.unknown", by)


def test_the_last_change_of_a_subject_is_undone_by_one_step() -> None:
    (
        NOTHING_YET.when(appoint("wen", "reviewer", "market"), by=AN)
        .when(SetWindow(unit="market", integrated=True, effective=TODAY, reason=WHY), by=AN)
        .when(UndoLast(subject="staff:wen", number=1, reason="a mistake"), by=BO)
        .then(
            messages=[
                (
                    "account:wen",
                    ChangeRoles(told=3, capacities=(Capacity("services", ("window_clerk",)),)),
                )
            ]
        )
        .when(UndoLast(subject="staff:wen", number=1, reason="a mistake"), by=BO)
        .then_refused("organisation.not_the_last_change")
        .run()
    )


def test_what_others_rest_on_and_what_took_effect_before_today_is_not_undone() -> None:
    built = NOTHING_YET.when(establish(), by=AN).when(appoint("wen", "reviewer", "data"), by=AN)
    undo = UndoLast(subject="unit:data", number=1, reason="a mistake")

    refused(built, undo, "organisation.others_need_it")
    refused(
        NOTHING_YET.when(establish(), by=AN).after(days=1), undo, "organisation.in_effect_already"
    )


def test_nobody_undoes_what_was_done_to_himself() -> None:
    ended = NOTHING_YET.when(DisableStaff(account="bo", effective=TODAY, reason=WHY), by=AN)

    refused(
        ended, UndoLast(subject="staff:bo", number=1, reason="mine"), "organisation.own_account", BO
    )
