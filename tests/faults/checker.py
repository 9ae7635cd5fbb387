"""The judge of histories, which the benchmark of faults has, under the name that tests know."""

from benchmarks.chaos.checker import check as check
from benchmarks.chaos.checker import judge as judge
from benchmarks.chaos.record import History as History
from benchmarks.chaos.record import Operation as Operation
