"""One running platform for all tests of the channels."""

from collections.abc import Iterator

import pytest

from storage.embedded import EmbeddedMongo
from tests.acceptance.site import Site, running_site
from tests.ports import free_port


@pytest.fixture(scope="session")
def site(mongod: EmbeddedMongo, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The platform with the sample city, behind HTTP, for the whole session."""
    with running_site(mongod.uri, tmp_path_factory.mktemp("site"), free_port()) as site:
        yield site
