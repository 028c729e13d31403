"""The rules by which the house sells: worded by an administrator, agreed to by each person."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from salesdesk.errors import RuleBroken
from salesdesk.models import Acknowledgement
from salesdesk.queries.conduct import conduct
from salesdesk.rules.conduct import KEY, checked_rules
from salesdesk.services.rights import require_right, viewer_of
from salesdesk.services.settings import change_setting
from salesdesk.translation import tr


def reword_rules(session: Session, *, rules: Sequence[str]) -> int:
    """Give the rules another wording, which everybody is asked to agree to anew; its version.

    The wording that holds already stays the version it is.
    """
    require_right(session, "administrator")
    now, wanted = conduct(session), checked_rules(rules)
    if wanted == list(now.rules):
        return now.version
    change_setting(session, key=KEY, value={"version": now.version + 1, "rules": wanted})
    return now.version + 1


def agree_to_rules(session: Session, *, version: int) -> None:
    """Note that the person who acts read this version and agreed; RuleBroken where it is not the newest."""
    now = conduct(session)
    person_id = viewer_of(session).person_id
    if version != now.version:
        raise RuleBroken(tr("The rules were reworded in the meantime; read them again."))
    if person_id is not None and not now.is_agreed:
        session.add(Acknowledgement(person_id=person_id, version=version))
        session.flush()
