"""What one row of a file becomes: a product, a person, a company, a contact, a deal or an activity."""

from salesdesk.exchange.adders.activities import add_activity
from salesdesk.exchange.adders.companies import add_company, add_product
from salesdesk.exchange.adders.contacts import add_contact
from salesdesk.exchange.adders.deals import add_deal
from salesdesk.exchange.adders.people import add_person

ADDERS = {
    "products": add_product,
    "people": add_person,
    "companies": add_company,
    "contacts": add_contact,
    "deals": add_deal,
    "activities": add_activity,
}
