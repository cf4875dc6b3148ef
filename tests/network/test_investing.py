"""The best set of improvements, against trying all of them."""

from __future__ import annotations

from itertools import chain, combinations

import attrs
import numpy as np
import pytest

from servicecraft.errors import NetworkError, UnknownIdError
from servicecraft.examples.family_bakery import bakery
from servicecraft.model.organisation import Organisation
from servicecraft.model.program import Program
from servicecraft.model.serving import ServiceLink
from servicecraft.model.structure import Person, Unit
from servicecraft.network import ServiceNetwork
from servicecraft.network.investing import Improvement

WORK = {"ana": 0.9, "ben": 0.7, "carla": 0.8, "dan": 0.5}


@pytest.mark.parametrize("seed", range(40))
def test_best_and_next_best(seed):
    """The chosen set gains most of all sets within the budget, and the runner-up comes next."""
    random = np.random.default_rng(seed)
    net = ServiceNetwork.of(bakery())
    options = [
        Improvement(
            party=str(random.choice(list(WORK))),
            own_work=float(random.uniform(0.4, 1)),
            cost=float(random.integers(1, 9)),
        )
        for _ in range(int(random.integers(1, 8)))
    ]
    budget = float(random.integers(0, 20))
    found = net.invest(options, budget=budget, own_work=WORK)
    share = dict(zip(map(str, net.ids), net.influence_values, strict=True))

    def gain(chosen):
        return sum(share[one.party] * max(one.own_work - WORK[one.party], 0) for one in chosen)

    sets = chain.from_iterable(combinations(options, count) for count in range(len(options) + 1))
    allowed = [one for one in sets if sum(x.cost for x in one) <= budget and len({x.party for x in one}) == len(one)]
    gains = sorted(map(gain, allowed), reverse=True)

    assert found.gain == pytest.approx(gains[0], abs=1e-9)
    assert found.gain <= found.bound + 1e-9
    assert found.cost <= budget
    assert found.gain == pytest.approx(
        net.what_if(quality={x.party: max(x.own_work, WORK[x.party]) for x in found.chosen}, own_work=WORK).delta,
        abs=1e-9,
    )
    if len(gains) > 1:
        assert found.runner_up_gain == pytest.approx(gains[1], abs=1e-9)
    else:
        assert found.runner_up is None


def test_own_work_comes_from_ratings():
    """Where own work is not given, the diagnosis tells it; where nobody is rated, it is asked for."""
    option = Improvement(party="shop", own_work=1.0, cost=1)
    program = shop()
    net = ServiceNetwork.of(program)
    now = net.diagnosis(draws=0)

    assert now.quality < 0.9
    assert net.invest([option], budget=1).gain == pytest.approx(1 - now.quality)
    assert net.what_if(quality={"shop": 1.0}).delta == pytest.approx(1 - now.quality)
    with pytest.raises(NetworkError):
        ServiceNetwork.of(attrs.evolve(program, ratings=())).invest([option], budget=1)


def shop(size: int = 4) -> Program:
    """A unit of some people that serves the customers of the bakery, and is rated as its baker is."""
    rated = [attrs.evolve(one, provider="shop") for one in bakery().ratings if one.rater in ("walk_in", "cafe")]
    return attrs.evolve(
        bakery(),
        organisation=Organisation(
            units=(Unit(id="shop"),), people=tuple(Person(id=f"p{one}", unit="shop") for one in range(size))
        ),
        links=tuple(ServiceLink(provider="shop", customer=one) for one in ("walk_in", "cafe")),
        **dict.fromkeys(("services", "responsibilities", "assignments", "commitments", "ideas"), ()),
        ratings=tuple(rated),
    )


@pytest.mark.parametrize(
    ("option", "budget", "error"),
    [
        (Improvement(party="zoe", own_work=1, cost=1), 1, UnknownIdError),
        (Improvement(party="dan", own_work=1.2, cost=1), 1, NetworkError),
        (Improvement(party="dan", own_work=1, cost=-1), 1, NetworkError),
        (Improvement(party="dan", own_work=1, cost=float("nan")), 1, NetworkError),
        (Improvement(party="dan", own_work=1, cost=1), float("nan"), NetworkError),
    ],
)
def test_options_that_cannot_be(option, budget, error):
    """Options with numbers out of range, or for nobody, are refused."""
    with pytest.raises(error):
        ServiceNetwork.of(bakery()).invest([option], budget=budget, own_work=WORK)


def test_nothing_to_choose_from():
    """Without options nothing is chosen."""
    found = ServiceNetwork.of(bakery()).invest([], budget=10, own_work=WORK)

    assert (found.chosen, found.gain, found.runner_up) == ((), 0.0, None)
