"""The ten steps (十类环节) that cases are exchanged by, and the codes that exchanges in Guangdong
have for them."""

from collections.abc import Mapping
from typing import Literal

Step = Literal[
    "applied",  # 申办
    "pre_accepted",  # 网上预受理
    "accepted",  # 受理: or not
    "reviewed",  # 审批处理: an opinion
    "correction_told",  # 补交告知
    "corrected",  # 补交受理
    "special_begun",  # 特别程序申请
    "special_ended",  # 特别程序结果
    "decided",  # 办结: or ended in another way
    "handed_over",  # 领取登记
]
CODES: Mapping[Step, str] = {
    "applied": "SB",
    "pre_accepted": "WSYSL",
    "accepted": "SL",
    "reviewed": "SPCL",
    "correction_told": "BJGZ",
    "corrected": "BJSL",
    "special_begun": "TBCXSQ",
    "special_ended": "TBCXJG",
    "decided": "BJ",
    "handed_over": "LQDJ",
}
STEPS: Mapping[str, Step] = {code: step for step, code in CODES.items()}
OURS: frozenset[Step] = frozenset(("applied", "corrected"))
"""What happens here alone: no department reports it."""
