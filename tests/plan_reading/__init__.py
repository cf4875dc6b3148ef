"""Tests of reading plans that other programs made."""
