"""A program that saves one entry after another and says when each is on disk: to be killed."""

import sys
from pathlib import Path

from harvest_widget.store.disk import Disk
from harvest_widget.store.state import State
from tests.store.made import Hand, state

disk = Disk(Path(sys.argv[1]))
hand = Hand(state())
held = disk.save(State(), hand.state)
while True:
    ref = hand.book()
    held = disk.save(held, hand.state)
    print(ref, held.unsaved, flush=True)
