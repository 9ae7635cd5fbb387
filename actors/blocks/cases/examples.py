"""One of each command on a case, for the description of the API and for tests.

The people in them do not exist.
"""

from datetime import date

from actors.blocks.cases import commands as c
from actors.blocks.cases.serving import ServePaper
from actors.blocks.cases.state import Applicant, Fault
from actors.blocks.cases.taken_back import TakeBackService
from actors.blocks.tasks.records import DeputiseTask, HandOverTask

_APPLICANT = Applicant(
    kind="natural",
    name="张三",
    id_type="resident_id",
    id_number="440604199003070017",
    phone="13800000000",
)

SAVE_DRAFT = c.SaveDraft(
    item="SPJY-01", item_version=1, channel="web", place="440604", applicant=_APPLICANT, form={}
)
SUBMIT = c.Submit(
    number="11440600MB2C9270XW4000131001000202611230001",
    item="SPJY-01",
    item_version=1,
    channel="web",
    place="440604",
    applicant=_APPLICANT,
    form={},
)
REQUEST_CORRECTION = c.RequestCorrection(faults=(Fault("/materials/lease", "缺少签名页"),))
CORRECT = c.Correct(form={})
ACCEPT = c.Accept()
DECLINE = c.Decline(reason="不属于本机关职权范围")
SUPPLY_MATERIALS = c.SupplyMaterials(materials=())
CLAIM_TASK = c.ClaimTask(task="review")
RELEASE_TASK = c.ReleaseTask(task="review")
HAND_OVER_TASK = HandOverTask(task="review", to="staff:market_reviewer")
DEPUTISE_TASK = DeputiseTask(task="review", to="staff:market_reviewer", until=date(2026, 3, 6))
GIVE_OPINION = c.GiveOpinion(task="review", opinion="agree", comment="符合条件")
PAUSE_CLOCK = c.PauseClock(procedure="inspection", days=5, reason="现场核查")
RESUME_CLOCK = c.ResumeClock(result="核查合格")
EXTEND = c.Extend(days=10, reason="需要专家论证")
DECIDE = c.Decide(outcome="granted")
ISSUE = c.Issue(fields={"valid_from": "2026-03-02"})
DELIVER = c.Deliver(method="electronic")
SERVE_PAPER = ServePaper(
    paper="2345678923456789",
    method="in_person",
    served_on=date(2026, 3, 5),
    receiver="张三",
    relation="applicant",
)
TAKE_BACK_SERVICE = TakeBackService(paper="2345678923456789", reason="误选了另一份文书")
RATE = c.Rate(stars=5, whys=("quick",), comment="办得很快")
WITHDRAW = c.Withdraw(reason="不再需要")
PROPOSE_VOID = c.ProposeVoid(reason="重复申报")
VOID = c.Void()
REJECT_VOID = c.RejectVoid(reason="两次申报的事项不同")
