"""How the users of the database and their roles are made, and kept up with what there is."""

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import cast

from pymongo import AsyncMongoClient
from pymongo.errors import PyMongoError

from storage.embedded import EmbeddedMongo
from storage.mongo import Database, Document, UnsafeDatabase, connect
from storage.passwords import MECHANISM, User, bears_credentials, make_password
from storage.rights import DEMONSTRATION, USERS, Actions, rights
from storage.schema import Collection
from storage.settings import StorageSettings


async def keep_users(
    server: EmbeddedMongo, database: str, views: Sequence[Collection]
) -> list[str]:
    """Have the embedded `server` know every user of `database`, as `make_users` does: at its first
    start, when it was made before anybody was asked who he is, when there are other collections.

    Raises:
        NoPassword: a password file may be read by others.
        PyMongoError: the database did not answer.
    """
    async with AsyncMongoClient[Document](server.uri, w="majority", journal=True) as client:
        return await make_users(client[database], server.users, views)


async def make_users(
    database: Database,
    folder: Path,
    views: Sequence[Collection],
    users: Sequence[User] = USERS,
) -> list[str]:
    """Make what is missing of `users` in `database`, with rights on the platform's own collections
    and on those of `views`, and bring up to date whose rights or password are others. `database`
    is opened by somebody who may make users. Return a line for each thing that was done.

    Raises:
        NoPassword: a password file may be read by others.
        PyMongoError: the database did not answer, or refused.
    """
    done: list[str] = []
    roles = await _roles(database)
    for user in users:
        if user not in roles:
            await database.command(_role(database.name, "createRole", user, views))
            done.append(f"role {user} made")
        elif roles[user] != (_flat(rights(user, views)), _inherited(user)):
            await database.command(_role(database.name, "updateRole", user, views))
            done.append(f"role {user} changed")
    told = await database.command("usersInfo")
    known = {each["user"]: each for each in cast("list[Document]", told["users"])}
    for user in users:
        password = make_password(folder, user)
        mark = hashlib.sha256(password.encode()).hexdigest()[:16]
        if user in known and known[user].get("customData", {}).get("password") == mark:
            continue
        order = "updateUser" if user in known else "createUser"
        await database.command(
            {
                order: user,
                "pwd": password,
                "roles": [user],
                "mechanisms": [MECHANISM],
                "customData": {"password": mark},
            }
        )
        done.append(f"user {user} {'has another password' if user in known else 'made'}")
    return done


async def lacking(database: Database, user: User, views: Sequence[Collection]) -> list[str]:
    """Return the collections on which who has opened `database` lacks a right that `user` needs;
    "" is the database itself.

    Raises:
        PyMongoError: the database did not answer, or knows no such user.
    """
    told = await database.command("connectionStatus", showPrivileges=True)
    held: dict[str, set[str]] = {}
    for each in cast("list[Document]", told["authInfo"]["authenticatedUserPrivileges"]):
        if each["resource"].get("db") in (database.name, ""):
            held.setdefault(each["resource"].get("collection", ""), set()).update(each["actions"])
    anywhere = held.get("", set[str]())
    return [
        name
        for each in (DEMONSTRATION if user == "demonstration" else (user,))
        for name, actions in rights(each, views).items()
        if not actions <= held.get(name, set[str]()) | anywhere
    ]


async def require_rights(settings: StorageSettings, views: Sequence[Collection]) -> None:
    """Refuse a database in which a user whose password is here may not do what its work asks for.
    Who is named in the address is trusted to be able to.

    Raises:
        UnsafeDatabase: there is one, or it cannot sign in; the message says who, and on what.
    """
    if settings.users is None or bears_credentials(settings.address):
        return
    for user in USERS:
        if not (settings.users / user).exists():
            continue
        database = connect(settings, user)
        try:
            missing = await lacking(database, user, views)
        except PyMongoError as error:
            raise UnsafeDatabase(f"MongoDB does not let {user} in: {error}") from error
        finally:
            await database.client.close()
        if missing:
            names = ", ".join(name or "the database itself" for name in sorted(missing)[:5])
            raise UnsafeDatabase(
                f"the database's user {user} lacks rights on {names}: run `yimen mongodb users`"
            )


def roles(database: str, views: Sequence[Collection], users: Sequence[User]) -> list[Document]:
    """Return the commands by which an administrator makes the roles of `users` in `database`."""
    return [_role(database, "createRole", user, views) for user in users]


def _role(database: str, order: str, user: User, views: Sequence[Collection]) -> Document:
    return {
        order: user,
        "privileges": [
            {"resource": {"db": database, "collection": name}, "actions": sorted(actions)}
            for name, actions in sorted(rights(user, views).items())
        ],
        "roles": list(_inherited(user)),
    }


async def _roles(database: Database) -> dict[str, tuple[set[tuple[str, str]], tuple[str, ...]]]:
    """Return what the roles of `database` may do: collection and action, and whose rights they
    have beside."""
    told = await database.command("rolesInfo", showPrivileges=True)
    return {
        role["role"]: (
            {
                (each["resource"].get("collection", ""), action)
                for each in role["privileges"]
                for action in each["actions"]
            },
            tuple(sorted(each["role"] for each in role["roles"])),
        )
        for role in cast("list[Document]", told["roles"])
    }


def _flat(actions: Actions) -> set[tuple[str, str]]:
    return {(name, action) for name, some in actions.items() for action in some}


def _inherited(user: User) -> tuple[str, ...]:
    return tuple(sorted(DEMONSTRATION)) if user == "demonstration" else ()
