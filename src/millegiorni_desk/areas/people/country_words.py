"""Tables about countries: shorter names, Italian demonyms, and the foreign cadastral codes.

Sources: CLDR for names (through babel); the Agenzia delle Entrate's list of foreign states for the codes
that begin with Z.
"""

from types import MappingProxyType

NAMES = MappingProxyType(
    {
        "CD": "Repubblica Democratica del Congo",
        "CG": "Congo",
        "CI": "Costa d'Avorio",
        "CZ": "Repubblica Ceca",
        "HK": "Hong Kong",
        "MM": "Birmania (Myanmar)",
        "MO": "Macao",
        "PS": "Palestina",
    }
)
"""Names that differ from CLDR's because desks say them otherwise."""

DEMONYMS = MappingProxyType(
    {
        "AF": "afghano,afgano",
        "AL": "albanese",
        "AR": "argentino",
        "AM": "armeno",
        "AT": "austriaco",
        "AU": "australiano",
        "BA": "bosniaco,bosnia",
        "BD": "bangladese,bengalese,bangladesc,bangladeshi,bengala",
        "BE": "belga",
        "BF": "burkinabe,burkina",
        "BG": "bulgaro",
        "BJ": "beninese",
        "BO": "boliviano",
        "BR": "brasiliano",
        "BY": "bielorusso",
        "CA": "canadese",
        "CD": "congolese,congo rd,rd congo,rdc,zaire,repubblica democratica del congo,congo kinshasa",
        "CG": "congo brazzaville,repubblica del congo",
        "CH": "svizzero,elvetico",
        "CI": "ivoriano,costa davorio,costa d avorio",
        "CL": "cileno",
        "CM": "camerunense,camerunese,camerunesi",
        "CN": "cinese,repubblica popolare cinese",
        "CO": "colombiano",
        "CR": "costaricano",
        "CU": "cubano",
        "CV": "capoverdiano",
        "CZ": "ceco,cechia,repubblica ceca",
        "DE": "tedesco",
        "DK": "danese",
        "DO": "dominicano,santo domingo",
        "DZ": "algerino",
        "EC": "ecuadoriano,ecuadoregno,equatoriano",
        "EE": "estone",
        "EG": "egiziano",
        "ER": "eritreo",
        "ES": "spagnolo",
        "ET": "etiope",
        "FI": "finlandese",
        "FR": "francese",
        "GA": "gabonese",
        "GB": "inglese,britannico,gran bretagna,inghilterra,uk,scozzese",
        "GE": "georgiano",
        "GH": "ghanese,ganese",
        "GM": "gambiano",
        "GN": "guineano",
        "GR": "greco",
        "GT": "guatemalteco",
        "HN": "honduregno",
        "HR": "croato",
        "HT": "haitiano",
        "HU": "ungherese",
        "ID": "indonesiano",
        "IE": "irlandese",
        "IL": "israeliano",
        "IN": "indiano",
        "IQ": "iracheno",
        "IR": "iraniano",
        "IT": "italiano",
        "JO": "giordano",
        "JP": "giapponese",
        "KE": "keniano,keniota",
        "KR": "coreano,corea",
        "KZ": "kazako",
        "LB": "libanese",
        "LK": "srilankese,cingalese,singalese,ceylon",
        "LR": "liberiano",
        "LT": "lituano",
        "LV": "lettone",
        "LY": "libico",
        "MA": "marocchino,morocco,maroc",
        "MD": "moldavo,moldova",
        "ME": "montenegrino",
        "MG": "malgascio",
        "MK": "macedone,macedonia",
        "ML": "maliano",
        "MM": "birmano,birmania,myanmar",
        "MR": "mauritano",
        "MU": "mauriziano",
        "MX": "messicano",
        "NE": "nigerino",
        "NG": "nigeriano",
        "NI": "nicaraguense",
        "NL": "olandese,olanda,neerlandese",
        "NO": "norvegese",
        "NP": "nepalese",
        "PE": "peruviano",
        "PH": "filippino",
        "PK": "pakistano,pachistano,pachistan",
        "PL": "polacco",
        "PS": "palestinese,palestina",
        "PT": "portoghese",
        "PY": "paraguaiano,paraguayano",
        "RO": "rumeno,romeno",
        "RS": "serbo",
        "RU": "russo,federazione russa",
        "RW": "ruandese",
        "SA": "saudita",
        "SD": "sudanese",
        "SE": "svedese",
        "SI": "sloveno",
        "SK": "slovacco",
        "SL": "sierraleonese",
        "SN": "senegalese",
        "SO": "somalo",
        "SV": "salvadoregno,salvador",
        "SY": "siriano",
        "TD": "ciadiano",
        "TG": "togolese",
        "TH": "thailandese,tailandese",
        "TN": "tunisino",
        "TR": "turco",
        "TW": "taiwanese",
        "TZ": "tanzaniano",
        "UA": "ucraino",
        "UG": "ugandese",
        "US": "americano,statunitense,usa,stati uniti d america",
        "UY": "uruguaiano,uruguayano",
        "UZ": "uzbeko",
        "VE": "venezuelano",
        "VN": "vietnamita",
        "XK": "kosovaro,cossovaro",
        "YE": "yemenita",
        "ZA": "sudafricano",
        "ZM": "zambiano",
        "ZW": "zimbabwese",
    }
)
"""Country → what people write instead of its name, folded; the masculine gives the other forms."""

_CODES = """
Z100 AL Z101 AD Z102 AT Z103 BE Z104 BG Z107 DK Z109 FI Z110 FR Z112 DE Z113 GI Z114 GB Z115 GR Z116 IE
Z117 IS Z119 LI Z120 LU Z121 MT Z123 MC Z125 NO Z126 NL Z127 PL Z128 PT Z129 RO Z130 SM Z131 ES Z132 SE
Z133 CH Z134 HU Z138 UA Z139 BY Z140 MD Z144 EE Z145 LV Z146 LT Z148 MK Z149 HR Z150 SI Z153 BA Z154 RU
Z155 SK Z156 CZ Z158 RS Z159 ME Z160 XK Z161 PS
Z200 AF Z203 SA Z204 BH Z205 BT Z206 MM Z207 BN Z208 KH Z209 LK Z210 CN Z211 CY Z213 KR Z214 KP Z215 AE
Z216 PH Z217 TW Z219 JP Z220 JO Z222 IN Z223 ID Z224 IR Z225 IQ Z226 IL Z227 KW Z228 LA Z229 LB Z232 MV
Z233 MN Z234 NP Z235 OM Z236 PK Z237 QA Z240 SY Z241 TH Z242 TL Z243 TR Z246 YE Z247 MY Z248 SG Z249 BD
Z251 VN Z252 AM Z253 AZ Z254 GE Z255 KZ Z256 KG Z257 TJ Z258 TM Z259 UZ
Z300 NA Z301 DZ Z302 AO Z305 BI Z306 CM Z307 CV Z308 CF Z309 TD Z310 KM Z311 CG Z312 CD Z313 CI Z314 BJ
Z315 ET Z316 GA Z317 GM Z318 GH Z319 GN Z320 GW Z321 GQ Z322 KE Z325 LR Z326 LY Z327 MG Z328 MW Z329 ML
Z330 MA Z331 MR Z332 MU Z333 MZ Z334 NE Z335 NG Z336 EG Z337 ZW Z338 RW Z341 ST Z342 SC Z343 SN Z344 SL
Z345 SO Z347 ZA Z348 SD Z349 SZ Z351 TG Z352 TN Z353 UG Z354 BF Z355 ZM Z357 TZ Z358 BW Z359 LS Z361 DJ
Z368 ER Z907 SS
Z401 CA Z404 US Z502 BS Z503 CR Z504 CU Z505 DO Z506 SV Z507 JM Z509 GT Z510 HT Z511 HN Z512 BZ Z514 MX
Z515 NI Z516 PA Z522 BB Z524 GD Z526 DM Z527 LC Z528 VC Z600 AR Z601 BO Z602 BR Z603 CL Z604 CO Z605 EC
Z606 GY Z608 SR Z610 PY Z611 PE Z612 TT Z613 UY Z614 VE Z700 AU Z719 NZ
""".split()

BIRTHPLACES = MappingProxyType(dict(zip(_CODES[::2], _CODES[1::2], strict=True)))
"""Cadastral code of a foreign state → ISO 3166-1 alpha-2.

States that are no more are left out: who was born in the Soviet Union may be a Moldovan today."""
