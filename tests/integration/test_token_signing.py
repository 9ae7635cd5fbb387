"""The key of the seals in a token: a real PKCS#11 library, SoftHSM, with tokens of the test's."""

import asyncio
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pkcs11
import pytest
from pkcs11 import Attribute, KeyType, Mechanism
from pkcs11.util.ec import encode_named_curve_parameters

from actors.followers.sealer import Sealer
from storage.mongo import Database
from storage.settings import StorageSettings, read_settings
from storage.signers import keep_public, known_keys, ready_signer, signer_of
from storage.signing import FileSigner, UnusableKey, key_id, make_key, signed_by, trusted
from storage.token_key import TokenKey, read_token_key
from storage.token_signing import TokenSigner
from storage.verify import verify
from tests.integration.conftest import StartEngine
from tests.integration.sealed import seal, write

MODULE = Path("/usr/lib/softhsm/libsofthsm2.so")
ED25519 = encode_named_curve_parameters("1.3.101.112")


@pytest.fixture(scope="module")
def tokens(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A token `seals` with the keys `2026` and `2027`, and two that are called `double`."""
    folder = tmp_path_factory.mktemp("tokens")
    (folder / "kept").mkdir()
    (folder / "softhsm2.conf").write_text(
        f"directories.tokendir = {folder / 'kept'}\nobjectstore.backend = file\nlog.level = ERROR\n"
    )
    os.environ["SOFTHSM2_CONF"] = str(folder / "softhsm2.conf")
    command = ["softhsm2-util", "--init-token", "--free", "--so-pin", "12345678", "--pin", "4321"]
    subprocess.run([*command, "--label", "seals"], check=True, stdout=subprocess.DEVNULL)
    token = pkcs11.lib(str(MODULE)).get_token(token_label="seals")
    with token.open(rw=True, user_pin="4321") as session:
        edwards = session.create_domain_parameters(
            KeyType.EC_EDWARDS, {Attribute.EC_PARAMS: ED25519}, local=True
        )
        for label in ("2026", "2027", "twice", "twice"):
            edwards.generate_keypair(
                mechanism=Mechanism.EC_EDWARDS_KEY_PAIR_GEN, store=True, label=label
            )
        other = {Attribute.EC_PARAMS: encode_named_curve_parameters("secp256r1")}
        session.create_domain_parameters(KeyType.EC, other, local=True).generate_keypair(
            store=True, label="p256"
        )
    yield folder
    pkcs11.lib(str(MODULE)).finalize()
    del os.environ["SOFTHSM2_CONF"]


@pytest.fixture
def pin(tmp_path: Path) -> Path:
    path = tmp_path / "pin"
    path.write_text("4321\n")
    path.chmod(0o600)
    return path


def key(pin: Path, label: str = "2026", token: str = "seals", module: Path = MODULE) -> TokenKey:
    return TokenKey(module, token, label, pin)


async def test_a_journal_is_sealed_by_a_key_that_never_leaves_its_token(
    start_engine: StartEngine, prepared: Database, tokens: Path, pin: Path, tmp_path: Path
) -> None:
    await write(start_engine, "ledger:a")
    signer = TokenSigner(key(pin))

    made = await seal(prepared, signer)

    public = await signer.identify()
    assert made is not None and made.signer == key_id(public)
    assert (await verify(prepared, trusted([public]), tmp_path)).sound


async def test_seals_of_replaced_keys_go_on_being_believed(
    start_engine: StartEngine, prepared: Database, tokens: Path, pin: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "seal-keys"
    make_key(tmp_path / "seal-key.pem")
    signers = [
        FileSigner(tmp_path / "seal-key.pem"),
        TokenSigner(key(pin, "2026")),
        TokenSigner(key(pin, "2027")),
    ]
    for number, signer in enumerate(signers):
        keep_public(folder, await signer.identify())
        await write(start_engine, "ledger:a", count=1, first=number)
        await seal(prepared, signer)

    named = StorageSettings(
        uri="", database="", data=tmp_path, port=0, seal_public_keys=folder, seal_token=key(pin)
    )
    keys = known_keys(named)
    verdict = await verify(prepared, keys, tmp_path / "archive")

    assert (verdict.sound, verdict.seals, len(keys)) == (True, 3, 3)
    del keys[key_id(await signers[1].identify())]
    assert "not trusted" in (await verify(prepared, keys, tmp_path / "archive")).faults[0]


@pytest.mark.parametrize(
    "changed, sentence",
    [
        ({"module": Path("/none.so")}, "cannot be used: PKCS11Error OS exception while loading"),
        ({"token": "none"}, "libsofthsm2.so has no token 'none'"),
        ({"label": "none"}, "the token 'seals' has no pair of Ed25519 keys 'none'"),
        ({"label": "p256"}, "the token 'seals' has no pair of Ed25519 keys 'p256'"),
        ({"label": "twice"}, "the keys 'twice' in the token 'seals' are several"),
    ],
)
async def test_what_keeps_a_token_from_signing_is_said(
    tokens: Path, pin: Path, changed: dict[str, str], sentence: str
) -> None:
    with pytest.raises(UnusableKey) as caught:
        await TokenSigner(key(pin, **changed)).sign(b"statement")
    assert sentence in str(caught.value)


async def test_a_wrong_pin_is_tried_once_and_a_new_one_again(tokens: Path, pin: Path) -> None:
    signer = TokenSigner(key(pin))
    pin.write_text("9999")
    with pytest.raises(UnusableKey, match=r"is wrong$"):
        await signer.sign(b"statement")
    with pytest.raises(UnusableKey, match="it is not tried again"):
        await signer.sign(b"statement")

    pin.write_text("4321")
    signature = await signer.sign(b"statement")
    public = await signer.identify()
    assert signed_by(trusted([public]), key_id(public), b"statement", signature)

    pin.chmod(0o640)
    with pytest.raises(UnusableKey, match="chmod 600"):
        await signer.sign(b"statement")
    pin.unlink()
    with pytest.raises(UnusableKey, match="cannot be read"):
        await signer.sign(b"statement")


async def test_a_platform_whose_token_cannot_be_used_says_so_and_seals_later(
    start_engine: StartEngine, prepared: Database, tokens: Path, pin: Path
) -> None:
    await write(start_engine, "ledger:a")
    pin.chmod(0o644)
    sealer = Sealer(prepared, TokenSigner(key(pin)), seconds=0.05)
    running = asyncio.create_task(sealer.run())
    try:
        async with asyncio.timeout(60):
            while not sealer.trouble:
                await asyncio.sleep(0.02)
            assert "chmod 600" in sealer.trouble
            assert await prepared["seals"].count_documents({}) == 0

            pin.chmod(0o600)
            while sealer.trouble or not await prepared["seals"].count_documents({}):
                await asyncio.sleep(0.02)
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


async def test_a_token_that_was_taken_out_is_found_again(tokens: Path, pin: Path) -> None:
    signer = TokenSigner(key(pin))
    public = await signer.identify()
    kept, away = tokens / "kept", tokens / "away"
    kept.rename(away)
    kept.mkdir()
    for _ in range(2):
        with pytest.raises(UnusableKey, match="token 'seals'"):
            await signer.sign(b"statement")

    shutil.rmtree(kept)
    away.rename(kept)
    signature = await signer.sign(b"statement")
    assert signed_by(trusted([public]), key_id(public), b"statement", signature)


async def test_the_setting_names_the_key_in_a_token(
    tokens: Path, pin: Path, tmp_path: Path
) -> None:
    address = f"pkcs11:token=seals;object=2026?module-path={MODULE}&pin-source=file:{pin}"
    settings = read_settings(
        {"YIMEN_SEAL_KEY": address, "YIMEN_SECRETS_FILE": str(tmp_path / "secrets.json")}
    )
    assert (settings.seal_token, settings.seal_key) == (key(pin), None)
    assert isinstance(signer_of(settings), TokenSigner)

    public = await (await ready_signer(settings)).identify()
    assert known_keys(settings) == trusted([public])

    for wrong, sentence in [
        ("pkcs11:token=seals", "needs object and module-path and pin-source"),
        (f"{address}&pin-value=4321", "'pin-value=4321' does not belong"),
        (address.replace("token=seals", "token=seals;token=b"), "'token=b' does not belong"),
    ]:
        with pytest.raises(ValueError, match=sentence):
            read_settings({"YIMEN_SEAL_KEY": wrong})
    assert read_token_key(address.replace("seals", "%E5%B0%81")).token == "封"
