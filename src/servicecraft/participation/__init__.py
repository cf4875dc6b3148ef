"""Everybody's part: responsibilities, asking, promises and deeds, learning, ideas, credibility, and cases of customers."""

from servicecraft.participation.cases import Cases
from servicecraft.participation.climate import Climate
from servicecraft.participation.ideas import Ideas
from servicecraft.participation.participation import Participation

__all__ = ["Cases", "Climate", "Ideas", "Participation"]
