"""Tests of who serves whom."""
