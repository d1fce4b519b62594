"""What the user sees and clicks: plain widgets over the store; no network, no disk, no clock.

    style.py      colours by role, fonts, icons, the style sheet (theme.py puts it on)
    controls.py   texts and buttons (elided.py), layout.py where they stand, paint.py strokes
    popover.py    day, editor and sign-in as layers of one window
    window.py     its frame, place and size (place.py)
    day.py        one day: header.py, week.py, cards.py, rows.py, toast.py, the footer, keys
    rows.py, entry_row.py, row_text.py   the list, one entry, its words
    cards.py      what wants an answer: refused entries, notices, signed out
    toast.py      the Undo of the last act
    tray.py       the tray icon (tray_icon.py), its tooltip and menu
    keys.py       one table: which key does what
    editor.py     makes or changes an entry: entry_form.py its fields (picker.py, drop.py,
                  notes_field.py, time_fields.py, date_field.py), typed_time.py what a time means,
                  entry_saying.py what the form says of them, entry_saving.py what is booked
    sign_in.py    token, account, demo
    join.py       asyncio meets Qt

A view gets the store and a clock. It shows what a selector picks (`store.watch`), and a click is
one line (`store.update(change, ...)`): no view keeps state that others need, none calls another to
tell it of a change. Only texts that grow older while nobody does anything, such as a running time,
are shown by `tick()`.
"""
