"""The doctor goes through everything outside that the settings name, and says which part fails."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from aiohttp import web
from aiohttp.test_utils import TestServer
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Sink

from actors import scan
from actors.blocks.calls.shell.checking import PARTS, Checkup
from serve_apps.cli import doctor
from tests.ports import free_port

NOBODY = "127.0.0.1:9"  # nothing listens there


@pytest_asyncio.fixture
async def identity() -> AsyncIterator[str]:
    """An identity service that calls itself by its address."""

    async def tell(request: web.Request) -> web.Response:
        return web.json_response({"issuer": str(request.url.origin())})

    app = web.Application()
    app.router.add_get("/.well-known/openid-configuration", tell)
    async with TestServer(app) as server:
        yield str(server.make_url("")).rstrip("/")


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Settings that name nothing outside but the SMS gateway, which is not there."""
    for name in ("IDENTITY_ISSUER", "IDENTITY_CLIENT", "CLAMD", "MAIL_SERVER", "SEAL_WITNESSES"):
        monkeypatch.delenv(f"YIMEN_{name}", raising=False)
    parties = tmp_path / "parties.toml"
    parties.write_text(f'[sms]\nurl = "http://{NOBODY}"\nkey = "secret"\nreport_key = "00"\n')
    parties.chmod(0o600)
    monkeypatch.setenv("YIMEN_PARTIES", str(parties))
    return monkeypatch


async def found(name: str) -> Checkup:
    return next(each for each in await doctor.check_all(scan.load()) if each.name == name)


def failed(checkup: Checkup) -> list[str]:
    return [part for part in PARTS if getattr(checkup, part) == "failed"]


async def test_each_is_looked_at_as_far_as_the_settings_name_it(
    settings: pytest.MonkeyPatch, identity: str
) -> None:
    assert failed(await found("sms")) == ["connection"]
    settings.setenv("YIMEN_CLAMD", NOBODY)
    assert failed(await found("clamd")) == ["connection"]
    settings.setenv("YIMEN_IDENTITY_ISSUER", identity)
    assert failed(await found("identity")) == ["settings"]
    settings.setenv("YIMEN_IDENTITY_CLIENT", "yimen")
    assert (await found("identity")).well
    settings.setenv("YIMEN_IDENTITY_ISSUER", f"{identity}/")
    assert failed(await found("identity")) == ["credentials"]


async def test_the_mail_server_is_greeted_and_given_nothing(settings: pytest.MonkeyPatch) -> None:
    server = Controller(Sink(), hostname="127.0.0.1", port=free_port())
    settings.setenv("YIMEN_MAIL_FROM", "yimen@example.cn")
    settings.setenv("YIMEN_MAIL_SECURITY", "none")
    settings.setenv("YIMEN_MAIL_SERVER", NOBODY)
    assert failed(await found("mail")) == ["connection"]
    await asyncio.to_thread(server.start)
    try:
        settings.setenv("YIMEN_MAIL_SERVER", f"127.0.0.1:{server.port}")
        assert (await found("mail")).well
    finally:
        await asyncio.to_thread(server.stop)


async def test_the_key_for_browser_notices_is_its_owners_alone(
    settings: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    key = tmp_path / "push-key.pem"
    settings.setenv("YIMEN_PUSH_HOSTS", "push.example")
    settings.setenv("YIMEN_PUSH_CONTACT", "mailto:keeper@city.example")
    settings.setenv("YIMEN_PUSH_KEY", str(key))
    assert (await found("push")).well
    key.chmod(0o640)
    assert failed(await found("push")) == ["credentials"]


def test_one_that_fails_is_an_exit_status_and_no_secret_is_told(
    settings: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert doctor.run(as_json=True) == 1
    told = capsys.readouterr().out
    assert doctor.run(as_json=False) == 1
    printed = capsys.readouterr().out

    (sms,) = (each for each in json.loads(told) if each["name"] == "sms")
    assert (sms["settings"], sms["connection"], sms["well"]) == ("ok", "failed", False)
    assert "sms" in printed and "connection FAILED" in printed
    assert "secret" not in told + printed
