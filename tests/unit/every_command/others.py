"""Accounts, waiting rooms, case numbers, and the records of reads and of operations."""

from datetime import UTC

from actors.blocks.accounts.commands import (
    AddPasskey,
    ChangePassword,
    CloseOthers,
    CloseSession,
    Disable,
    Enable,
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
from actors.blocks.accounts.putting_right import PutRight, RecordPutRight
from actors.blocks.accounts.state import Passkey, Person
from actors.blocks.accounts.tries import OF_ONE_ADDRESS
from actors.blocks.calls.outcome import Outcome
from actors.blocks.messages.address import to_role
from actors.blocks.messages.browsers import browser_id
from actors.blocks.messages.kind import letter_kind, mailbox_kind
from actors.blocks.messages.letter import (
    LapseLetter,
    NoteCall,
    NoteDelivery,
    NoteOutcome,
    SendAgain,
    TakeLetter,
    WriteLetter,
    letter_id,
)
from actors.blocks.messages.mailbox import MarkRead, PassOn, PutNotice
from actors.blocks.messages.mailbox_state import notice_id
from actors.blocks.messages.reach import (
    AddBrowser,
    OfferProof,
    Prefer,
    ProveAddress,
    RemoveAddress,
    RemoveBrowser,
    Unsubscribe,
)
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
from actors.kernel.restricting import Restrict, Restricted
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


AN = Person(name="安宁", id_number="440604199003070017", phone="13800000000")
POST = to_role("window_clerk", "government_services")
OVERDUE = PutNotice(
    template="case.LevelRaised",
    facts={"number": "1", "unit": "health", "clock": "case", "level": "red", "due": "2026-03-02"},
    about="case:1",
)
BY_PHONE = WriteLetter(
    mailbox="person~an",
    channel="sms",
    to="13800000000",
    of="statutory",
    template="case.Lapsed",
    facts={"number": "1"},
)
LETTER = letter_id("staff~wen", notice_id(POST, 1), "mail")
ENDPOINT = "https://push.example/1"
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
    "an account that is put right": Scenario.of(account_kind(LIBRARY))
    .on("account:an")
    .when(Register(kind="resident", display="安*", person=AN, password_hash="first"), by=PLATFORM)
    .when(
        PutRight(
            part="/person/phone",
            says=AN.phone,
            should_be="13900000000",
            account="an",
            unit="public_security",
            basis="1",
        ),
        by=PLATFORM,
    )
    .then(events=(RecordPutRight,)),
    "an account whose time is over": Scenario.of(account_kind(LIBRARY))
    .on("account:an")
    .when(Register(kind="resident", display="安*", person=AN, password_hash="first"), by=PLATFORM)
    .when(Restrict(basis="0", closed_before=at("2036-01-01 00:00")), by=PLATFORM)
    .then(events=())
    .when(Disable(told=1), by=PLATFORM)
    .when(Restrict(basis="1", closed_before=at("2036-01-01 00:00")), by=PLATFORM)
    .then(events=(Restricted,))
    .when(Enable(told=2), by=PLATFORM)
    .then_refused("account.restricted"),
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
    "somebody who is reached by mail": Scenario.of(mailbox_kind(LIBRARY), letter_kind(LIBRARY))
    .on("mailbox:staff~wen")
    .when(OfferProof(channel="mail", to="wen@example.org", code="493817"), by=PLATFORM)
    .when(ProveAddress(code="493817"), by=WEN)
    .then(reply=True)
    .when(Prefer(language="en", off=("service.mail",)), by=WEN)
    .when(Unsubscribe(of="work", channel="sms"), by=PLATFORM)
    .when(PassOn(mailbox=POST, n=1, notice=OVERDUE), by=PLATFORM)
    .on(f"letter:{LETTER}")
    .then_shown(phase="ready", to="wen@example.org", language="en")
    .when(TakeLetter(attempt=1), by=PLATFORM)
    .when(NoteOutcome(attempt=1, outcome="busy", code="451"), by=PLATFORM)
    .then_shown(phase="waiting", tries=1)
    .after(minutes=1)
    .when(TakeLetter(attempt=2), by=PLATFORM)
    .when(LapseLetter(attempt=2), by=PLATFORM)
    .then_shown(phase="unknown")
    .when(SendAgain(), by=STAFF)
    .when(TakeLetter(attempt=3), by=PLATFORM)
    .when(NoteDelivery(status="bounced", code="550"), by=PLATFORM)
    .then_shown(phase="bounced")
    .on("mailbox:staff~wen")
    .then_shown(read={})
    .when(RemoveAddress(channel="mail"), by=WEN),
    "somebody whose browser shows notices": Scenario.of(mailbox_kind(LIBRARY))
    .on("mailbox:staff~wen")
    .when(AddBrowser(endpoint=ENDPOINT, p256dh=f"B{'A' * 86}", auth="A" * 22), by=PLATFORM)
    .when(RemoveBrowser(browser=browser_id(ENDPOINT)), by=WEN)
    .then_shown(last=0),
    "somebody who is reached by text message": Scenario.of(letter_kind(LIBRARY))
    .when(BY_PHONE, by=PLATFORM)
    .when(TakeLetter(attempt=1), by=PLATFORM)
    .when(NoteCall(attempt=1, call="c", outcome=Outcome(state="done")), by=PLATFORM)
    .then_shown(phase="delivered"),
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
