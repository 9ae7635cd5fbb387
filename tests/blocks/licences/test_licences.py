"""A licence is shared by its holder, or by consent; what ends it shows at once."""

import pytest
from msgspec.structs import replace

from actors.blocks.licences.licence import (
    ClaimLicence,
    ConsentToUse,
    LicenceRegistered,
    LicenceRevoked,
    ReplaceLicence,
    RevokeLicence,
    register,
)
from actors.blocks.licences.view import view
from actors.blocks.messages.mailbox import PutNotice
from actors.blocks.verification.verification import EndPaper, ReplacePaper
from actors.kernel.identity import PLATFORM, Identity
from actors.kernel.turn import Turn
from tests.blocks.cases.commits import at, commit, fold
from tests.blocks.licences.scenarios import (
    AN,
    BO,
    CLERK,
    CODE,
    HEAD,
    HELD,
    HOLDER,
    NEXT,
    REGISTER,
    SCENARIOS,
    UNCLAIMED,
    USE,
)

pytestmark = pytest.mark.feature("HALL-15")


@pytest.mark.parametrize("name", SCENARIOS)
def test_licences_go_their_way(name: str) -> None:
    SCENARIOS[name].run()


@pytest.mark.parametrize("who", [BO, replace(AN, acting_for="acme"), CLERK])
def test_nobody_else_takes_it_without_consent(who: Identity) -> None:
    code = "licence.no_consent" if who == CLERK else "licence.unknown"

    HELD.when(USE, by=who).then_refused(code).run()


def test_a_consent_is_for_one_service_and_thirty_days() -> None:
    consented = HELD.when(ConsentToUse(item="SPJY-01"), by=AN)

    consented.when(replace(USE, item="WFZM-01"), by=CLERK).then_refused("licence.no_consent").run()
    valid_for_ever = replace(REGISTER, until=None)
    long = (
        HELD.on("licence:long")
        .when(valid_for_ever, by=PLATFORM)
        .when(ConsentToUse(item="SPJY-01"), by=AN)
    )
    long.after(days=30).when(USE, by=CLERK).then_shown(phase="in_force").run()
    long.after(days=31).when(USE, by=CLERK).then_refused("licence.no_consent").run()


def test_nobody_consents_for_somebody_else() -> None:
    for who in (BO, CLERK, HEAD):
        HELD.when(ConsentToUse(item="SPJY-01"), by=who).then_refused(
            "licence.forbidden" if who != BO else "licence.unknown"
        ).run()


def test_what_is_over_or_has_not_begun_is_not_taken() -> None:
    HELD.when(RevokeLicence(reason="欺骗"), by=HEAD).when(USE, by=AN).then_refused(
        "licence.not_now"
    ).run()
    early = replace(REGISTER, since=REGISTER.until)
    HELD.on("licence:early").when(early, by=PLATFORM).when(USE, by=AN).then_refused(
        "licence.not_valid"
    ).run()


def test_the_public_is_told_in_the_same_turn() -> None:
    paper = f"verification:{CODE}"

    told = PutNotice(
        template="licence.Revoked",
        facts={"number": REGISTER.number, "title": REGISTER.title},
        about=f"licence:{CODE}",
    )
    HELD.when(RevokeLicence(reason="欺骗"), by=HEAD).then(
        messages=((paper, EndPaper()), ("mailbox:person~an", told))
    ).run()
    replaced = HELD.when(ReplaceLicence(by=NEXT), by=PLATFORM)
    replaced.then(messages=((paper, ReplacePaper(by=NEXT)),)).run()


def test_another_organ_revokes_nothing() -> None:
    other = Identity("staff:h", ("approver",), "health")

    HELD.when(RevokeLicence(reason="欺骗"), by=other).then_refused("licence.unknown").run()


def test_it_is_claimed_by_whoever_has_the_number_once() -> None:
    UNCLAIMED.when(ClaimLicence(account="bo", person="other"), by=PLATFORM).then_refused(
        "licence.forbidden"
    ).run()
    claimed = UNCLAIMED.when(ClaimLicence(account="an", person="digest"), by=PLATFORM)
    claimed.when(ClaimLicence(account="bo", person="digest"), by=PLATFORM).then_refused(
        "licence.forbidden"
    ).run()


def test_it_is_registered_from_any_turn_and_takes_the_place_of_another() -> None:
    turn: Turn[object] = Turn(
        "case:1", None, lambda state, event: state, now=at(1), by=PLATFORM, command_id="1"
    )
    told = {
        name: getattr(REGISTER, name)
        for name in ("kind", "title", "number", "organ", "holder", "since", "until", "file", "size")
    }
    register(turn, NEXT, **told, replaces=CODE)

    assert [message.key for message in turn.messages] == [f"licence:{NEXT}", f"licence:{CODE}"]
    HELD.when(REGISTER, by=PLATFORM).then(events=()).run()  # once


def test_a_row_names_nobody() -> None:
    told = {name: getattr(REGISTER, name) for name in REGISTER.__struct_fields__}
    rows = fold(
        view(),
        commit(f"licence:{CODE}", 1, LicenceRegistered(at=at(1), **told)),
        commit(f"licence:{CODE}", 2, LicenceRevoked(at=at(2), by=HEAD.id, reason="欺骗")),
    )

    row = rows[CODE]
    assert (row["account"], row["phase"]) == ("an", "revoked")
    assert HOLDER.name not in str(row) and HOLDER.id_number not in (row["person"], row["account"])
    assert REGISTER.number not in str(row)
