"""What the README shows: a system says one sentence, and it arrives on the platform, by mail and by
phone."""

import re
from pathlib import Path
from typing import Any

import msgspec

from actors.blocks import messages
from actors.blocks.calls.kind import call_kind
from actors.blocks.messages.kind import letter_kind, mailbox_kind
from actors.blocks.messages.letter import Dispatch, TakeLetter, letter_id
from actors.blocks.messages.mailbox_state import MailboxState, notice_id
from actors.blocks.messages.notify import notify
from actors.blocks.messages.reach import OfferProof, ProveAddress
from actors.blocks.messages.shell.mail import Mail
from actors.blocks.messages.template import Letters, Source, read_letters
from actors.blocks.messages.writing import write
from actors.blocks.organisation.units import Organisation
from actors.kernel.identity import PLATFORM, Identity
from actors.kernel.kind import EntityKind
from actors.kernel.turn import Command, Event, Turn
from actors.testing import Scenario
from tests.blocks.cases.city import LIBRARY
from tests.blocks.messages.mail_server import mail_server
from tests.blocks.messages.test_mail import LOOKUPS, settings

README = Path(messages.__path__[0]).joinpath("README.md").read_text("utf-8")
TOML = [block for block in re.findall(r"```toml\n(.*?)```", README, re.DOTALL)]
DECLARED, SAID = TOML[1].removeprefix("# letters.toml\n").split("# words.toml\n")
WEN = Identity("staff:wen", ("handler",), "education_bureau")
MAILBOX = "staff~wen"


class Assign(Command, frozen=True):
    pass


class Assigned(Event, frozen=True):
    pass


def example(tmp_path: Path) -> Letters:
    """Read what the README says a system's files hold, beside the block's own."""
    (tmp_path / "letters.toml").write_text(DECLARED, "utf-8")
    (tmp_path / "words.toml").write_text(f"{TOML[0]}\n{SAID}", "utf-8")
    block = Path(messages.__path__[0])
    sources = [Source(block, "blocks/messages"), Source(tmp_path, "systems/motions")]
    letters, mistakes = read_letters(sources, LIBRARY[Letters].rules)
    assert not [each for each in mistakes if each.file.startswith("systems/motions")]
    return letters


async def test_what_the_readme_shows_arrives(tmp_path: Path) -> None:
    letters = example(tmp_path)
    library = LIBRARY.having(letters)

    def decide(turn: Turn[MailboxState], command: Assign) -> None:
        turn.emit(Assigned())
        notify(turn, MAILBOX, "motion.Assigned", {"number": "J20260001"})

    motion = EntityKind(
        name="motion", state=MailboxState, initial=lambda key: MailboxState(id=key),
        commands=Assign, events=Assigned, decide=decide, evolve=lambda state, event: state,
    )  # fmt: skip
    kinds = (motion, mailbox_kind(library), letter_kind(library), call_kind(library))
    scenario = Scenario.of(*kinds).on(f"mailbox:{MAILBOX}")
    for channel, to in (("mail", "wen@example.org"), ("sms", "13800000000")):
        offer = OfferProof(channel=channel, to=to, code="493817")
        scenario = scenario.when(offer, by=PLATFORM).when(ProveAddress(code="493817"), by=WEN)
    scenario = scenario.on("motion:7").when(Assign(), by=PLATFORM)
    scenario = scenario.on(f"mailbox:{MAILBOX}").then_shown(last=1)
    notice = notice_id(MAILBOX, 1)
    facts = {"number": "J20260001"}
    dispatched: dict[str, Any] = {
        "id": letter_id(MAILBOX, notice, "mail"), "attempt": 1, "mailbox": MAILBOX,
        "channel": "mail",
        "to": "wen@example.org", "of": "work", "template": "motion.Assigned", "facts": facts,
        "at": "2026-03-02T01:00:00Z",
    }  # fmt: skip
    for channel in ("sms", "mail"):
        letter = f"letter:{letter_id(MAILBOX, notice, channel)}"
        scenario = scenario.on(letter).when(TakeLetter(attempt=1), by=PLATFORM)
        scenario = scenario.then_shown(phase="taken", template="motion.Assigned", facts=facts)
    scenario.run()

    dispatch = msgspec.convert(dispatched, Dispatch)
    units = library[Organisation].title
    template = letters.templates["motion.Assigned"]
    assert write(template, "sms", facts, "zh", letters, units).text == (
        "【政务服务】议案（编号尾号 **0001）已交办。"
    )
    with mail_server() as inbox:
        mail = Mail(settings(inbox.port), library, LOOKUPS)
        async with mail.line() as line:
            await line.deliver(dispatch, write(template, "mail", facts, "zh", letters, units))
        await mail.close()
    (arrived,) = inbox.arrived
    assert arrived.message["Subject"] == "议案已交办"
    assert arrived.text.startswith("议案 J20260001 已交办，请登录平台办理。")
