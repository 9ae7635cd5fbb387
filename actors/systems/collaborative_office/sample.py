"""What people of the sample city have done here: six documents, each at another step, two that the
government has sent, four follow-up orders of it, and announcements, and leave."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Literal

from msgspec.structs import replace

from actors.blocks.organisation.units import Organisation
from actors.kernel.identity import PLATFORM, Identity
from actors.kernel.library import Library
from actors.kernel.system import Act
from actors.kernel.turn import Command
from actors.systems.collaborative_office.announcements.sample import announcements
from actors.systems.collaborative_office.announcements.state import ANNOUNCEMENT
from actors.systems.collaborative_office.exchange import (
    DeliverPackage,
    Package,
    incoming_key,
    manifest_of,
)
from actors.systems.collaborative_office.follow_up import commands as f
from actors.systems.collaborative_office.follow_up.state import FOLLOW_UP_ORDER
from actors.systems.collaborative_office.incoming.commands import RegisterIncoming, SignFor
from actors.systems.collaborative_office.leave.sample import leaves
from actors.systems.collaborative_office.outgoing import commands as c
from actors.systems.collaborative_office.outgoing.drafting import text_digest
from actors.systems.collaborative_office.outgoing.state import OFFICIAL_DOCUMENT

PARENT = ("municipal_government",)
HANDLERS = {"health": "office_handler_health", "market_supervision": "office_handler_market"}
PEERS = ("housing_construction", "health")


def plan(library: Library) -> Iterable[Act]:
    """Yield what was done, in order."""
    staff = library[Organisation].staff

    def by(account: str) -> Identity:
        member = staff[account]
        return Identity(f"staff:{account}", member.roles, member.unit)

    for id, wish, steps in _documents():
        key = f"{OFFICIAL_DOCUMENT}:{id}"
        yield Act(key=key, command=wish, by=by("office_drafter"))
        for account, command in steps:
            yield Act(key=key, command=command, by=by(account))
    for package, steps in _packages():
        key = incoming_key(package.document, package.receiver)
        yield Act(key=key, command=DeliverPackage(package=package), by=PLATFORM)
        for command in steps:
            yield Act(key=key, command=command, by=by("office_registry_health"))
    for n, (wish, steps) in enumerate(_orders(), start=1):
        key = f"{FOLLOW_UP_ORDER}:sample-order{n}"
        yield Act(key=key, command=wish, by=by("office_follow_up"))
        for account, command in steps:
            yield Act(key=key, command=command, by=by(account))
    for id, asked in announcements():
        for account, command in asked:
            yield Act(key=f"{ANNOUNCEMENT}:{id}", command=command, by=by(account))
    yield from leaves(library)


def _packages() -> Iterator[tuple[Package, tuple[Command, ...]]]:
    for n, (title, body, steps) in enumerate(
        (
            ("关于做好冬季传染病防控的通知", "请各单位落实防控措施。", ()),
            ("关于报送年度工作总结的通知", "请报送年度工作总结。", (SignFor(), RegisterIncoming())),
        ),
        start=1,
    ):
        package = Package(
            document=f"sample-government{n}",
            sender="municipal_government",
            receiver="health",
            number=f"佛府办〔2026〕{n}号",
            genre="notice",
            urgency="ordinary",
            title=title,
            body=body,
            paper="",
            pdf="",
            issued_at=datetime(2026, 11, 2, 1, tzinfo=UTC),
        )
        yield replace(package, manifest=manifest_of(package)), steps


def _orders() -> Iterator[tuple[f.ProposeOrder, Sequence[tuple[str, Command]]]]:
    wishes: tuple[tuple[Literal["meeting", "hand"], str, str, str], ...] = (
        ("hand", "市长信箱", "公园饮水点水质检测", "health"),
        ("meeting", "第12次常务会议", "校园周边食品安全整治", "market_supervision"),
        ("meeting", "第12次常务会议", "老旧电梯隐患排查", "market_supervision"),
        ("meeting", "第11次常务会议", "社区卫生站预约接种", "health"),
    )
    officer = "office_follow_up"
    for n, (source, basis, matter, lead) in enumerate(wishes):
        wish = f.ProposeOrder(
            source=source, basis=basis, matter=matter, requirement="请按期办结并报告结果。"
        )
        handler = HANDLERS[lead]
        yield (
            wish,
            [
                (officer, f.AssignOrder(lead=lead, helping=("housing_construction",))),
                (handler, f.AcceptOrder()),
                (handler, f.ReportProgress(note="已完成摸底。", percent=60)),
                (handler, f.AskClosure(result="已全部办结。")),
                (officer, f.AcceptAnswer(note="核查属实。")),
                (officer, f.CloseOrder()),
                (officer, f.ScoreOrder(score=92)),
            ][: (0, 1, 3, 7)[n]],
        )


def _documents() -> Iterator[tuple[str, c.DraftDocument, list[tuple[str, Command]]]]:
    wishes = (
        ("request", PARENT, "关于增设计量检测站的请示", "拟增设检测站两处。妥否，请批示。"),
        ("letter", PEERS, "关于商请共享检测数据的函", "商请共享建筑工程检测数据。"),
        ("report", PARENT, "关于食品抽检情况的报告", "三季度抽检合格率为百分之九十八。"),
        ("letter", PEERS[:1], "关于电梯维保联合检查的函", "拟于下月开展联合检查。"),
        ("opinion", PEERS, "关于规范检验收费的意见", "检验收费应当公开。"),
        ("letter", PEERS[1:], "关于药品追溯工作的函", "请提供药品追溯接口。"),
    )
    for n, (genre, main, title, body) in enumerate(wishes, start=1):
        wish = c.DraftDocument(genre=genre, main=main, title=title, body=body)
        sha256 = text_digest(genre, main, (), title, body)
        yield f"sample{n}", wish, _way(sha256, title, body)[: (0, 1, 2, 3, 6, 8)[n - 1]]


def _way(sha256: str, title: str, body: str) -> list[tuple[str, Command]]:
    return [
        ("office_drafter", c.HandIn()),
        ("office_checker", c.CheckDocument()),
        ("office_drafter", c.AskOpinions(units=PEERS)),
        ("office_housing", c.GiveOpinion(view="agree")),
        ("office_health", c.GiveOpinion(view="read")),
        ("office_signer", c.SignDocument(sha256=sha256)),
        ("office_proofreader", c.RecheckDocument(title=title, body=body)),
        ("office_registry", c.RegisterDocument()),
    ]
