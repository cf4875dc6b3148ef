"""What customers and staff say: scores, gaps, intervals, verdict, change over time."""

from servicecraft.voice.voice import Voice

__all__ = ["Voice"]
