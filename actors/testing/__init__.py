"""Given, when, then for entity kinds: in memory in milliseconds, and the same on a real engine."""

from actors.testing.scenario import Scenario as Scenario
from actors.testing.told import ScenarioFailed as ScenarioFailed
