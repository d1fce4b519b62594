"""The tray icon: its shapes, its tooltip, and a menu whose first item does the job."""

from datetime import timedelta
from itertools import combinations

import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QSystemTrayIcon

from harvest_widget import words
from harvest_widget.model.operations import Create, StartTimer, Waiting
from harvest_widget.store import selectors
from harvest_widget.store.changes import create_entry
from harvest_widget.store.state import Offline, Settings, State
from harvest_widget.ui.tray import Tray, tooltip
from harvest_widget.ui.tray_icon import SIZES, picture, tray_icon
from tests.ui.days import APP, HIRING, NOW, TODAY, WEB, Bench, entry, runs, signed_in

Reason = QSystemTrayIcon.ActivationReason


class Panel(Bench):
    """A tray icon in no panel, and what it asked for."""

    def __init__(self, state: State) -> None:
        super().__init__(state)
        self.asked: list[str] = []
        self.tray = Tray(
            self.store,
            self.clock,
            ticker=self,  # type: ignore[arg-type]
            open_at=self._open,
            new_entry=lambda: self.asked.append("new"),
            quit_program=lambda: self.asked.append("quit"),
        )

    def _open(self, place: QRect) -> None:
        assert place.isValid()
        self.asked.append("open")

    def items(self) -> list[str]:
        return [action.text() for action in self.tray.menu.actions() if action.text()]

    def choose(self, item: str) -> None:
        next(action for action in self.tray.menu.actions() if action.text() == item).trigger()
        self.turn()

    def running(self) -> str | None:
        runs = selectors.running(self.store.state)
        return runs.entry.project.name if runs else None


def test_the_first_item_stops_what_runs() -> None:
    panel = Panel(signed_in(runs(1, WEB, 83)))
    assert panel.items()[0] == "Stop Website relaunch"
    panel.choose("Stop Website relaunch")
    assert panel.running() is None
    assert panel.items()[:2] == [
        "Continue Website relaunch · Programming",
        "Undo “Stopped Website relaunch with 1:23”",
    ]


def test_the_second_item_takes_the_last_act_back() -> None:
    panel = Panel(signed_in(runs(1, WEB, 83)))
    panel.choose("Stop Website relaunch")
    panel.choose(panel.items()[1])
    assert panel.running() == "Website relaunch"
    assert not [item for item in panel.items() if item.startswith("Undo")]


def test_while_nothing_runs_the_first_item_continues_the_last_entry() -> None:
    panel = Panel(signed_in(entry(1, WEB, "1"), entry(2, APP, "1")))
    panel.choose("Continue Mobile app · Design review")
    assert panel.running() == "Mobile app"


def test_with_no_entry_at_all_the_first_item_is_a_new_one() -> None:
    panel = Panel(signed_in())
    assert panel.items() == [words.NEW_ENTRY, words.OPEN, words.QUIT]
    panel.choose(words.NEW_ENTRY)
    panel.choose(words.OPEN)
    panel.choose(words.QUIT)
    assert panel.asked == ["new", "open", "quit"]


def test_favourites_start_with_one_click() -> None:
    from harvest_widget.model.assignments import ProjectAssignment, TaskAssignment

    assigned = tuple(
        ProjectAssignment(work.project, work.client, [TaskAssignment(work.task)])
        for work in (WEB, APP, HIRING)
    )
    panel = Panel(signed_in(assignments=assigned, favourites=(HIRING.pair,)))
    panel.choose("Internal · Hiring")
    op = panel.store.state.outbox[-1].op
    assert isinstance(op, StartTimer)
    assert op.work == HIRING


def test_a_name_with_an_ampersand_is_shown_as_it_is() -> None:
    from msgspec.structs import replace

    smith = replace(WEB, project=replace(WEB.project, name="Smith & Sons"))
    panel = Panel(signed_in(runs(1, smith, 5)))
    assert panel.items()[0] == "Stop Smith && Sons"


@pytest.mark.parametrize(
    ("left_click", "reason", "does"),
    [
        ("open", Reason.Trigger, "open"),
        ("toggle", Reason.Trigger, "stop"),
        ("open", Reason.MiddleClick, "stop"),
        ("open", Reason.Context, "nothing"),
    ],
)
def test_a_click_on_the_icon(left_click: str, reason: Reason, does: str) -> None:
    settings = Settings(left_click=left_click)  # type: ignore[arg-type]
    panel = Panel(signed_in(runs(1, WEB, 83), settings=settings))
    panel.tray.icon.activated.emit(reason)
    panel.turn()
    assert panel.asked == (["open"] if does == "open" else [])
    assert panel.running() == (None if does == "stop" else "Website relaunch")


def test_the_tooltip_tells_what_runs_and_the_days_total() -> None:
    state = signed_in(runs(1, WEB, 83), entry(2, APP, "3.48"))
    assert tooltip(state, NOW) == ("1:23 Website relaunch · Programming (Acme Corp) · today 4:52")
    assert tooltip(signed_in(entry(1, WEB, "1.5")), NOW) == "No timer · today 1:30"


def test_the_tooltip_turns_with_the_minute_and_the_icon_stays_the_same_one() -> None:
    panel = Panel(signed_in(runs(1, WEB, 83)))
    worn = panel.tray.icon.icon().cacheKey()
    assert panel.tray.next_change(panel.now) == 60
    panel.passes(minutes=1)
    panel.tray.tick()
    assert panel.tray.icon.toolTip().startswith("1:24")
    assert panel.tray.icon.icon().cacheKey() == worn


def test_without_a_timer_nothing_is_ever_due() -> None:
    assert Panel(signed_in(entry(1, WEB, "1"))).tray.next_change(NOW) is None


def test_hundredths_of_an_hour_do_not_wake_us_more_than_once_a_minute() -> None:
    from harvest_widget.model.account import Company

    decimal = Company(time_format="decimal")
    assert Panel(signed_in(runs(1, WEB, 83), company=decimal)).tray.next_change(NOW) == 60


def test_the_badge_for_unsent_comes_after_ten_seconds() -> None:
    panel = Panel(signed_in())
    plain = panel.tray.icon.icon().cacheKey()
    panel.store.update(
        create_entry, work=WEB, notes="", spent_date=TODAY, seconds=900, now=NOW, ref="mine"
    )
    panel.turn()
    assert panel.tray.icon.icon().cacheKey() == plain
    assert panel.tray.next_change(panel.now) == 10
    panel.passes(seconds=10)
    panel.tray.tick()
    assert panel.tray.icon.icon().cacheKey() != plain


def test_offline_and_refused_are_marked_at_once() -> None:
    offline = signed_in(connection=Offline(since=NOW, retry_at=NOW + timedelta(minutes=1)))
    plain = Panel(signed_in()).tray.icon.icon().cacheKey()
    assert Panel(offline).tray.icon.icon().cacheKey() != plain


# Qt's XEmbed tray looks for a signal that only xcb has.
@pytest.mark.logs("systemTrayWindowChanged")
def test_the_icon_ticks_only_while_it_is_in_the_tray() -> None:
    panel = Panel(signed_in())
    assert not panel.ticking
    panel.tray.show()
    assert panel.ticking == [panel.tray]
    panel.tray.hide()
    assert not panel.ticking


# -- the pictures


def shape(state: str, badge: str, size: int) -> bytes:
    """The icon without its colours."""
    image = picture(state, badge, size, "light").toImage()
    return bytes(image.convertToFormat(QImage.Format.Format_Alpha8).constBits())


@pytest.mark.parametrize("size", SIZES)
def test_every_state_has_a_shape_of_its_own_in_every_size(size: int) -> None:
    states = [(s, b) for s in ("stopped", "running") for b in ("", "unsent", "refused", "offline")]
    for one, other in combinations(states, 2):
        differing = sum(a != b for a, b in zip(shape(*one, size), shape(*other, size), strict=True))
        assert differing >= 6, (one, other)


def test_the_icon_is_ready_in_every_size_that_desktops_ask_for() -> None:
    icon = tray_icon("running", "", "dark")
    assert {16, 22, 24, 32, 48, 64} <= {size.width() for size in icon.availableSizes()}


def test_what_waits_is_not_what_was_refused() -> None:
    made = Create(ref="x", at=NOW, work=WEB, notes="", spent_date=TODAY, seconds=900)
    old = Waiting(n=1, op=made, made=NOW - timedelta(minutes=1))
    assert selectors.badge(signed_in(outbox=(old,)), NOW) == "unsent"
