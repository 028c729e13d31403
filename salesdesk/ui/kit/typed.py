"""What stands in the fields of a form: to keep it should the program end, to put it back, to copy it."""

from datetime import date
from decimal import Decimal
from typing import Any, Protocol, runtime_checkable

from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QCheckBox,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QRadioButton,
    QWidget,
)

from salesdesk.drafts import DraftField
from salesdesk.translation import tr
from salesdesk.ui.kit.fields import ChoiceBox, DayField
from salesdesk.ui.kit.format import day


@runtime_checkable
class Keeping(Protocol):
    """A field with more to it than the words that are seen."""

    def kept_state(self) -> Any:
        """What stands in it, as JSON can hold it."""

    def put_kept(self, state: Any) -> None:
        """Show what stood in it."""


def fields_in(form: QWidget) -> dict[str, QWidget]:
    """The fields of a form by name, in their order; of fields of one name the later ones get a number.

    A password is no field: it is never kept.
    """
    found: dict[str, QWidget] = {}
    children: list[QWidget] = form.findChildren(QWidget)
    for child in children:
        if _is_field(child):
            name, number = child.accessibleName() or child.objectName() or type(child).__name__, 1
            key = name
            while key in found:
                number += 1
                key = f"{name} {number}"
            found[key] = child
    return found


def _is_field(child: QWidget) -> bool:
    if isinstance(child, QLineEdit):
        inside = isinstance(child.parent(), QComboBox | QAbstractSpinBox)
        shown = child.echoMode() == QLineEdit.EchoMode.Normal
        return shown and not (inside or child.isReadOnly() or child.objectName() == "search")
    if isinstance(child, QPlainTextEdit):
        return not child.isReadOnly()
    if isinstance(child, QAbstractButton):
        return child.isCheckable() and isinstance(child, QCheckBox | QRadioButton | QPushButton)
    return isinstance(child, QComboBox | DayField)


def state_of(field: QWidget) -> Any:
    """What stands in a field, as JSON can hold it."""
    if isinstance(field, Keeping):
        return field.kept_state()
    if isinstance(field, QLineEdit):
        return field.text()
    if isinstance(field, QPlainTextEdit):
        return field.toPlainText()
    if isinstance(field, DayField):
        return as_json(field.day())
    if isinstance(field, QComboBox):
        data = field.currentData()
        return data if isinstance(data, str | int) or field.currentIndex() < 0 else field.currentText()
    assert isinstance(field, QAbstractButton)
    return field.isChecked()


def put_state(field: QWidget, state: Any) -> None:
    """Show in a field what stood there, as if it were typed."""
    if isinstance(field, Keeping):
        field.put_kept(state)
    elif isinstance(field, QLineEdit):
        field.setText(str(state))
        field.setModified(True)
    elif isinstance(field, QPlainTextEdit):
        field.setPlainText(str(state))
        field.document().setModified(True)
    elif isinstance(field, DayField):
        field.put_day(from_json(state))
    elif isinstance(field, ChoiceBox):
        field.want(state)
    elif isinstance(field, QComboBox):
        place = field.findData(state)
        field.setCurrentIndex(place if place >= 0 else field.findText(str(state)))
    elif isinstance(field, QAbstractButton) and field.isChecked() != bool(state):
        field.click()


def words_of(field: QWidget) -> str:
    """What stands in a field as people read it."""
    if isinstance(field, QLineEdit):
        return field.text()
    if isinstance(field, QPlainTextEdit):
        return field.toPlainText()
    if isinstance(field, DayField):
        return day(field.day()) if field.day() is not None else ""
    if isinstance(field, QComboBox):
        return field.currentText()
    assert isinstance(field, QAbstractButton)
    return tr("yes") if field.isChecked() else tr("no")


def draft_fields(form: QWidget, first: dict[str, Any], *, whole: bool) -> tuple[DraftField, ...]:
    """The fields that hold something else than at `first`, or the `whole` form where one does."""
    made, changed = [], False
    for key, field in fields_in(form).items():
        now = state_of(field)
        was = field.offered if isinstance(field, ChoiceBox) else first.get(key, now)
        differs = now != was
        changed = changed or differs
        if differs or whole:
            made.append(DraftField(key, key, was, now, words_of(field)))
    return tuple(made) if changed else ()


def as_json(value: Any) -> Any:
    """A value as JSON can hold it: days and amounts with their kind."""
    if isinstance(value, Decimal):
        return {"number": str(value)}
    if isinstance(value, date):
        return {"day": value.isoformat()}
    return list(value) if isinstance(value, tuple) else value


def from_json(value: Any) -> Any:
    """The value that JSON holds."""
    if isinstance(value, dict):
        return Decimal(value["number"]) if "number" in value else date.fromisoformat(value["day"])
    return tuple(value) if isinstance(value, list) else value
