"""The companies that the sample company sells to: their names by trade, and where they sit."""

NAMES = {
    "Logistics": (
        "Halden Logistik", "Spedition Aster", "Quarry Freight", "Kolibri Kurierdienst", "Sander Transporte",
        "Ankerkai Umschlag", "Heidelog", "Fuchs & Sohn Spedition", "Maple Forwarding", "Lindqvist Shipping",
        "Fracht Union", "Lagerwerk Nord", "Nordkap Kühltransporte", "Brückner Baustofflogistik",
        "Hafenkontor",
        "Transalp Cargo", "Möwe Paketservice", "Reimers Tankwagen", "Zollhof Logistik", "Kaiserkai Terminal",
        "Werft Mahler", "Grenzland Spedition",
    ),
    "Food & drink": (
        "Brightwater Foods", "Alderhof Molkerei", "Rivet Bakery", "Morgentau Säfte", "Petersen Fischfeinkost",
        "Brauhaus Leuchtturm", "Rosengarten Tee", "Wolfsbräu", "Mühle Tannengrund", "Käserei Bergblick",
        "Räucherei Jansen", "Goldähre Teigwaren", "Hofladen Kruse", "Obstgut Altes Land",
        "Kaffeerösterei Sieben",
        "Salzgarten", "Fleischerei Lohmann", "Backhaus Immel", "Honigmann Imkerei", "Weinkontor Roth",
        "Eiswerk Polar", "Saline Feinkost",
    ),
    "Manufacturing": (
        "Nordwind Turbinen", "Solberg Maschinenbau", "Birken Druck", "Silberstahl", "Lohmann Werkzeuge",
        "Steinmetz Präzision", "Linden Möbelwerke", "Falkenberg Guss", "Krüger Kabel", "Ostfalia Pumpen",
        "Adlerblech", "Sturm Lüftungstechnik", "Hansa Ventile", "Moorburg Kunststoffe", "Petri Verpackung",
        "Glashütte Isen", "Uhlmann Sensorik", "Wagner Förderbänder", "Zahnrad Kessler", "Rotary Textil",
        "Kestrel Composites", "Tal & Berg Seilbahnen",
    ),
    "Health care": (
        "Orchard Kliniken", "Grünwald Pharma", "Hansalabor", "Tannenhof Reha", "Brandt Dentaltechnik",
        "Bergapotheken", "Eichenhain Pflege", "St. Anna Krankenhaus", "MVZ Seestraße", "Augenzentrum Lenz",
        "Vitalis Orthopädie", "Radiologie am Dom", "Pflegedienst Herbst", "Biolytix", "Medicore Geräte",
        "Praxisverbund Süd", "Klinik Rosenau", "Physio Kontor", "Laborverbund Mitte", "Sanaplus",
        "Zahnwerk Feldmann", "Kinderklinik Sonnenberg",
    ),
    "Retail": (
        "Kestrel Sport", "Falk Elektro", "Frische Märkte", "Waldkind", "Adler Moden", "Fahrradhaus Tal",
        "Ulmenhof Gartencenter", "Bücher Vogel", "Krüger & Co", "Schuhhaus Petri", "Optik Sander",
        "Baumarkt Reuter", "Musikhaus Klang", "Juwelier Arndt", "Spielzeug Kobold", "Weltladen Nord",
        "Drogerie Hansen", "Küchen Conrad", "Teppichhof", "Zweirad Ernst", "Papeterie Blau", "Outdoor Fjell",
    ),
    "Property": (
        "Tern Homes", "Ostsee Immobilien", "Neue Heimstatt", "Meyer Hausverwaltung", "Falken Living",
        "Seeblick Bauträger", "Bärental Chalets", "Berger Grundbesitz", "Quartier Hafen", "Wohnbau Kehl",
        "Hausgeld Plus", "Altbau Kontor", "Genossenschaft Eintracht", "Parkraum Nord", "Dachwerk",
        "Campus Lodge",
        "Kontorhaus Verwaltung", "Stadtgrund", "Lagerhof Vermietung", "Zentral Immobilien", "Alpen Residenz",
        "Wohnpark Linden",
    ),
    "Hospitality": (
        "Maple Catering", "Lindqvist Resorts", "Hotel Flussblick", "Krügers Gasthof", "Sturmvogel Hotels",
        "Moorquelle Therme", "Wolfsschlucht Berghütten", "Grand Hotel Anker", "Strandhaus Hotels",
        "Messe Catering Kolb", "Hotel Drei Linden", "Landgut Heide", "Ferienpark Dünen",
        "Jugendherberge Waldrand",
        "Seminarhotel Aue", "Restaurant Gruppe Elf", "Kantine & Kultur", "Berghof Egger", "Bistro Rosa",
        "Hotel Schwanen", "Seegarten Gastronomie", "Konferenzzentrum Mitte",
    ),
}  # fmt: skip
CITIES = {
    "North": (("Hamburg", "20095", "40"), ("Bremen", "28195", "421"), ("Kiel", "24103", "431"),
              ("Lübeck", "23552", "451"), ("Rostock", "18055", "381"), ("Hannover", "30159", "511"),
              ("Celle", "29221", "5141"), ("Stade", "21680", "4141")),
    "South": (("München", "80331", "89"), ("Augsburg", "86150", "821"), ("Nürnberg", "90402", "911"),
              ("Stuttgart", "70173", "711"), ("Ulm", "89073", "731")),
    "Austria": (("Wien", "1010", "1"), ("Linz", "4020", "732"), ("Graz", "8010", "316")),
    "Switzerland": (("Zürich", "8001", "44"), ("Bern", "3011", "31"), ("Basel", "4051", "61")),
}  # fmt: skip
"""Per region its cities, each with a postcode and the area code of its phones."""
COUNTRIES = {"North": "Germany", "South": "Germany", "Austria": "Austria", "Switzerland": "Switzerland"}
DIALLING = {"Germany": "+49", "Austria": "+43", "Switzerland": "+41"}
SEGMENTS = tuple(NAMES)
STAFF = (9, 14, 18, 25, 32, 40, 55, 64, 80, 110, 140, 180, 240, 350, 520, 900)


def company_name(index: int) -> str:
    """The name of the company number `index`; its trade is SEGMENTS[index % 7], and no two are alike."""
    return NAMES[SEGMENTS[index % len(SEGMENTS)]][index // len(SEGMENTS)]
