"""A resident who has lost every factor is given new ones by two clerks, never by one, never by
himself, and never as staff."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from actors.blocks.accounts.commands import Activate, ChangePassword, Disable, OfferReset
from actors.blocks.accounts.decide import RESET_LASTS
from actors.blocks.accounts.roles import RESIDENT
from actors.blocks.cases.roles import APPROVER
from actors.blocks.factor_resets.reset import AgreeToReset, IssueResetCode, RejectReset
from actors.kernel.identity import PLATFORM, Identity
from tests.blocks.accounts.driven import NOON, Account
from tests.blocks.accounts.driven import account as account
from tests.blocks.factor_resets.scenarios import (
    ACCOUNT,
    AGREED,
    FIRST,
    ISSUED,
    PROPOSED,
    REGISTERED,
    SCENARIOS,
    SECOND,
    WISH,
)

pytestmark = pytest.mark.feature("HALL-39")
CODE = IssueResetCode(code_hash="code")
BY_CODE = Activate(code_hash="code", password_hash="chosen")


@pytest.mark.parametrize("name", SCENARIOS)
def test_a_reset_goes_its_way(name: str) -> None:
    SCENARIOS[name].run()


def test_who_proposes_does_not_agree_not_even_for_somebody_on_leave() -> None:
    PROPOSED.when(AgreeToReset(), by=FIRST).then_refused("factor_reset.second_person").run()
    deputy = replace(FIRST, unit="health", acting_for="mo")
    PROPOSED.when(AgreeToReset(), by=deputy).then_refused("factor_reset.second_person").run()
    PROPOSED.when(RejectReset(reason="收回"), by=FIRST).run()


def test_nobody_has_his_own_account_reset() -> None:
    own = Identity("staff:an", FIRST.roles, FIRST.unit)

    REGISTERED.when(WISH, by=own).then_refused("factor_reset.forbidden").run()
    PROPOSED.when(AgreeToReset(), by=own).then_refused("factor_reset.unknown").run()


@pytest.mark.parametrize(
    "who", [Identity("staff:li", (APPROVER,), "health"), Identity("person:an", (RESIDENT,))]
)
def test_nobody_but_clerks_proposes_or_agrees(who: Identity) -> None:
    REGISTERED.when(WISH, by=who).then_refused("factor_reset.forbidden").run()
    PROPOSED.when(AgreeToReset(), by=who).then_refused("factor_reset.unknown").run()


@pytest.mark.parametrize("command", [AgreeToReset(), WISH])
def test_whoever_can_prove_more_does_so_first(command: AgreeToReset) -> None:
    before = REGISTERED if command is WISH else PROPOSED
    by = replace(SECOND, assurance="high")

    before.when(command, by=by).then_refused("access.proof_needed").run()


def test_there_is_no_code_before_a_second_clerk_agrees_and_one_only() -> None:
    PROPOSED.when(CODE, by=FIRST).then_refused("factor_reset.not_now").run()
    AGREED.when(CODE, by=SECOND).then_refused("factor_reset.first_person").run()
    ISSUED.when(CODE, by=FIRST).then_refused("factor_reset.not_now").run()


def test_the_code_sets_a_password_without_what_was_lost() -> None:
    ISSUED.on(ACCOUNT).when(BY_CODE, by=PLATFORM).then_shown(
        password_hash="chosen", authenticator=None, passkeys=(), activation=None
    ).run()


def test_the_owner_makes_the_code_void_by_changing_his_password() -> None:
    changed = ISSUED.on(ACCOUNT).when(
        ChangePassword(session="", credential=1, password_hash="own"),
        by=Identity("person:an", (RESIDENT,)),
    )

    changed.when(BY_CODE, by=PLATFORM).then_refused("activation.failed", "/code").run()


def test_an_account_of_staff_or_one_that_is_disabled_takes_no_such_code(account: Account) -> None:
    assert account.refused(OfferReset(code_hash="code")) == "access.forbidden"
    resident = Account(state=replace(account.state, kind="resident"))
    resident.when(Disable(told=1))
    assert resident.refused(OfferReset(code_hash="code")) == "access.forbidden"


def test_the_code_is_void_after_two_hours(account: Account) -> None:
    resident = Account(state=replace(account.state, kind="resident"))
    resident.when(OfferReset(code_hash="code"))
    resident.now = NOON + RESET_LASTS

    assert resident.refused(BY_CODE) == "activation.failed"
    assert timedelta(hours=2) == RESET_LASTS


def test_the_owner_is_told_at_once(account: Account) -> None:
    resident = Account(state=replace(account.state, kind="resident"))
    resident.when(OfferReset(code_hash="code"))

    [message] = resident.messages
    assert message.key == "mailbox:person~wen"
    assert message.command["template"] == "account.ResetOffered"
