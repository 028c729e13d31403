"""Companies: made and changed one by one or by the thousand."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from salesdesk.errors import RuleBroken
from salesdesk.models import Company
from salesdesk.models.base import now
from salesdesk.rules.money import storable_amount
from salesdesk.rules.names import name_key
from salesdesk.rules.texts import check_texts, custom_fields, one_line
from salesdesk.services.assigning import placed_by_rules
from salesdesk.services.hanging import used_companies
from salesdesk.services.rights import require_active, require_owned, require_records, viewer_of
from salesdesk.services.rows import (
    Row,
    edit_record,
    insert_rows,
    live_record,
    only_editable,
    only_known,
    update_rows,
)
from salesdesk.translation import tr, trn

_LINES = (
    "number",
    "industry",
    "street",
    "postcode",
    "city",
    "region",
    "country",
    "phone",
    "email",
    "website",
    "source",
    "external_id",
)
EDITABLE = frozenset(
    {
        "name",
        "owner_id",
        "parent_id",
        "segment_id",
        "territory_id",
        "employees",
        "revenue",
        "year_established",
        "description",
        "custom",
        *_LINES,
    }
)
_WHOLE = ("employees", "year_established")
_MOST = 10**12


def create_company(session: Session, *, name: str, **fields: Any) -> int:
    """Make a company; its id. Whoever makes it owns it unless `owner_id` says."""
    row = {"owner_id": viewer_of(session).person_id, **fields, "name": name}
    require_active(session, row["owner_id"])
    return insert_companies(session, [row])[0]


def insert_companies(session: Session, rows: Sequence[Row]) -> list[int]:
    """Make many companies; their ids in the same order. RuleBroken for one without a name.

    Where they have no territory or no owner, the rules of the territories give them one.
    """
    require_owned(session, {row.get("owner_id") for row in rows})
    ready = [company_values({"name": "", "custom": {}, **row}) for row in rows]
    return insert_rows(session, Company, placed_by_rules(session, ready))


def update_companies(session: Session, rows: Sequence[Row]) -> int:
    """Change the given fields of companies by id; how many."""
    only_editable(rows, EDITABLE)
    require_records(session, Company, [row["id"] for row in rows])
    require_owned(session, {row.get("owner_id") for row in rows})
    return update_rows(session, Company, [company_values(row) for row in rows])


def edit_company(session: Session, *, company_id: int, version: int | None = None, **fields: Any) -> None:
    """Change fields of one company. RuleBroken if it is gone, or changed since `version` was read."""
    only_known(fields, EDITABLE)
    company = _live_company(session, company_id, version)
    require_records(session, Company, [company_id])
    require_owned(session, [fields.get("owner_id")])
    require_active(session, fields.get("owner_id"), company.owner_id)
    if fields.get("parent_id") is not None:
        _check_parent(session, company_id, fields["parent_id"])
    values = company_values({"id": company_id, **fields})
    edit_record(session, company, values)


def _live_company(session: Session, company_id: int, version: int | None = None) -> Company:
    gone = tr("This company is not there any more.")
    return live_record(session, Company, company_id, version=version, gone=gone)


def _check_parent(session: Session, company_id: int, parent_id: int) -> None:
    above: int | None = parent_id
    seen: set[int] = set()
    while above is not None and above not in seen:
        if above == company_id:
            raise RuleBroken(tr("A company cannot belong to itself or to one of its own companies."))
        seen.add(above)
        above = session.scalar(sa.select(Company.parent_id).where(Company.id == above))


def delete_company(session: Session, *, company_id: int, version: int | None = None) -> None:
    """Put a company into the trash; RuleBroken while deals or contacts belong to it."""
    require_records(session, Company, [company_id])
    deals, contacts = used_companies(session, [company_id]).get(company_id, (0, 0))
    company = _live_company(session, company_id, version)
    reasons = [trn("{n} deal belongs to it", "{n} deals belong to it", deals)] if deals else []
    reasons += [trn("{n} contact works there", "{n} contacts work there", contacts)] if contacts else []
    if reasons:
        raise RuleBroken(
            tr("{name} stays: {why}. Move or delete that first.").format(
                name=company.name, why=", ".join(reasons)
            )
        )
    edit_record(session, company, {"deleted_at": now()})


def company_values(row: Row) -> dict[str, Any]:
    """The fields of a company as they are stored; RuleBroken says which cannot be."""
    values = dict(row)
    if "name" in values:
        values["name"] = one_line(values["name"], tr("The company's name"))
        if not values["name"]:
            raise RuleBroken(tr("A company needs a name."))
        values["name_key"] = name_key(values["name"])
    check_texts(values, lines=_LINES, texts=("description",))
    if "website" in values or ("email" in values and "id" not in values):
        values["domain"] = domain_of(values.get("website") or values.get("email"))
    if values.get("revenue") is not None:
        values["revenue"] = storable_amount(values["revenue"])
    for field in _WHOLE:
        if values.get(field) is not None and not 0 <= values[field] <= _MOST:
            raise RuleBroken(tr("{n} is no number of employees and no year.").format(n=values[field]))
    if "custom" in values:
        values["custom"] = custom_fields(values["custom"])
    return values


def domain_of(address: str | None) -> str | None:
    """The part of a web or mail address that names an organisation: "https://www.halden.example/x" ->
    "halden.example"."""
    if not address:
        return None
    bare = address.strip().lower().split("://")[-1].split("/")[0].split("@")[-1].removeprefix("www.")
    return bare or None
