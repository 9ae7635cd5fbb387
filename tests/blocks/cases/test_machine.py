"""Whatever anybody sends in whatever order, a case stays a case."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from msgspec.structs import replace

from actors.blocks.accounts.putting_right import PutRight
from actors.blocks.cases import joint_commands as j
from actors.blocks.cases import later_commands as later
from actors.blocks.cases.commands import (
    Accept,
    ClaimTask,
    Correct,
    Decide,
    Decline,
    Deliver,
    EndCorrectionPeriod,
    EndNoticePeriod,
    EndPromisePeriod,
    Extend,
    GiveOpinion,
    Issue,
    PauseClock,
    ProposeVoid,
    PutFileRight,
    Rate,
    RateByProof,
    RecogniseApplicant,
    RecomputeDues,
    RejectVoid,
    ReleaseTask,
    RequestCorrection,
    ResumeClock,
    SaveDraft,
    SupplyMaterials,
    TakePaper,
    Void,
    Withdraw,
)
from actors.blocks.cases.confirming import NoteConfirmation
from actors.blocks.cases.decide import HANDLERS
from actors.blocks.cases.serving import ServePaper
from actors.blocks.cases.state import Fault, Material
from actors.blocks.cases.taken_back import TakeBackService
from actors.blocks.clocks.commands import TellLevel
from actors.blocks.documents.paper import PaperFailed, PaperMade
from actors.blocks.issuing.records import NoteHandedOver
from actors.blocks.numbers.register import Numbered, Unnumbered
from actors.blocks.organisation.succession import TakeOver
from actors.blocks.ratings.records import Said
from actors.blocks.tasks.records import DeputiseTask, HandOverTask
from actors.kernel.errors import Refusal
from actors.kernel.identity import CLOCK, PLATFORM
from actors.kernel.restricting import Restrict
from actors.kernel.turn import Command
from tests.blocks.cases.city import (
    ANSWERS,
    APPROVER_BOTH,
    APPROVER_LEAD,
    CLERK,
    CLERK_ELSEWHERE,
    FILES,
    FIRE,
    FIRE_2,
    FIRE_HEAD,
    HALL,
    HEALTH,
    KIOSK,
    PERMIT,
    PERSON,
    PLAN,
    RESIDENT_A,
    RESIDENT_B,
    REVIEWER_LEAD,
    SUPERVISOR_1,
    SUPERVISOR_2,
    application,
    nothing_yet,
)
from tests.blocks.cases.test_calendars import YEAR_2027

OFFICE = (HALL, CLERK, CLERK_ELSEWHERE, FIRE, FIRE_2, FIRE_HEAD, PLAN, HEALTH, REVIEWER_LEAD)
OFFICERS = {by.unit: by for by in (FIRE, PLAN, HEALTH, REVIEWER_LEAD)}
HEADS = (APPROVER_LEAD, APPROVER_BOTH, SUPERVISOR_1, SUPERVISOR_2)
PEOPLE = (RESIDENT_A, RESIDENT_B, KIOSK, *OFFICE, *HEADS, CLOCK, PLATFORM)
TASKS = ("joint/fire", "joint/plan", "joint/health", "summary", "decision")
SMALL = {**ANSWERS, "crowded": False}
PROMISED = (FILES[0], Material(name="funds", source="promise"), FILES[2])
COMMANDS: tuple[Command, ...] = (
    SaveDraft(item=PERMIT.code, item_version=2, channel="web", applicant=PERSON, form={}),
    TellLevel(clock="case", level="red", unit="construction"),
    TakeOver(unit="construction", successor="health"),
    application(),
    application(materials=PROMISED),
    application(form=SMALL),
    RequestCorrection(faults=(Fault("/form/area", "不一致"),)),
    Correct(form=ANSWERS),
    Correct(form=SMALL),
    Accept(),
    Accept(promised=("funds",)),
    Decline(reason="不属于职权"),
    SupplyMaterials(materials=(FILES[1],)),
    *(ClaimTask(task=task) for task in TASKS),
    *(ReleaseTask(task=task) for task in TASKS),
    *(HandOverTask(task=task, to="staff:fire2") for task in TASKS),
    *(DeputiseTask(task=task, to="staff:fire", until=date(2026, 3, 20)) for task in TASKS),
    *(GiveOpinion(task=task, opinion="agree") for task in TASKS),
    *(GiveOpinion(task=task, opinion="object", comment="不符合") for task in TASKS),
    PauseClock(procedure="hearing", days=3, reason="听证"),
    ResumeClock(result="听证笔录"),
    Extend(days=5, reason="复杂"),
    Decide(outcome="granted", reason="符合条件"),
    Decide(outcome="denied", reason="不符合条件"),
    Issue(document="佛建 1"),
    Issue(),
    Deliver(method="electronic"),
    NoteHandedOver(method="window"),
    NoteConfirmation(register="lands", round=0),
    Deliver(method="kiosk"),
    Rate(stars=4),
    RateByProof(said=Said(stars=3)),
    Withdraw(),
    ProposeVoid(reason="重复"),
    Void(),
    RejectVoid(reason="不同"),
    *(EndNoticePeriod(round=n) for n in (0, 1)),
    *(EndCorrectionPeriod(round=n) for n in (0, 1)),
    EndPromisePeriod(),
    *(j.AskForCorrection(task=task, faults=(Fault("/form/area", "不一致"),)) for task in TASKS[:3]),
    j.DropCorrection(task="joint/fire"),
    j.SendCorrection(),
    j.ProposePause(procedure="hearing", days=3, reason="听证"),
    j.ProposeExtension(days=4, reason="复杂"),
    j.ApproveProposal(),
    j.RejectProposal(reason="不必"),
    j.ArrangeVisit(tasks=TASKS[:2], place="工地", time=datetime(2026, 3, 20, tzinfo=UTC)),
    j.ArrangeVisit(
        tasks=TASKS[:1],
        place="工地",
        time=datetime(2026, 3, 10, tzinfo=UTC),
        second_time=datetime(2026, 3, 11, tzinfo=UTC),
    ),
    j.ChooseVisitTime(choice="2"),
    *(j.RecordFinding(task=task, finding="passed", text="符合") for task in TASKS[:2]),
    j.CancelVisit(reason="改期"),
    j.AddNote(text="电话联系过"),
    later.Return(reason="不属于职权"),
    later.Forward(organ="省厅", reason="省级权限"),
    later.Reopen(reason="复议决定"),
    later.CorrectResult(field="/reason", should_be="符合法定条件", reason="笔误"),
    later.Revoke(reason="欺骗取得"),
    later.AskForRenewal(),
    later.Renew(),
    later.RefuseRenewal(reason="不再符合"),
    later.EndRenewalPeriod(),
    later.Archive(),
    later.Unseal(reason="更正"),
    RecogniseApplicant(account="a1", person="d" * 32),
    TakePaper(paper=Material(name="plan", source="made", case="2", sha256="ab" * 32)),
    Numbered(series="result", number="SGXK-01-2026-00001", n=1, register="result-SGXK-01-2026"),
    Unnumbered(series="result", register="result-SGXK-01-2026"),
    PaperMade(template="case_grant", n=1, document="2", sha256="ab" * 32, bytes=900, pages=1),
    *(
        ServePaper(
            paper="2", method="in_person", served_on=on, receiver=PERSON.name, relation="applicant"
        )
        for on in (date(2026, 3, 3), date(2026, 3, 9))
    ),
    TakeBackService(paper="2", reason="误选"),
    PaperFailed(template="case_grant", n=1, document="2", code="broken"),
    PutRight(
        part="/applicant/name",
        says=PERSON.name,
        should_be="张叁",
        account="a1",
        unit=PERMIT.unit,
        basis="1",
    ),
    PutFileRight(
        part="/materials/plan/1",
        was=FILES[0].sha256,
        file=replace(FILES[0], name="right_file", sha256="cd" * 32),
        account="a1",
        unit=PERMIT.unit,
        basis="1",
    ),
    Restrict(basis="1", closed_before=datetime(2026, 3, 2, tzinfo=UTC)),
    RecomputeDues(
        calendars=(YEAR_2027,), version="2027.1", effective_at=datetime(2026, 3, 2, tzinfo=UTC)
    ),
)
BY_NAME: dict[str, list[Command]] = {}
for command in COMMANDS:
    BY_NAME.setdefault(type(command).__name__, []).append(command)
ENDINGS = {"Withdraw", "Void", "Decline", "RecomputeDues", "Return", "Forward"}
OF_WHAT_ENDED = (
    Rate, RateByProof, j.AddNote, later.Reopen, later.CorrectResult, later.Revoke,
    later.AskForRenewal, later.Renew, later.RefuseRenewal, later.EndRenewalPeriod, later.Archive,
    later.Unseal, ServePaper, TakeBackService,
    PaperMade, PaperFailed, Numbered, Unnumbered, PutRight, PutFileRight, RecogniseApplicant,
    Restrict,
)  # fmt: skip
DECISIONS = {"Granted", "Denied"}


class AnyCase(RuleBasedStateMachine):
    """Random people send random commands at random times."""

    @initialize(
        form=st.sampled_from((ANSWERS, SMALL)),
        materials=st.sampled_from((FILES, PROMISED)),
        done=st.integers(0, 5),
    )
    def begin(self, form: dict[str, object], materials: tuple[Material, ...], done: int) -> None:
        """A case that has come some way: submitted, accepted, some of its tasks agreed to."""
        self.case = nothing_yet()
        self.told: dict[str, object] = {}
        self.reopened = 0
        self.case.when(RESIDENT_A, application(form=form, materials=materials))
        if done:
            promised = ("funds",) if materials is PROMISED else ()
            self.case.when(HALL, Accept(promised=promised))
        for _ in range(1, done):
            task = next(task for task in self.case.state.tasks if not task.opinion)
            if task.stage != "decision":
                agree = GiveOpinion(task=task.name, opinion="agree")
                self.case.when(OFFICERS[task.unit], agree)

    @rule(by=st.sampled_from(PEOPLE), command=st.sampled_from(COMMANDS))
    def send(self, by: object, command: Command) -> None:
        """Anything at all: it is carried out, or refused and nothing changes."""
        self._send(by, command)

    @rule(choice=st.data())
    def go_on(self, choice: st.DataObject) -> None:
        """Somebody does what he may do, short of ending the case before its time."""
        steps = [
            (by, command)
            for by in PEOPLE
            for name in self.case.allowed(by)
            if name not in ENDINGS
            for command in BY_NAME[name]
        ]
        if steps:
            self._send(*choice.draw(st.sampled_from(steps)))

    @rule(choice=st.data())
    def finish_a_task(self, choice: st.DataObject) -> None:
        """An open task is agreed to by somebody of its unit."""
        waiting = [task for task in self.case.state.tasks if not task.opinion]
        if waiting:
            task = choice.draw(st.sampled_from(waiting))
            by = choice.draw(st.sampled_from([by for by in PEOPLE if by.unit == task.unit]))
            agree = GiveOpinion(task=task.name, opinion="agree")
            decide = Decide(outcome="granted", reason="符合条件")
            self._send(by, decide if task.stage == "decision" else agree)

    @rule(minutes=st.sampled_from((1, 90, 24 * 60, 9 * 24 * 60)))
    def wait(self, minutes: int) -> None:
        """Time goes on, and alarms ring when they are due."""
        self.case.now += timedelta(minutes=minutes)
        for at, command in tuple(self.case.alarms.values()):
            if at <= self.case.now:
                self._send(CLOCK, command)

    def _send(self, by: object, command: Command) -> None:
        case, before = self.case, self.case.state
        allowed = case.allowed(by)  # type: ignore[arg-type]
        try:
            case.when(by, command)  # type: ignore[arg-type]
        except Refusal as refused:
            assert case.state == before
            assert refused.reasons
            if refused.kind == "not_now":
                assert refused.allowed == allowed
        else:
            assert type(command).__name__ in allowed or by in (CLOCK, PLATFORM)
            if before.closed_at is not None and case.fresh:
                assert isinstance(command, OF_WHAT_ENDED)

    @invariant()
    def every_event_can_be_replayed(self) -> None:
        assert self.case.replayed() == self.case.state

    @invariant()
    def there_is_at_most_one_decision_a_round_and_one_rating(self) -> None:
        names = [type(event).__name__ for event in self.case.events]
        rounds = 1 + names.count("Reopened")
        assert sum(name in DECISIONS for name in names) <= rounds
        assert names.count("Rated") <= 1
        assert names.count("BranchesJoined") <= rounds
        assert names.count("Accepted") <= 1
        in_review = [e.in_review for e in self.case.events if hasattr(e, "asked_by")]
        assert in_review.count(False) <= 1 and in_review.count(True) <= rounds

    @invariant()
    def no_paper_is_served_twice_or_before_it_is_there(self) -> None:
        served = [each.document for each in self.case.state.served if each.back is None]
        assert len(served) == len(set(served))
        kept = {paper.document for paper in self.case.state.papers}
        assert kept.issuperset(served)

    @invariant()
    def open_tasks_are_those_of_the_stage(self) -> None:
        state = self.case.state
        waiting = [task for task in state.tasks if not task.opinion]
        assert all(task.stage == state.stage for task in waiting)
        reviewing = state.phase == "correction_requested" and state.correcting_review
        assert bool(waiting) is (reviewing or state.phase in ("accepted", "paused"))

    @invariant()
    def an_ended_case_has_no_clock_and_no_alarm(self) -> None:
        state = self.case.state
        if state.closed_at is not None:
            assert self.case.alarms.keys() <= {"renewal"}
            assert all(clock.stopped_at is not None for clock in state.clocks)

    @invariant()
    def dues_that_were_told_never_come_earlier(self) -> None:
        dues = self.case.state.dues
        for name in ("promised", "statutory"):
            told = self.told.get(name) if self.reopened == self.case.state.reopened else None
            due = getattr(dues, name)
            assert told is None or due >= told
            self.told[name] = due
        self.reopened = self.case.state.reopened

    @invariant()
    def the_watcher_knows_the_clocks(self) -> None:
        state = self.case.state
        told = (each.command for each in reversed(self.case.messages))
        last = next(command for command in told if "clocks" in command)
        assert len(last["clocks"]) == len(state.clocks)
        assert last.get("closed", False) is (state.closed_at is not None)


TestAnyCase = AnyCase.TestCase
TestAnyCase.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)


def test_every_command_takes_part() -> None:
    assert {type(command) for command in COMMANDS} == set(HANDLERS)
