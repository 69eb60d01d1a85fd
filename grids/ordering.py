"""Who goes where in which order: VROOM's answer (pyvroom), made to keep "at most so many hours" too, and a plain one."""

from collections.abc import Iterator, Sequence

import numpy as np

from grids.reach import By
from grids.timetable import Day, Visit, is_kept, timed, travel

# (up to so many visits, how thoroughly VROOM looks): thirty visits take 0.07 s, sixty 0.35 s, a hundred 1.5 s.
THOROUGHNESS = ((40, 5), (80, 3))
HASTE = 1
MOST_STARTS = 6  # of hours that may begin sooner or later
URGENT = 100  # VROOM's highest priority

Order = list[int]  # numbers of visits
Hours = tuple[int, int]


def orders(visits: Sequence[Visit], days: Sequence[Day], *, by: Sequence[By]) -> list[Order]:
    """For each day the visits made, in their order: as many urgent ones as fit, then as many as fit, then the shortest way.

    VROOM knows no "at most so many hours" that begin when they like. Where its answer breaks them, it is asked again for
    hours of that length that begin at this or that time, and the best answer stands.
    """
    if not visits or not days:
        return [[] for _ in days]
    whole = _solved(visits, days, by, [(day.opens, day.closes) for day in days])
    best = whole
    if not all(timed([visits[at] for at in order], day).is_kept for order, day in zip(whole, days, strict=True)):
        answers = [_solved(visits, days, by, hours) for hours in _hours(visits, days)]
        best = min(answers, key=lambda answer: _worth(answer, visits, days))
    return _filled(best, visits, days)


def simple_order(visits: Sequence[Visit], day: Day) -> Order:
    """The nearest next, then turned and moved while that shortens the way; no window is looked at.

    What a phone can do for itself without the server; the peer of the benchmark.
    """
    left, order, place = set(range(len(visits))), [], day.start
    while left:
        nearest = min(left, key=lambda at: (day.seconds[place][visits[at].place], at))
        left.remove(nearest)
        order.append(nearest)
        place = visits[nearest].place
    shortest, found = _length(order, visits, day), True
    while found:
        found = False
        for other in _neighbours(order):
            if (length := _length(other, visits, day)) < shortest:
                order, shortest, found = other, length, True
                break
    return order


def _neighbours(order: Order) -> Iterator[Order]:
    """2-opt: each stretch turned round; Or-opt: each stretch of up to three moved elsewhere, either way round."""
    count = len(order)
    for start in range(count - 1):
        for end in range(start + 2, count + 1):
            yield order[:start] + order[start:end][::-1] + order[end:]
    for size in (1, 2, 3):
        for start in range(count - size + 1):
            piece, rest = order[start : start + size], order[:start] + order[start + size :]
            for to in range(len(rest) + 1):
                yield rest[:to] + piece + rest[to:]
                yield rest[:to] + piece[::-1] + rest[to:]


def _length(order: Order, visits: Sequence[Visit], day: Day) -> int:
    return travel([visits[at] for at in order], day)


def _worth(answer: list[Order], visits: Sequence[Visit], days: Sequence[Day]) -> tuple[int, int, int]:
    """Less is better."""
    made = [visits[at] for order in answer for at in order]
    length = sum(_length(order, visits, day) for order, day in zip(answer, days, strict=True) if order)
    return -sum(visit.urgent for visit in made), -len(made), length


def _hours(visits: Sequence[Visit], days: Sequence[Day]) -> Iterator[list[Hours]]:
    """Hours of the length allowed, for everybody; those that may begin later do so at a time that a window asks for."""
    starts = [_starts(visits, day) for day in days]
    for number in range(max(len(some) for some in starts)):
        opens = [some[min(number, len(some) - 1)] for some in starts]
        yield [(at, min(day.closes, at + day.at_most)) for at, day in zip(opens, days, strict=True)]


def _starts(visits: Sequence[Visit], day: Day) -> list[int]:
    last = max(day.opens, day.closes - day.at_most)
    asked = {opening - day.seconds[day.start][visit.place] for visit in visits for opening, _ in visit.windows}
    every = sorted({day.opens, last, *(min(max(at, day.opens), last) for at in asked)})
    evenly = np.linspace(0, len(every) - 1, min(MOST_STARTS, len(every))).astype(int)
    return [every[at] for at in evenly]


def _solved(visits: Sequence[Visit], days: Sequence[Day], by: Sequence[By], hours: Sequence[Hours]) -> list[Order]:
    """VROOM's answer; one thread and no time limit, so that it's the same every time."""
    import vroom  # noqa: PLC0415  brings pandas: 0.2 s and 40 MiB that only who plans a round pays

    problem = vroom.Input()
    for way, day in dict(zip(by, days, strict=True)).items():
        problem.set_durations_matrix(way.value, np.array(day.seconds, np.uint32))
    for number, (day, way, window) in enumerate(zip(days, by, hours, strict=True)):
        problem.add_vehicle(vroom.Vehicle(number, start=day.start, end=day.end, profile=way.value, time_window=window))
    for number, visit in enumerate(visits):
        priority = URGENT if visit.urgent else 0
        problem.add_job(
            vroom.Job(
                number,
                visit.place,
                default_service=visit.stay,
                priority=priority,
                time_windows=[list(one) for one in visit.windows],
            )
        )
    level = next((level for most, level in THOROUGHNESS if len(visits) <= most), HASTE)
    routes = problem.solve(exploration_level=level, nb_threads=1).routes
    found: list[Order] = [[] for _ in days]
    if "id" not in routes:  # nobody goes anywhere
        return found
    made = routes[routes["type"] == "job"]
    for number, visited in zip(made["vehicle_id"].tolist(), made["id"].tolist(), strict=True):
        found[int(number)].append(int(visited))
    return found


def _filled(answer: list[Order], visits: Sequence[Visit], days: Sequence[Day]) -> list[Order]:
    """Whoever is left is put where it costs least, while there is such a place; so nobody who is left could simply be fitted."""
    answer = [list(order) for order in answer]
    left = sorted(set(range(len(visits))).difference(*answer), key=lambda at: (not visits[at].urgent, at))
    added = True
    while added:
        added = False
        for at in list(left):
            if places := list(_places(at, answer, visits, days)):
                _, number, position = min(places)
                answer[number].insert(position, at)
                left.remove(at)
                added = True
    return answer


def _places(at: int, answer: list[Order], visits: Sequence[Visit], days: Sequence[Day]) -> Iterator[tuple[int, int, int]]:
    """(seconds more, whose, position) wherever a visit can be put."""
    for number, (order, day) in enumerate(zip(answer, days, strict=True)):
        before = _length(order, visits, day) if order else 0
        for position in range(len(order) + 1):
            more = [visits[one] for one in [*order[:position], at, *order[position:]]]
            if is_kept(more, day):
                yield travel(more, day) - before, number, position
