"""Who works at the sample company, what they sell, what they say."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Colleague:
    """A person of the sample company with their habits as a seller (`share` 0: sells nothing).

    `wins` is the chance to win, `pace` stretches the days in a stage, `discount` is what they give away on
    average, `pushes` the chance that a close date is moved on, `calls` how many conversations they have.
    """

    login: str
    name: str
    position: str
    above: str | None
    territory: str
    share: float = 0.0
    wins: float = 0.3
    pace: float = 1.0
    discount: float = 0.03
    pushes: float = 0.3
    calls: float = 1.0


PEOPLE = (
    Colleague("petra", "Petra Dorn", "director", None, "All regions"),
    Colleague("henrik", "Henrik Voss", "vice_president", "petra", "All regions"),
    Colleague("anna", "Anna Keller", "sales_manager", "henrik", "North", 0.05, 0.42),
    Colleague("lukas", "Lukas Brandt", "sales_manager", "henrik", "South", 0.04, 0.38),
    Colleague("jana", "Jana Stein", "team_lead", "anna", "Hamburg", 0.10, 0.38, 0.9),
    Colleague("marc", "Marc Roth", "team_lead", "lukas", "Bremen", 0.10, 0.30, 1.1),
    Colleague("miriam", "Miriam Vogel", "team_lead", "lukas", "Munich", 0.09, 0.34),
    Colleague("nina", "Nina Albers", "sales_rep", "jana", "Hamburg", 0.15, 0.44, 0.85, 0.02, 0.15),
    Colleague("tom", "Tom Lang", "sales_rep", "marc", "Bremen", 0.16, 0.17, 1.1, 0.05, 0.4, 1.7),
    Colleague("paul", "Paul Winter", "sales_rep", "marc", "Bremen", 0.11, 0.30, 1.2, 0.14, 0.3),
    Colleague("sofia", "Sofia Marin", "sales_rep", "miriam", "Munich", 0.13, 0.37, 0.95),
    Colleague("emil", "Emil Hartmann", "sales_rep", "miriam", "Austria", 0.07, 0.20, 1.3, 0.06, 0.7, 0.7),
)
MOVED, FROM, TO = "marc", "lukas", "anna"
"""The reorganisation half-way: Marc's team changes from South to North."""
LATE = "emil"
"""Joined nine months before the end."""

FIRST_NAMES = (
    "Piet", "Ines", "Kai", "Olaf", "Lena", "Eva", "Luc", "Sven", "Maren", "Jens", "Birgit", "Timo", "Silke",
    "Arne", "Carla", "Ralf", "Greta", "Uwe", "Heike", "Bernd", "Nora", "Felix", "Dana", "Oskar", "Mia",
    "Leyla", "Jonas", "Petra", "Milan", "Antje", "Karim", "Sabine", "Hannes", "Yvonne", "Matteo", "Ute",
    "Robin",
)  # fmt: skip
LAST_NAMES = (
    "Haldorsen", "Vogt", "Brandt", "Menzel", "Schuster", "Meyer", "Jansen", "Kröger", "Lorenz", "Pohl",
    "Reuter", "Seidel", "Thoma", "Ullrich", "Wendt", "Ziegler", "Arndt", "Busch", "Conrad", "Dietz", "Ernst",
    "Frey", "Günther", "Horn", "Iversen", "Jung", "Kowalski", "Lindner", "Maurer", "Nowak", "Özdemir",
    "Peters",
    "Quandt", "Rossi", "Sommer", "Tiedemann", "Urban", "Vollmer", "Weidner", "Yilmaz", "Zander",
)  # fmt: skip
JOBS = ("Managing director", "Head of finance", "Fleet manager", "Warehouse lead", "Purchasing", "Head of IT")
ROLES = ("decision_maker", "economic_buyer", "champion", "user", "influencer", "procurement")

PRODUCTS = (
    ("Fleet tracking", "Telematics", 38, "month"), ("Route planning licence", "Telematics", 640, "month"),
    ("Warehouse scanners", "Hardware", 870, "one_off"), ("Cold-room sensors", "Hardware", 290, "one_off"),
    ("POS terminal", "Hardware", 1240, "one_off"), ("CRM onboarding", "Services", 7800, "one_off"),
    ("Payroll migration", "Services", 11400, "one_off"), ("Service contract", "Services", 420, "month"),
)  # fmt: skip
TITLES = (
    ("Fleet tracking, {n} vans", 0, (8, 90)), ("Fleet tracking, {n} trucks", 0, (10, 70)),
    ("Route planning, {n} depots", 1, (2, 4)), ("Route planning licence {year}", 1, (1, 3)),
    ("{n} warehouse scanners", 2, (6, 60)), ("Scanner replacement, {n} devices", 2, (10, 50)),
    ("Cold-room sensors, {n} rooms", 3, (20, 160)), ("POS rollout, {n} shops", 4, (4, 40)),
    ("{n} new tills", 4, (3, 18)), ("CRM onboarding, {n} branches", 5, (2, 4)),
    ("Payroll migration, {n} entities", 6, (2, 4)), ("Service contract {year}", 7, (2, 12)),
)  # fmt: skip
STEPS = (
    ("call", "Agree price and start date"), ("demo", "Present the offer to the board"),
    ("email", "Send revised delivery plan"), ("meeting", "Meet the finance lead"),
    ("visit", "Visit the yard"), ("task", "Answer the security questions"),
    ("call", "Ask for the start date"),
    ("email", "Send references"),
    ("demo", "Demo with the managing director"), ("meeting", "Discovery with both branches"),
)  # fmt: skip
DESK_WORK = (
    ("petra", "meeting", "Weekly pipeline meeting", 0, 8),
    ("petra", "task", "Approve the trade fair booth", -1, 0),
    ("petra", "call", "Call the bank about the credit line", 0, 10),
    ("petra", "task", "Read Miriam's forecast", 0, 0),
    ("petra", "meeting", "Quarter review with Henrik", 2, 9),
    ("petra", "meeting", "Interview: sales rep south", 5, 13),
    ("henrik", "meeting", "Weekly pipeline meeting", 0, 8),
    ("henrik", "task", "Draft next year's targets", 3, 0),
    ("anna", "task", "Update the price list in the offers", 0, 0),
    ("anna", "call", "Call back the trade fair contact", 0, 9),
    ("marc", "meeting", "Weekly pipeline meeting", 0, 8),
    ("marc", "task", "Send the travel expenses", -2, 0),
    ("jana", "meeting", "Coaching with Miriam", 1, 14),
    ("tom", "task", "Learn the new demo", 0, 0),
)
TALKS = {
    "lead": (("call", "First call"), ("email", "Introduction"), ("call", "Qualification call")),
    "open": (("meeting", "Discovery meeting"), ("demo", "Demonstration"), ("visit", "Site visit"),
             ("call", "Call about the numbers"), ("email", "Reply on open questions"),
             ("meeting", "Meeting with finance")),
}  # fmt: skip
OUTCOMES = (
    "They want it before the season starts.", "Budget is there, the board decides next month.",
    "Asked for two references in their trade.", "The warehouse lead is for it, finance not yet.",
    "Wants the contract to begin in January.", "Compares us with two others, price is not the main point.",
)  # fmt: skip
SOURCES = ("Website", "Referral", "Trade fair", "Cold call", "Partner")
COMPETITORS = ("Vialog", "Trackwise", "Nordsoft")
CAMPAIGNS = (("Spring mailing", "email"), ("LogiMAT fair", "fair"), ("Autumn calls", "calls"))
CRITERIA = {
    "Discovery": (("Problem confirmed in writing", "The buyer wrote down what costs them money."),
                  ("Budget range shared", "The buyer named a range.")),
    "Solution & value": (("Value agreed", "The buyer named what it is worth to them."),),
    "Proposal": (("Requirements in writing", "The buyer sent what the solution has to do."),),
    "Decision makers aligned": (("Decision maker met", "Somebody who can sign has talked with us."),
                                ("Decision date agreed", "The buyer named a day, in their words.")),
}  # fmt: skip
