"""How a case goes on: who does what next, and when, given how it stands.

Offices are quick as a rule; some cases drag on, so that warnings, yellow and red cards arise, and
the law's rarer turns happen too: corrections, silence, special procedures, extensions, objections,
denials, withdrawals.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from actors.blocks.cases import commands as c
from actors.blocks.cases.roles import APPROVER, REVIEWER
from actors.blocks.cases.sample.files import SampleFile
from actors.blocks.cases.sample.filing import Filing, supplied
from actors.blocks.cases.sample.odds import Odds
from actors.blocks.cases.state import Applicant, CaseState, Fault, Task
from actors.blocks.issuing.records import NoteHandedOver
from actors.blocks.ratings.records import GOOD_WHYS, LOW, WHYS, Why
from actors.kernel.deadlines import local_day
from actors.kernel.identity import PLATFORM, Identity
from actors.kernel.library import Library
from actors.kernel.turn import Command
from actors.kernel.worktime import WorkTables

_STARS = {5: 78, 4: 14, 3: 5, 2: 2, 1: 1}
_LATE_STARS = {5: 30, 4: 25, 3: 25, 2: 12, 1: 8}
_REASONS = ("材料内容与实际情况不一致，请更正", "复印件不清晰，请重新上传", "缺少签名，请补充")


@dataclass(frozen=True, kw_only=True)
class Act:
    """Something that somebody is going to do. `still` tells whether it makes sense when its time
    has come; `name` is unique within the case for as long as the act is planned."""

    name: str
    at: datetime
    by: Identity
    command: Command
    still: Callable[[CaseState], bool]


class Course:
    """The course of one case, decided by its own chance."""

    def __init__(
        self,
        filing: Filing,
        applicant: Applicant,
        library: Library,
        tables: WorkTables,
        files: Sequence[SampleFile],
    ) -> None:
        self._filing = filing
        self._applicant = applicant
        self._files = files
        self._chance = filing.chance
        self._odds = Odds(filing, applicant, library, tables)

    def next_acts(self, state: CaseState, now: datetime) -> Iterator[Act]:
        """Yield what is going to be done about the case as it stands at `now`, unplanned as yet."""
        match state.phase:
            case "submitted":
                yield from self._at_window(state, now)
            case "correction_requested":
                yield from self._corrected(state, now)
            case "accepted":
                yield from self._in_review(state, now)
            case "paused":
                yield self._resumed(state, now)
            case "granted" | "issued" | "denied" | "delivered":
                yield from self._after_decision(state, now)
            case _:
                pass

    # Before acceptance

    def _at_window(self, state: CaseState, now: datetime) -> Iterator[Act]:
        chance, round_ = self._chance, state.corrections
        name = f"window {round_}"

        def still(state: CaseState) -> bool:
            return state.phase == "submitted" and state.corrections == round_

        def act(command: Command, days: float) -> Act:
            return Act(
                name=name,
                at=self._odds.office(now, days),
                by=self._odds.clerk(),
                command=command,
                still=still,
            )

        if self._odds.instant and chance.random() < 0.97:
            yield act(c.Accept(promised=_promised(state)), chance.uniform(0.005, 0.05))
            return
        if self._odds.does("silence", 0.008):
            return  # nobody looks at it: silence for five working days is acceptance
        slow = chance.random() < 0.035
        days = chance.uniform(2.2, 4.5) if slow else chance.betavariate(1.3, 4) * 1.8
        if chance.random() < 0.02:
            yield act(c.Decline(reason="不属于本机关职权范围"), days)
        elif round_ == 0 and chance.random() < 0.11:
            yield act(c.RequestCorrection(faults=self._faults(state)), days)
        else:
            yield act(c.Accept(promised=_promised(state)), days)

    def _faults(self, state: CaseState) -> tuple[Fault, ...]:
        fields = [f"/materials/{m.name}" for m in state.materials if m.source != "promise"]
        fields = fields or [f"/form/{name}" for name in state.form]
        count = min(len(fields), self._chance.choice((1, 1, 2)))
        return tuple(
            Fault(field, self._chance.choice(_REASONS))
            for field in sorted(self._chance.sample(fields, count))
        )

    def _corrected(self, state: CaseState, now: datetime) -> Iterator[Act]:
        if self._odds.does("lapse", 0.08):
            return  # the applicant lets the limit pass
        asked = [
            f.field.removeprefix("/materials/") for f in state.faults if "/materials/" in f.field
        ]
        yield Act(
            name=f"correct {state.corrections}",
            at=self._odds.at_home(now, self._chance.betavariate(1.2, 3) * 9),
            by=self._odds.applicant_or_clerk(),
            command=c.Correct(
                form=state.form, materials=supplied(self._filing, asked, self._files)
            ),
            still=lambda state: state.phase == "correction_requested",
        )

    # In review

    def _in_review(self, state: CaseState, now: datetime) -> Iterator[Act]:
        for task in state.tasks:
            if not task.opinion:
                yield from self._task(task, state, now)
        if self._filing.item.special and not state.pauses and self._odds.does("pause", 0.6):
            yield from self._pause(state, now)
        if state.promised_materials and self._odds.does("supply", 0.93):
            yield Act(
                name="supply",
                at=self._odds.at_home(now, self._chance.uniform(0.5, 4)),
                by=self._odds.applicant_or_clerk(),
                command=c.SupplyMaterials(
                    materials=supplied(self._filing, state.promised_materials, self._files)
                ),
                still=lambda state: bool(state.promised_materials) and state.phase == "accepted",
            )
        if self._odds.does("withdraw", 0.02):
            yield Act(
                name="withdraw",
                at=self._odds.at_home(now, self._chance.uniform(0.2, 4)),
                by=self._odds.applicant_or_clerk(),
                command=c.Withdraw(reason=""),
                still=lambda state: state.phase in ("accepted", "paused"),
            )
        if self._odds.pace > 0.9 and not state.extended_days and self._filing.item.limits.extension:
            yield from self._extend(state, now)

    def _task(self, task: Task, state: CaseState, now: datetime) -> Iterator[Act]:
        chance, decision = (
            self._chance,
            task.name == state.stage and self._odds.is_decision(state),
        )
        by = self._odds.officer(task.unit, task.role, state if decision else None)
        if by is None:
            return
        days = self._odds.duration(state)
        if decision and self._odds.instant:
            filer = state.applicant.by_agent if state.applicant else ""
            by, days = self._odds.clerk(but=filer), chance.uniform(0.003, 0.03)

        def still(state: CaseState) -> bool:
            ready = state.phase == "accepted" or (state.phase == "paused" and not decision)
            return ready and any(t.name == task.name and not t.opinion for t in state.tasks)

        if decision:
            yield Act(
                name=f"decide {task.name}",
                at=self._odds.office(now, days),
                by=by,
                command=self._decision(state),
                still=lambda state: still(state) and not state.promised_materials,
            )
            return
        claim, objects = days * chance.uniform(0.1, 0.7), chance.random() < 0.04
        if not task.claimed_by:
            yield Act(
                name=f"claim {task.name}",
                at=self._odds.office(now, claim),
                by=by,
                command=c.ClaimTask(task=task.name),
                still=lambda state: still(state) and _unclaimed(state, task.name),
            )
        yield Act(
            name=f"review {task.name}",
            at=self._odds.office(now, days),
            by=by,
            command=c.GiveOpinion(
                task=task.name,
                opinion="object" if objects else "agree",
                comment="不符合相关技术要求" if objects else "",
            ),
            still=still,
        )

    def _decision(self, state: CaseState) -> Command:
        """Return the decision; an objection of another unit, or of our own mostly, is a denial."""
        objected = any(task.opinion == "object" for task in state.tasks)
        if objected or self._odds.does("deny", 0.05):
            return c.Decide(outcome="denied", reason="不符合法定条件")
        return c.Decide(outcome="granted")

    def _pause(self, state: CaseState, now: datetime) -> Iterator[Act]:
        item, chance = self._filing.item, self._chance
        by = self._odds.officer(item.unit, APPROVER, None)
        days = chance.randint(2, 10)
        if by is not None and not self._odds.is_decision(state):
            yield Act(
                name="pause",
                at=self._odds.office(now, self._odds.duration(state) * chance.uniform(0.1, 0.6)),
                by=by,
                command=c.PauseClock(
                    procedure=chance.choice(item.special), days=days, reason="需进行特别程序"
                ),
                still=lambda state: state.phase == "accepted" and not state.pauses,
            )

    def _resumed(self, state: CaseState, now: datetime) -> Act:
        chance, told = self._chance, state.pauses[-1].days
        overrun = chance.random() < 0.08
        share = chance.uniform(1.1, 1.6) if overrun else chance.uniform(0.3, 0.95)
        pauses = len(state.pauses)
        by = self._odds.officer(self._filing.item.unit, APPROVER, None)
        return Act(
            name=f"resume {pauses}",
            at=self._odds.office(now, told * share),
            by=by or self._odds.clerk(),
            command=c.ResumeClock(result="符合要求"),
            still=lambda state: state.phase == "paused" and len(state.pauses) == pauses,
        )

    def _extend(self, state: CaseState, now: datetime) -> Iterator[Act]:
        limits = self._filing.item.limits
        by = self._odds.officer(self._filing.item.unit, APPROVER, None)
        if by is not None and self._odds.does("extend", 0.5):
            yield Act(
                name="extend",
                at=self._odds.office(now, limits.statutory * self._chance.uniform(0.5, 0.9)),
                by=by,
                command=c.Extend(days=limits.extension, reason="案情复杂，经负责人批准"),
                still=lambda state: state.phase == "accepted" and not state.extended_days,
            )

    # After the decision

    def _after_decision(self, state: CaseState, now: datetime) -> Iterator[Act]:
        chance, item = self._chance, self._filing.item
        if state.phase == "granted" and not state.closed_at:
            days = chance.uniform(3.2, 6) if chance.random() < 0.04 else chance.uniform(0.02, 2)
            yield Act(
                name="issue",
                at=self._odds.office(now, days / (20 if self._odds.instant else 1)),
                by=self._odds.officer(item.unit, REVIEWER, None) or self._odds.clerk(),
                command=c.Issue(document=f"{item.code}-{state.number[-12:]}"),
                still=lambda state: state.phase == "granted",
            )
        if state.phase == "issued":
            method = chance.choice(("window", "post", "electronic"))
            at_desk = method != "electronic"
            yield Act(
                name="deliver",
                at=self._odds.office(
                    now, 0.01 if method == "electronic" else chance.uniform(0.2, 6)
                ),
                by=PLATFORM if at_desk else self._odds.clerk(),
                command=NoteHandedOver(method=method) if at_desk else c.Deliver(method=method),
                still=lambda state: state.phase == "issued",
            )
        if state.closed_at and state.outcome and self._applicant.account and not state.rating:
            promised = state.dues.promised
            late = bool(promised and state.decided_at and local_day(state.decided_at) > promised)
            if self._odds.does("rate", 0.55):
                stars = _LATE_STARS if late or state.outcome == "denied" else _STARS
                (given,) = chance.choices(list(stars), list(stars.values()))
                yield Act(
                    name="rate",
                    at=self._odds.at_home(now, chance.betavariate(1, 3) * 6),
                    by=self._odds.resident(),
                    command=c.Rate(stars=given, whys=self._whys(given)),
                    still=lambda state: not state.rating,
                )

    def _whys(self, stars: int) -> tuple[Why, ...]:
        """Return what somebody who gives so many stars says why."""
        good = stars > LOW
        among: list[Why] = [why for why in WHYS if (why in GOOD_WHYS) is good]
        return tuple(self._chance.sample(among, self._chance.randrange(1 if good else 3)))


def _promised(state: CaseState) -> tuple[str, ...]:
    return tuple(m.name for m in state.materials if m.source == "promise")


def _unclaimed(state: CaseState, name: str) -> bool:
    return any(task.name == name and not task.claimed_by for task in state.tasks)
