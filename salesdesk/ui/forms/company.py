"""A new company: only the name is needed."""

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QLineEdit

from salesdesk.answers.choice import Choice
from salesdesk.answers.lists import Offer
from salesdesk.queries.lists import choices
from salesdesk.services.companies import create_company
from salesdesk.translation import tr
from salesdesk.ui.forms.alike import AlikeWarning
from salesdesk.ui.kit.fields import ChoiceBox
from salesdesk.ui.kit.screen import Desk
from salesdesk.ui.kit.sheet import Sheet

Made = Callable[[int], None]
Merge = Callable[[int, int], None]


class NewCompanySheet(Sheet):
    """A short form; `made` gets the key of the new company, `merge` those of a known one and of the new one,
    where what was typed shall be added to a known one.
    """

    keeps_draft = True

    def __init__(self, desk: Desk, made: Made | None = None, *, merge: Merge | None = None) -> None:
        super().__init__(
            desk.sheet_parent,
            desk.theme,
            caps=tr("New"),
            title=tr("New company"),
            note=tr("Only the name is needed; the rest can follow."),
            accept=tr("Create company"),
        )
        self._desk, self._made, self._merge = desk, made, merge
        self._known_id: int | None = None
        self.name_field, self.website_field, self.city_field = QLineEdit(), QLineEdit(), QLineEdit()
        self.phone_field, self.email_field = QLineEdit(), QLineEdit()
        self.segment_field = ChoiceBox(tr("Segment"), none=tr("None"))
        self.owner_field = ChoiceBox(tr("Owner"), none=tr("Nobody yet"))
        self.website_field.setPlaceholderText("www.example.com")
        self.alike = AlikeWarning(
            desk, "company", self.name_field, self.email_field, mergeable=merge is not None
        )
        self.alike.merge_asked.connect(self._add_to)
        self.alike.open_asked.connect(self._open_instead)
        self.add(tr("Name"), self.name_field)
        self.body.addWidget(self.alike)
        self.body.addSpacing(4)
        for words, field in (
            (tr("Website"), self.website_field),
            (tr("City"), self.city_field),
            (tr("Phone"), self.phone_field),
            (tr("E-mail"), self.email_field),
            (tr("Segment"), self.segment_field),
            (tr("Owner"), self.owner_field),
        ):
            self.add(words, field)
        offer_choices(desk, self, "company", {"owner": self.owner_field, "segment": self.segment_field})
        self.opens_as("company")
        self.open(self.name_field)

    def _add_to(self, known_id: int) -> None:
        self._known_id = known_id
        self.accept()
        self._known_id = None

    def _open_instead(self, company_id: int) -> None:
        self.leave(False)
        self._desk.open("company", company_id)

    def accept(self) -> None:
        name = self.name_field.text().strip()
        if not name:
            self.refuse(tr("Give the company a name."))
            self.name_field.setFocus()
            return
        fields: dict[str, Any] = {
            "website": self.website_field.text().strip() or None,
            "city": self.city_field.text().strip() or None,
            "phone": self.phone_field.text().strip() or None,
            "email": self.email_field.text().strip() or None,
            "segment_id": self.segment_field.choice(),
            "owner_id": self.owner_field.choice(),
        }
        made = then_merge(self._made, self._merge, self._known_id)
        self.accept_button.setEnabled(False)
        self._desk.save(
            lambda session: create_company(session, name=name, **fields),
            kind="create_company",
            words=tr("Created: {name}").format(name=name),
            then=made,
            sheet=self,
        )


def then_merge(made: Made | None, merge: Merge | None, known_id: int | None) -> Made | None:
    """What follows when the new record is there: `made`, and the comparison with the known one, if wanted."""
    if merge is None or known_id is None:
        return made

    def then(new_id: int) -> None:
        if made is not None:
            made(new_id)
        merge(known_id, new_id)

    return then


def offer_choices(desk: Desk, sheet: Sheet, record: str, boxes: dict[str, ChoiceBox]) -> None:
    """Fill the choices of a form; the owner is whoever looks until another is chosen."""

    def query(session: Any) -> dict[str, tuple[Offer, ...]]:
        return {field: choices(session, record=record, field=field, to_give=True) for field in boxes}

    def then(found: dict[str, tuple[Offer, ...]]) -> None:
        for field, box in boxes.items():
            offers = tuple(Choice(int(offer.value), offer.name) for offer in found[field])
            box.offer(offers, desk.viewer.person_id if field == "owner" else None)

    desk.background.ask(query, then, owner=sheet, failed=sheet.refuse)
