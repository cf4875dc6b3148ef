"""Tests of plans: schedules, calendars, how sure a finish is, where a plan stands."""
