"""How the queue reaches Harvest: the next step, what an answer means, one driver; as in sync.md.

    steps.py     the values in which planning and judging speak
    creates.py   one intent, one entry: looking up what may have been booked already (9 to 13)
    timers.py    starts, continues and stops, on time or late (14 to 18)
    edits.py     edits and deletes (5, 7, 19)
    plan.py      pure: the next step of the queue (2, 3)
    absorb.py    pure: an outcome into the State (6, 7, 8, 21)
    standing.py  pure: online, silent, offline or signed out after an outcome (22)
    settle.py    pure: an operation ends: done, set aside, or others in its place
    keys.py      pure: echoes and the clean-up of references (9, 11, 12)
    pace.py      pure: how often to read unasked, and how an office shares one account (22, 23)
    reads.py     pure: what to read when, and what a read changes (21, 23)
    loop.py      the only driver: sends one step after the other

Each operation is planned from what is known of its entry. Whenever the outcome of a write is
unknown, that knowledge is dropped, and the plan begins again with a look. So a crash, a lost answer
and a late one all end in the same place.
"""
