"""People's words find the item that a clerk would name first (HALL-36)."""

import tomllib
from pathlib import Path

import pytest

import actors.systems.one_door
from actors.blocks.cases.catalogue import Catalogue
from actors.blocks.cases.items import ServiceItem
from serve_apps.blocks.cases.item_search import entry
from storage.search.synonyms import parse
from storage.search.words import Entry, Words
from tests import loaded

SYNONYMS = parse(
    tomllib.loads(
        Path(actors.systems.one_door.__file__).with_name("synonyms.toml").read_text("utf-8")
    )
)


LIBRARY = loaded.library()
CURRENT = LIBRARY[Catalogue].current_items()


def by_code(item: ServiceItem) -> Entry[str]:
    return Entry(item.code, entry(LIBRARY, item).texts)


ITEMS = Words(map(by_code, CURRENT), SYNONYMS)

FIRST = {
    "SPJY-01": "开饭店 開飯店 開餐館 kaifandian 餐饮服务 食品经营 食品经宫许可 "
    "spjyxk restaurant 我想开一家饭店",
    "JZZ-01": "居住证 居住証 居住證 居往证 居证 住居证 居祝证 jzz JZZ-01 juzhuzheng juzuzheng "
    "juzhuzhen juzzheng 暂住证 办居住证 怎么办居住证 搬家 外地人 residense",
    "GJJ-01": "公积金 公積金 gongjijin gjj 取公积金 住房公积金提取 公机金",
    "CSDJ-01": "新生儿 上户口 上戶口 生孩子 出生登记 csdj birth shanghukou",
    "GLJT-01": "老人补贴 老人補貼 高龄津贴 高龄律贴 laorenbutie gaolingjintie 长者津贴",
    "BDC-01": "买二手房 買二手房 二手房过户 过户 房产证 ershoufang",
    "JHYY-01": "结婚 結婚證 领证 jiehun jiehundengji wedding",
    "WFZM-01": "无房证明 無房證明 无房证名 wufangzhengming 没有房子",
    "SBZY-01": "养老保险转移 社保转移 yanglaobaoxian",
    "SYJ-01": "失业金 失业保险金 失业保脸金 shiye 没工作",
    "DBSQ-01": "低保 dibao 最低生活保障 困难补助",
    "CJRZ-01": "残疾证 殘疾人證 canjiren",
    "GSSL-01": "开公司 注册公司 開公司 公司设立",
    "GSZX-01": "公司注销 关公司 gongsizhuxiao",
    "GSBG-01": "公司变更 换法人 改名称",
    "GTGS-01": "个体户 個體戶 营业执照 營業執照 yingyezhizhao 摆摊 getihu",
    "YPLS-01": "药店 开药店 藥房 pharmacy",
    "HWGG-01": "广告牌 户外广告 招牌",
    "GGWS-01": "理发店 开宾馆 美容院 公共场所卫生许可",
    "LWPQ-01": "劳务派遣 劳务公司 laowupaiqian",
    "SGXK-01": "施工许可 施工许可证 開工 shigongxuke construction",
    "QYBA-01": "企业投资项目备案 立项 投资备案",
    "LHSY-01": "砍树 绿地 砍伐树木",
    "ZYDL-01": "挖路 占道 挖掘道路",
}


@pytest.mark.parametrize(
    ("typed", "code"),
    [(typed, code) for code, words in FIRST.items() for typed in words.split()],
)
def test_people_find_the_item_that_a_clerk_would_name_first(typed: str, code: str) -> None:
    assert ITEMS.suggest(typed)[:1] == (code,)


@pytest.mark.parametrize(
    ("typed", "code"), [(word, item.code) for item in CURRENT for word in item.words]
)
def test_what_an_item_says_that_people_call_it_finds_it_first(typed: str, code: str) -> None:
    assert ITEMS.find(typed)[:1] == (code,)


def test_no_two_items_are_called_the_same() -> None:
    words = [word for item in CURRENT for word in item.words]

    assert sorted(words) == sorted(set(words))


def test_pinyin_may_be_typed_with_spaces() -> None:
    assert ITEMS.find("kai fan dian")[0] == "SPJY-01"
    assert ITEMS.find("ju zhu zheng")[0] == "JZZ-01"


def test_what_is_still_typed_is_suggested() -> None:
    for typed in ("ju", "juz", "juzh", "juzhu", "juzhuz", "居", "居住"):
        assert "JZZ-01" in ITEMS.suggest(typed)


@pytest.mark.parametrize("typed", ["xyzzy", "？", "", "結婚戒指", "{$ne: 1}"])
def test_what_the_hall_does_not_have_is_not_found(typed: str) -> None:
    assert ITEMS.find(typed) == ()


def test_every_synonym_leads_to_an_item() -> None:
    lost = [word for word, meant in SYNONYMS.meanings.items() if not ITEMS.find(word) and meant]

    assert lost == []
