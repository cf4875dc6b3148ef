"""Ready programs as functions: invented organisations to learn with, to test with, and to begin one's own from."""

from servicecraft.examples.alone import one_person
from servicecraft.examples.family_bakery import bakery
from servicecraft.examples.family_clinic import clinic
from servicecraft.examples.folders import hotel
from servicecraft.examples.savings_bank import bank
from servicecraft.examples.synthesis import synthetic, synthetic_frames
from servicecraft.examples.town_hall import municipality

__all__ = ["bakery", "bank", "clinic", "hotel", "municipality", "one_person", "synthetic", "synthetic_frames"]
