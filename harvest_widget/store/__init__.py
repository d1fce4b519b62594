"""The program's one State, the functions that replace it, and the database that keeps it.

    state.py      what there is
    changes.py    State -> State, one function per thing a user can do
    problems.py   the same for what was refused
    outbox.py     how operations enter the queue, and what is folded there
    undo.py       taking the last act back
    session.py    State -> State, for what is no wish of the user's
    selectors.py  State -> what a view shows
    telling.py    State -> what the user is told
    once.py       what is worked out once for the same assignments or entries
    recent.py     in which order entries were worked on
    store.py      holds the State; tells those who watch
    disk.py       the State in SQLite
    schema.py     the tables, and the way from older ones
    opening.py    a database that is damaged, or can't be kept

Nothing below a change is ever written without going through `Store.update`, which saves first.
"""
