"""Another generation of the key of keys: data keys are wrapped anew, while the platform goes on."""

from collections.abc import Callable

from storage.mongo import Database
from storage.secrecy.data_keys import MongoKeyRows
from storage.secrecy.service import KeyFile

_TOGETHER = 500


async def rotate(
    database: Database, keys: KeyFile, progress: Callable[[int], None] = lambda count: None
) -> int:
    """Make a generation, wrap all data keys of `database` with it, and forget those that wrap
    nothing any more; return how many keys that was. What was broken off goes on with the next call,
    which makes no other generation while two are in use. `progress` is told how many are done.

    Processes that run meanwhile read the file again before they wrap new keys.

    Raises:
        UnusableKey: a key was wrapped by a generation that the file lacks.
        CannotOpen: a key is not what was wrapped.
        PyMongoError: the database did not answer.
    """
    rows = MongoKeyRows(database)
    if await rows.generations() <= {keys.current}:
        keys.rotate()
    done = 0
    while some := await rows.wrapped_otherwise(keys.current, _TOGETHER):
        secrets = await keys.unwrap(some)
        ids = [id for id, _ in some]
        anew = await keys.wrap(list(zip(ids, secrets, strict=True)))
        await rows.wrap_anew(
            [(id, before, after) for (id, before), after in zip(some, anew, strict=True)]
        )
        done += len(some)
        progress(done)
    return done


async def retire(database: Database, keys: KeyFile) -> tuple[str, ...]:
    """Forget the generations that wrap no key of `database`, and return their names. Whoever has an
    old copy of the database cannot read it any more then: keep the file of that time beside it.

    Raises:
        PyMongoError: the database did not answer.
    """
    used = await MongoKeyRows(database).generations()
    idle = tuple(name for name in keys.generations if name not in used and name != keys.current)
    keys.retire(idle)
    return idle
