"""What is typed is on this computer's disk a moment later, and offered after a sudden end."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from salesdesk.drafts import draft_folder, read_drafts
from salesdesk.models import Activity, Company, Deal, Stage
from salesdesk.services.activities import delete_activity, edit_activity, plan_activity
from salesdesk.services.bulk import delete_records
from salesdesk.services.companies import create_company
from salesdesk.services.deals import edit_deal
from salesdesk.ui.forms.activity import ActivitySheet, open_activity_sheet
from salesdesk.ui.forms.activity_done import open_done_sheet
from salesdesk.ui.forms.company import NewCompanySheet
from salesdesk.ui.forms.deal import NewDealSheet
from salesdesk.ui.kit.clash import ClashSheet
from salesdesk.ui.kit.fields import ChoiceBox
from salesdesk.ui.kit.record.screen import RecordScreen
from salesdesk.ui.kit.screen import Desk
from salesdesk.ui.kit.sheet import Sheet
from salesdesk.ui.kit.typed import fields_in
from salesdesk.ui.screens.team.login_sheet import LoginSheet
from salesdesk.ui.shell.connecting import ConnectSheet
from salesdesk.ui.shell.drafts import Drafts
from salesdesk.ui.shell.typed_sheet import TypedSheet
from tests.office import Office, login_address
from tests.ui.conftest import Pilot

KEY = Qt.Key


def files() -> list[Path]:
    return sorted(draft_folder().glob("*.json"))


def ended_suddenly(pilot: Pilot) -> None:
    """Leave the window as if it were killed: what it wrote stays, what it holds is gone."""
    drafts = pilot.window.drafts
    drafts.look()
    drafts._timer.stop()
    assert drafts._worker is not None
    drafts._worker.shutdown(wait=True)
    drafts._worker, drafts._file = None, None
    if drafts._lock is not None:
        drafts._lock.unlock()
    for sheet in pilot.window.sheets():
        sheet.leave(False)


def bar_words(pilot: Pilot) -> str:
    bar = pilot.window.pages.draft_bar
    return bar.words.accessibleName() if bar.isVisible() else ""


def sheet_of(pilot: Pilot, kind: type) -> ActivitySheet:
    pilot.until(lambda: any(isinstance(sheet, kind) for sheet in pilot.window.sheets()))
    return next(sheet for sheet in pilot.window.sheets() if isinstance(sheet, kind))


def activity_form(pilot: Pilot, key: int | None = None) -> ActivitySheet:
    desk = pilot.window.desk
    assert desk is not None
    open_activity_sheet(desk, desk.life, activity_id=key)
    return sheet_of(pilot, ActivitySheet)


def test_a_new_form_is_kept_private_offered_and_goes_when_it_is_saved(
    office: Office, address: str, new_pilot: Callable[[], Pilot]
) -> None:
    pilot = new_pilot()
    pilot.open_at(address, "today")
    form = activity_form(pilot)
    QTest.keyClicks(form.subject_field, "Call Piet")
    form.kind_field.want(2)
    form.day_field.put_day(date(2030, 2, 3))
    form.text_field.setFocus()
    QTest.keyClicks(form.text_field, "About the fleet")
    pilot.until(lambda: bool(files()) and "About the fleet" in files()[0].read_text())
    assert files()[0].stat().st_mode & 0o077 == 0 and draft_folder().stat().st_mode & 0o077 == 0
    kind = form.kind_field.choice()
    ended_suddenly(pilot)

    again = new_pilot()
    again.open_at(address, "today")
    again.until(lambda: "New activity: Call Piet (Today" in bar_words(again))
    again.window.pages.draft_bar.open_button.click()
    form = sheet_of(again, ActivitySheet)
    assert (form.subject_field.text(), form.day_field.day()) == ("Call Piet", date(2030, 2, 3))
    assert (form.text_field.toPlainText(), form.kind_field.choice()) == ("About the fleet", kind)
    assert form.has_typed and not bar_words(again)
    again.until(lambda: len(files()) == 1)
    form.accept_button.click()
    again.until(lambda: office.value(sa.select(Activity.subject)) == "Call Piet")
    again.until(lambda: not files())


def test_a_form_that_is_left_or_discarded_is_not_offered(
    office: Office, address: str, new_pilot: Callable[[], Pilot]
) -> None:
    pilot = new_pilot()
    pilot.open_at(address, "today")
    form = activity_form(pilot)
    QTest.keyClicks(form.subject_field, "Call Piet")
    pilot.until(lambda: bool(files()))
    form.cancel()
    pilot.until(lambda: not files())
    form = activity_form(pilot)
    QTest.keyClicks(form.subject_field, "Call Ines")
    pilot.until(lambda: bool(files()))
    ended_suddenly(pilot)
    again = new_pilot()
    again.open_at(address, "today")
    again.until(lambda: "Call Ines" in bar_words(again))
    again.leave()
    assert files(), "an offer that nobody answered was forgotten"
    third = new_pilot()
    third.open_at(address, "today")
    third.until(lambda: "Call Ines" in bar_words(third))
    third.window.pages.draft_bar.discard_button.click()
    third.until(lambda: not files() and not bar_words(third))


def test_an_edit_put_back_knows_what_it_was_and_leaves_other_fields_to_others(
    office: Office, address: str, new_pilot: Callable[[], Pilot]
) -> None:
    with office.write() as session:
        key = plan_activity(session, kind="task", subject="Offer", due_on=date(2030, 1, 2))
    pilot = new_pilot()
    pilot.open_at(address, "today")
    form = activity_form(pilot, key)
    pilot.type(form.subject_field, "Offer by mail", enter=False)
    pilot.until(lambda: bool(files()))
    ended_suddenly(pilot)
    with office.write() as session:
        edit_activity(session, activity_id=key, due_on=date(2030, 3, 3), subject="Offer by fax")
    again = new_pilot()
    again.open_at(address, "today")
    again.until(lambda: bool(bar_words(again)))
    again.window.pages.draft_bar.open_button.click()
    form = sheet_of(again, ActivitySheet)
    assert (form.subject_field.text(), form.day_field.day()) == ("Offer by mail", date(2030, 3, 3))
    form.accept_button.click()
    clash = sheet_of(again, ClashSheet)
    [field] = clash.clashes[0].fields
    assert (field.mine, field.theirs, field.was) == ("Offer by mail", "Offer by fax", "Offer")


def test_what_is_typed_on_pages_and_in_the_panel_comes_back(
    pilot: Pilot, office: Office, address: str, new_pilot: Callable[[], Pilot]
) -> None:
    with office.write() as session:
        key = create_company(session, name="Alpha", phone="111", city="Bremen")
    deal_id = pilot.deal_id("First")
    screen = pilot.go("companies")
    assert isinstance(screen, RecordScreen)
    pilot.window.pages.open("company", key)
    pilot.until(lambda: screen.view.answer is not None and screen.view.answer.id == key)
    screen.view.composer.buttons["call"].click()
    QTest.keyClicks(screen.view.composer.text, "They said yes")
    pilot.type(screen.view.facts.rows["phone"].field, "222", enter=False)
    pilot.until(lambda: bool(files()) and "222" in files()[0].read_text())
    [draft] = read_drafts(files()[0])
    assert draft.title == "Alpha" and {each.words for each in draft.fields} == {"222", "They said yes"}
    ended_suddenly(pilot)

    again = new_pilot()
    again.open(address)
    again.until(lambda: "Alpha" in bar_words(again))
    again.window.pages.draft_bar.open_button.click()
    again.until(lambda: isinstance(again.window.screens.get("companies"), RecordScreen))
    found = again.window.screens["companies"]
    assert isinstance(found, RecordScreen)
    again.until(lambda: found.view.answer is not None and found.view.facts.rows["phone"].is_typing)
    assert found.view.composer.text.toPlainText() == "They said yes" and found.view.composer.kind == "call"
    field = found.view.facts.rows["phone"].field
    assert field.text() == "222"
    field.setFocus()
    QTest.keyClick(field, KEY.Key_Return)
    again.until(lambda: office.value(sa.select(Company.phone).where(Company.id == key)) == "222")
    found.view.composer.save()
    again.until(lambda: not found.has_unsaved and not files())

    again.go("pipeline")
    again.choose("First")
    again.press(KEY.Key_Return)
    panel = again.screen.panel
    again.until(lambda: panel.deal_id == deal_id)
    again.type(panel._title, "First of all", enter=False)
    again.until(lambda: bool(files()) and "First of all" in files()[0].read_text())
    ended_suddenly(again)
    third = new_pilot()
    third.open(address)
    third.until(lambda: bool(bar_words(third)))
    third.window.pages.draft_bar.open_button.click()
    third.until(lambda: third.screen.beside.deal_id == deal_id)
    third.until(lambda: third.screen.panel._title.text() == "First of all")
    third.until(lambda: QApplication.focusWidget() is third.screen.panel._title)
    third.press(KEY.Key_Return)
    third.until(lambda: office.value(sa.select(Deal.title).where(Deal.id == deal_id)) == "First of all")


@pytest.mark.parametrize("answer", ["copy", "keep", "discard"])
def test_the_text_of_a_form_whose_record_went_away_is_not_lost(
    office: Office, address: str, new_pilot: Callable[[], Pilot], answer: str
) -> None:
    with office.write() as session:
        rita = office.people["rita"]
        key = plan_activity(session, kind="task", subject="Offer", due_on=None, person_id=rita)
    pilot = new_pilot()
    pilot.open_at(address, "today")
    form = activity_form(pilot, key)
    form.text_field.setFocus()
    QTest.keyClicks(form.text_field, "With the new prices")
    with office.write("rita") as session:
        delete_activity(session, activity_id=key)
    form.accept_button.click()
    told = sheet_of(pilot, TypedSheet)
    assert isinstance(told, TypedSheet)
    pilot.until(lambda: told.note_words.text().startswith("Rita deleted this (Today"))
    assert "With the new prices" in told.text.toPlainText()
    if answer == "copy":
        told.accept_button.click()
        assert "With the new prices" in QApplication.clipboard().text()
        told.cancel()
        assert form.isVisible() and form.text_field.toPlainText() == "With the new prices"
    elif answer == "keep":
        told.keep_button.click()
        pilot.until(lambda: not pilot.window.sheets() and "Offer" in bar_words(pilot))
        pilot.window.pages.draft_bar.open_button.click()
        again = sheet_of(pilot, TypedSheet)
        assert isinstance(again, TypedSheet) and "With the new prices" in again.text.toPlainText()
    else:
        told.discard_button.click()
        pilot.until(lambda: not pilot.window.sheets() and not files())


def test_what_is_typed_on_the_page_of_a_record_that_went_away_is_not_lost(
    office: Office, address: str, new_pilot: Callable[[], Pilot]
) -> None:
    with office.write() as session:
        key = create_company(session, name="Alpha", owner_id=office.people["rita"])
    pilot = new_pilot()
    screen = pilot.open_at(address, "companies")
    assert isinstance(screen, RecordScreen)
    pilot.window.pages.open("company", key)
    pilot.until(lambda: screen.view.answer is not None)
    screen.view.composer.buttons["note"].click()
    QTest.keyClicks(screen.view.composer.text, "They said yes")
    with office.write("rita") as session:
        delete_records(session, record="company", ids=[key])
    told = sheet_of(pilot, TypedSheet)
    assert isinstance(told, TypedSheet) and told.accessibleName() == "Alpha"
    assert told.text.toPlainText() == "Note: They said yes"
    told.keep_button.click()
    pilot.until(lambda: "Alpha" in bar_words(pilot) and not screen.has_unsaved)


def test_a_damaged_file_of_drafts_is_kept_aside_and_one_of_a_newer_program_left_alone(
    office: Office, address: str, new_pilot: Callable[[], Pilot]
) -> None:
    pilot = new_pilot()
    pilot.open_at(address, "companies")
    sheet_parent = pilot.window.desk
    assert sheet_parent is not None
    form = NewCompanySheet(sheet_parent)
    QTest.keyClicks(form.name_field, "Halden")
    pilot.until(lambda: bool(files()))
    ended_suddenly(pilot)
    [path] = files()
    newer, damaged = path.with_name(path.stem[:-12] + "newer.json"), path.read_text()[:-20]
    newer.write_text(json.dumps({"format": 99}))
    path.write_text(damaged)
    again = new_pilot()
    again.open_at(address, "companies")
    again.until(lambda: path.with_name(path.name + ".damaged").exists())
    assert path.with_name(path.name + ".damaged").read_text() == damaged
    again.leave()
    assert files() == [newer] and newer.exists()


def test_a_window_that_still_runs_keeps_its_drafts_to_itself(
    office: Office, address: str, new_pilot: Callable[[], Pilot]
) -> None:
    pilot, other = new_pilot(), new_pilot()
    pilot.open_at(address, "today")
    QTest.keyClicks(activity_form(pilot).subject_field, "Call Piet")
    pilot.until(lambda: bool(files()))
    other.open_at(address, "today")
    other.qtbot.wait(500)
    assert not bar_words(other) and len(files()) == 1


def test_where_the_database_was_upgraded_the_form_is_kept_for_the_newer_program(
    office: Office, address: str, new_pilot: Callable[[], Pilot], monkeypatch: pytest.MonkeyPatch
) -> None:
    pilot = new_pilot()
    pilot.open_at(address, "today")
    form = activity_form(pilot)
    QTest.keyClicks(form.subject_field, "Call Piet")
    with monkeypatch.context() as patch:
        patch.setattr("salesdesk.store.session.SCHEMA", 99_999)
        form.accept_button.click()
        pilot.until(lambda: "Update SalesDesk" in form.error.text())
        assert "kept as a draft" in form.error.text()
    closed: list[bool] = []
    pilot.window.closed.connect(lambda: closed.append(True))
    pilot.window.close()
    pilot.until(lambda: bool(closed))
    assert len(files()) == 1
    again = new_pilot()
    again.open_at(address, "today")
    again.until(lambda: "Call Piet" in bar_words(again))


def test_what_was_typed_in_another_database_at_the_same_place_is_kept_for_that_one(
    office: Office, address: str, new_pilot: Callable[[], Pilot]
) -> None:
    pilot = new_pilot()
    pilot.open_at(address, "today")
    QTest.keyClicks(activity_form(pilot).subject_field, "Call Piet")
    pilot.until(lambda: bool(files()) and "Call Piet" in files()[0].read_text())
    ended_suddenly(pilot)
    [path] = files()
    kept = path.read_text()
    store = pilot.window.background.store
    assert store is not None and store.database_id in kept
    path.write_text(kept.replace(store.database_id, "another"))
    other = new_pilot()
    other.open_at(address, "today")
    other.qtbot.wait(500)
    assert not bar_words(other)
    other.leave()
    assert "Call Piet" in path.read_text()
    path.write_text(kept)
    again = new_pilot()
    again.open_at(address, "today")
    again.until(lambda: "Call Piet" in bar_words(again))


def test_an_edit_is_not_put_into_what_took_the_number_of_its_activity(
    office: Office, address: str, new_pilot: Callable[[], Pilot]
) -> None:
    with office.write() as session:
        key = plan_activity(session, kind="task", subject="Offer", due_on=date(2030, 1, 2))
    pilot = new_pilot()
    pilot.open_at(address, "today")
    pilot.type(activity_form(pilot, key).subject_field, "Offer by mail", enter=False)
    pilot.until(lambda: bool(files()) and "Offer by mail" in files()[0].read_text())
    ended_suddenly(pilot)
    [path] = files()
    document = json.loads(path.read_text())
    document["drafts"][0]["about"]["made"] = "2020-01-02T03:04:05+00:00"
    path.write_text(json.dumps(document))
    again = new_pilot()
    again.open_at(address, "today")
    again.until(lambda: bool(bar_words(again)))
    again.window.pages.draft_bar.open_button.click()
    told = sheet_of(again, TypedSheet)
    assert isinstance(told, TypedSheet) and "Offer by mail" in told.text.toPlainText()
    assert again.window.sheets() == [told] and "another one" in told.note_words.text()


@pytest.mark.parametrize("where", ["page", "panel"])
def test_what_is_typed_is_not_put_into_a_record_under_another_name(
    pilot: Pilot, office: Office, address: str, new_pilot: Callable[[], Pilot], where: str
) -> None:
    deal_id = pilot.deal_id("First")
    if where == "page":
        pilot.window.pages.open("deal_page", deal_id)
        pilot.until(lambda: pilot.screen.deal_view.answer is not None)
        pilot.type(pilot.screen.deal_view.facts.rows["amount"].field, "4711", enter=False)
    else:
        pilot.go("pipeline")
        pilot.choose("First")
        pilot.press(KEY.Key_Return)
        pilot.until(lambda: pilot.screen.panel.deal_id == deal_id)
        pilot.type(pilot.screen.panel._title, "Title 4711", enter=False)
    pilot.until(lambda: bool(files()) and "4711" in files()[0].read_text())
    ended_suddenly(pilot)
    with office.write() as session:
        edit_deal(session, deal_id=deal_id, title="Something else")
    again = new_pilot()
    again.open_at(address, "today")
    again.until(lambda: "First" in bar_words(again))
    again.window.pages.draft_bar.open_button.click()
    told = sheet_of(again, TypedSheet)
    assert isinstance(told, TypedSheet) and "4711" in told.text.toPlainText()
    assert "Something else" in told.note_words.text()


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_form_refused_because_the_file_was_moved_goes_on_in_a_copy(
    office: Office,
    address: str,
    new_pilot: Callable[[], Pilot],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    with office.write() as session:
        create_company(session, name="Known before")
    pilot = new_pilot()
    pilot.open_at(address, "companies")
    desk = pilot.window.desk
    assert desk is not None
    form = NewCompanySheet(desk)
    QTest.keyClicks(form.name_field, "Halden")
    Path(address).rename(tmp_path / "elsewhere.salesdesk")
    form.accept_button.click()
    pilot.until(lambda: "moved, deleted or replaced" in form.error.text())
    target = tmp_path / "copy.salesdesk"
    monkeypatch.setattr("salesdesk.ui.shell.rescue.QFileDialog.getSaveFileName", lambda *_: (str(target), ""))
    form._offered["Save a copy …"].click()
    pilot.until(lambda: pilot.window.windowTitle().startswith("copy"))
    again = sheet_of(pilot, NewCompanySheet)
    assert again is not form
    assert isinstance(again, NewCompanySheet) and again.name_field.text() == "Halden"
    assert pilot.window.windowTitle().startswith("copy")
    again.accept_button.click()
    pilot.until(lambda: not pilot.window.sheets() and not files())
    store = pilot.window.background.store
    assert store is not None and store.place.path == target
    with store.read() as session:
        names = set(session.scalars(sa.select(Company.name)))
    assert names == {"Known before", "Halden"}


def moved_away(
    pilot: Pilot, address: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> NewCompanySheet:
    """A form in which something is typed, refused since the file is not there any more; asked where a copy is
    to lie, the user names a path as no program would write it."""
    pilot.open_at(address, "companies")
    assert pilot.window.desk is not None
    form = NewCompanySheet(pilot.window.desk)
    QTest.keyClicks(form.name_field, "Halden")
    Path(address).rename(tmp_path / "elsewhere.salesdesk")
    form.accept_button.click()
    pilot.until(lambda: "moved, deleted or replaced" in form.error.text())
    said = f"{tmp_path}/.//copy.salesdesk"
    monkeypatch.setattr("salesdesk.ui.shell.rescue.QFileDialog.getSaveFileName", lambda *_: (said, ""))
    return form


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("why", ["large", "disk"])
def test_a_form_that_cannot_go_along_with_the_copy_stays_as_it_is(
    address: str,
    new_pilot: Callable[[], Pilot],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    why: str,
) -> None:
    def refused(*_: object) -> bool:
        if why == "disk":
            raise OSError("no room")
        return False

    pilot = new_pilot()
    form = moved_away(pilot, address, monkeypatch, tmp_path)
    monkeypatch.setattr("salesdesk.ui.shell.drafts.write_drafts", refused)
    form._offered["Save a copy …"].click()
    pilot.until(lambda: "could not be taken along" in form.error.text())
    assert (tmp_path / "copy.salesdesk").exists()
    assert form in pilot.window.sheets() and form.name_field.text() == "Halden"
    assert not pilot.window.windowTitle().startswith("copy")


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_form_that_is_never_kept_is_left_only_when_that_is_said(
    address: str, new_pilot: Callable[[], Pilot], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    class Bare(NewCompanySheet):
        keeps_draft = False

    pilot = new_pilot()
    form = moved_away(pilot, address, monkeypatch, tmp_path)
    assert pilot.window.desk is not None
    bare = Bare(pilot.window.desk)
    QTest.keyClicks(bare.name_field, "Secret")
    form._offered["Save a copy …"].click()
    pilot.until(lambda: "cannot go along" in bare.error.text())
    assert {form, bare} <= set(pilot.window.sheets())
    bare._offered["Leave this form and go on"].click()
    pilot.until(lambda: pilot.window.windowTitle().startswith("copy"))
    again = sheet_of(pilot, NewCompanySheet)
    assert isinstance(again, NewCompanySheet) and again.name_field.text() == "Halden"
    assert again is not form and not any(isinstance(sheet, Bare) for sheet in pilot.window.sheets())


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_save_outside_a_form_offers_the_copy_in_the_message(
    office: Office,
    address: str,
    new_pilot: Callable[[], Pilot],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    with office.write() as session:
        key = create_company(session, name="Alpha", phone="111")
    pilot = new_pilot()
    screen = pilot.open_at(address, "companies")
    assert isinstance(screen, RecordScreen)
    pilot.window.pages.open("company", key)
    pilot.until(lambda: screen.view.answer is not None)
    Path(address).rename(tmp_path / "elsewhere.salesdesk")
    pilot.type(screen.view.facts.rows["phone"].field, "222")
    pilot.until(lambda: "moved, deleted or replaced" in pilot.said)
    target = tmp_path / "copy.salesdesk"
    monkeypatch.setattr("salesdesk.ui.shell.rescue.QFileDialog.getSaveFileName", lambda *_: (str(target), ""))
    assert pilot.window.toast._undo.text() == "Save a copy …"
    pilot.window.toast._undo.click()
    pilot.until(lambda: pilot.window.windowTitle().startswith("copy"))
    pilot.until(lambda: isinstance(pilot.window.screens.get("companies"), RecordScreen))
    found = pilot.window.screens["companies"]
    assert isinstance(found, RecordScreen)
    pilot.until(lambda: found.view.answer is not None and found.view.facts.rows["phone"].is_typing)
    assert found.view.facts.rows["phone"].field.text() == "222"


@pytest.mark.parametrize("form", ["company", "contact", "deal", "done", "person"])
def test_each_form_comes_back_as_it_was(
    office: Office, address: str, new_pilot: Callable[[], Pilot], form: str
) -> None:
    pilot = new_pilot()
    pilot.open_at(address, "pipeline")
    desk = pilot.window.desk
    assert desk is not None
    if form == "done":
        with office.write() as session:
            key = plan_activity(session, kind="task", subject="Offer", due_on=None)
        open_done_sheet(desk, desk.life, key)
    elif form == "person":
        pilot.go("team")
        pilot.until(lambda: pilot.window.screens["team"].new_record() or bool(pilot.window.sheets()))
    else:
        screen = {"company": "companies", "contact": "contacts", "deal": "pipeline"}[form]
        pilot.go(screen)
        pilot.until(lambda: bool(pilot.window.sheets()) or bool(pilot.window.pages.make(screen)))
    sheet = pilot.window.sheets()[0] if pilot.window.sheets() else sheet_of(pilot, Sheet)
    boxes = [each for each in sheet.findChildren(ChoiceBox) if each.accessibleName() == "Owner"]
    for box in boxes:
        pilot.until(lambda box=box: box.count() > 2)
        box.want(office.people["ron"])
    lines = [field for field in fields_in(sheet).values() if isinstance(field, QLineEdit)][:2]
    for number, line in enumerate(lines):
        pilot.type(line, f"Typed {number}", enter=False)
    pilot.until(lambda: bool(files()) and "Typed 0" in files()[0].read_text())
    ended_suddenly(pilot)
    again = new_pilot()
    again.open_at(address, "today")
    again.until(lambda: bool(bar_words(again)))
    again.window.pages.draft_bar.open_button.click()
    found = sheet_of(again, type(sheet))
    assert type(found) is not TypedSheet
    back = [field for field in fields_in(found).values() if isinstance(field, QLineEdit)][: len(lines)]
    assert [field.text() for field in back] == [f"Typed {number}" for number in range(len(lines))]
    for box in (each for each in found.findChildren(ChoiceBox) if each.accessibleName() == "Owner"):
        again.until(lambda box=box: box.choice() == office.people["ron"])


def test_a_new_deal_comes_back_on_the_pipeline_it_was_typed_for(
    office: Office, address: str, new_pilot: Callable[[], Pilot]
) -> None:
    with office.read() as session:
        first = sa.select(sa.func.min(Stage.pipeline_id)).scalar_subquery()
        open_stages = sa.select(Stage.id, Stage.pipeline_id).where(
            Stage.pipeline_id != first, Stage.type == "open"
        )
        stage_id, pipeline_id = session.execute(open_stages.order_by(Stage.position.desc()).limit(1)).one()
    pilot = new_pilot()
    pilot.open_at(address, "pipeline")
    pilot.screen.show_pipeline(pipeline_id)
    pilot.until(lambda: pilot.screen.board.pipeline_id == pipeline_id)
    pilot.window.pages.make("pipeline")
    form = sheet_of(pilot, NewDealSheet)
    assert isinstance(form, NewDealSheet)
    QTest.keyClicks(form.title_field, "Once more")
    form.stage_field.want(stage_id)
    pilot.until(lambda: bool(files()) and f'"now": {stage_id}' in files()[0].read_text())
    ended_suddenly(pilot)
    again = new_pilot()
    again.open_at(address, "today")
    again.until(lambda: bool(bar_words(again)))
    again.window.pages.draft_bar.open_button.click()
    found = sheet_of(again, NewDealSheet)
    assert isinstance(found, NewDealSheet) and found.title_field.text() == "Once more"
    assert found.stage_field.choice() == stage_id
    found.accept_button.click()
    again.until(lambda: office.value(sa.select(Deal.stage_id).where(Deal.title == "Once more")) == stage_id)


def test_what_is_typed_about_a_deal_that_was_given_away_out_of_sight_is_not_lost(
    tree_office: Office, database: str, new_pilot: Callable[[], Pilot]
) -> None:
    office, people = tree_office, tree_office.people
    deal_id = office.deal(title="Fleet", owner="rita")
    where = database
    if database.startswith("postgresql"):
        where = login_address(database, "rita", people["rita"])
    pilot = new_pilot("rita")
    pilot.open(where)
    pilot.window.pages.open("deal_page", deal_id)
    view = pilot.screen.deal_view
    pilot.until(lambda: view.answer is not None)
    pilot.type(view.facts.rows["amount"].field, "4711", enter=False)
    view.composer.text.setPlainText("They said yes")
    with office.write() as session:
        edit_deal(session, deal_id=deal_id, owner_id=people["otto"])
    told = sheet_of(pilot, TypedSheet)
    assert isinstance(told, TypedSheet) and told.accessibleName() == "Fleet"
    assert "4711" in told.text.toPlainText() and "They said yes" in told.text.toPlainText()
    assert "gave it away" in told.note_words.text()
    told.keep_button.click()
    pilot.until(lambda: "Fleet" in bar_words(pilot) and bool(files()))
    pilot.window.pages.draft_bar.open_button.click()
    again = sheet_of(pilot, TypedSheet)
    assert isinstance(again, TypedSheet) and "4711" in again.text.toPlainText()


def test_no_secret_is_kept(office: Office, address: str, new_pilot: Callable[[], Pilot]) -> None:
    class Secret(Sheet):
        def __init__(self, desk: Desk) -> None:
            super().__init__(desk.sheet_parent, desk.theme, caps="", title="Login", note="", accept="Save")
            self.name_field, self.password_field = QLineEdit(), QLineEdit()
            self.password_field.setEchoMode(QLineEdit.EchoMode.Password)
            self.add("Name", self.name_field)
            self.add("Password", self.password_field)
            self.open(self.name_field)

    class Kept(Secret):
        keeps_draft = True

    pilot = new_pilot()
    pilot.open_at(address, "today")
    desk = pilot.window.desk
    assert desk is not None
    for kind in (Secret, Kept):
        sheet = kind(desk)
        QTest.keyClicks(sheet.name_field, "anna")
        QTest.keyClicks(sheet.password_field, "quite secret")
        draft = sheet.draft()
        assert (draft is not None) == (kind is Kept)
        assert draft is None or draft.words == "Name: anna"
    pilot.until(lambda: bool(files()))
    assert "quite secret" not in files()[0].read_text()
    shown = {each.__name__ for each in (LoginSheet, ConnectSheet) if each.keeps_draft}
    assert not shown, "a first password, or where a server is, would be written down"


def test_what_a_window_found_and_could_not_tell_any_more_is_offered_the_next_time(
    office: Office, address: str, new_pilot: Callable[[], Pilot], monkeypatch: pytest.MonkeyPatch
) -> None:
    pilot = new_pilot()
    pilot.open_at(address, "today")
    QTest.keyClicks(activity_form(pilot).subject_field, "Call Piet")
    pilot.until(lambda: bool(files()) and "Call Piet" in files()[0].read_text())
    ended_suddenly(pilot)
    with monkeypatch.context() as patch:
        patch.setattr(Drafts, "_take_found", lambda *_: None)
        hasty = new_pilot()
        hasty.open_at(address, "today")
        hasty.leave()
    again = new_pilot()
    again.open_at(address, "today")
    again.until(lambda: "New activity: Call Piet (Today" in bar_words(again))
