"""A platform with some of the systems has these, what they use, and nothing else."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from typing import Any

import pytest

from actors import scan
from actors.blocks.organisation.units import Organisation
from actors.kernel.system import Installed
from actors.kinds import all_views, build_kinds
from actors.library import load_library
from storage.embedded import EmbeddedMongo
from tests import loaded

ALL = scan.load()
ALWAYS = {name for name, block in ALL.blocks.items() if block.always}
SUBSETS = (
    "npc_motions",
    pytest.param("one_door", marks=pytest.mark.long),
    pytest.param("supervision", marks=pytest.mark.long),
)
WITHOUT_CASES = ("npc_motions",)


def started_with(systems: str, mongod: EmbeddedMongo) -> Mapping[str, Any]:
    """Return what a platform with `systems` tells of itself."""
    ran = subprocess.run(
        [sys.executable, "-m", "tests.acceptance.subset"],
        env={**os.environ, "YIMEN_SYSTEMS": systems, "YIMEN_MONGODB_URI": mongod.uri},
        capture_output=True,
        text=True,
        timeout=240,
    )
    assert ran.returncode == 0, ran.stderr
    return json.loads(ran.stdout.splitlines()[-1])


@pytest.fixture(scope="module", params=SUBSETS)
def chosen(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture(scope="module")
def platform(chosen: str, mongod: EmbeddedMongo) -> Mapping[str, Any]:
    return started_with(chosen, mongod)


def needed(system: str) -> Installed:
    """Return what `system` uses, directly or not, with what always loads."""
    wanted, pending = set[str](), [system, *ALWAYS]
    while pending:
        name = pending.pop()
        if name not in wanted:
            wanted.add(name)
            pending += {**ALL.blocks, **ALL.systems}[name].uses
    return Installed(
        blocks={name: block for name, block in ALL.blocks.items() if name in wanted},
        systems={name: one for name, one in ALL.systems.items() if name in wanted},
    )


def test_it_has_the_system_and_what_that_uses(platform: Mapping[str, Any], chosen: str) -> None:
    installed = needed(chosen)

    assert set(platform["systems"]) == set(installed.systems)
    assert set(platform["blocks"]) == set(installed.blocks)


def test_its_kinds_and_collections_are_theirs(platform: Mapping[str, Any], chosen: str) -> None:
    library = load_library([chosen])
    views = {name for view in all_views(library) for name in view.collections}

    assert set(platform["kinds"]) == set(platform["served_kinds"]) == set(build_kinds(library))
    assert set(platform["views"]) == views
    others = {name for view in all_views(loaded.library()) for name in view.collections} - views
    assert not others & set(platform["collections"])


def test_its_words_and_routes_are_theirs(platform: Mapping[str, Any], chosen: str) -> None:
    installed = needed(chosen)
    owners = {*installed.blocks, *installed.systems}
    absent = {*ALL.blocks, *ALL.systems} - owners

    assert not absent & set(platform["words"])
    if chosen in WITHOUT_CASES:
        assert not [
            path for path in platform["routes"] if re.search(r"(?<![a-z])(case|item)", path)
        ]
        assert set(platform["roles"]) < set(loaded.library()[Installed].roles())
    else:
        assert "/cases" in platform["routes"]


def test_its_people_are_those_who_have_something_to_do(
    platform: Mapping[str, Any], chosen: str
) -> None:
    roles = set(needed(chosen).roles())

    assert set(platform["roles"]) <= roles
    assert set(platform["staff"]) <= set(loaded.library()[Organisation].staff)
    assert platform["residents"]


def test_every_page_that_a_link_leads_to_is_there(platform: Mapping[str, Any]) -> None:
    broken = {
        (role or "nobody", path): status
        for role, pages in platform["pages"].items()
        for path, status in pages.items()
        if status == 404 or status >= 500
    }

    assert not broken
    assert {pages["/"] for pages in platform["pages"].values()} == {200}
