"""What happens to sessions anywhere, told to this replica: one change stream on the journal."""

import asyncio
from typing import Any

import structlog
from pymongo.errors import PyMongoError

from actors.blocks.accounts.events import (
    AuthenticatorRemoved,
    AuthenticatorSet,
    CapacityChosen,
    PasskeyAdded,
    PasskeyRemoved,
    PasswordChanged,
    SessionClosed,
    SessionProved,
)
from serve_apps.front.session_checks import SessionChecks
from storage.mongo import Database
from storage.secrecy.commits import opened_all
from storage.secrecy.keeping import data_keys
from storage.tasks import end

log = structlog.get_logger(__name__)

RETRY_SECONDS = 1.0  # pause after the stream broke
_ENDS = SessionClosed.__name__
_CHANGES = (CapacityChosen.__name__, SessionProved.__name__)
_OF_THE_ACCOUNT = tuple(
    each.__name__
    for each in (
        PasswordChanged,
        AuthenticatorSet,
        AuthenticatorRemoved,
        PasskeyAdded,
        PasskeyRemoved,
    )
)
_PIPELINE = [
    {
        "$match": {
            "operationType": "insert",
            "fullDocument.kind": "account",
            "fullDocument.ev.type": {"$in": [_ENDS, *_CHANGES, *_OF_THE_ACCOUNT]},
        }
    },
]


class AccountNews:
    """Has `checks` forget what ended or changed, within the time of a change stream. Where news
    may have been missed, everything is forgotten; while they are silent, nothing is believed."""

    def __init__(self, database: Database, checks: SessionChecks) -> None:
        self._journal = database["journal"]
        self._keys = data_keys(database)
        self._checks = checks
        self._following: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to follow the journal."""
        self._checks.heard_at = asyncio.get_running_loop().time()
        self._following = asyncio.create_task(self._follow())

    async def stop(self) -> None:
        """Stop following."""
        await end(self._following)

    async def _follow(self) -> None:
        token: Any = None
        while True:
            try:
                async with await self._journal.watch(_PIPELINE, resume_after=token) as stream:
                    if token is None:
                        self._checks.forget_all()
                    while True:
                        change = await stream.try_next()
                        self._checks.heard_at = asyncio.get_running_loop().time()
                        token = stream.resume_token
                        if change is not None:
                            for commit in await opened_all([change["fullDocument"]], self._keys):
                                self._tell(commit)
            except PyMongoError as error:
                log.warning("account news broke", error=type(error).__name__)
                if error.has_error_label("NonResumableChangeStreamError"):
                    token = None
            await asyncio.sleep(RETRY_SECONDS)

    def _tell(self, commit: dict[str, Any]) -> None:
        for event in commit["ev"]:
            if event["type"] == _ENDS:
                self._checks.forget(event["session"], ended=True)
            elif event["type"] in _CHANGES:
                self._checks.forget(event["session"], ended=False)
            elif event["type"] in _OF_THE_ACCOUNT:
                self._checks.forget_account(commit["key"].partition(":")[2])
