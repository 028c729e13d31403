"""Rows of people: known by their key elsewhere, their login, their name; superiors may stand further down."""

from typing import TYPE_CHECKING, Any

from salesdesk.exchange.adders.parts import put, refer_territory, required
from salesdesk.exchange.plan import Refused
from salesdesk.exchange.values import ReadRow, ReadTable
from salesdesk.models.person import RIGHTS
from salesdesk.rules.names import name_key
from salesdesk.translation import tr

if TYPE_CHECKING:
    from salesdesk.exchange.planner import Planner


def add_person(planner: "Planner", read: ReadTable, row: ReadRow) -> None:
    """Plan a person, and whoever they report to."""
    values = dict(row.values["people"])
    name = required(values, "name")
    if values.get("position") is not None:
        values["position"] = planner.coded.key("people", "position", values["position"])
    if values.get("function") is not None:
        values["function"] = planner.coded.key("people", "function", values["function"])
    if values.get("rights") is not None:
        values["rights"] = _rights(planner, values["rights"])
    refer_territory(planner, values)
    above = values.pop("reports_to", None)
    if above is not None:
        make = planner.may_make("people")
        values["reports_to_id"] = planner.names.reference("people", above, "reports_to", make=make)
        _raise_manager(planner, above, values.get("territory_id"))
    told = planner.by_key(read, "people", values) or _identified(planner, read, values)
    operation = put(planner, read, row, "people", told[0], values, told[1])
    planner.names.alias(operation, name, row.values["people"].get("login"))


def _identified(planner: "Planner", read: ReadTable, values: dict[str, Any]) -> tuple[str, int | None]:
    key = name_key(values["name"])
    by_id, by_origin = planner.by_id(values, "people"), planner.origin(read, values, "people")
    found = by_id if by_id is not None else by_origin
    if found is None and values.get("login"):
        found = next(iter(planner.known.named("people", name_key(values["login"]))), None)
    if found is None:
        found = planner.likest("people", _of_this_login(planner, key, values.get("login")), values)
    if found is not None:
        _keep_login(planner, found, values)
        return f"id {found}", found
    login, named = values.get("login"), planner.names.pending.get(("people", key))
    if login and named is not None and named.values.get("login") not in (None, login):
        key = f"{key}, {login}"
    return key, None


def _of_this_login(planner: "Planner", key: str, login: str | None) -> list[int]:
    """The people of this name; another login is another person."""
    named, logins = planner.known.named("people", key), planner.known.held("people", "login")
    if not login:
        return named
    return [each for each in named if name_key(logins.get(each) or login) == name_key(login)]


def _keep_login(planner: "Planner", found: int, values: dict[str, Any]) -> None:
    held, login = planner.known.held("people", "login").get(found), values.get("login")
    if held and login and held.casefold() != login.casefold():
        raise Refused(
            "login", login, tr("the login of a person stays what it is ({login})").format(login=held)
        )
    if held:
        values.pop("login", None)


def _rights(planner: "Planner", text: str) -> list[str]:
    """The rights that a cell lists, in their usual order."""
    words = [word.strip() for word in text.replace(";", ",").split(",") if word.strip()]
    told = {planner.coded.key("people", "rights", word, whole=text) for word in words}
    return [right for right in RIGHTS if right in told]


def _raise_manager(planner: "Planner", name: str, territory: Any) -> None:
    """Somebody made because others report to them is a manager in their territory."""
    operation = planner.names.pending.get(("people", name_key(name)))
    if operation is not None and operation.id is None and operation.row == 0:
        operation.values.setdefault("position", "sales_manager")
        operation.values.setdefault("territory_id", territory)
