"""Clues of one subject come together; what was proposed already is found."""

from actors.systems.npc_motions.similar import LIKE, clusters, likeness, similar

TEXTS = {
    "flood-1": "绿景路每逢大雨就内涝积水，车辆无法通行",
    "flood-2": "大雨后绿景路内涝积水严重，车辆无法通行",
    "flood-3": "绿景路大雨内涝积水，出行困难",
    "school": "希望在岭南新区增建一所小学，解决入学难",
    "bus": "建议延长 801 路公交末班车时间",
}


def test_the_same_words_in_another_order_are_alike() -> None:
    assert likeness(TEXTS["flood-1"], TEXTS["flood-2"]) >= LIKE
    assert likeness(TEXTS["flood-1"], TEXTS["school"]) < LIKE


def test_what_says_nothing_is_like_nothing() -> None:
    assert likeness("", TEXTS["bus"]) == likeness("！", TEXTS["bus"]) == 0


def test_similar_texts_come_the_likest_first() -> None:
    found = similar("绿景路大雨内涝积水，车辆无法通行", TEXTS)

    assert {each.id for each in found} == {"flood-1", "flood-2", "flood-3"}
    assert [each.likeness for each in found] == sorted(
        (each.likeness for each in found), reverse=True
    )


def test_texts_of_one_subject_make_one_cluster() -> None:
    assert list(clusters(TEXTS)) == [
        frozenset({"flood-1", "flood-2", "flood-3"}),
        frozenset({"bus"}),
        frozenset({"school"}),
    ]


def test_a_chain_of_likeness_makes_one_cluster_whatever_the_order() -> None:
    forth = set(clusters(TEXTS))
    back = set(clusters(dict(reversed(TEXTS.items()))))

    assert forth == back
