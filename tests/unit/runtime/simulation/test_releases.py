"""The judge of releases finds who goes on with what it cannot read."""

from actors.runtime.simulation.releases import NEWER, OLDER, continued
from storage.mongo import Document

RELEASES = {"host-0#1": OLDER, "host-1#1": NEWER}


def commit(seq: int, host: str, version: int | None) -> Document:
    event = {"type": "Added"} if version is None else {"type": "Added", "v": version}
    return {"key": "ledger:a", "seq": seq, "host": host, "ev": [event]}


def judged(*commits: Document) -> list[str]:
    return list(continued(commits, RELEASES.__getitem__))


def test_a_newer_release_goes_on_with_what_an_older_one_wrote() -> None:
    assert judged(commit(1, "host-0#1", None), commit(2, "host-1#1", 2)) == []


def test_another_entity_may_be_gone_on_with() -> None:
    other = {**commit(2, "host-0#1", None), "key": "ledger:b"}

    assert judged(commit(1, "host-1#1", 2), other) == []


def test_an_older_release_that_goes_on_with_what_a_newer_one_wrote_is_found() -> None:
    found = judged(commit(1, "host-1#1", 2), commit(2, "host-0#1", None))

    assert found == ["ledger:a: commit 2 is by an older release, which cannot read it"]
