"""Puts the tables of the sample city's theme sets where tables lie."""

import asyncio

from actors.kernel.library import Library
from actors.kernel.ports import Sender
from actors.systems.service_insight.themes import sample
from actors.systems.service_insight.themes.shell.tables import kept
from actors.systems.service_insight.themes.theme import THEME_SET, ThemeSet
from storage.mongo import Database


async def keep_samples(database: Database, sender: Sender, library: Library) -> None:
    """Keep the rows of those sets that are there and have them.

    Raises:
        OSError: the folder cannot be written.
    """
    for code in sample.CODES:
        state: ThemeSet = (await sender.show(f"{THEME_SET}:{code}")).state
        digest = sample.digest_of(code)
        if any(each.filled and each.filled.digest == digest for each in state.versions):
            await asyncio.to_thread(kept, sample.columns_of(code), sample.rows_of(code))
