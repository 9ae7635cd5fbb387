"""A small city for tests: five units, a hall, four items of different kinds, a published year."""

import dataclasses
from collections.abc import Iterator
from datetime import date, time

from msgspec.structs import replace

from actors import scan
from actors.blocks.accounts.roles import RESIDENT
from actors.blocks.appointments.places import AbsenceRule, Hall, Places, WindowGroup
from actors.blocks.breaches.notification import Notification
from actors.blocks.cases.catalogue import Catalogue
from actors.blocks.cases.commands import Accept, Submit
from actors.blocks.cases.flow import Branch, Flow, Next, Stage
from actors.blocks.cases.items import MaterialSpec, Result, ServiceItem, TimeLimits
from actors.blocks.cases.roles import APPROVER, REVIEWER, WINDOW_CLERK
from actors.blocks.cases.state import Applicant, Material
from actors.blocks.clocks.roles import SUPERVISOR
from actors.blocks.complaints.complaint import read_rules as answering
from actors.blocks.documents.template import Papers
from actors.blocks.forms.conditions import Condition
from actors.blocks.forms.layout import Check, Field, Section
from actors.blocks.issuing.handover import read_rules as fetching
from actors.blocks.operations.roles import OPERATOR
from actors.blocks.organisation.units import Organisation, OrgUnit, Place, StaffMember
from actors.blocks.ratings.follow_up import read_rules as following_up
from actors.blocks.retention.classes import RetentionClass, RetentionClasses
from actors.kernel.calendar import Calendar, CalendarYear
from actors.kernel.identifiers import DivisionRegister
from actors.kernel.identity import Identity
from actors.kernel.library import Library
from actors.kernel.system import Installed, System
from actors.kernel.words import Title
from actors.library import read_letters, read_policies
from tests.blocks.cases.kit import Played, at


def title(text: str) -> Title:
    """Return a title that is the same in both languages."""
    return Title(text, text)


def staff(account: str, unit: str, *roles: str) -> Identity:
    """Return a member of staff."""
    return Identity(f"staff:{account}", roles, unit)


RESIDENT_A = Identity("person:a1", (RESIDENT,))
RESIDENT_B = Identity("person:b2", (RESIDENT,))
KIOSK = Identity("terminal:k1", ("terminal",))
HALL = staff("hall", "government_services", WINDOW_CLERK)
CLERK = staff("clerk", "construction", WINDOW_CLERK)
CLERK_ELSEWHERE = staff("clerk2", "health", WINDOW_CLERK)
REVIEWER_LEAD = staff("lead", "construction", REVIEWER)
APPROVER_LEAD = staff("head", "construction", APPROVER)
APPROVER_BOTH = staff("both", "construction", APPROVER, REVIEWER)
FIRE = staff("fire", "fire_rescue", REVIEWER)
FIRE_2 = staff("fire2", "fire_rescue", REVIEWER)
FIRE_HEAD = staff("firehead", "fire_rescue", APPROVER)
PLAN = staff("plan", "natural_resources", REVIEWER)
HEALTH = staff("doctor", "health", REVIEWER)
SUPERVISOR_1 = staff("sup1", "discipline_inspection", SUPERVISOR)
SUPERVISOR_2 = staff("sup2", "discipline_inspection", SUPERVISOR)
OPERATOR_1 = staff("ops", "government_services", OPERATOR)

YEAR_2026 = CalendarYear(
    year=2026,
    version=1,
    source="test",
    published=True,
    closed=(date(2026, 10, 1), date(2026, 10, 2), date(2026, 10, 5), date(2026, 10, 6)),
    made_up=(date(2026, 10, 10),),
)
FORM = {
    "type": "object",
    "required": ["project", "area", "height"],
    "properties": {
        "project": {"type": "string", "minLength": 2, "maxLength": 60},
        "area": {"type": "integer", "minimum": 1, "maximum": 100000},
        "crowded": {"type": "boolean"},
        "seats": {"type": "integer", "minimum": 1},
        "height": {"type": "number", "exclusiveMinimum": 0},
    },
    "if": {"properties": {"crowded": {"const": True}}, "required": ["crowded"]},
    "then": {"required": ["seats"]},
}
SECTIONS = (
    Section(
        title=title("工程"),
        fields=(
            Field(name="project", title=title("工程名称")),
            Field(name="area", title=title("面积"), widget="number"),
            Field(name="height", title=title("高度"), widget="number"),
            Field(name="crowded", title=title("人员密集场所"), widget="yes_no"),
            Field(
                name="seats",
                title=title("座位"),
                widget="number",
                visible_if=Condition(field="crowded", equals=True),
            ),
        ),
    ),
)
ANSWERS = {"project": "科技园一号楼", "area": 1200, "height": 24.5, "crowded": True, "seats": 80}
PLAN_FILE = Material(
    name="plan", file_name="plan.pdf", sha256="ab" * 32, bytes=1000, media_type="application/pdf"
)
DECISION = Stage(name="decision", title=title("决定"), kind="decision")
PARALLEL = Flow(
    name="parallel",
    title=title("并联审批"),
    stages=(
        Stage(
            name="joint",
            title=title("联审"),
            kind="parallel",
            branches=(
                Branch(name="fire", title=title("消防"), unit="fire_rescue", limit=5),
                Branch(name="plan", title=title("规划"), unit="natural_resources", limit=7),
                Branch(
                    name="health",
                    title=title("卫生"),
                    unit="health",
                    limit=5,
                    when=Condition(field="crowded", equals=True),
                ),
            ),
            then=(Next(to="summary"),),
        ),
        Stage(
            name="summary",
            title=title("汇总"),
            kind="review",
            limit=3,
            on_objection="continue",
            then=(Next(to="decision"),),
        ),
        DECISION,
    ),
)
PERMIT = ServiceItem(
    code="SGXK-01",
    version=2,
    system="investment_approval",
    implementation_code="11440600MB2D0000014440117001001",
    title=Title("施工许可", "Construction permit"),
    summary=title("施工许可"),
    kind="permit",
    audience=("legal", "natural"),
    handling="promised",
    unit="construction",
    theme="construction",
    legal_basis=("建筑法",),
    limits=TimeLimits(statutory=20, promised=7),
    flow=PARALLEL,
    form=FORM,
    sections=SECTIONS,
    materials=(
        MaterialSpec(name="plan", title=title("图纸"), max_megabytes=20),
        MaterialSpec(name="funds", title=title("资金证明"), sources=("upload", "promise")),
        MaterialSpec(
            name="evacuation",
            title=title("疏散方案"),
            required_if=Condition(field="crowded", equals=True),
            formats=("pdf",),
            sources=("upload", "licence_store"),
        ),
    ),
    checks=(Check(rule="fits", question=title("面积与高度相符"), field="height"),),
    special=("hearing", "expert_review"),
    result=Result(kind="permit", title=title("施工许可证")),
    assurance="high",
    two_persons=True,
    second_correction=True,
)
ALLOWANCE = replace(
    PERMIT,
    code="GLJT-01",
    version=1,
    system="one_door",
    implementation_code="11440600MB2D0000014440117001002",
    kind="benefit",
    audience=("natural",),
    handling="instant",
    limits=TimeLimits(statutory=1, promised=1),
    flow=Flow(name="one_step", title=title("即办"), stages=(DECISION,)),
    form={"type": "object", "properties": {}},
    sections=(),
    materials=(),
    checks=(),
    special=(),
    result=None,
    two_persons=False,
)
NOTICE = replace(
    PERMIT,
    code="XXGK-01",
    version=1,
    implementation_code="11440600MB2D0000014440117001003",
    limits=TimeLimits(statutory=60, promised=30, unit="calendar_day", extension=0, pauses="told"),
    flow=Flow(
        name="two_steps",
        title=title("两步"),
        stages=(
            Stage(
                name="review",
                title=title("审查"),
                kind="review",
                unit="health",
                limit=4,
                then=(
                    Next(to="second", when=Condition(field="area", equals=1200)),
                    Next(to="decision"),
                ),
            ),
            Stage(name="second", title=title("复核"), kind="review", then=(Next(to="decision"),)),
            DECISION,
        ),
    ),
    materials=(),
    deemed_acceptance=False,
    two_persons=False,
)
SYSTEMS = {
    "investment_approval": System(
        name="investment_approval",
        title=title("投资并联审批"),
        rules={"fits": lambda answers: answers["area"] >= answers["height"]},
    ),
    "one_door": System(name="one_door", title=title("一门式")),
}
PLACES = Places(
    halls=tuple(
        Hall(
            code=code,
            title=title(code),
            unit=unit,
            place="440600",
            address=title("示例大道 1 号"),
            directions=title("公交 101 路"),
            phone="0757-55500001",
            hours=((time(9), time(12)), (time(13, 30), time(17))),
            weekdays={"friday": ((time(9), time(10)),)},
            slot_minutes=30,
            days_ahead=14,
            windows=(
                WindowGroup(
                    code="all",
                    title=title("综合窗口"),
                    themes=("construction",),
                    numbers=("1", "2"),
                    capacity=2,
                ),
                WindowGroup(
                    code="quick",
                    title=title("快办窗口"),
                    themes=("family",),
                    numbers=("2",),
                    capacity=1,
                ),
            ),
        )
        for code, unit in (("main", "government_services"), ("branch", "construction"))
    ),
    absence_rule=AbsenceRule(absences=3, within_days=90, barred_days=30, source=title("示例规则")),
)
INSTALLED = Installed(blocks=scan.load().blocks, systems=SYSTEMS)
ACCESS = read_policies(INSTALLED, [])
assert ACCESS


def _shipped() -> Iterator[object]:
    """Yield the rules that some blocks read from files of their own."""
    readers = {"complaints": answering, "issuing": fetching, "ratings": following_up}
    for name, reader in readers.items():
        found, mistakes = reader(scan.folder_of(INSTALLED.blocks[name]))
        assert found and not mistakes
        yield found


LIBRARY = Library(
    INSTALLED,
    ACCESS,
    *_shipped(),
    Catalogue(
        items={
            (item.code, item.version): item
            for item in (PERMIT, replace(PERMIT, version=1), ALLOWANCE, NOTICE)
        },
        themes={code: title(code) for code in ("construction", "family")},
        rules={name: system.rules for name, system in SYSTEMS.items()},
    ),
    Organisation(
        units={
            code: OrgUnit(
                code=code,
                title=title(code),
                place="440600",
                integrated_window=code == "government_services",
            )
            for code in (
                "construction",
                "fire_rescue",
                "natural_resources",
                "health",
                "government_services",
                "discipline_inspection",
            )
        },
        places={"440600": Place(code="440600", title=Title("佛山市", "Foshan"), level="city")},
        staff={
            "sup2": StaffMember(
                account="sup2",
                name=title("监察二"),
                unit="discipline_inspection",
                roles=(SUPERVISOR,),
            ),
            **{
                account: StaffMember(
                    account=account, name=title(account), unit="fire_rescue", roles=(REVIEWER,)
                )
                for account in ("fire", "fire2")
            },
            "clerk": StaffMember(
                account="clerk", name=title("窗口"), unit="construction", roles=(WINDOW_CLERK,)
            ),
        },
    ),
    *read_letters(INSTALLED, []),
    Calendar([YEAR_2026]),
    DivisionRegister({}),
    Notification(hours={"other": 4}, operator="other"),
    RetentionClasses(
        tuple(
            RetentionClass(name=name, title=title(name), years=10, basis="示例")
            for name in ("short", "ordinary", "long", "archive")
        )
    ),
    Papers(),
    PLACES,
)
PERSON = Applicant(
    kind="natural", name="张三", id_type="resident_id", id_number="110101198001010010"
)
FILES = (
    PLAN_FILE,
    replace(PLAN_FILE, name="funds", file_name="funds.PDF"),
    replace(PLAN_FILE, name="evacuation", file_name="out.pdf"),
)


def application(item: ServiceItem = PERMIT, /, **changes: object) -> Submit:
    """Return a sound application for `item`, with `changes`."""
    sound = Submit(
        number=item.implementation_code + "202603020001",
        item=item.code,
        item_version=item.version,
        channel="web",
        place="440600",
        applicant=PERSON,
        form=ANSWERS if item.sections else {},
        materials=FILES if item.materials else (),
    )
    return replace(sound, **changes)


def nothing_yet(now: str = "2026-03-02 10:00", library: Library = LIBRARY) -> Played:
    """Given: nothing has happened. 2 March 2026 is a Monday."""
    return Played(library, at(now))


def submitted(item: ServiceItem = PERMIT, /, **changes: object) -> Played:
    """Given: resident A has applied on Monday 2 March 2026 at 10:00."""
    case = nothing_yet()
    case.when(RESIDENT_A, application(item, **changes))
    return case


def accepted(item: ServiceItem = PERMIT, /, **changes: object) -> Played:
    """Given: accepted by the hall the next day at 10:00."""
    case = submitted(item, **changes)
    case.when(HALL, Accept(), "2026-03-03 10:00")
    return case


def with_item(item: ServiceItem, papers: Papers | None = None) -> Played:
    """Given: a case of `item`, the only one there is, accepted on Tuesday 3 March 2026."""
    library = LIBRARY.having(
        dataclasses.replace(LIBRARY[Catalogue], items={(item.code, item.version): item})
    ).having(papers or Papers())
    case = nothing_yet(library=library)
    case.when(RESIDENT_A, application(item))
    case.when(HALL, Accept(), "2026-03-03 10:00")
    return case
