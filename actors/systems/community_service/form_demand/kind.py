"""The kind "form_demand" (报表清单): departments may hand communities only what is on the list, and
ask for nothing that the registers hold (北京市街道办事处条例第三十二条; GRASS-05, GRASS-06)."""

from datetime import date, timedelta

from actors.blocks.access.access import Access
from actors.blocks.messages.address import to_role
from actors.blocks.messages.notify import notify
from actors.blocks.organisation.units import Organisation
from actors.kernel.deadlines import end_of_day, local_day
from actors.kernel.errors import Reason, Refusal
from actors.kernel.guarded import Facts, Guarded
from actors.kernel.kind import EntityKind
from actors.kernel.library import Library
from actors.kernel.offer import Offer, Rules, commands_of, decider
from actors.kernel.turn import Turn
from actors.systems.community_service.entrustment.asking import VILLAGE_CLERK
from actors.systems.community_service.form_demand import records as r
from actors.systems.community_service.form_demand import returning
from actors.systems.community_service.form_demand.evolve import evolve
from actors.systems.community_service.form_demand.held import checked
from actors.systems.community_service.tiers import tier_of

GUARDED = Guarded(
    actions=("request", "list", "issue", "fill", "dispute", "report", "read"),
    facts={"state": "text", "unit": "text", "units": "texts"},
    fields=(
        "state", "unit", "title", "basis", "frequency", "held", "asked", "until", "reported_by",
        "minutes", "reason", "forms", "notes",
    ),
)  # fmt: skip
Turning = Turn[r.FormDemand]
LONGEST = timedelta(days=366)  # the sample city's own: the list is looked at once a year
_EVER_ISSUED = ("listed", "issued", "returned", "expired")
OFFERS: tuple[Offer[r.FormDemand], ...] = (
    Offer(
        command=r.RequestForm,
        action="request",
        begins=True,
        long=("basis",),
        example=r.RequestForm(
            title="社区养老服务情况表",
            basis="《老年人权益保障法》第六条",
            frequency="quarterly",
            fields=("居民人数", "留守老人", "志愿者人数"),
        ),
    ),
    Offer(
        command=r.ReportUnlisted,
        action="report",
        begins=True,
        example=r.ReportUnlisted(
            department="civil_affairs", title="临时统计表", fields=("居民人数",), minutes=90
        ),
    ),
    Offer(
        command=r.ListForm,
        action="list",
        states=("requested",),
        example=r.ListForm(until=date(2027, 4, 30)),
    ),
    Offer(
        command=r.RefuseForm,
        action="list",
        states=("requested",),
        grave=True,
        long=("reason",),
        example=r.RefuseForm(reason="所要数据已全部在台账中"),
    ),
    Offer(
        command=r.IssueForm,
        action="issue",
        states=("listed", "issued", "returned"),
        unasked=("values",),
        example=r.IssueForm(unit="zhenan_village"),
    ),
    Offer(
        command=r.ReturnForm,
        action="fill",
        states=_EVER_ISSUED,
        example=r.ReturnForm(form=1, answers={"1": "12"}, minutes=15),
    ),
    Offer(
        command=r.RefillForm,
        action="fill",
        states=_EVER_ISSUED,
        unasked=("values",),
        example=r.RefillForm(form=1),
    ),
    Offer(
        command=r.DisputeValue,
        action="dispute",
        states=_EVER_ISSUED,
        offered=lambda by, state: bool(state.forms and state.held),
        long=("text",),
        example=r.DisputeValue(form=1, field="elder_alone", text="与走访人数不符"),
    ),
    Offer(
        command=r.SettleNote,
        action="fill",
        states=_EVER_ISSUED,
        offered=lambda by, state: bool(state.open_notes),
        example=r.SettleNote(note=1, outcome="corrected"),
    ),
    Offer(command=r.ExpireListing, of="platform"),
)


def form_demand_kind(library: Library) -> EntityKind[r.FormDemand]:
    """Return the kind "form_demand"; units come from `library`."""
    organisation = library[Organisation]

    def report(turn: Turning, command: r.ReportUnlisted) -> None:
        if command.department not in organisation.units:
            raise Refusal(Reason("form_demand.no_department", "/department"))
        held, asked = checked(command.fields)
        turn.emit(
            r.UnlistedReported(
                at=turn.now,
                unit=command.department,
                by_unit=turn.by.unit,
                title=command.title.strip(),
                minutes=command.minutes,
            )
        )
        turn.emit(r.FieldsChecked(at=turn.now, held=held, asked=asked))

    def issue(turn: Turning, command: r.IssueForm) -> None:
        if tier_of(command.unit, organisation) != "village":
            raise Refusal(Reason("form_demand.no_place", "/unit"))
        returning.refuse_twice(turn, command.unit)
        returning.refuse_other_values(turn.state, command.values)
        form = r.Form(
            number=len(turn.state.forms) + 1,
            unit=command.unit,
            issued_at=turn.now,
            values=command.values,
        )
        turn.emit(r.FormIssued(at=turn.now, form=form))
        notify(turn, to_role(VILLAGE_CLERK, command.unit), "form_demand.Issued")

    rules = Rules(
        kind=r.FORM_DEMAND,
        offers=OFFERS,
        permits=library[Access],
        facts=facts,
        phase=lambda state: state.phase,
    )
    return EntityKind(
        name=r.FORM_DEMAND,
        plural="form_demands",
        ids="[0-9a-z_]{1,64}",
        open_ids=True,
        state=r.FormDemand,
        initial=lambda key: r.FormDemand(),
        commands=commands_of(OFFERS),
        events=r.FormDemandEvent,
        decide=decider(
            rules,
            {
                r.RequestForm: _request,
                r.ReportUnlisted: report,
                r.ListForm: _list,
                r.RefuseForm: _refuse,
                r.IssueForm: issue,
                r.ReturnForm: returning.return_form,
                r.RefillForm: returning.refill,
                r.DisputeValue: returning.dispute,
                r.SettleNote: returning.settle,
                r.ExpireListing: _expire,
            },
        ),
        evolve=evolve,
        rules=rules,
        shown=("unit", "frequency", "until", "reported_by", "minutes", "outcome"),
    )


def facts(state: r.FormDemand) -> Facts:
    """Return what policies know of a demand."""
    return {"state": state.phase, "unit": state.unit, "units": state.units}


def _request(turn: Turning, command: r.RequestForm) -> None:
    held, asked = checked(command.fields)
    turn.emit(
        r.FormRequested(
            at=turn.now,
            unit=turn.by.unit,
            title=command.title.strip(),
            basis=command.basis.strip(),
            frequency=command.frequency,
        )
    )
    turn.emit(r.FieldsChecked(at=turn.now, held=held, asked=asked))


def _list(turn: Turning, command: r.ListForm) -> None:
    today = local_day(turn.now)
    last = today + LONGEST
    if not today <= command.until <= last:
        raise Refusal(Reason("form_demand.until", "/until", {"day": last.isoformat()}))
    if not turn.state.asked:
        raise Refusal(Reason("form_demand.all_held"))
    turn.emit(r.FormListed(at=turn.now, until=command.until))
    turn.remind("until", end_of_day(command.until), r.ExpireListing(until=command.until))


def _refuse(turn: Turning, command: r.RefuseForm) -> None:
    turn.emit(r.FormRefused(at=turn.now, reason=command.reason.strip()))


def _expire(turn: Turning, command: r.ExpireListing) -> None:
    if turn.state.standing == "listed" and turn.state.until == command.until:
        turn.emit(r.ListingExpired(at=turn.now))
