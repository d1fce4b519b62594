"""The program's one frozen State, the plain functions that replace it.

And the database that keeps it.

state.py      what there is
changes.py    State -> State, one function per thing a user can do
outbox.py     how operations enter the queue, and what is folded there
undo.py       taking the last act back
session.py    State -> State, for what is no wish of the user's
selectors.py  State -> what a view shows
recent.py     in which order entries were worked on
store.py      holds the State; tells those who watch
disk.py       the State in SQLite
"""
