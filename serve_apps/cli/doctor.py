"""`yimen doctor`: everything outside that this platform speaks with, and whether it works."""

import asyncio
import json
from collections.abc import Awaitable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx2
from aiosmtplib import SMTP
from aiosmtplib.errors import SMTPAuthenticationError, SMTPException

from actors import scan
from actors.blocks.calls.shell.adapter import CheckFailed
from actors.blocks.calls.shell.checking import PARTS, Checkup, check_party, check_up
from actors.blocks.calls.shell.finding import connect, declared, settings_file
from actors.blocks.files.shell.clamd import Scanner
from actors.blocks.files.shell.verdicts import Unfit
from actors.blocks.messages.shell.mail_settings import MailSettings, read_mail_settings
from actors.blocks.messages.shell.push_key import PushKey
from actors.blocks.messages.shell.push_settings import PushSettings, read_push_settings
from actors.blocks.seals.shell.check import check_keys, check_time_stamps
from actors.blocks.seals.shell.settings import read_settings as read_seal_settings
from actors.followers.witnesses.checking import check_witness
from actors.followers.witnesses.settings import read_witnesses
from actors.followers.witnesses.witness import Witness, WitnessSilent
from actors.kernel.system import Installed
from actors.kernel.words import Title
from serve_apps.front.settings import WebSettings
from serve_apps.front.settings import read_settings as read_web_settings
from storage.attestation import BadAttestation
from storage.settings import read_settings as read_storage_settings

_SECONDS = 10.0
_MARKS = {"ok": "ok", "failed": "FAILED", "unchecked": "-"}


def run(*, as_json: bool) -> int:
    """Look at everything and print it; return 1 if anything is not in order."""
    found = asyncio.run(check_all(scan.load()))
    if as_json:
        print(json.dumps([_told(each) for each in found], ensure_ascii=False, indent=2))
    else:
        _print(found)
    return 0 if all(each.well for each in found) else 1


async def check_all(installed: Installed) -> list[Checkup]:
    """Look at every party that is declared, and at whatever else the settings name.

    Raises:
        ValueError, OSError: the settings cannot be read; the message names which.
    """
    web, storage = read_web_settings(), read_storage_settings()
    checks: list[Awaitable[Checkup]] = [
        check_party(each) for each in connect(declared(installed), settings_file()).values()
    ]
    checks += (_witness(each) for each in read_witnesses(storage.seal_witnesses))
    checks += _of_the_web(web)
    checks += _of_seals()
    mail = read_mail_settings()
    if mail.host:
        title = Title(zh="邮件服务器", en="Mail server")
        checks.append(check_up("mail", title, lambda: _mail(mail)))
    push = read_push_settings()
    if push.hosts:
        title = Title(zh="浏览器推送的密钥", en="Key for browser notices")
        checks.append(check_up("push", title, lambda: _push(push)))
    return list(await asyncio.gather(*checks))


def _of_the_web(web: WebSettings) -> Iterator[Awaitable[Checkup]]:
    if web.identity_issuer:
        title = Title(zh="统一身份认证", en="Identity service")
        yield check_up("identity", title, lambda: _identity(web))
    if web.clamd:
        title = Title(zh="查毒程序", en="Virus scanner")
        yield check_up("clamd", title, lambda: _clamd(web.clamd))


def _of_seals() -> Iterator[Awaitable[Checkup]]:
    settings = read_seal_settings()

    async def keys() -> None:
        faults = [each.fault for each in check_keys(settings) if each.fault]
        if faults:
            raise CheckFailed("credentials", "; ".join(faults))

    async def stamps() -> None:
        fault = (await asyncio.to_thread(check_time_stamps, settings)).fault
        if fault:
            away = fault.startswith(("no_answer", "no_authority"))
            raise CheckFailed("connection" if away else "credentials", fault)

    if settings.folder.is_dir():
        yield check_up("paper seals", Title(zh="电子印章的密钥", en="Keys of seals"), keys)
    if settings.time_stamps:
        title = Title(zh="文书的时间戳服务机构", en="Time stamps of papers")
        yield check_up("time stamps", title, stamps)


def _witness(witness: Witness) -> Awaitable[Checkup]:
    async def check() -> None:
        try:
            await check_witness(witness)
        except WitnessSilent as error:
            raise CheckFailed("connection", str(error)) from error
        except BadAttestation as error:
            raise CheckFailed("credentials", str(error)) from error

    title = Title(zh="封印见证方", en="Witness of the seals")
    return check_up(f"witness {witness.name}", title, check)


async def _identity(web: WebSettings) -> None:
    address = f"{web.identity_issuer.rstrip('/')}/.well-known/openid-configuration"
    if urlsplit(address).scheme not in ("http", "https"):
        raise CheckFailed("settings", "YIMEN_IDENTITY_ISSUER is no address of the web")
    if not web.identity_client:
        raise CheckFailed("settings", "YIMEN_IDENTITY_CLIENT is not set")
    try:
        async with httpx2.AsyncClient(timeout=_SECONDS) as client:
            answer = await client.get(address)
            told: dict[str, object] = answer.json() if answer.status_code == 200 else {}
    except (httpx2.HTTPError, ValueError) as error:
        raise CheckFailed("connection", type(error).__name__) from error
    if told.get("issuer") != web.identity_issuer:
        raise CheckFailed("credentials", "it calls itself something else")


async def _mail(settings: MailSettings) -> None:
    smtp = SMTP(
        hostname=settings.host,
        port=settings.port,
        use_tls=settings.security == "tls",
        start_tls=settings.security == "starttls",
        timeout=_SECONDS,
    )
    try:
        async with smtp:
            if settings.user:
                await smtp.login(settings.user, settings.password)
            await smtp.noop()
    except SMTPAuthenticationError as error:
        raise CheckFailed("credentials", f"SMTP {error.code}") from error
    except (SMTPException, OSError) as error:
        raise CheckFailed("connection", type(error).__name__) from error


async def _push(settings: PushSettings) -> None:
    try:
        PushKey(settings.key_file)
    except (OSError, ValueError) as error:
        raise CheckFailed("credentials", str(error)) from error


async def _clamd(address: str) -> None:
    try:
        await Scanner(address, seconds=_SECONDS).require_clean(Path("/dev/null"))
    except Unfit as error:
        raise CheckFailed("connection", "it does not answer as a scanner does") from error


def _print(found: list[Checkup]) -> None:
    print(f"file of parties: {settings_file()}")
    if not found:
        print("nothing outside is named in the settings")
    width = max((len(each.name) for each in found), default=0)
    for each in found:
        marks = "  ".join(f"{part} {_MARKS[getattr(each, part)]:<6}" for part in PARTS)
        print(f"{each.name:<{width}}  {marks}  {each.title.en}  {each.why}".rstrip())


def _told(each: Checkup) -> dict[str, object]:
    parts = {part: getattr(each, part) for part in PARTS}
    titles = {"zh": each.title.zh, "en": each.title.en}
    return {"name": each.name, "title": titles, **parts, "why": each.why, "well": each.well}
