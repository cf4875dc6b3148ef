"""Where does a chain come back to where it began?"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping, Sequence


def loops(arrows: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, ...]]:
    """
    Loops that share no row, until none is left: one shortest loop through the smallest id, then through the next.

    Args:
        arrows: For each id the ids it points at; ids that are no key are passed over.

    Yields:
        The ids of a loop in the order of its arrows, each once, beginning with its smallest id; shorter loops first,
        then by id. Nothing where no chain comes back.
    """
    found: list[tuple[str, ...]] = []
    left = _in_circles(arrows)
    for start in sorted(left):
        if start not in left:
            continue
        loop = _shortest_back(start, arrows, left)
        if loop is None:
            left.discard(start)
            continue
        found.append(loop)
        left -= set(loop)
    yield from sorted(found, key=lambda loop: (len(loop), loop))


def _in_circles(arrows: Mapping[str, Sequence[str]]) -> set[str]:
    """The ids that lie on a loop, and perhaps some between two loops; empty where there is no loop."""
    if all(len(others) < 2 for others in arrows.values()):
        return _in_single_circles({one: others[0] for one, others in arrows.items() if others})
    forward = {one: {other for other in others if other in arrows} for one, others in arrows.items()}
    return _peeled(_peeled(set(arrows), forward), _turned(forward))


def _in_single_circles(arrow: Mapping[str, str]) -> set[str]:
    """The ids on loops where every id points at one other at most: follow each arrow until somebody was seen."""
    seen: dict[str, str] = {}
    found: set[str] = set()
    for start in arrow:
        one = start
        while one in arrow and one not in seen:
            seen[one] = start
            one = arrow[one]
        if seen.get(one) == start:
            while one not in found:
                found.add(one)
                one = arrow[one]
    return found


def _turned(arrows: Mapping[str, set[str]]) -> dict[str, set[str]]:
    back: dict[str, set[str]] = {one: set() for one in arrows}
    for one, others in arrows.items():
        for other in others:
            back[other].add(one)
    return back


def _peeled(left: set[str], arrows: Mapping[str, set[str]]) -> set[str]:
    back = _turned(arrows)
    degree = {one: len(arrows[one] & left) for one in left}
    ends = [one for one, count in degree.items() if not count]
    while ends:
        end = ends.pop()
        left.discard(end)
        for one in back[end] & left:
            degree[one] -= 1
            if not degree[one]:
                ends.append(one)
    return left


def _shortest_back(start: str, arrows: Mapping[str, Sequence[str]], allowed: set[str]) -> tuple[str, ...] | None:
    came: dict[str, str] = {}
    queue = deque([start])
    while queue:
        one = queue.popleft()
        for other in sorted(set(arrows[one]) & allowed):
            if other == start:
                return _walked(start, one, came)
            if other not in came:
                came[other] = one
                queue.append(other)
    return None


def _walked(start: str, last: str, came: Mapping[str, str]) -> tuple[str, ...]:
    loop = [last]
    while loop[-1] != start:
        loop.append(came[loop[-1]])
    return tuple(reversed(loop))
