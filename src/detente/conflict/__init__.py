"""The graph model for conflict resolution: which outcomes are stable, and why.

A map of this room, in the order in which it reads best. Files are the engine; a folder is one
further question to it, with its own concepts, result and ``words.py``.

The conflict
    ``base``: what every conflict offers; ``model``: in option form; ``arcs``: in graph form, states
    by name and moves listed; ``states``: which combinations can occur; ``terms``: names for
    conditions; ``preferences``: ordered conditions, weights, rankings, and the payoffs they give;
    ``unsure`` and ``relations``: what is known of preferences in doubt; ``views``: what a party
    wrongly believes; ``edits``: single changes of all this.

Moves
    ``moves``: who can go from where to where, laid out for sweeps; ``walks`` and ``paths``: the
    shortest sequences of them; ``joint``: what a group can do at once.

Stability
    ``concepts``: the table of definitions; ``stability``: each of them, over two questions (is this
    an improvement? does this sanction it?); ``kernels`` and ``compiled``: its loops, fast;
    ``analysis``: all parties and concepts together, the result that everything below starts from.

What it means
    ``explain``: why a state is stable or not; ``findings``: what follows for the status quo and the
    outcomes; ``comparison``: of scenarios; ``itinerary``: how to get there; ``words``: all of it in
    the case's own words.

Asked further
    ``statusquo``: from today to an agreement, and at whose cost; ``coalitions``: what groups upset;
    ``foresight``: parties that look several moves ahead; ``levers``: whose act changes what others
    want; ``inverse``: what it would take for a state to be stable.

What is known of the parties
    ``firmness``: which judgement, if wrong, overturns a finding; ``chances``: how probable findings
    then are; ``unknown``: what holds however doubt is taken; ``strength``: what is held by something
    much worse; ``hypergames``: what comes of it that parties misread each other.
"""
