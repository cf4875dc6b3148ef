"""Faults by the thousand: all are found, and what takes long is done for the first ones."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from servicecraft.errors import SpokenFact
from servicecraft.model import consistency
from servicecraft.model.loops import loops
from servicecraft.model.serving import Customer, ServiceLink
from servicecraft.model.settings import Settings
from servicecraft.model.structure import Person


def test_sixteen_thousand_people_in_pairs_are_eight_thousand_loops() -> None:
    """Every pair who manage each other is found, in the order of ids."""
    found = list(loops({f"p{n:05}": [f"p{n ^ 1:05}"] for n in range(16_000)}))
    assert len(found) == 8_000
    assert found == sorted(found)
    assert found[0] == ("p00000", "p00001")


def test_nearest_ids_are_proposed_for_the_first_fifty_missing_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every missing id is told; looking for near ones stops where it would take long."""
    asked: list[str] = []

    def noted(unknown: str, known: Sequence[str]) -> SpokenFact:
        asked.append(unknown)
        return SpokenFact("")

    monkeypatch.setattr(consistency, "nearest_words", noted)
    people = [Person(id=f"p{n:03}", manager=f"m{n:03}") for n in range(80)]
    found = [fault for fault in consistency.faults({"people": people}, Settings()) if fault.code == "SC-112"]
    assert len(found) == 80
    assert asked == [f"m{n:03}" for n in range(50)]


def test_each_group_of_shares_is_told_at_its_first_row() -> None:
    """Where the shares of a customer do not add up, its first link is named, wherever its others stand."""
    customers = ["a", "b", "a", "c", "b", "c"]
    shares = [0.5, 0.3, 0.5, 0.9, 0.3, 0.9]
    links = [
        ServiceLink(provider=f"p{n}", customer=who, service="help", importance=share)
        for n, (who, share) in enumerate(zip(customers, shares, strict=True))
    ]
    tables = {"links": links, "customers": [Customer(id=one) for one in "abc"]}
    found = consistency.faults(tables, Settings(shares=("links.importance",)))
    told = {(one.path, one.value) for one in found if one.code == "SC-115"}
    assert told == {("links[1].importance", "b"), ("links[3].importance", "c")}
