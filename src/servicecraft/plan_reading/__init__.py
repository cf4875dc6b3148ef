"""Plans that other programs made: MS Project XML and CSV, read as rows of a program."""

from servicecraft.plan_reading.plans import ReadPlan
from servicecraft.plan_reading.reading import read_plan

__all__ = ["ReadPlan", "read_plan"]
