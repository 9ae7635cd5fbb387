"""A whole run of the matching: ids stay, decisions hold, and few are taken for somebody else."""

import random
from collections import defaultdict
from itertools import combinations

import pytest

from actors.systems.service_insight.base.linking import rerun
from actors.systems.service_insight.base.policy import policy
from actors.systems.service_insight.base.said import Said

WEIGHTING = policy().weighting
SURNAMES = "何陈黄梁麦区罗冯关陆谭周邓霍简潘岑廖苏李"
GIVEN = "嘉慧国强月仙志豪晓彤建锋美兰俊杰雯婷浩明瑞云泽宇秀芳启明文彬玉珍子轩淑仪伟成丽娟"
PERSONS = 5_000


def people(chance: random.Random, persons: int = PERSONS) -> list[tuple[str, str, Said]]:
    """Return (id of the record, who it is, what it says): each person once by the police and, of
    most, once by social insurance, where a third is wrong, changed or missing in something."""
    records: list[tuple[str, str, Said]] = []
    for number in range(persons):
        name = chance.choice(SURNAMES) + "".join(chance.sample(GIVEN, 2))
        born = f"{chance.randint(1940, 2005)}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"
        mobile = f"138{chance.randrange(10**8):08}"
        division = chance.choice(("440604", "440605", "440606", "440607", "440608"))
        said = Said(name=name, birth_date=born, mobile=mobile, division=division)
        records.append((f"p{number}", str(number), said))
        if chance.random() < 0.8:
            again = Said(
                name=name if chance.random() < 0.97 else name[:-1] + chance.choice(GIVEN),
                birth_date=born if chance.random() < 0.98 else "1990-01-01",
                mobile=chance.choices((mobile, "", f"139{number:08}"), (70, 20, 10))[0],
                division=division if chance.random() < 0.9 else "440604",
            )
            records.append((f"s{number}", str(number), again))
    return records


@pytest.mark.feature("SDB-18")
def test_ids_of_untouched_entries_stay_and_a_rerun_comes_to_the_same() -> None:
    chance = random.Random(7)
    records = people(chance, 500)
    said = [(id, what) for id, _, what in records]
    came, later = said[: -len(said) // 100], said
    before = rerun(came, WEIGHTING)

    after = rerun(later, WEIGHTING)
    assert {id: after[id] for id in before} == before
    waiting = next(id for id, entry in before.items() if not entry)
    of_another = next(entry for entry in before.values() if entry)
    decided = rerun(later, WEIGHTING, decided={waiting: waiting})
    assert decided[waiting] == waiting
    merged = rerun(later, WEIGHTING, decided={waiting: waiting}, into={waiting: of_another})
    assert merged[waiting] == of_another
    assert set(after.values()) <= {"", *(id for id, _ in later)}


def test_few_are_taken_for_somebody_else_and_most_are_found() -> None:
    records = people(random.Random(7))
    entries = rerun([(id, said) for id, _, said in records], WEIGHTING)
    linked: defaultdict[str, list[str]] = defaultdict(list)
    for id, who, _ in records:
        if entries[id]:
            linked[entries[id]].append(who)
    pairs = [one == other for held in linked.values() for one, other in combinations(held, 2)]
    persons = sum(id.startswith("s") for id, *_ in records)

    assert sum(pairs) / len(pairs) >= 0.99
    assert sum(pairs) / persons >= 0.85
