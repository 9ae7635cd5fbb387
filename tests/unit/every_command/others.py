"""Accounts, waiting rooms, case numbers, and the records of reads and of operations."""

from datetime import UTC

from actors.blocks.accounts.commands import (
    AddPasskey,
    ChangePassword,
    CloseOthers,
    CloseSession,
    Evidence,
    OpenSession,
    Prove,
    RecordFailure,
    RecordUse,
    Recover,
    Register,
    RemoveAuthenticator,
    RemovePasskey,
    RenewRecoveryCodes,
    SetAuthenticator,
)
from actors.blocks.accounts.kind import account_kind
from actors.blocks.accounts.state import Passkey
from actors.blocks.accounts.tries import OF_ONE_ADDRESS
from actors.blocks.messages.kind import mailbox_kind
from actors.blocks.messages.mailbox import MarkRead, PutNotice
from actors.blocks.numbers.kind import SERIAL, register_kind
from actors.blocks.numbers.register import Asker, VoidNumber
from actors.blocks.numbers.register import TakeNumbers as Take
from actors.blocks.numbers.serial import TakeNumbers
from actors.blocks.operations.kind import OPERATIONS
from actors.blocks.operations.record import BeginOperation, EndOperation
from actors.blocks.operations.roles import OPERATOR
from actors.blocks.reads.kind import access_kind
from actors.blocks.reads.record import RecordAccess
from actors.blocks.waiting.commands import (
    Join,
    Joiner,
    Look,
    ReportLoad,
    SetRoom,
    Use,
    UseAdmissions,
)
from actors.blocks.waiting.kind import WAITING_ROOM
from actors.kernel.identity import PLATFORM, Identity
from actors.kernel.system import Installed, Series, System
from actors.kernel.words import Title
from actors.testing import Scenario
from tests import loaded
from tests.blocks.cases.city import LIBRARY
from tests.blocks.cases.kit import at

MOTIONS = Series(name="motion", pattern="J{year}{n:04}", most=2)
OWNER = System(name="o", title=Title(zh="甲", en="O"), series=(MOTIONS,))
NUMBERED = LIBRARY.having(Installed(blocks={}, systems={"o": OWNER}))
NINE = at("2026-03-02 09:00").astimezone(UTC)
STAFF = Identity("staff:op", (OPERATOR,))
WEN = Identity("staff:wen", ("window_clerk",), "government_services")
REGISTERED = (
    Scenario.of(account_kind(LIBRARY))
    .on("account:wen")
    .when(
        Register(
            kind="staff",
            display="温婉仪",
            roles=WEN.roles,
            unit=WEN.unit,
            password_hash="first",
        ),
        by=PLATFORM,
    )
)


def open_session(key: str, credential: int = 1) -> OpenSession:
    """Return the wish to open the session `key` at nine."""
    return OpenSession(session=key, credential=credential, at=NINE)


def tried_in_vain() -> Scenario:
    """Return an account at which somebody strange has tried too often."""
    scenario = REGISTERED
    for _ in range(OF_ONE_ADDRESS):
        scenario = scenario.when(RecordFailure(source="there"), by=PLATFORM)
    return scenario


KEY = Passkey(id="k", key="public", name="电脑", added_at=NINE)
PROVED_BY_KEY = Evidence(proofs=("passkey",), passkey="k", count=1)
TWO_CODES = Evidence(proofs=("authenticator", "recovery"), step=9, recovery="b")


OTHERS: dict[str, Scenario] = {
    "an account that is used": REGISTERED.when(open_session("s1"), by=PLATFORM)
    .when(open_session("s2"), by=PLATFORM)
    .after(minutes=10)
    .when(RecordUse(session="s1", at=at("2026-03-02 09:10")), by=WEN)
    .when(ChangePassword(session="s1", credential=1, password_hash="second"), by=WEN)
    .when(open_session("s3"), by=PLATFORM)
    .then_refused("sign_in.failed")
    .when(CloseSession(session="s1"), by=WEN)
    .then_shown(sessions=()),
    "an account that strangers try": tried_in_vain()
    .when(OpenSession(session="s1", credential=1, at=NINE, source="there"), by=PLATFORM)
    .then_refused("sign_in.failed")
    .when(OpenSession(session="s2", credential=1, at=NINE, source="here"), by=PLATFORM)
    .when(open_session("s3"), by=PLATFORM)
    .when(CloseOthers(session="s3"), by=WEN),
    "an account with second factors": REGISTERED.when(open_session("s1"), by=PLATFORM)
    .when(SetAuthenticator(session="s1", at=NINE, secret="sealed", step=7, recovery=("a",)), by=WEN)
    .when(RenewRecoveryCodes(recovery=("b",)), by=WEN)
    .when(AddPasskey(session="s1", at=NINE, passkey=KEY), by=WEN)
    .when(Prove(session="s1", at=NINE, evidence=PROVED_BY_KEY), by=PLATFORM)
    .when(open_session("s2"), by=PLATFORM)
    .then_refused("sign_in.code_needed")
    .when(Recover(password_hash="second", evidence=TWO_CODES), by=PLATFORM)
    .when(RemovePasskey(passkey="k"), by=WEN)
    .when(RemoveAuthenticator(), by=WEN)
    .then_shown(sessions=(), passkeys=(), authenticator=None),
    "numbers": Scenario.of(SERIAL)
    .when(TakeNumbers(cases=("a", "b", "c")), by=PLATFORM)
    .then(reply=[1, 2, 3])
    .when(TakeNumbers(cases=("d", "b")), by=PLATFORM)
    .then(reply=[4, 2]),
    "numbers by message": Scenario.of(register_kind(NUMBERED))
    .on("register:motion--2026")
    .when(Take(askers=(Asker("motion:a"), Asker("motion:b"))), by=PLATFORM)
    .then(reply=["J20260001", "J20260002"])
    .when(VoidNumber(n=1, asker=Asker("motion:a")), by=PLATFORM)
    .when(Take(askers=(Asker("motion:a"), Asker("motion:c"))), by=PLATFORM)
    .then(reply=["J20260001", ""])
    .then_shown(voided=(1,)),
    "notices": Scenario.of(mailbox_kind(LIBRARY))
    .on("mailbox:staff~wen")
    .when(PutNotice(template="case.Corrected", about="case:1"), by=PLATFORM)
    .when(MarkRead(notices=(1,)), by=WEN)
    .then_shown(read={"staff:wen": (1,)}),
    "a read": Scenario.of(access_kind(loaded.library()))
    .when(RecordAccess(purpose="handling"), by=WEN)
    .then_shown(count=1),
    "an operation": Scenario.of(OPERATIONS)
    .when(BeginOperation(id="o1", action="drain", host="host-0"), by=STAFF)
    .when(EndOperation(id="o1", outcome="done"), by=STAFF),
    "a room that lets people in one by one": Scenario.of(WAITING_ROOM)
    .when(SetRoom(mode="on", capacity=1, minutes=5), by=STAFF)
    .when(Join(people=tuple(map(Joiner, ("a", "b", "c")))), by=PLATFORM)
    .then(reply=[1, 2, 3])
    .when(Join(people=tuple(map(Joiner, ("d", "b")))), by=PLATFORM)
    .then(reply=[4, 2])
    .when(UseAdmissions(uses=(Use("a", "case-a"), Use("d", "case-d"))), by=PLATFORM)
    .then(reply=[True, False])
    .after(minutes=3)
    .when(Look(), by=WEN)
    .then(events=[])
    .then_shown(head=3),
    "a hall that is turning people away": Scenario.of(WAITING_ROOM)
    .on("waiting_room:hall")
    .when(ReportLoad(), by=PLATFORM)
    .when(Join(people=(Joiner("a"),)), by=PLATFORM)
    .then_shown(tail=1),
}
