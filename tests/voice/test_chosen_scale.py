"""A verdict is asked of the scale that somebody chooses."""

from __future__ import annotations

import pytest

import servicecraft as sc

VOICE = sc.Voice.of(sc.examples.hotel())


@pytest.mark.parametrize(
    ("instrument", "target", "basis"),
    [
        (None, None, "expectations"),
        ("esperado_recibido_7", None, "expectations"),
        ("frente_a_lo_esperado_5", None, "disconfirmation"),
        ("csat_5", 4.0, "target"),
        ("csat_5", None, None),
    ],
)
def test_the_chosen_scale_decides_with_what_answers_are_compared(
    instrument: str | None, target: float | None, basis: str | None
) -> None:
    """Expectations asked on one scale do not silence a verdict on another one."""
    (row,) = VOICE.verdict(instrument=instrument, target=target).to_dicts()

    assert row["basis"] == basis
    assert (row["n"] or 0) > 0
    assert (row["verdict"] == "none") is (basis is None)


def test_the_verdict_of_a_chosen_scale_is_the_mean_above_its_middle() -> None:
    """Disconfirmation on 1 to 5 is compared with 3."""
    (row,) = VOICE.verdict(instrument="frente_a_lo_esperado_5").to_dicts()
    (mean,) = VOICE.mean(instrument="frente_a_lo_esperado_5").column("mean")

    assert isinstance(mean, float)
    assert row["gap"] == pytest.approx(mean - 3, abs=1e-12)
