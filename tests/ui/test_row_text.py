"""What a row says: on the screen, to a screen reader, in the tooltip and when copied."""

from datetime import timedelta

from msgspec.structs import replace

from harvest_widget import words
from harvest_widget.model.account import Company
from harvest_widget.model.operations import Refusal
from harvest_widget.store.selectors import Row
from harvest_widget.ui.row_text import as_line, manner, row_text, spoken, until_change
from tests.ui.days import APP, NOW, TODAY, WEB, entry, runs, signed_in

TWELVE = manner(signed_in(), NOW)
STAMPS = manner(
    signed_in(company=Company(clock="24h", time_format="decimal", wants_timestamp_timers=True)), NOW
)


def test_a_stopped_entry_shows_its_time_and_nothing_below() -> None:
    text = row_text(Row("1", entry(1, WEB, "1.25", "Checkout")), TWELVE, NOW)
    assert (text.project, text.client, text.doing) == (
        "Website relaunch",
        "Acme Corp",
        "Programming · Checkout",
    )
    assert (text.time, text.below, text.warns) == ("1:15", "", False)


def test_a_running_entry_says_since_when() -> None:
    text = row_text(Row("1", runs(1, WEB, 83)), TWELVE, NOW)
    assert (text.time, text.below) == ("1:23", "since 1:41pm")


def test_a_running_time_is_floored() -> None:
    nearly = NOW + timedelta(seconds=59)
    assert row_text(Row("1", runs(1, WEB, 83)), TWELVE, nearly).time == "1:23"


def test_start_and_end_accounts_show_both_times() -> None:
    stopped = entry(1, WEB, "1.25", started_time="10:30", ended_time="11:45")
    assert row_text(Row("1", stopped), STAMPS, NOW).below == "10:30 – 11:45"
    running = runs(2, WEB, 97)
    text = row_text(Row("2", running), STAMPS, NOW)
    assert (text.time, text.below) == ("1.61", "13:27 – now")


def test_a_timer_of_yesterday_says_so() -> None:
    left_over = runs(1, WEB, 21 * 60, day=TODAY - timedelta(days=1))
    assert row_text(Row("1", left_over), TWELVE, NOW).below == "since yesterday 6:04pm"


def test_a_timer_of_an_older_day_names_the_day() -> None:
    left_over = runs(1, WEB, 45 * 60, day=TODAY - timedelta(days=2))
    assert row_text(Row("1", left_over), TWELVE, NOW).below == "since Tue 17 6:04pm"


def test_what_is_not_sent_says_so() -> None:
    for told in (entry(1, WEB, "1"), runs(2, WEB, 5)):
        row = Row("1", told, "waiting", late_at=NOW + timedelta(seconds=2))
        assert row_text(row, TWELVE, NOW).below != "not sent yet"
        assert row_text(row, TWELVE, NOW + timedelta(seconds=2)).below == "not sent yet"


def test_a_refusal_shows_the_servers_own_sentence() -> None:
    row = Row("1", entry(1, WEB, "1"), "refused", 4, Refusal("refused", "Project is archived"))
    text = row_text(row, TWELVE, NOW)
    assert (text.doing, text.warns, text.below) == ("Refused: Project is archived", True, "")
    assert "Programming" in text.whole


def test_a_lock_shows_why_in_a_word_and_all_of_it_in_the_tooltip() -> None:
    reason = "Item Locked and Invoiced"
    locked = entry(1, WEB, "1", is_locked=True, is_billed=True)
    text = row_text(Row("1", locked, lock=reason), TWELVE, NOW)
    assert text.below == "invoiced"
    assert reason in text.whole
    approved = replace(locked, is_billed=False, approval_status="approved")
    assert row_text(Row("1", approved, lock=reason), TWELVE, NOW).below == "approved"


def test_the_tooltip_has_all_of_the_notes_and_both_readings() -> None:
    notes = "A long sentence. " * 20
    text = row_text(Row("1", entry(1, WEB, "1.25", notes)), TWELVE, NOW)
    assert notes.strip() in text.whole
    assert "1:15 (1.25)" in text.whole


def test_a_screen_reader_hears_everything_in_order() -> None:
    row = Row("1", runs(1, APP, 5, notes="Second round"))
    heard = spoken(row, row_text(row, TWELVE, NOW))
    assert heard == (
        "Mobile app, Nordwind GmbH, Design review · Second round, running, 0:05, since 2:59pm"
    )


def test_a_copied_row_is_one_line() -> None:
    line = as_line(Row("1", entry(1, WEB, "1.25", "two\nlines")), TWELVE, NOW)
    assert line == "2026-11-19  1:15  Website relaunch · Acme Corp · Programming · two lines"


def test_a_text_is_due_when_the_minute_turns_and_never_for_what_is_stopped() -> None:
    now = NOW + timedelta(seconds=12.5)
    assert until_change(runs(1, WEB, 83), TWELVE.formats, now) == 47.5
    assert until_change(entry(1, WEB, "1"), TWELVE.formats, now) is None


def test_a_reason_that_nobody_gave_is_still_a_sentence() -> None:
    assert words.refused_because("unheard_of", "") == "Refused by Harvest"
