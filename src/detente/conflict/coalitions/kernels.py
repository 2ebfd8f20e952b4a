"""The loops of the coalition analysis, over the arrays of `Groups` and `Search`.

Each runs as plain Python or compiled, see `detente.compiled`. Indices are 0-based.
`own`, `theirs` are the arrays of `Groups`: group_of, members, starts, edge_starts, edges. A
group's members are ``members[starts[g]:starts[g + 1]]``, the groups it leads to directly
``edges[edge_starts[g]:edge_starts[g + 1]]``. Row s of `bars` is what a state must exceed in every
column to improve on s; row t of `values` is what t offers.
"""

from __future__ import annotations

from typing import Any

from detente.compiled import helper, kernel


@kernel
def flood(
    movers: Any,
    class_of: Any,
    class_states: Any,
    order: Any,
    stack: Any,
    met: Any,
    group_of: Any,
) -> None:
    """Fill in the groups of states that some parties can move between, to and fro.

    Within a class its party moves freely, so states that share one belong together.
    ``class_of[j, s]`` is the class of state s for party j. `met` starts false for every class,
    `group_of` at -1.
    """
    groups = 0
    for start in range(len(group_of)):
        if group_of[start] >= 0:
            continue
        group_of[start] = groups
        stack[0] = start
        top = 1
        while top > 0:
            top -= 1
            t = stack[top]
            for j in movers:
                c = class_of[j, t]
                if met[c]:
                    continue
                met[c] = True
                for place in range(class_states[c], class_states[c + 1]):
                    s = order[place]
                    if group_of[s] < 0:
                        group_of[s] = groups
                        stack[top] = s
                        top += 1
        groups += 1


@kernel
def one_way_moves(
    first_class: int,
    last_class: int,
    line_ends: Any,
    class_bits: Any,
    filled: Any,
    sources: Any,
    targets: Any,
) -> None:
    """List the pairs of classes on one line of which the second contains the first.

    ``filled[0]`` counts them; they are written as far as there is room.
    """
    begin = first_class
    while begin < last_class:
        end = line_ends[begin]
        for c in range(begin, end):
            for d in range(begin, end):
                if c != d and class_bits[c] & ~class_bits[d] == 0:
                    if filled[0] < len(sources):
                        sources[filled[0]] = c
                        targets[filled[0]] = d
                    filled[0] += 1
        begin = end


@kernel
def pull(order: Any, edge_starts: Any, edges: Any, sign: int, extremes: Any) -> None:
    """Extend the least (sign 1) or greatest (-1) values of groups over all they lead to.

    `order` has every group after those that it leads to. ``extremes[g, k]`` holds the group's own
    value, and then that of its reach.
    """
    columns = extremes.shape[1]
    for g in order:
        for e in range(edge_starts[g], edge_starts[g + 1]):
            for k in range(columns):
                value = extremes[edges[e], k]
                if sign * value < sign * extremes[g, k]:
                    extremes[g, k] = value


@helper
def exceeds(values: Any, row: int, bars: Any, s: int) -> bool:
    """Tell whether a row of values exceeds the bars of state s in every column."""
    for k in range(bars.shape[1]):  # noqa: SIM110  # a generator would not compile as well
        if values[row, k] <= bars[s, k]:
            return False
    return True


@helper
def at_least(bars: Any, row: int, s: int) -> bool:
    """Tell whether the bars of one state are nowhere below those of state s."""
    for k in range(bars.shape[1]):  # noqa: SIM110
        if bars[row, k] < bars[s, k]:
            return False
    return True


@helper
def better_in_reach(
    s: int, g: int, bars: Any, own: Any, tops: Any, best: Any, stack: Any, met: Any, hits: Any
) -> bool:
    """Tell whether some state within reach of group g exceeds the bars of state s.

    Along the places of the groups' members stands a binary tree of greatest values, `tops`: the
    aligned block of 2^k places that ends before place p is node ``(leaves + p - 1) >> k``. Blocks
    that do not exceed the bars are passed over. ``best[g]`` are the greatest values within reach
    of a group. ``met[0]`` numbers the searches, ``met[g + 1]`` says which one last saw group g.
    ``hits[g]`` is the node of what was found last for g, and is tried first.
    """
    if exceeds(tops, hits[g], bars, s):
        return True
    asked = g
    _, _, starts, edge_starts, edges = own
    leaves = len(tops) // 2
    met[0] += 1
    met[g + 1] = met[0]
    stack[0] = g
    top = 1
    while top > 0:
        top -= 1
        g = stack[top]
        if not exceeds(best, g, bars, s):
            continue
        p = starts[g + 1]
        while p > starts[g]:
            k = 0
            while p >> k & 1 == 0 and p - (2 << k) >= starts[g]:
                k += 1
            while exceeds(tops, (leaves + p - 1) >> k, bars, s):
                if k == 0:
                    hits[asked] = leaves + p - 1
                    return True
                k -= 1
            p -= 1 << k
        for e in range(edge_starts[g], edge_starts[g + 1]):
            if met[edges[e] + 1] != met[0]:
                met[edges[e] + 1] = met[0]
                stack[top] = edges[e]
                top += 1
    return False


@kernel
def improvable(
    bars: Any, own: Any, tops: Any, best: Any, stack: Any, met: Any, hits: Any, leaves: Any
) -> None:
    """Fill in from which states something that exceeds their bars is within reach."""
    for s in range(len(bars)):
        leaves[s] = better_in_reach(s, own[0][s], bars, own, tops, best, stack, met, hits)


@helper
def repairable(
    s: int,
    e: int,
    bars: Any,
    own: Any,
    theirs: Any,
    tops: Any,
    best: Any,
    everywhere: Any,
    own_scratch: Any,
    their_scratch: Any,
) -> int:
    """Tell whether the coalition can improve on s from wherever the others go from their group e.

    -1 for yes, -2 for no; if a group of the coalition's is the reason that the others can lead to
    from everywhere, that group.

    From a group of its own that is marked `fine` for s it can. One from which it cannot is a
    sanction, and spoils every group of the others that touches it: all of them if it is
    `everywhere`. Marks are ``s + 1``, those in `met` the number of the search in its first
    place. The member that was a sanction last is tried first.
    """
    group_of, members, starts, _, _ = own
    their_group_of, their_members, their_starts, edge_starts, edges = theirs
    stack, met, hits, fine, _, _ = own_scratch
    their_stack, their_met, checked, spoilt, last = their_scratch
    their_met[0] += 1
    their_met[e + 1] = their_met[0]
    their_stack[0] = e
    top = 1
    while top > 0:
        top -= 1
        e = their_stack[top]
        if spoilt[e] == s + 1:
            return -2
        if checked[e] != s + 1:
            checked[e] = s + 1
            size = their_starts[e + 1] - their_starts[e]
            for k in range(size):
                place = their_starts[e] + (last[e] + k) % size
                g = group_of[their_members[place]]
                if fine[g] == s + 1:
                    continue
                if better_in_reach(s, g, bars, own, tops, best, stack, met, hits):
                    fine[g] = s + 1
                    continue
                last[e] = place - their_starts[e]
                if everywhere[g]:
                    return g
                for other in range(starts[g], starts[g + 1]):
                    spoilt[their_group_of[members[other]]] = s + 1
                return -2
        for k in range(edge_starts[e], edge_starts[e + 1]):
            if their_met[edges[k] + 1] != their_met[0]:
                their_met[edges[k] + 1] = their_met[0]
                their_stack[top] = edges[k]
                top += 1
    return -1


@helper
def remembered(s: int, row: int, bars: Any, memory: Any) -> bool:
    """Tell whether a state in a row of the memory has bars nowhere below those of state s."""
    for k in range(1, 1 + min(memory[row, 0], memory.shape[1] - 1)):
        helpful = memory[row, k]
        if at_least(bars, helpful, s):
            memory[row, k] = memory[row, (k + 1) // 2]
            memory[row, (k + 1) // 2] = helpful
            return True
    return False


@helper
def answered_lately(
    s: int, sanctions: Any, bars: Any, own: Any, tops: Any, best: Any, own_scratch: Any
) -> bool:
    """Tell whether a group that was a sanction lately is one for s; otherwise mark it `fine`."""
    stack, met, hits, fine, _, _ = own_scratch
    for k in range(len(sanctions)):
        g = sanctions[k]
        if g < 0:
            break
        if not better_in_reach(s, g, bars, own, tops, best, stack, met, hits):
            sanctions[k] = sanctions[k // 2]
            sanctions[k // 2] = g
            return True
        fine[g] = s + 1
    return False


@kernel
def beyond_repair(
    doubtful: Any,
    values: Any,
    bars: Any,
    own: Any,
    theirs: Any,
    tops: Any,
    best: Any,
    everywhere: Any,
    memory_of: Any,
    memory: Any,
    sanctions: Any,
    own_scratch: Any,
    their_scratch: Any,
    leaves: Any,
) -> None:
    """Fill in from which doubtful states an improvement survives every answer of the others.

    Every improvement of the coalition from s is looked at until one is found from whose every
    answer something better than s can still be reached. If that is so for s, it is for whatever
    state has lower bars. So the doubtful states come with the highest bars first, and some of
    those from which it is so are remembered: for their group e in row ``memory_of[e]`` of
    `memory`, which begins with their number. Likewise the groups of the coalition that the others
    can lead to from everywhere are tried first if they were `sanctions` lately; a free place
    there is -1. What helps again moves forward in both lists.
    """
    group_of, members, starts, edge_starts, edges = own
    their_group_of = theirs[0]
    own_stack, own_met = own_scratch[4], own_scratch[5]
    spoilt = their_scratch[3]
    room = memory.shape[1] - 1
    for s in doubtful:
        own_met[group_of[s]] = s + 1
        own_stack[0] = group_of[s]
        top = 1
        hopeless = False
        fresh = True
        while top > 0 and not leaves[s] and not hopeless:
            top -= 1
            g = own_stack[top]
            if not exceeds(best, g, bars, s):
                continue
            for place in range(starts[g], starts[g + 1]):
                t = members[place]
                e = their_group_of[t]
                if spoilt[e] == s + 1 or not exceeds(values, t, bars, s):
                    continue
                row = memory_of[e]
                if remembered(s, row, bars, memory):
                    leaves[s] = True
                    break
                if fresh:
                    fresh = False
                    hopeless = answered_lately(s, sanctions, bars, own, tops, best, own_scratch)
                    if hopeless:
                        break
                verdict = repairable(
                    s, e, bars, own, theirs, tops, best, everywhere, own_scratch, their_scratch
                )
                if verdict == -1:
                    leaves[s] = True
                    memory[row, memory[row, 0] % room + 1] = s
                    memory[row, 0] += 1
                    break
                if verdict >= 0:
                    hopeless = True
                    free = 0
                    while free < len(sanctions) - 1 and sanctions[free] >= 0:
                        free += 1
                    sanctions[free] = verdict
                    break
            if hopeless:
                break
            for k in range(edge_starts[g], edge_starts[g + 1]):
                if own_met[edges[k]] != s + 1:
                    own_met[edges[k]] = s + 1
                    own_stack[top] = edges[k]
                    top += 1


@kernel
def least_over_arcs(
    by_value: Any, values: Any, arc_starts: Any, sources: Any, stack: Any, least: Any
) -> None:
    """Fill in the least value within reach of every state over explicit arcs.

    The arcs into state t come from ``sources[arc_starts[t]:arc_starts[t + 1]]``; `least` starts
    at -1.
    """
    for start in by_value:
        if least[start] >= 0:
            continue
        least[start] = values[start]
        stack[0] = start
        top = 1
        while top > 0:
            top -= 1
            t = stack[top]
            for place in range(arc_starts[t], arc_starts[t + 1]):
                s = sources[place]
                if least[s] < 0:
                    least[s] = values[start]
                    stack[top] = s
                    top += 1
