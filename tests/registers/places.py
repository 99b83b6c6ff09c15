"""Addresses and telephone numbers, and the ways in which they are written."""

import random

from tests.registers.slips import mistyped

_KINDS = ("Via",) * 12 + ("Corso",) * 4 + ("Piazza", "Strada", "Largo")
_SHORT = {
    "Via": ("V.", "via"),
    "Corso": ("C.so", "corso"),
    "Piazza": ("P.za", "P.zza"),
    "Strada": ("Str.",),
    "Largo": ("L.go",),
}
_STREETS = tuple(
    "Giulio Cesare,Bologna,Cigna,Vercelli,Nizza,Madama Cristina,Barletta,Tripoli,Orvieto,Stradella,Cecchi,"
    "Morgari,Agnelli,Foligno,Lombardia,Mirafiori,San Donato,Luserna,Monginevro,Onorato Vigliani,Monte Rosa,"
    "Feletto,Santhià,Cruto,Leinì,Chivasso,Crescentino,Sesia,Mercadante,Corelli,Pergolesi,Spontini,Baltea,"
    "Cuneo,Mondovì,Bra,Ivrea,Aosta,Elvo,Maddalene,Ternengo,Gottardo,Botticelli,Palermo,Catania,Ancona,"
    "Perugia,Modena,Parma,Reggio,Fiochetto,Borgo Dora,Cottolengo,Lanino,San Pietro in Vincoli,Cirio,"
    "Principe Oddone,Umbria,Livorno,Nole,Verolengo,Terni,Pianezza,Sansovino,Valdellatorre,Borsi,Lucento,"
    "Foglizzo,Saorgio,Stampini,Sospello,Breglio,Chiesa della Salute,Vibò,Grosso,Bibiana,Borgaro,Stradivari,"
    "Canonico Tancredi,Sidoli,Passo Buole,Genova,Spezia,Millefonti,Ventimiglia,Garessio,Vinovo,Nichelino,"
    "Artom,Plava,Negarville,Roveda,Togliatti,Settembrini,Tazzoli,Traiano,Unione Sovietica,Sebastopoli,"
    "Filadelfia,Gorizia,Tirreno,Orbassano,Siracusa,Rovereto,Castelfidardo"
    .split(",")
)  # fmt: skip


def address(chance: random.Random) -> str:
    """A house in the city."""
    number = 1 + int(220 * chance.random() ** 1.4)
    stairs = f"/{chance.choice('ABCD')}" if chance.random() < 0.08 else ""
    return f"{chance.choice(_KINDS)} {chance.choice(_STREETS)} {number}{stairs}"


def written_otherwise(chance: random.Random, text: str) -> str:
    """The same address in another hand."""
    kind, _, rest = text.partition(" ")
    street, _, number = rest.rpartition(" ")
    way = int(chance.random() * 8)
    if way == 0 and " " in street:
        first, _, last = street.partition(" ")
        return f"{kind} {first[0]}. {last} {number}"
    if way <= 2:
        return f"{chance.choice(_SHORT[kind])} {street} {number}"
    if way == 3:
        return f"{street}, {number}"
    if way == 4:
        return f"{kind} {street} n. {number} Torino"
    if way == 5:
        return f"{kind} {street}"
    if way == 6:
        return f"{kind} {mistyped(chance, street)} {number}"
    return f"{kind} {street} {number} scala {chance.choice('ABC')}"


def mobile(chance: random.Random) -> str:
    """A mobile number, ten figures."""
    return f"3{20 + int(chance.random() * 79)}{int(chance.random() * 10_000_000):07d}"


def number_written(chance: random.Random, number: str) -> str:
    """A telephone number as it is noted: most often plain."""
    way = chance.random()
    if way < 0.72:
        return number
    if way < 0.84:
        return f"{number[:3]} {number[3:]}"
    if way < 0.93:
        return f"+39 {number}"
    return f"0039{number}" if way < 0.95 else f"{number[:3]}-{number[3:6]} {number[6:]}"
