"""Who works at the sample company, whom they sell to, what they sell."""

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

SEGMENTS = ("Logistics", "Food & drink", "Manufacturing", "Health care", "Retail", "Property", "Hospitality")
_FIRST = (
    "Halden", "Brightwater", "Nordwind", "Orchard", "Kestrel", "Tern", "Maple", "Aster", "Alder", "Solberg",
    "Grünwald", "Falk", "Ostsee", "Lindqvist", "Quarry", "Rivet", "Birken", "Hansa", "Elbe", "Weser", "Isar",
    "Kolibri", "Morgentau", "Silber", "Tannen", "Wald", "Meyer", "Krüger", "Sander", "Petersen", "Lohmann",
    "Brandt", "Adler", "Falken", "Sturm", "Anker", "Leucht", "Stein", "Berg", "Tal", "See", "Moor", "Heide",
    "Rosen", "Linden", "Eichen", "Ulmen", "Bären", "Wolf", "Fuchs",
)  # fmt: skip
KINDS = {
    "Logistics": ("Logistics", "Spedition", "Freight"),
    "Food & drink": ("Foods", "Brauhaus", "Bakery"),
    "Manufacturing": ("GmbH", "Stahl AG", "Print"),
    "Health care": ("Clinics", "Pharma", "Labs"),
    "Retail": ("& Co", "Elektro", "Märkte"),
    "Property": ("Homes", "Immobilien", "Living"),
    "Hospitality": ("Hotels", "Resorts", "Catering"),
}
CITIES = {
    "North": (("Hamburg", "20095"), ("Bremen", "28195"), ("Kiel", "24103"), ("Lübeck", "23552"),
              ("Rostock", "18055"), ("Hannover", "30159"), ("Celle", "29221"), ("Stade", "21680")),
    "South": (("München", "80331"), ("Augsburg", "86150"), ("Nürnberg", "90402"), ("Stuttgart", "70173"),
              ("Ulm", "89073")),
    "Austria": (("Wien", "1010"), ("Linz", "4020"), ("Graz", "8010")),
    "Switzerland": (("Zürich", "8001"), ("Bern", "3011"), ("Basel", "4051")),
}  # fmt: skip
COUNTRIES = {"North": "Germany", "South": "Germany", "Austria": "Austria", "Switzerland": "Switzerland"}
FIRST_NAMES = (
    "Piet", "Ines", "Kai", "Olaf", "Lena", "Eva", "Luc", "Sven", "Maren", "Jens", "Birgit", "Timo", "Silke",
    "Arne", "Carla", "Ralf", "Greta", "Uwe", "Heike", "Bernd", "Nora", "Felix", "Dana", "Oskar", "Mia",
)  # fmt: skip
LAST_NAMES = (
    "Haldorsen", "Vogt", "Brandt", "Menzel", "Schuster", "Meyer", "Jansen", "Kröger", "Lorenz", "Pohl",
    "Reuter", "Seidel", "Thoma", "Ullrich", "Wendt", "Ziegler", "Arndt", "Busch", "Conrad", "Dietz", "Ernst",
    "Frey", "Günther", "Horn", "Iversen", "Jung",
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
    ("Fleet tracking, {n} vans", 0, (8, 90)), ("Route planning licence", 1, (1, 3)),
    ("Warehouse scanners", 2, (6, 60)), ("Cold-room sensors", 3, (20, 160)),
    ("POS rollout, {n} shops", 4, (4, 40)),
    ("CRM onboarding", 5, (1, 4)), ("Payroll migration", 6, (1, 3)), ("Service contract {year}", 7, (2, 12)),
)  # fmt: skip
STEPS = (
    ("call", "Agree price and start date"), ("demo", "Present the offer to the board"),
    ("email", "Send revised delivery plan"), ("meeting", "Meet the finance lead"),
    ("visit", "Visit the yard"), ("task", "Answer the security questions"),
    ("call", "Ask for the start date"),
    ("email", "Send references"),
    ("demo", "Demo with the managing director"), ("meeting", "Discovery with both branches"),
)  # fmt: skip
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


def company_name(index: int, kind: str) -> str:
    """The name of the company number `index`; no two are alike."""
    first = _FIRST[index % len(_FIRST)]
    return f"{first} {kind}" if index < len(_FIRST) else f"{first} {kind} {_SECOND[index // len(_FIRST) - 1]}"


_SECOND = ("Nord", "Süd", "West", "Ost", "International")
