"""Scenarios that carry out every command of this system, played against every fault of a store."""

from actors.kernel.identity import PLATFORM
from actors.systems.collaborative_office.outgoing import commands as c
from actors.testing import Scenario
from tests.systems.collaborative_office.office import (
    BODY,
    CUSTODIAN,
    DRAFTER,
    FAILED,
    FULL,
    HEALTH,
    HOUSING,
    PROOFREADER,
    REGISTRY,
    SIGNER,
    TITLE,
    UNITS,
    asked,
    countersigned,
    drafted,
    issued,
    made,
    numbered,
    printed,
    sealed,
    sha256_of,
    signed,
)

LONGER = BODY.replace("3", "6")
EDITED = c.EditDocument(genre="letter", main=UNITS, title=TITLE, body=LONGER)
SCENARIOS: dict[str, Scenario] = {
    "a document is issued": issued().then_shown(phase="issued"),
    "a draft is edited": drafted().when(EDITED, by=DRAFTER).then_shown(body=LONGER),
    "a unit wants it changed": asked()
    .when(c.GiveOpinion(view="agree"), by=HOUSING)
    .when(c.GiveOpinion(view="modify", note="期限应为6个月"), by=HEALTH)
    .then_shown(phase="draft"),
    "a change is signed again": signed()
    .when(c.RecheckDocument(title=TITLE, body=LONGER), by=PROOFREADER)
    .when(c.SignDocument(sha256=sha256_of(body=LONGER)), by=SIGNER)
    .then_shown(phase="signed"),
    "a number is void": numbered()
    .when(c.SendBack(to="rechecked", reason="文号用错"), by=CUSTODIAN)
    .then_shown(number=""),
    "a paper fails and is made later": sealed()
    .when(FAILED, by=PLATFORM)
    .when(c.SealDocument(sha256=sha256_of()), by=CUSTODIAN)
    .when(made(2), by=PLATFORM)
    .then_shown(phase="printed"),
    "it goes back from the printer": printed()
    .when(c.SendBack(to="signed", reason="印错"), by=REGISTRY)
    .then_shown(phase="signed"),
    "a book that is full says so late": countersigned()
    .when(FULL, by=PLATFORM)
    .then_shown(phase="countersigned"),
}
