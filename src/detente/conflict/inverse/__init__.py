"""What would it take: the least change of a conflict that makes a state stable.

``require.py`` asks, and puts together what may change: ``statements`` that parties' preferences
are written in, ``pairs`` of states judged the other way, ``moves.py`` (what can be done) and
``outsiders.py`` (one act of one party). ``question.py`` is what all but the pairs share;
``words.py`` tells the answer.

Two modules say what has to be different for a state s to be stable for a party, since the two
searches ask for it in different ways. ``statements/demands.py`` has to judge thousands of edited
rankings, whatever they look like: it lists *every* move, as arrays, with the other parties as
they are. ``pairs/clauses.py`` starts from one ranking and may change those of several parties:
it goes through the *improvements* alone, one by one, since s is only ever raised and no other move
can become one; and it lets chosen parties move as they may come to want.
"""
