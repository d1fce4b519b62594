"""The fuzzy box for project and task, typed into and clicked."""

from collections.abc import Hashable

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest

from harvest_widget import words
from harvest_widget.model.assignments import ProjectAssignment, TaskAssignment
from harvest_widget.model.entries import Named, Project, Work
from harvest_widget.ui.drop import ROW, Part, _pieces
from harvest_widget.ui.picker import Picker, index_of
from harvest_widget.ui.style import LIGHT
from tests.ui.desk import DESIGN, RELAUNCH, SHOP, THEM, US, press, show, type_into, work

ENTER, ESC, DOWN, UP = Qt.Key.Key_Return, Qt.Key.Key_Escape, Qt.Key.Key_Down, Qt.Key.Key_Up
ALL = (RELAUNCH, SHOP, US, THEM)


def picker(
    assignments: tuple[ProjectAssignment, ...] = ALL,
    *,
    first: tuple[Work, ...] = (work(SHOP),),
    arrived: bool = True,
) -> Picker:
    made = Picker()
    ranks: dict[Hashable, int] = {each.pair: rank for rank, each in enumerate(first)}
    made.offer(index_of(assignments), ranks, arrived=arrived)
    return show(made)


def lines(of: Picker) -> list[str]:
    return [line.whole for line in of.drop.lines]


def test_typing_finds_and_enter_takes_the_best() -> None:
    box = picker()
    QTest.keyClicks(box.field, "web prog")
    assert lines(box) == [
        "Web shop · Programming · Nordwind",
        "AC-1 Website relaunch · Programming · Acme Corp",
    ]
    press(ENTER)
    assert box.work == work(SHOP)
    assert box.field.text() == "Web shop · Programming"
    assert not box.drop.isVisible()


def test_the_line_below_says_how_many_of_how_many() -> None:
    box = picker()
    QTest.keyClicks(box.field, "web prog")
    assert box.drop._hint.text() == words.matches(2, 8)


def test_favourites_and_recents_come_first_while_nothing_is_typed() -> None:
    box = picker(first=(work(US, DESIGN), work(SHOP)))
    assert box.drop.isVisible()
    assert lines(box)[:2] == ["Internal · Design · Us", "Web shop · Programming · Nordwind"]
    assert len(lines(box)) == 8


def test_the_arrows_choose_and_stay_within_the_list() -> None:
    box = picker()
    QTest.keyClicks(box.field, "web prog")
    press(DOWN)
    assert box.drop.chosen == 1
    press(DOWN)
    assert box.drop.chosen == 1
    press(UP)
    press(UP)
    assert box.drop.chosen == 0
    press(Qt.Key.Key_PageDown)
    press(ENTER)
    assert box.work == work(RELAUNCH)


def test_a_screen_reader_hears_the_chosen_line() -> None:
    box = picker()
    QTest.keyClicks(box.field, "web prog")
    press(DOWN)
    said = words.choice("Website relaunch · Programming", "Acme Corp", 2, 2)
    assert box.field.accessibleDescription() == said


def test_a_click_takes_a_line() -> None:
    box = picker()
    QTest.keyClicks(box.field, "web prog")
    view = box.drop._view.viewport()
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPoint(40, ROW + ROW // 2))
    assert box.work == work(RELAUNCH)


def test_projects_of_the_same_name_are_told_apart_by_their_client() -> None:
    box = picker()
    QTest.keyClicks(box.field, "internal prog")
    assert lines(box) == [
        "Internal · Programming · Us",
        "Internal · Programming · <b>Them</b> & Co",
    ]
    assert [box.drop.lines[row].right.text for row in (0, 1)] == ["Us", "<b>Them</b> & Co"]
    assert "&lt;b&gt;Them" in box.drop._view.item(1).toolTip()


def test_the_matched_letters_are_painted_in_the_accent() -> None:
    box = picker()
    QTest.keyClicks(box.field, "relaunch")
    parts = box.drop.lines[0].parts
    assert _pieces(parts[0]) == [("Website ", False), ("relaunch", True)]
    seen = box.drop._view.grab().toImage()
    accent = QColor(LIGHT.accent).rgb()
    assert any(
        seen.pixel(x, y) == accent for x in range(seen.width()) for y in range(seen.height())
    )


def test_pieces_put_together_are_the_text_whatever_was_matched() -> None:
    part = Part("<b>Größe</b>", ((0, 1), (3, 8)))
    assert "".join(piece for piece, _ in _pieces(part)) == part.text
    assert [piece for piece, hit in _pieces(part) if hit] == ["<", "Größe"]


def test_the_code_shows_where_it_was_searched_for() -> None:
    box = picker()
    QTest.keyClicks(box.field, "ac-1 design")
    assert box.drop.lines[0].parts[0].text == "AC-1 "
    type_into(box.field, "relaunch design")
    assert box.drop.lines[0].parts[0].text == "Website relaunch"


def test_what_matches_nothing_says_what_to_do_and_takes_nothing() -> None:
    box = picker()
    QTest.keyClicks(box.field, "zzz")
    assert box.drop._hint.text() == words.nothing_found("zzz")
    press(ENTER)
    assert box.work is None
    assert box.field.text() == "zzz"


def test_it_tells_no_projects_from_projects_that_are_still_to_come() -> None:
    assert picker((), arrived=False).drop._hint.text() == words.PROJECTS_COMING
    assert picker(()).drop._hint.text() == words.NO_PROJECTS


def test_projects_that_arrive_appear_in_the_open_list() -> None:
    box = picker((), arrived=False)
    QTest.keyClicks(box.field, "shop")
    box.offer(index_of(ALL), {}, arrived=True)
    assert len(lines(box)) == 2
    assert box.field.text() == "shop"


def test_esc_takes_back_a_search_and_leaves_the_pair_that_was_there() -> None:
    box = picker()
    box.set_work(work(SHOP))
    type_into(box.field, "rel")
    assert box.work is None
    press(ESC)
    assert box.work == work(SHOP)
    assert box.field.text() == "Web shop · Programming"


def test_a_name_too_long_for_the_field_is_shown_whole_below_it() -> None:
    long = ProjectAssignment(
        Project(9, "Kundenbeziehungsmanagementsystem-Neuaufbau"),
        Named(9, "Donaudampfschifffahrtsgesellschaft mbH"),
        [TaskAssignment(Named(9, "Anforderungsspezifikationsprüfung"))],
    )
    box = picker((long,))
    QTest.keyClicks(box.field, "anf")
    press(ENTER)
    assert box._whole.isVisible()
    assert box._whole.text().endswith("Donaudampfschifffahrtsgesellschaft mbH")
    box.set_work(work(SHOP))
    assert not box._whole.isVisible()


def test_ten_thousand_pairs_are_prepared_once() -> None:
    tasks = [TaskAssignment(Named(n, f"Task {n}")) for n in range(20)]
    many = tuple(
        ProjectAssignment(Project(n, f"Project {n}"), Named(n // 5, f"Client {n // 5}"), tasks)
        for n in range(500)
    )
    prepared = index_of(many)
    assert picker(many)._index is prepared
    assert index_of(many) is prepared
    assert index_of(many) is not index_of((*many,)[:-1])
