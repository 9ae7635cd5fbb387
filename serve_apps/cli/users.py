"""`yimen mongodb users`: makes the users of the database on a replica set of one's own."""

import asyncio
import json
import os
from collections.abc import Sequence

import typer
from pymongo import AsyncMongoClient
from pymongo.errors import PyMongoError
from rich.console import Console

from serve_apps.cli.database import opened
from storage.mongo import PATIENCE, Document
from storage.passwords import MECHANISM, User, without_credentials
from storage.rights import USERS
from storage.schema import Collection
from storage.settings import StorageSettings, read_settings
from storage.users import make_users, roles

ADMINISTRATOR = "YIMEN_MONGODB_ADMINISTRATOR"


def run(*, demo: bool) -> int:
    """Make the users and say what was done; return the exit status."""
    settings = read_settings()
    console = Console()
    if settings.embedded:
        asyncio.run(_start_embedded(settings))
        console.print("The embedded database has its users; it makes them whenever it starts.")
        return 0
    try:
        done = asyncio.run(_make(settings, _users(demo)))
    except (PyMongoError, ValueError) as error:
        Console(stderr=True).print(str(error), style="red", markup=False, highlight=False)
        return 1
    for line in done or ["All users are there, with the rights that they need."]:
        console.print(line, markup=False, highlight=False, soft_wrap=True)
    return 0


def script(*, demo: bool) -> int:
    """Print what mongosh takes, which asks for each password; return 0."""
    settings, users = read_settings(), _users(demo)
    print(f"db = db.getSiblingDB({json.dumps(settings.database)});")
    for role in roles(settings.database, _views(), users):
        print(f"db.runCommand({json.dumps(role)});")
    for user in users:
        made = {"user": user, "roles": [user], "mechanisms": [MECHANISM]}
        print(f"db.createUser({{pwd: passwordPrompt(), ...{json.dumps(made)}}});")
    return 0


def _users(demo: bool) -> tuple[User, ...]:
    return tuple(user for user in USERS if demo or user != "demonstration")


def _views() -> Sequence[Collection]:
    # It loads everything that is installed.
    from actors.kinds import platform_collections  # noqa: PLC0415

    return platform_collections()


async def _start_embedded(settings: StorageSettings) -> None:
    async with opened(settings, "operator"):
        pass


async def _make(settings: StorageSettings, users: Sequence[User]) -> list[str]:
    if settings.users is None:
        raise ValueError("no folder is set for the passwords: see YIMEN_MONGODB_USERS")
    address = os.environ.get(ADMINISTRATOR, "")
    who: dict[str, str] = {}
    if not address:
        address = without_credentials(settings.address)
        name = typer.prompt("Name of an administrator of the database")
        password = typer.prompt("Password", hide_input=True)
        who = {"username": name, "password": password}
    async with AsyncMongoClient[Document](
        address, w="majority", journal=True, **PATIENCE, **who
    ) as client:
        return await make_users(client[settings.database], settings.users, _views(), users)
