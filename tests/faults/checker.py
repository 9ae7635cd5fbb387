"""The judge of histories, which the benchmark of faults has, under the name that tests know."""

from actors.runtime.simulation.checker import judge as judge
from benchmarks.chaos.checker import check as check
from benchmarks.chaos.checker import check_chains as check_chains
from benchmarks.chaos.record import History as History
from benchmarks.chaos.record import Operation as Operation
