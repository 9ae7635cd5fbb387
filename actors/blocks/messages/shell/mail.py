"""Letters by mail (邮件), over SMTP.

SMTP has no names for what was handed over, so a letter that was sent twice would arrive twice.
Until the message itself is sent nothing has happened, and the letter is tried again; once it is,
only an answer tells what became of it. Where there is none, that is said, and nothing repeated.
"""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP as ON_THE_WIRE
from email.utils import format_datetime

from aiosmtplib import SMTP
from aiosmtplib.errors import (
    SMTPException,
    SMTPResponseException,
)

from actors.blocks.messages.letter import Dispatch
from actors.blocks.messages.reach import Channel
from actors.blocks.messages.shell.carrier import Away, Delivery
from actors.blocks.messages.shell.mail_settings import MailSettings
from actors.blocks.messages.shell.returned import return_name
from actors.blocks.messages.template import Letters
from actors.blocks.messages.writing import Written
from actors.kernel.library import Library
from storage.secrecy.lookups import Lookups

TIMEOUT = 30.0  # seconds that the server has for each answer
UNSUBSCRIBE = "unsubscribe"  # the sort of the digests that prove that somebody has a letter


class Mail:
    """Carries letters to the mail server. It keeps its connections open between them."""

    channel: Channel = "mail"

    def __init__(
        self,
        settings: MailSettings,
        library: Library,
        lookups: Lookups,
        *,
        timeout: float = TIMEOUT,
    ) -> None:
        self._settings = settings
        self._library = library
        self._lookups = lookups
        self._timeout = timeout
        self._idle: list[SMTP] = []
        self._seats = asyncio.Semaphore(settings.connections)

    @asynccontextmanager
    async def line(self) -> AsyncGenerator["MailLine"]:
        """Yield an open connection.

        Raises:
            Away: the server does not answer, or does not let us in.
        """
        async with self._seats:
            smtp = await self._connection()
            try:
                yield MailLine(self, smtp)
            finally:
                if smtp.is_connected:
                    self._idle.append(smtp)

    async def close(self) -> None:
        """Close the connections."""
        while self._idle:
            self._idle.pop().close()

    def message(self, dispatch: Dispatch, written: Written) -> bytes:
        """Return the letter as it goes over the wire, the same bytes whenever it is asked for."""
        settings, language = self._settings, dispatch.language
        letters = self._library[Letters]
        name, _, domain = settings.sender.partition("@")
        message = EmailMessage(policy=ON_THE_WIRE)
        organ = letters.words["letters.sender"][language]
        message["From"] = Address(organ, name, domain)
        message["To"] = dispatch.to
        message["Subject"] = written.subject
        message["Date"] = format_datetime(dispatch.at)
        message["Message-ID"] = f"<{dispatch.id}@{domain}>"
        message["Auto-Submitted"] = "auto-generated"
        text = f"{written.text}\n\n-- \n{letters.words['letters.footer'][language]}"
        link = self._unsubscribe(dispatch, letters)
        if link:
            message["List-Unsubscribe"] = f"<{link}>"
            message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
            said = letters.words["letters.unsubscribe"][language]
            text = f"{text}\n{said.format(link=link)}"
        message.set_content(f"{text}\n")
        message["Content-Language"] = {"zh": "zh-Hans", "en": "en"}[language]
        return message.as_bytes()

    def sender_of(self, dispatch: Dispatch) -> str:
        """Return the address that reports on the letter come back to; see `returned`."""
        name, _, domain = self._settings.sender.partition("@")
        return f"{name}+{return_name(self._lookups, dispatch.id)}@{domain}"

    def _unsubscribe(self, dispatch: Dispatch, letters: Letters) -> str:
        """Return where whoever has the letter can say that no more are wanted; "" if the law has it
        told."""
        known = letters.rules.classes.get(dispatch.of)
        if not self._settings.public_address or known is None or not known.unsubscribe:
            return ""
        proof = self._lookups.of(UNSUBSCRIBE, dispatch.id)
        return f"{self._settings.public_address}/unsubscribe/{dispatch.id}/{proof}"

    async def _connection(self) -> SMTP:
        while self._idle:
            smtp = self._idle.pop()
            try:
                await smtp.noop()
                return smtp
            except (SMTPException, OSError):
                smtp.close()
        settings = self._settings
        smtp = SMTP(
            hostname=settings.host,
            port=settings.port,
            timeout=self._timeout,
            use_tls=settings.security == "tls",
            start_tls=settings.security == "starttls",
            username=settings.user or None,
            password=settings.password or None,
        )
        try:
            await smtp.connect()
        except (SMTPException, OSError) as error:
            smtp.close()
            raise Away(type(error).__name__) from error
        return smtp


class MailLine:
    """An open connection to the mail server."""

    def __init__(self, mail: Mail, smtp: SMTP) -> None:
        self._mail = mail
        self._smtp = smtp

    async def deliver(self, dispatch: Dispatch, written: Written) -> Delivery:
        """Hand the letter over and return what became of it."""
        content = self._mail.message(dispatch, written)
        smtp, reports = self._smtp, self._smtp.supports_extension("dsn")
        try:
            sender = self._mail.sender_of(dispatch)
            name = sender.partition("+")[2].partition("@")[0]
            of_mail = ["RET=HDRS", f"ENVID={name}"] if reports else []
            await smtp.mail(sender, options=of_mail)
            of_recipient = ["NOTIFY=SUCCESS,FAILURE"] if reports else []
            await smtp.rcpt(dispatch.to, options=of_recipient)
        except SMTPResponseException as error:
            await self._over()
            is_address = error.code in (550, 551, 553, 556)
            return _refused(error, "no_such_address" if is_address else "rejected")
        except (SMTPException, OSError) as error:
            smtp.close()
            return Delivery("unreached", type(error).__name__)
        try:
            answer = await smtp.data(content)
        except SMTPResponseException as error:
            await self._over()
            return _refused(error, "rejected")
        except (SMTPException, OSError) as error:
            smtp.close()
            return Delivery("unanswered", type(error).__name__)
        return Delivery("accepted", str(answer.code))

    async def _over(self) -> None:
        """Have the connection ready for the next letter, or closed."""
        try:
            await self._smtp.rset()
        except (SMTPException, OSError):
            self._smtp.close()


def _refused(error: SMTPResponseException, for_good: str) -> Delivery:
    """Return what an answer of the server means: 4xx are for now, 5xx for good, and one that
    is neither was none."""
    if 400 <= error.code < 500:
        return Delivery("busy", str(error.code))
    if error.code < 0:
        return Delivery("unanswered", "")
    return Delivery(
        "no_such_address" if for_good == "no_such_address" else "rejected", str(error.code)
    )
