"""The data keys of a database, by the settings of this process."""

import weakref

from storage.mongo import Database
from storage.secrecy.data_keys import DataKeys, MongoKeyRows
from storage.secrecy.lookups import Lookups
from storage.secrecy.service import KeyFile, make_key_file
from storage.settings import StorageSettings, read_settings
from storage.signing import UnusableKey

_known: dict[tuple[int, str], DataKeys] = {}  # by client, which are equal too soon, and database


def key_file(settings: StorageSettings | None = None) -> KeyFile:
    """Return the keys of keys that the settings name; they are made where there are none.

    Raises:
        UnusableKey: others may read them, or the file holds none.
    """
    settings = settings or read_settings()
    make_key_file(settings.key_file, settings.cipher)
    return KeyFile(settings.key_file)


def data_keys(database: Database) -> DataKeys:
    """Return the data keys of `database`: one and the same for all that use its client, so that a
    key is looked up once.

    Raises:
        UnusableKey: the keys of keys cannot be used.
    """
    client = database.client
    place = (id(client), database.name)
    if place not in _known:
        _known[place] = DataKeys(MongoKeyRows(database), key_file())
        weakref.finalize(client, _known.pop, place, None)
    return _known[place]


def lookups() -> Lookups:
    """Return what makes the digests by which numbers and names are looked up.

    Raises:
        UnusableKey: the keys of keys cannot be used.
    """
    return Lookups(key_file().lookups)


async def check_keys(database: Database) -> None:
    """Refuse keys that do not open what `database` holds.

    Raises:
        UnusableKey: it was written under keys that are not here.
        PyMongoError: the database did not answer.
    """
    known = list(key_file().generations)
    other = await database["data_keys"].find_one({"by": {"$nin": known}}, {"by": 1})
    if other is not None:
        raise UnusableKey(
            f"the database was written under the key {other['by']}, which "
            f"{read_settings().key_file} lacks; put the file of that name in its place"
        )
