"""The rules of how somebody is reached: addresses are proved, wishes kept, letters asked for."""

import hashlib
import hmac
import re
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from actors.blocks.messages import reach as r
from actors.blocks.messages.address import owner_of, seat_of, to_somebody
from actors.blocks.messages.browsers import remove_browser
from actors.blocks.messages.letter import LETTER, WriteLetter, letter_id
from actors.blocks.messages.mailbox import PassOn, PutNotice, put
from actors.blocks.messages.mailbox_state import MAILBOX, READERS, MailboxState, notice_id
from actors.blocks.messages.template import Letters, Template
from actors.blocks.organisation.units import Organisation
from actors.kernel.errors import Reason, Refusal
from actors.kernel.turn import Turn

_CAME_BACK: Mapping[r.Addressed, str] = {
    "mail": "mailbox.MailCameBack",
    "sms": "mailbox.TextCameBack",
}
PROOF = "mailbox.Proof"  # the template of the letter that brings a code
_MAIL = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63})+"
)
_MOBILE = re.compile(r"1[3-9]\d{9}")
_LONGEST = 254  # of an address, RFC 5321
_HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)
Mailbox = Turn[MailboxState]


def offer_proof(turn: Mailbox, command: r.OfferProof, letters: Letters) -> None:
    """Send a code to an address. An earlier one that was not used is void.

    Raises:
        Refusal: it is no address, the mailbox is not somebody's own, or there were too many codes.
    """
    rules, reach = letters.rules.proof, turn.state.reach
    shape = _MAIL if command.channel == "mail" else _MOBILE
    if len(command.to) > _LONGEST or not shape.fullmatch(command.to):
        code = "reach.no_mail" if command.channel == "mail" else "reach.no_sms"
        raise Refusal(Reason(code, "/to"))
    if not owner_of(turn.id):
        raise Refusal(Reason("reach.nobody"), kind="not_now")
    if sum(at > turn.now - _DAY for at in reach.codes) >= rules.daily:
        raise Refusal(Reason("reach.codes", facts={"most": str(rules.daily)}), kind="not_now")
    proof = r.Proof(
        channel=command.channel,
        to=command.to,
        digest=_digest(command.code),
        until=turn.now + timedelta(minutes=rules.minutes),
    )
    turn.emit(r.ProofOffered(at=turn.now, proof=proof))
    letter = WriteLetter(
        mailbox=turn.id,
        channel=command.channel,
        to=command.to,
        of=letters.templates[PROOF].of,
        template=PROOF,
        facts={"code": command.code, "minutes": str(rules.minutes)},
        language=command.language,
    )
    turn.send(f"{LETTER}:{letter_id(turn.id, f'proof.{turn.seq}', command.channel)}", letter)


def prove_address(turn: Mailbox, command: r.ProveAddress, letters: Letters) -> bool:
    """Take the address whose code this is, and tell whether it was. Another code counts as a wrong
    one.

    Raises:
        Refusal: there is none to enter.
    """
    proof = turn.state.reach.proof
    most = letters.rules.proof.tries
    if proof is None or turn.now >= proof.until or proof.wrong >= most:
        raise Refusal(Reason("reach.no_code", "/code"), kind="not_now")
    if not hmac.compare_digest(_digest(command.code), proof.digest):
        turn.emit(r.ProofFailed(at=turn.now))
        return False
    turn.emit(r.AddressProved(at=turn.now, channel=proof.channel, to=proof.to))
    return True


def remove_address(turn: Mailbox, command: r.RemoveAddress) -> None:
    """Send nothing by the channel any more; removing none is no mistake."""
    if command.channel in turn.state.reach.ways:
        turn.emit(r.AddressRemoved(at=turn.now, channel=command.channel))


def prefer(turn: Mailbox, command: r.Prefer, letters: Letters) -> None:
    """Keep what is wanted.

    Raises:
        Refusal: the law has it told, or there is no such class or channel.
    """
    wrong = tuple(_not_offered(command.off, letters))
    if wrong:
        raise Refusal(*wrong)
    off = tuple(sorted(set(command.off)))
    reach = turn.state.reach
    if (off, command.language) != (reach.off, reach.language):
        turn.emit(r.PreferencesChosen(at=turn.now, language=command.language, off=off))


def unsubscribe(turn: Mailbox, command: r.Unsubscribe, letters: Letters) -> None:
    """Send no more of a class by a channel; having done so before is no mistake.

    Raises:
        Refusal: the law has it told, or there is no such class.
    """
    reach, off = turn.state.reach, f"{command.of}.{command.channel}"
    wrong = tuple(_not_offered((off,), letters))
    if wrong:
        raise Refusal(*wrong)
    if off not in reach.off:
        more = tuple(sorted((*reach.off, off)))
        turn.emit(r.PreferencesChosen(at=turn.now, language=reach.language, off=more))


def doubt_address(turn: Mailbox, command: r.DoubtAddress) -> None:
    """Send nothing more to an address that letters come back from, until it is proved again, and
    tell its owner where he still is: inside the platform. A browser that its push service knows no
    more is taken away, and nobody told: whoever forbade it notices would be told of what he did."""
    if command.channel == "push":
        remove_browser(turn, r.RemoveBrowser(browser=command.to), gone=True)
    elif turn.state.reach.to(command.channel) == command.to:
        turn.emit(r.AddressDoubted(at=turn.now, channel=command.channel))
        put(turn, PutNotice(template=_CAME_BACK[command.channel], about=turn.key))


def tell_outside(
    turn: Mailbox, notice: PutNotice, n: int, letters: Letters, organisation: Organisation
) -> None:
    """Have the notice `n` leave the platform, too, if it has letters: to the owner of the mailbox
    or, of a role in a unit, to each who holds it, by the ways that each of them wants."""
    template = letters.templates.get(notice.template)
    if template is None:
        return
    if owner_of(turn.id):
        _write(turn, notice, turn.id, n, template, letters)
        return
    role, _, unit = seat_of(turn.id).partition("@")
    for account in _holders(role, unit, organisation):
        passed = PassOn(mailbox=turn.id, n=n, notice=notice)
        turn.send(f"{MAILBOX}:{to_somebody(f'staff:{account}')}", passed)


def pass_on(turn: Mailbox, command: PassOn, letters: Letters) -> None:
    """Have the notice of a role leave the platform to one who holds it."""
    template = letters.templates.get(command.notice.template)
    if template is not None:
        _write(turn, command.notice, command.mailbox, command.n, template, letters)


def _write(
    turn: Mailbox,
    notice: PutNotice,
    mailbox: str,
    n: int,
    template: Template,
    letters: Letters,
) -> None:
    reach = turn.state.reach
    wanted: dict[r.Channel, datetime] = {
        channel: _leaves(turn, channel, letters)
        for channel in template.channels
        if reach.places(channel) and f"{template.of}.{channel}" not in reach.off
    }
    if not wanted:
        return
    told = notice_id(mailbox, n)
    turn.emit(r.LettersAsked(at=turn.now, notice=told, channels=wanted))
    for channel, at in wanted.items():
        for to in reach.places(channel):
            letter = WriteLetter(
                mailbox=turn.id,
                notice=told,
                channel=channel,
                to=to,
                of=template.of,
                template=notice.template,
                facts=notice.facts,
                language=reach.language,
                urgency=notice.urgency,
                about=notice.about,
                not_before=at if at > turn.now else None,
            )
            id = letter_id(turn.id, told, channel, to if channel == "push" else "")
            turn.send(f"{LETTER}:{id}", letter)


def _leaves(turn: Mailbox, channel: r.Channel, letters: Letters) -> datetime:
    """Return when one more letter may leave: an hour after the one so many before it."""
    most = min(letters.rules.rate.person_hourly, r.REMEMBERED)
    latest = turn.state.reach.leaving.get(channel, ())[-most:]
    return max(turn.now, latest[0] + _HOUR) if len(latest) == most else turn.now


def _holders(role: str, unit: str, organisation: Organisation) -> tuple[str, ...]:
    holders = (
        account for account, member in organisation.staff.items() if member.holds(role, unit)
    )
    return tuple(sorted(holders))[:READERS]


def _not_offered(off: tuple[str, ...], letters: Letters) -> Iterator[Reason]:
    for number, each in enumerate(off):
        of, _, channel = each.rpartition(".")
        found = letters.rules.classes.get(of)
        if found is None or channel not in r.CHANNELS:
            yield Reason("reach.no_class", f"/off/{number}", {"class": each})
        elif not found.unsubscribe:
            yield Reason("reach.statutory", f"/off/{number}")


def _digest(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()
