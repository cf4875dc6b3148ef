"""When what is to happen: calendars, schedules, how sure a finish is, and where a plan stands."""

from servicecraft.planning.calendars import Calendar
from servicecraft.planning.schedule import Schedule

__all__ = ["Calendar", "Schedule"]
