"""What administrators may change, what is refused, and what becomes of it for the accounts."""

from datetime import date

import pytest

from actors.blocks.accounts.commands import (
    ChangeRoles,
    Disable,
    Enable,
    EndSessions,
    Enrol,
    OfferActivation,
)
from actors.blocks.accounts.state import Capacity
from actors.blocks.organisation.commands import (
    Appoint,
    BeginLeave,
    CloseUnit,
    DisableResident,
    DisableStaff,
    EnableResident,
    EnableStaff,
    EndAppointment,
    EndEverySession,
    EndLeave,
    EnterStaff,
    EstablishUnit,
    IssueActivation,
    MoveUnit,
    RenameUnit,
    SetWindow,
    UndoLast,
)
from actors.kernel.identity import Identity
from actors.kernel.turn import Command
from actors.kernel.words import Title
from actors.testing import Scenario
from tests.blocks.organisation.city import AN, BO, DAY, LIU, NOTHING_YET, TODAY

WHY = "reorganisation"
NAME = Title(zh="数据局", en="Data Bureau")
TOMORROW = TODAY + DAY
MARKET = Capacity("market", ("approver",))


def establish(code: str = "data", *, superior: str = "", on: date = TODAY) -> EstablishUnit:
    return EstablishUnit(
        unit=code, title=NAME, place="440600", superior=superior, effective=on, reason=WHY
    )


def appoint(
    account: str, role: str, scope: str, on: date = TODAY, until: date | None = None
) -> Appoint:
    return Appoint(account=account, role=role, scope=scope, until=until, effective=on, reason=WHY)


def leave(account: str, deputy: str = "", on: date = TODAY, until: date = TOMORROW) -> BeginLeave:
    return BeginLeave(account=account, deputy=deputy, until=until, effective=on, reason=WHY)


def refused(scenario: Scenario, command: Command, code: str, by: Identity = AN) -> None:
    scenario.when(command, by=by).then_refused(code).run()


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


def test_a_deputy_has_the_roles_of_who_is_away_and_loses_them_again() -> None:
    acting = Capacity("market", ("approver",), "liu", "liu")
    own = Capacity("market", ("reviewer",))
    back = TODAY + 3 * DAY

    (
        NOTHING_YET.when(leave("liu", "li", TOMORROW, TODAY + 2 * DAY), by=AN)
        .then(messages=[], alarms={"effects": "2026-03-03 00:00"})
        .at("2026-03-03 00:00")
        .then(
            messages=[
                ("account:li", ChangeRoles(told=2, capacities=(own, acting))),
                ("account:liu", ChangeRoles(told=2, capacities=())),
            ],
            alarms={"effects": f"{back} 00:00"},
        )
        .at(f"{back} 00:00")
        .then(
            messages=[
                ("account:li", ChangeRoles(told=3, capacities=(own,))),
                ("account:liu", ChangeRoles(told=3, capacities=(MARKET,))),
            ],
            alarms={},
        )
        .run()
    )


def test_who_comes_back_early_has_his_roles_back_at_once() -> None:
    (
        NOTHING_YET.when(leave("liu", "li", until=TODAY + 9 * DAY), by=AN)
        .after(days=2)
        .when(EndLeave(account="liu", effective=TODAY + 2 * DAY, reason=WHY), by=AN)
        .then(
            messages=[
                (
                    "account:li",
                    ChangeRoles(told=2, capacities=(Capacity("market", ("reviewer",)),)),
                ),
                ("account:liu", ChangeRoles(told=2, capacities=(MARKET,))),
            ]
        )
        .run()
    )


def test_a_deputy_has_no_deputy() -> None:
    away = NOTHING_YET.when(leave("liu", "li"), by=AN)

    refused(away, leave("li", "luo", TOMORROW, TOMORROW), "organisation.chain_of_deputies")
    refused(away, leave("luo", "liu"), "organisation.chain_of_deputies")
    refused(away, leave("liu", "luo"), "organisation.on_leave_already")
    refused(NOTHING_YET, leave("liu", "liu"), "organisation.deputy_of_oneself")


def test_an_account_is_disabled_and_enabled_from_a_day_on() -> None:
    (
        NOTHING_YET.when(DisableStaff(account="li", effective=TODAY, reason=WHY), by=AN)
        .then(
            messages=[
                ("account:li", ChangeRoles(told=1, capacities=())),
                ("account:li", Disable(told=1)),
            ]
        )
        .when(EnableStaff(account="li", effective=TOMORROW, reason=WHY), by=AN)
        .then(messages=[])
        .at("2026-03-03 00:00")
        .then(
            messages=[
                (
                    "account:li",
                    ChangeRoles(told=3, capacities=(Capacity("market", ("reviewer",)),)),
                ),
                ("account:li", Enable(told=3)),
            ]
        )
        .run()
    )


def test_sessions_are_ended_without_any_other_change() -> None:
    NOTHING_YET.when(EndEverySession(account="li", reason=WHY), by=AN).then(
        messages=[("account:li", EndSessions())]
    ).then_shown(changes=()).run()


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


def enter(account: str = "fang", *, on: date = TODAY, role: str = "reviewer") -> EnterStaff:
    return EnterStaff(
        account=account, name=NAME, role=role, scope="market", effective=on, reason=WHY
    )


FANG = "account:fang"
ROLE = Capacity("market", ("reviewer",))


def test_who_joins_the_staff_has_an_account_at_once_and_his_role_from_his_day_on() -> None:
    NOTHING_YET.when(enter(), by=AN).then(
        messages=[
            (FANG, Enrol(told=1, display="数据局")),
            (FANG, ChangeRoles(told=1, capacities=(ROLE,))),
        ]
    ).run()
    NOTHING_YET.when(enter(on=TOMORROW), by=AN).then(
        messages=[(FANG, Enrol(told=1, display="数据局"))]
    ).run()


def test_who_joined_can_be_appointed_and_deputise_like_everybody() -> None:
    entered = NOTHING_YET.when(enter(), by=AN)

    entered.when(appoint("fang", "reviewer", "housing"), by=AN).when(
        leave("liu", "fang"), by=AN
    ).run()
    refused(entered, enter(), "organisation.account_taken")


def test_a_name_that_is_none_or_somebodys_is_refused() -> None:
    refused(NOTHING_YET, enter("liu"), "organisation.account_taken")
    refused(NOTHING_YET, enter("Fang Ning"), "organisation.account_name")
    refused(NOTHING_YET, enter(role="emperor"), "organisation.unknown_role")


def test_who_joined_by_mistake_is_kept_out_and_may_join_again() -> None:
    undone = NOTHING_YET.when(enter(), by=AN).when(
        UndoLast(subject="staff:fang", number=1, reason="a mistake"), by=AN
    )

    undone.then_shown(changes=()).when(enter(), by=AN).run()
    NOTHING_YET.when(enter(), by=AN).when(leave("liu", "fang"), by=AN).when(
        UndoLast(subject="staff:fang", number=1, reason="a mistake"), by=AN
    ).then_refused("organisation.others_need_it").run()


def test_a_code_is_given_to_others_of_the_staff_alone_and_never_kept() -> None:
    def code(account: str) -> IssueActivation:
        return IssueActivation(account=account, code_hash="hash", reason=WHY)

    NOTHING_YET.when(code("liu"), by=AN).then(
        messages=[("account:liu", OfferActivation(code_hash="hash"))]
    ).run()
    refused(NOTHING_YET, code("an"), "organisation.own_account")
    refused(NOTHING_YET, code("nobody"), "organisation.unknown_account")
    refused(NOTHING_YET, code("liu"), "organisation.unknown", LIU)


def test_a_resident_is_kept_out_and_let_in_again_with_a_reason() -> None:
    out = NOTHING_YET.when(DisableResident(account="resident-zhang", reason=WHY), by=AN)

    out.then(messages=[("account:resident-zhang", Disable(told=1))]).run()
    out.when(EnableResident(account="resident-zhang", reason=WHY), by=AN).then(
        messages=[("account:resident-zhang", Enable(told=2))]
    ).then_shown(residents=()).run()
    refused(
        out,
        DisableResident(account="resident-zhang", reason=WHY),
        "organisation.stands_so_already",
    )


@pytest.mark.parametrize("deed", [DisableResident, EnableResident])
def test_what_keeps_a_resident_out_is_refused_without_a_reason_and_for_staff(
    deed: type[DisableResident] | type[EnableResident],
) -> None:
    refused(NOTHING_YET, deed(account="resident-zhang", reason=" "), "organisation.reason")
    refused(NOTHING_YET, deed(account="liu", reason=WHY), "organisation.account_of_staff")
    refused(NOTHING_YET, deed(account="Zhang", reason=WHY), "organisation.account_name")
    refused(NOTHING_YET, deed(account="resident-zhang", reason=WHY), "organisation.unknown", LIU)
