"""Passwords (口令): their hashes, worked out beside the loop and only so many at once."""

import asyncio
import secrets
from collections.abc import Callable
from functools import cache
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from actors.kernel.errors import Overloaded

WAITING_CHECKS = 32  # sign-ins that may wait for a password check
T = TypeVar("T")


@cache
def _of_nobody() -> str:
    """Return the hash of a password that nobody knows."""
    return PasswordHasher().hash(secrets.token_urlsafe(18))


class PasswordChecks:
    """Hashes passwords and checks them, `at_once` at a time: each takes 64 MiB."""

    def __init__(self, at_once: int) -> None:
        self._hasher = PasswordHasher()
        _of_nobody()  # now, so that the first who asks in vain waits no longer than others
        self._hashing = asyncio.Semaphore(at_once)
        self._waiting = 0

    async def hash(self, password: str) -> str:
        """Return the argon2id hash of `password`, worked out in a thread.

        Raises:
            Overloaded: too many are waiting already.
        """
        return await self._in_thread(self._hasher.hash, password)

    async def verify(self, password_hash: str, password: str) -> bool:
        """Tell whether `password` is the one of `password_hash`. Without a hash it is not, and that
        takes as long to find out.

        Raises:
            Overloaded: too many are waiting already.
        """
        try:
            return await self._in_thread(
                self._hasher.verify, password_hash or _of_nobody(), password
            )
        except (VerificationError, InvalidHashError):
            return False

    async def _in_thread(self, work: Callable[..., T], *arguments: str) -> T:
        if self._waiting >= WAITING_CHECKS:
            raise Overloaded(2.0)
        self._waiting += 1
        try:
            async with self._hashing:
                return await asyncio.to_thread(work, *arguments)
        finally:
            self._waiting -= 1
