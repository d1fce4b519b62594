"""The nouns and rules of a timesheet, without Qt, network, disk or clock.

`now` is always an argument.

    entries.py      time entries as Harvest sends them, and what time is spent on
    account.py      user, company settings, and who a queue belongs to
    assignments.py  what the user may book time on
    operations.py   what the user asked for, as values that are stored and sent
    timesheet.py    operations replayed over what the server last said; totals
    amounts.py      what the readers of typed times share
    hours.py        durations: reading what is typed
    time_of_day.py  clock times in 12- and 24-hour notation
    formats.py      the only road to a displayed time
    time_zones.py   Harvest's names of time zones
    search.py       the fuzzy box over client, project, code and task
    folding.py      texts without accents and case
    highlights.py   which letters of a hit to mark
    sign_in.py      what became of a sign-in
    secrets.py      where a token is kept, as a protocol

Time of an entry is counted in whole seconds: the server's hundredths of an hour are 36 seconds
each, so every sum is exact. All instants are aware UTC datetimes on the server's clock.
"""
