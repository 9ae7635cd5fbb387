"""What becomes of changes for accounts: leave, deputies, newcomers, codes, who is kept out."""

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
    DisableResident,
    DisableStaff,
    EnableResident,
    EnableStaff,
    EndEverySession,
    EndLeave,
    EnterStaff,
    IssueActivation,
    UndoLast,
)
from tests.blocks.organisation.changing import (
    MARKET,
    NAME,
    TOMORROW,
    WHY,
    appoint,
    leave,
    refused,
)
from tests.blocks.organisation.city import AN, DAY, LIU, NOTHING_YET, TODAY


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
    def code(account: str, *, lost: bool = False) -> IssueActivation:
        return IssueActivation(account=account, code_hash="hash", reason=WHY, factors_lost=lost)

    NOTHING_YET.when(code("liu"), by=AN).then(
        messages=[("account:liu", OfferActivation(code_hash="hash"))]
    ).run()
    NOTHING_YET.when(code("liu", lost=True), by=AN).then(
        messages=[("account:liu", OfferActivation(code_hash="hash", factors_lost=True))]
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
