"""What can be asked of a case that was decided, how it ends otherwise, and when."""

from actors.blocks.cases import commands, examples
from actors.blocks.cases import joint_questions as q
from actors.blocks.cases import later_commands as c
from actors.blocks.cases import questions as plain
from actors.blocks.cases.joint_offers import Ask
from actors.blocks.cases.state import CaseState
from actors.kernel.offer import Offer

_AT_WORK = ("accepted", "paused")
_VOIDABLE = ("submitted", "correction_requested", *_AT_WORK, "granted", "issued")
_HANDED_OUT = ("issued", "delivered")
_ENDED = (
    "granted", "denied", "delivered", "declined", "withdrawn", "voided", "returned", "forwarded",
    "revoked",
)  # fmt: skip


def later_offers(ask: Ask, ever: tuple[str, ...]) -> tuple[Offer[CaseState], ...]:
    """Return these commands, in the order in which pages show them; `ever` are all states."""
    return (
        Offer(
            command=commands.ProposeVoid,
            action="void",
            states=_VOIDABLE,
            asks=(
                ("case.closed", ask(plain.still_open)),
                ("void.proposed_already", ask(plain.no_void_proposed)),
            ),
            example=examples.PROPOSE_VOID,
            grave=True,
            long=("reason",),
        ),
        Offer(
            command=commands.Void,
            action="void",
            states=_VOIDABLE,
            asks=(
                ("case.closed", ask(plain.still_open)),
                ("void.not_proposed", ask(plain.void_proposed)),
            ),
            offered=ask(plain.second_supervisor),
            example=examples.VOID,
            grave=True,
        ),
        Offer(
            command=commands.RejectVoid,
            action="void",
            states=_VOIDABLE,
            asks=(
                ("case.closed", ask(plain.still_open)),
                ("void.not_proposed", ask(plain.void_proposed)),
            ),
            example=examples.REJECT_VOID,
            long=("reason",),
        ),
        Offer(
            command=c.Return,
            action="return",
            states=_AT_WORK,
            example=c.Return(reason="申请事项已由上级机关统一办理"),
            grave=True,
            long=("reason",),
        ),
        Offer(
            command=c.Forward,
            action="forward",
            states=_AT_WORK,
            example=c.Forward(organ="广东省市场监督管理局", reason="属于省级权限"),
            grave=True,
            long=("reason",),
        ),
        Offer(
            command=c.Reopen,
            action="reopen",
            states=("granted", "denied"),
            asks=(("reopen.issued", ask(q.not_issued)),),
            example=c.Reopen(reason="行政复议决定责令重新作出决定"),
            grave=True,
            long=("reason",),
        ),
        Offer(
            command=c.CorrectResult,
            action="correct_result",
            states=("granted", "denied", *_HANDED_OUT),
            offered=ask(q.has_clerical),
            example=c.CorrectResult(
                field="/reason", should_be="符合法定条件", reason="文书打印错误"
            ),
            long=("reason",),
        ),
        Offer(
            command=c.Revoke,
            action="revoke",
            states=("granted", *_HANDED_OUT),
            asks=(("issue.no_result", ask(plain.has_result)),),
            example=c.Revoke(reason="以欺骗手段取得（行政许可法第六十九条）"),
            grave=True,
            long=("reason",),
        ),
        Offer(
            command=c.AskForRenewal,
            action="ask_renewal",
            states=_HANDED_OUT,
            asks=(
                ("renewal.no_end", ask(q.ends)),
                ("renewal.asked_already", ask(q.no_renewal_asked)),
            ),
            example=c.AskForRenewal(),
        ),
        Offer(
            command=c.Renew,
            action="renew",
            states=_HANDED_OUT,
            asks=(("renewal.not_asked", ask(q.renewal_asked)),),
            example=c.Renew(),
        ),
        Offer(
            command=c.RefuseRenewal,
            action="renew",
            states=_HANDED_OUT,
            asks=(("renewal.not_asked", ask(q.renewal_asked)),),
            example=c.RefuseRenewal(reason="不再符合许可条件"),
            grave=True,
            long=("reason",),
        ),
        Offer(
            command=c.Archive,
            action="archive",
            states=_ENDED,
            asks=(
                ("archive.open", ask(q.is_closed)),
                ("archive.sealed", ask(q.not_archived)),
            ),
            example=c.Archive(),
        ),
        Offer(
            command=c.Unseal,
            action="unseal",
            states=_ENDED,
            asks=(("archive.not_sealed", ask(q.archived)),),
            example=c.Unseal(reason="更正判决认定的差错"),
            grave=True,
            long=("reason",),
        ),
        Offer(command=c.EndRenewalPeriod, action="end_renewal_period", states=ever, of="platform"),
    )
