"""The loops of the stability analysis, over the arrays of a `MoveGraph`.

Each runs as plain Python or compiled, see `detente.compiled`. Indices are 0-based;
what a search looks up together lies together, since large cases wait for memory above all:

- ``standing[2 * (N * s + j)]`` is the payoff of state s for party j of N, the place after it the
  first class of the line that s lies on for j;
- ``line_ends[c]``, for the first class c of a line, is the end of the line's classes;
- ``open_classes[4 * c]`` is the first place in `order` that a search has not met in class c; next
  come the end of the class, the payoff at that first place and, for the first class of a line,
  the end of those that the search has not used up.
"""

from __future__ import annotations

from typing import Any

from detente.compiled import kernel

HIGHEST = (1 << 31) - 1


@kernel
def counting_sort(keys: Any, items: Any, starts: Any, result: Any) -> None:
    """Sort all items by key, keeping the order of equals; `keys` has one for every item.

    `starts` is a zeroed scratch array with one place more than there are different keys.
    """
    for key in keys:
        starts[key + 1] += 1
    for k in range(1, len(starts)):
        starts[k] += starts[k - 1]
    for item in items:
        key = keys[item]
        result[starts[key]] = item
        starts[key] += 1


@kernel
def best_response(
    first_class: int,
    last_class: int,
    line_ends: Any,
    class_states: Any,
    class_bits: Any,
    order: Any,
    payoff: Any,
    response: Any,
) -> None:
    """Fill in the best payoff a party can reach from each state in at most one own move.

    A class's best state is its last; a state reaches the classes that contain its own.
    """
    begin = first_class
    while begin < last_class:
        end = line_ends[begin]
        for c in range(begin, end):
            best = -1
            for d in range(begin, end):
                if class_bits[c] & ~class_bits[d] == 0:
                    value = payoff[order[class_states[d + 1] - 1]]
                    if value > best:
                        best = value
            for place in range(class_states[c], class_states[c + 1]):
                response[order[place]] = best
        begin = end


@kernel
def least_harm(
    focal: int,
    improving: bool,
    harm: Any,
    by_harm: Any,
    codes: Any,
    standing: Any,
    turned: Any,
    one_way: Any,
    order: Any,
    open_classes: Any,
    class_bits: Any,
    stack: Any,
    least: Any,
) -> None:
    """Fill in the least `harm` that the others can bring about from each state.

    States are taken in ascending harm; from each, moves are followed backwards, and every state
    met for the first time gets that value. Into t its mover comes from the classes that t's own
    contains; if `improving`, only from states that it likes less than t, which are a prefix of a
    class sorted by its payoff. So each class keeps the place it has come to, meets each of its
    states once, and when used up is swapped behind the classes of its line that are still open.
    `open_classes` and `class_bits` are used up; `least` starts at -1.
    """
    parties = len(turned)
    bits = one_way[0]
    for start in by_harm:
        if least[start] >= 0:
            continue
        value = harm[start]
        least[start] = value
        stack[0] = start
        top = 1
        while top > 0:
            top -= 1
            t = stack[top]
            for j in range(parties):
                if j == focal:
                    continue
                below = standing[2 * (parties * t + j)] if improving else HIGHEST
                first = standing[2 * (parties * t + j) + 1]
                bound = one_way[j] != 0
                if bound:
                    bits = (codes[t] ^ turned[j]) & one_way[j]
                c = first
                while c < open_classes[4 * first + 3]:
                    if open_classes[4 * c + 2] >= below or (bound and class_bits[c] & ~bits != 0):
                        c += 1
                        continue
                    place = open_classes[4 * c]
                    end = open_classes[4 * c + 1]
                    payoff = 0
                    while place < end:
                        s = order[place]
                        payoff = standing[2 * (parties * s + j)]
                        if payoff >= below:
                            break
                        place += 1
                        if least[s] < 0:
                            least[s] = value
                            stack[top] = s
                            top += 1
                    if place < end:
                        open_classes[4 * c] = place
                        open_classes[4 * c + 2] = payoff
                        c += 1
                        continue
                    open_classes[4 * first + 3] -= 1
                    last = open_classes[4 * first + 3]
                    class_bits[c] = class_bits[last]
                    open_classes[4 * c] = open_classes[4 * last]
                    open_classes[4 * c + 1] = open_classes[4 * last + 1]
                    open_classes[4 * c + 2] = open_classes[4 * last + 2]


@kernel
def distances(
    start: int,
    wanted: bool,
    without: int,
    codes: Any,
    standing: Any,
    turned: Any,
    one_way: Any,
    line_ends: Any,
    class_states: Any,
    class_bits: Any,
    order: Any,
    worth: Any,
    sought: Any,
    tails: Any,
    queue: Any,
    steps: Any,
) -> None:
    """Fill in the fewest moves from one state to every other, by anybody but party `without`.

    Once some state is met that is `sought`, only those that are no further are met besides.

    If `wanted`, only where the move is worth more to the mover than its payoff at t, the worth of
    a state s to party j standing in `worth` where the payoff does in `standing`. From t a mover goes to the classes that
    contain t's own; what is worth more is the tail of a class, which `order` has sorted by worth.
    `tails` starts at the ends of the classes and moves down, so that each class meets each of its
    states once. `steps` starts at -1 and stays there for what cannot be reached.
    """
    parties = len(turned)
    steps[start] = 0
    queue[0] = start
    done, filled = 0, 1
    furthest = HIGHEST
    while done < filled:
        t = queue[done]
        done += 1
        if steps[t] == furthest:
            break
        for j in range(parties):
            if j == without:
                continue
            above = standing[2 * (parties * t + j)] if wanted else -1
            first = standing[2 * (parties * t + j) + 1]
            bits = (codes[t] ^ turned[j]) & one_way[j]
            for c in range(first, line_ends[first]):
                if bits & ~class_bits[c] != 0:
                    continue
                place = tails[c] - 1
                while place >= class_states[c]:
                    s = order[place]
                    if worth[2 * (parties * s + j)] <= above:
                        break
                    place -= 1
                    if steps[s] < 0:
                        steps[s] = steps[t] + 1
                        queue[filled] = s
                        filled += 1
                        if sought[s]:
                            furthest = steps[s]
                tails[c] = place + 1


@kernel
def judge(
    first_class: int,
    last_class: int,
    line_ends: Any,
    class_states: Any,
    class_bits: Any,
    order: Any,
    payoff: Any,
    least: Any,
    at: Any,
    worst: Any,
    stable: Any,
) -> None:
    """Fill in whether every improvement of the party from a state is sanctioned.

    Each line is walked downwards by the party's payoff, level by level. `worst` keeps for every
    class the largest `least` seen so far, that is, the improvement that is punished least; a
    state is stable when none it can reach stays above its own payoff. `at` and `worst`
    are scratch arrays with a place for every class; `at` starts at the classes' ends.
    """
    begin = first_class
    while begin < last_class:
        end = line_ends[begin]
        if end == begin + 1:  # a line without one-way options needs one walk only
            bottom, place = class_states[begin], class_states[end] - 1
            unpunished = -1
            while place >= bottom:
                level = payoff[order[place]]
                highest = unpunished
                while place >= bottom and payoff[order[place]] == level:
                    s = order[place]
                    stable[s] = unpunished <= level
                    if least[s] > highest:
                        highest = least[s]
                    place -= 1
                unpunished = highest
            begin = end
            continue
        for c in range(begin, end):
            worst[c] = -1
        while True:
            level = -1
            for c in range(begin, end):
                if at[c] > class_states[c]:
                    value = payoff[order[at[c] - 1]]
                    if value > level:
                        level = value
            if level < 0:
                break
            for c in range(begin, end):
                place = at[c] - 1
                if place < class_states[c] or payoff[order[place]] != level:
                    continue
                unpunished = -1
                for d in range(begin, end):
                    if class_bits[c] & ~class_bits[d] == 0 and worst[d] > unpunished:
                        unpunished = worst[d]
                while place >= class_states[c] and payoff[order[place]] == level:
                    stable[order[place]] = unpunished <= level
                    place -= 1
            for c in range(begin, end):
                while at[c] > class_states[c] and payoff[order[at[c] - 1]] == level:
                    at[c] -= 1
                    value = least[order[at[c]]]
                    if value > worst[c]:
                        worst[c] = value
        begin = end


@kernel
def simultaneous(
    focal: int,
    threshold: int,
    codes: Any,
    standing: Any,
    line_ends: Any,
    class_states: Any,
    class_bits: Any,
    order: Any,
    turned: Any,
    one_way: Any,
    masks: Any,
    offers: Any,
    offers_from: Any,
    chosen: Any,
    stable: Any,
) -> None:
    """Fill in where the others' simultaneous improvements from s punish each move from s.

    For every state, `offers` lists the option bits each party may end with: its present ones
    and those of its improvements; party j's stand from ``offers_from[j]``. An odometer, `chosen`,
    runs through one choice of every other party beside each improvement of the focal one. A
    combination sanctions when it is feasible and at most ``payoff - threshold``.
    """
    n = len(codes)
    parties = len(masks)
    for s in range(n):
        filled = 0
        for j in range(parties):
            offers_from[j] = filled
            offers[filled] = codes[s] & masks[j]
            filled += 1
            first = standing[2 * (parties * s + j) + 1]
            bits = (codes[s] ^ turned[j]) & one_way[j]
            for c in range(first, line_ends[first]):
                if bits & ~class_bits[c] == 0:
                    for place in range(class_states[c], class_states[c + 1]):
                        t = order[place]
                        if standing[2 * (parties * t + j)] > standing[2 * (parties * s + j)]:
                            offers[filled] = codes[t] & masks[j]
                            filled += 1
        offers_from[parties] = filled
        bound = standing[2 * (parties * s + focal)] - threshold
        stable[s] = True
        for mine in range(offers_from[focal] + 1, offers_from[focal + 1]):
            for j in range(parties):
                chosen[j] = offers_from[j]
            chosen[focal] = mine
            sanctioned = False
            while not sanctioned:
                code = offers[mine]
                for j in range(parties):
                    if j != focal:
                        code |= offers[chosen[j]]
                low, high = 0, n
                while low < high:
                    middle = (low + high) // 2
                    if codes[middle] < code:
                        low = middle + 1
                    else:
                        high = middle
                if (
                    low < n
                    and codes[low] == code
                    and standing[2 * (parties * low + focal)] <= bound
                ):
                    sanctioned = True
                    break
                j = 0
                while j < parties:
                    if j != focal:
                        chosen[j] += 1
                        if chosen[j] < offers_from[j + 1]:
                            break
                        chosen[j] = offers_from[j]
                    j += 1
                if j == parties:
                    break
            if not sanctioned:
                stable[s] = False
                break
