"""What the registers of a place hold, and what departments call it (已有数据项): figures that
nobody is asked for again (国务院关于在线政务服务的若干规定第七条)."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal, get_args

from actors.blocks.forms.normalise import plain_text
from actors.systems.community_service.register.resident_records import Care

HeldField = Literal[
    "residents",
    "registered",
    "floating",
    "outside",
    "low_income",
    "destitute",
    "disabled",
    "special_support",
    "elder_alone",
    "woman_alone",
    "child_alone",
    "deceased",
    "houses",
    "rented_houses",
    "shops",
    "empty_houses",
]
OF_HOUSES = ("houses", "rented_houses", "shops", "empty_houses")
CALLED: Mapping[HeldField, tuple[str, ...]] = {
    "residents": ("居民人数", "居民总数", "常住人口", "人口数", "residents"),
    "registered": ("户籍人口", "户籍人口数", "registered residents"),
    "floating": ("流动人口", "流动人口数", "外来人口", "floating residents"),
    "outside": ("境外人员", "境外人员数", "residents from outside the mainland"),
    "low_income": ("低保人数", "低保对象", "people with a minimum allowance"),
    "destitute": ("特困人数", "特困人员", "五保人数", "destitute people"),
    "disabled": ("残疾人数", "残疾人", "disabled people"),
    "special_support": ("特殊扶助人数", "特殊家庭人数", "people with special support"),
    "elder_alone": ("留守老人", "留守老人数", "elders left behind"),
    "woman_alone": ("留守妇女", "留守妇女数", "women left behind"),
    "child_alone": ("留守儿童", "留守儿童数", "children left behind"),
    "deceased": ("死亡人数", "deaths"),
    "houses": ("房屋数", "房屋总数", "houses"),
    "rented_houses": ("出租屋数", "出租房屋数", "出租房屋", "rented houses"),
    "shops": ("经营用房", "经营用房数", "商铺数", "houses for business"),
    "empty_houses": ("空置房屋", "空置房屋数", "空置房数", "empty houses"),
}


def key_of(name: str) -> str:
    """Return the name of a field in the one form by which fields are compared."""
    return "".join(plain_text(name).split()).casefold()


_BY_NAME: Mapping[str, HeldField] = {
    key_of(name): field for field, names in CALLED.items() for name in names
}
_KINDS = {"registered": "01", "floating": "02", "outside": "03"}
_USES = {"rented_houses": "rented", "shops": "shop", "empty_houses": "empty"}


def checked(names: Iterable[str]) -> tuple[tuple[HeldField, ...], tuple[str, ...]]:
    """Return which of the fields called `names` the registers hold, and the others as they were
    written, each once."""
    held: dict[HeldField, None] = {}
    further: dict[str, str] = {}
    for name in names:
        key = key_of(name)
        if key in _BY_NAME:
            held[_BY_NAME[key]] = None
        elif key:
            further.setdefault(key, name.strip())
    return tuple(held), tuple(further.values())


def counted(
    field: HeldField, residents: Sequence[Mapping[str, Any]], houses: Sequence[Mapping[str, Any]]
) -> int:
    """Return the figure `field` of a place, from the rows of its registers."""
    if field in OF_HOUSES:
        use = _USES.get(field)
        return sum(each["state"] == "standing" and use in (None, each["use"]) for each in houses)
    if field == "deceased":
        return sum(each["state"] == "deceased" for each in residents)
    there = [each for each in residents if each["state"] == "registered"]
    if field in get_args(Care):
        return sum(any(mark["care"] == field for mark in each["marks"]) for each in there)
    kind = _KINDS.get(field)
    return sum(kind in (None, each["registration"]) for each in there)
