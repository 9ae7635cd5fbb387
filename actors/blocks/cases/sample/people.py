"""Invented applicants. Names are put together by chance from common surnames and given names; the
numbers have right check digits because the platform refuses others, and an order code that is
given out to nobody but by chance (99x)."""

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random

from stdnum.cn.ric import calc_check_digit as resident_check_digit
from stdnum.cn.uscc import calc_check_digit as credit_check_digit

from actors.blocks.cases.state import Applicant
from actors.kernel.identifiers import organisation_check_digit

_SURNAMES = (
    "陈", "李", "黄", "张", "梁", "何", "林", "刘", "王", "吴", "罗", "杨", "麦", "谭", "关", "邓",
    "潘", "冯", "霍", "卢", "苏", "叶", "曾", "赵", "周", "徐", "区", "欧阳", "司徒", "简",
    "孔", "招",
)  # fmt: skip
_GIVEN = (
    "志强", "婉婷", "伟明", "丽华", "嘉欣", "国华", "秀英", "子轩", "雨桐", "浩然", "美玲", "建国",
    "晓彤", "俊杰", "淑仪", "永康", "佩珊", "文杰", "诗琪", "锦荣", "惠珍", "耀辉", "思敏", "家豪",
    "静", "敏", "强", "磊", "洋", "艳", "勇", "娟", "杰", "霞", "明", "燕", "刚", "玲",
    "桂英", "润发",
)  # fmt: skip
_TRADES = (
    "陶瓷",
    "家具",
    "五金",
    "餐饮",
    "纺织",
    "照明",
    "物流",
    "塑料",
    "食品",
    "机械",
    "电子",
    "建材",
)
_BRANDS = (
    "岭南",
    "佛山",
    "顺德",
    "南海",
    "祖庙",
    "千灯湖",
    "龙江",
    "大沥",
    "西樵",
    "三水",
    "高明",
    "禅城",
)
_SUFFIXES = ("兴", "隆", "达", "泰", "和", "盛", "源", "丰", "汇", "锦")
_CREDIT = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # GB 32100: without I O Z S V
_YOUNGEST, _OLDEST = 19, 88  # years


def person(chance: Random, divisions: Sequence[str], on: date, account: str) -> Applicant:
    """Return a natural person, of age on the local day `on`, with an ID of one of `divisions`."""
    age = timedelta(days=chance.randint(_YOUNGEST * 366, _OLDEST * 365))
    order = f"99{chance.randint(0, 9)}"
    front = f"{chance.choice(divisions)}{on - age:%Y%m%d}{order}"
    return Applicant(
        kind="natural",
        name=chance.choice(_SURNAMES) + chance.choice(_GIVEN),
        id_type="resident_id",
        id_number=front + resident_check_digit(front + "0"),
        phone=mobile(chance),
        account=account,
    )


def company(chance: Random, divisions: Sequence[str], account: str) -> Applicant:
    """Return a company, with a unified social credit code of one of `divisions`."""
    organisation = "MA" + "".join(chance.choice(_CREDIT) for _ in range(6))
    front = f"91{chance.choice(divisions)}{organisation}{organisation_check_digit(organisation)}"
    name = (
        f"{chance.choice(_BRANDS)}{chance.choice(_SUFFIXES)}{chance.choice(_SUFFIXES)}"
        f"{chance.choice(_TRADES)}有限公司"
    )
    return Applicant(
        kind="legal",
        name=name,
        id_type="credit_code",
        id_number=front + credit_check_digit(front + "0"),
        phone=mobile(chance),
        account=account,
    )


def mobile(chance: Random) -> str:
    """Return a mobile number of the range that samples use (1380000xxxx)."""
    return f"1380000{chance.randint(0, 9999):04d}"
