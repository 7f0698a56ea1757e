"""Invented names. They sound like five languages and belong to nobody: every family name is made up."""

GIVEN = (
    ("Alder", "Briony", "Cosmo", "Delphine", "Evander", "Fern", "Linnet", "Rowan"),  # English
    ("Amapola", "Baltasar", "Candela", "Dionisio", "Estrella", "Florián", "Jacinta", "Leandro"),  # Spanish
    ("Anémone", "Barnabé", "Capucine", "Désiré", "Églantine", "Florimond", "Lazare", "Oriane"),  # French
    ("Açucena", "Belmiro", "Clarinda", "Damião", "Estevão", "Florbela", "Jacinto", "Luzia"),  # Portuguese
    ("Anișoara", "Brândușa", "Călin", "Doinița", "Floarea", "Ghiocel", "Luminița", "Pavel"),  # Romanian
)
FAMILY = (
    ("Archgate", "Fernsill", "Lanternby", "Mossdoor", "Quillwick", "Stilebridge", "Thornlatch", "Wrenhinge"),
    ("Arcoluz", "Cerrojal", "Dintelmar", "Faroliva", "Llavesol", "Puertaclara", "Umbralta", "Zaguanez"),
    ("Boisclef", "Clairseuil", "Fontporte", "Lanternac", "Montverrou", "Passelume", "Ruisporche", "Valhuis"),
    ("Arcolume", "Chavebela", "Ferrolhal", "Janelume", "Lumiareira", "Portalvo", "Soleirinha", "Trincoso"),
    ("Cheiescu-Lac", "Ferestraru-Nor", "Lampadeanu", "Pragalbescu", "Poartaverde", "Stejarprag", "Tindaluna",
     "Zăvorescu"),
)  # fmt: skip
LANGUAGES = len(GIVEN)
EACH = len(GIVEN[0])
DIFFERENT = LANGUAGES * EACH * EACH
"""So many people have names of their own."""


def name(number: int) -> str:
    """The name of the person of this number (0 or above); names repeat after `DIFFERENT` people."""
    language, rank = number % LANGUAGES, number // LANGUAGES
    turn, place = divmod(rank, EACH)
    given = (5 * place + 3 * language) % EACH  # neighbours in the cast do not share an initial
    return f"{GIVEN[language][given]} {FAMILY[language][(3 * given + turn) % EACH]}"
