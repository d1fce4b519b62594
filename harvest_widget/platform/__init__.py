"""What differs between systems, behind one function or protocol each; knows nothing of Harvest.

Each part has a form that tells the truth where its system offers nothing: it answers "not
available" instead of failing, so that nobody above asks which system this is.

    single_instance.py  the ear of the one running program: commands on the local socket
    secrets.py          tokens in the system's keychain, asked in a thread that may wait for ever
    tray_host.py        whether a tray is there, and word when that changes
    qt_messages.py      what Qt says, into the log
"""
