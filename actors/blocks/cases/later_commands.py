"""How a case can end otherwise, and what can be asked of one that was decided."""

from actors.kernel.turn import Command


class Return(Command, frozen=True, kw_only=True):
    """退件: the office ends an accepted application undecided, with the reason."""

    reason: str


class Forward(Command, frozen=True, kw_only=True):
    """转报: the matter goes to another `organ`, which decides; here it ends."""

    organ: str
    reason: str


class Reopen(Command, frozen=True, kw_only=True):
    """重新办理: a decision is taken up again before its result was issued; limits start anew."""

    reason: str


class CorrectResult(Command, frozen=True, kw_only=True):
    """勘误: a clerical error in what was decided. `field` is "/form/<answer>", "/result/<entry>" or
    "/reason"; the result is made anew."""

    field: str
    should_be: str
    reason: str


class Revoke(Command, frozen=True, kw_only=True):
    """撤销 (行政许可法 Art. 69): what was granted is taken back, with the reason."""

    reason: str


class AskForRenewal(Command, frozen=True, kw_only=True):
    """申请延续, by the applicant, thirty working days before the end (行政许可法 Art. 50)."""


class Renew(Command, frozen=True, kw_only=True):
    """准予延续: for as long again as the item says."""


class RefuseRenewal(Command, frozen=True, kw_only=True):
    """不予延续, with the reason."""

    reason: str


class EndRenewalPeriod(Command, frozen=True, kw_only=True):
    """Clock: the result ends today and nobody has answered: it counts as renewed."""


class Archive(Command, frozen=True, kw_only=True):
    """归档: seal a closed case. Nothing is written to it from now on."""


class Unseal(Command, frozen=True, kw_only=True):
    """解除封存: a supervisor opens an archived case for writing again, with the reason."""

    reason: str
