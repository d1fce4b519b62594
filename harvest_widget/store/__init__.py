"""The program's one frozen State, the plain functions that replace it, and the database that keeps it.

    state.py      what there is
    changes.py    State -> State, one function per thing a user can do
    selectors.py  State -> what a view shows
    store.py      holds the State; tells those who watch
    disk.py       the State in SQLite
"""
