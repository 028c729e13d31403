"""The tables, one file per aggregate; importing this package knows them all."""

from salesdesk.models.activity import Activity, Attachment, AttachmentContent, Note, Tag, Tagging
from salesdesk.models.base import Base
from salesdesk.models.campaign import Campaign
from salesdesk.models.company import Company, Contact, DistinctPair, Segment
from salesdesk.models.deal import (
    CriterionEvidence,
    Deal,
    DealFacts,
    DealLine,
    DealMember,
    DealSpan,
    Stakeholder,
)
from salesdesk.models.history import Action, ChangeLog, Counter, Export, History, ImportBatch, Meta
from salesdesk.models.money import Currency, Rate
from salesdesk.models.person import (
    AssignmentRule,
    Calendar,
    Person,
    PersonTree,
    PlannedMove,
    Presence,
    Territory,
)
from salesdesk.models.pipeline import Competitor, LeadSource, LostReason, Pipeline, Stage, StageCriterion
from salesdesk.models.portrait import Portrait, PortraitContent
from salesdesk.models.product import PriceBook, PriceBookEntry, Product
from salesdesk.models.setting import CustomField, PersonSetting, SavedView, Setting
from salesdesk.models.sign_in import Acknowledgement, Password

__all__ = [
    "Acknowledgement",
    "Action",
    "Activity",
    "AssignmentRule",
    "Attachment",
    "AttachmentContent",
    "Base",
    "Calendar",
    "Campaign",
    "ChangeLog",
    "Company",
    "Competitor",
    "Contact",
    "Counter",
    "CriterionEvidence",
    "Currency",
    "CustomField",
    "Deal",
    "DealFacts",
    "DealLine",
    "DealMember",
    "DealSpan",
    "DistinctPair",
    "Export",
    "History",
    "ImportBatch",
    "LeadSource",
    "LostReason",
    "Meta",
    "Note",
    "Password",
    "Person",
    "PersonSetting",
    "PersonTree",
    "Pipeline",
    "PlannedMove",
    "Portrait",
    "PortraitContent",
    "Presence",
    "PriceBook",
    "PriceBookEntry",
    "Product",
    "Rate",
    "SavedView",
    "Segment",
    "Setting",
    "Stage",
    "StageCriterion",
    "Stakeholder",
    "Tag",
    "Tagging",
    "Territory",
]
