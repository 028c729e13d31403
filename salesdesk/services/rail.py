"""A person's choice of the pages that stand in their rail."""

from sqlalchemy.orm import Session

from salesdesk.errors import RuleBroken
from salesdesk.queries.settings import own_setting
from salesdesk.rules.rail import ALWAYS, SETTING
from salesdesk.services.settings import change_own_setting
from salesdesk.translation import tr


def choose_page(session: Session, *, page: str, shown: bool) -> None:
    """Let a page stand in the rail of the person who acts, or not, whatever their position calls for."""
    if page in ALWAYS:
        raise RuleBroken(tr("This page always stands in the rail."))
    own = own_setting(session, key=SETTING) or {}
    change_own_setting(session, key=SETTING, value={**own, page: shown})
