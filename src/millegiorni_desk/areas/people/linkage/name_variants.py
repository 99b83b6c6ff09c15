"""Words about names: what is glued, what is dropped, which spellings are one name, which are common.

The tables are data: changing one changes what matches, so ``WEIGHTS_VERSION`` in ``matching`` and
``INDEX_VERSION`` in ``index_schema`` go up with them. All words are folded (see ``names.fold``).
"""

from types import MappingProxyType

# "Ben Ali" and "Benali" are one surname, as "De Luca" and "Deluca" are.
GLUED = frozenset(
    "ben bin bint bou bu abu abou abd abdel abdul abdur ait ould oulad ouled bel "
    "de di da del della dello dei degli dal dalla dall d dos das do la lo san van von der mc mac o ".split()
)

# "El Amrani" is also written "Amrani": the article says nothing.
ARTICLES = frozenset({"el", "al"})

# Forms of address that some documents print as if they were a name.
TITLES = frozenset(
    "md mst mrs mr ms miss mme most mosammat mosammot musammat mossammat musammet dr dott dottssa sig signora "
    "hajja hajj haj hadja chief alhaja".split()
)

# "Annamaria" and "Anna Maria", "Fatimazahra" and "Fatima Zahra" are one name.
FIRST_HALVES = ("fatima", "fatma", "maria", "anna", "rosa", "nor", "bibi")
SECOND_HALVES = frozenset(
    "zahra ezzahra zohra maria rosa rosaria elena luisa laura lucia teresa grazia pia chiara sofia paola carmela "
    "antonietta angela cristina elisa rita stella alba linda isabel belen".split()
)

# Names that say little by themselves: half the women of a community bear one.
GENERIC = frozenset(
    "begum akter akther aktar akhter akhtar khatun khatoon bibi bi khanam khanom sultana kaur singh devi kumari "
    "nessa ara banu rani zahra ezzahra".split()
)

# Of these, the ones that are also given names of their own.
ALSO_ALONE = frozenset({"zahra", "ezzahra"})

_SAME_NAME = """
mohamed mohammed muhammad mohammad muhammed mouhamed mohamad muhamed mouhammad mahomed maxamed maxamuud mamadou
ahmed ahmad achmed hamed axmed
fatima faadumo faduma fadumo fatma fatema fatimah fatime fathima fatim fatoumata fatou
aicha aisha ayesha aischa aysha aissatou aissata
khadija khadiijo qadiijo khadidja kadija hadija khadiga hatice khadijah kadidja
zineb zainab zaynab zeinab zeyneb zineeb
youssef yusuf yousef youcef yosef yussef
mustafa mostafa moustapha moustafa mustapha
hassan hasan hassane xasan
ali aly cali
halima xaliima xalimo halimo
asha caasha casha
hussein xuseen husain hussain hossain hosain houssain hocine hussen hossein
abderrahman cabdiraxmaan abdurrahman abdulrahman abdelrahman abdirahman
abdallah cabdullaahi cabdulle abdullahi abdullah abdoulaye abdulla abdulah
rahman rehman rahaman rohman
ibrahim ibraahim ibrahima brahim ebrahim ibraheem
omar cumar umar oumar omer
osman cusmaan cismaan othman usman ousmane othmane
amina aminata aminah emina
mariam maryam meryem miriam myriam meriem mariama maryem
salma selma
samira sameera
nadia nadya
noura nora nura
soukaina soukayna sukaina sukayna
hanane hanan
sanaa sana sanae
wafaa wafae wafa ouafaa ouafae
houda huda hoda
imane iman eman imen
ikram ikrame ekram
loubna lubna lobna
rachida rashida racheda
jamila djamila gamila
rokia rukia ruqayya rokaya rokeya roqaya
shamima chamima samima
nasrin nasreen nesrine nasrine nisrine nesrin
sharmin sharmeen charmin
tahmina tahmeena
jannat jannatul
chowdhury choudhury chaudhary chaudhry choudhary chodhury
uddin oddin
miah mia miya
sheikh shaikh shekh cheikh cheikhe
elizabeth elisabeth elisabetta elisabeta
giuseppina giusy giusi pina pinuccia peppina
giuseppe beppe pino peppe
francesca checca
caterina catia katia katya katerina kateryna ecaterina ekaterina
alessandra sandra alexandra aleksandra
antonella antonia antonietta
giovanna gianna vanna
teresa teresina teresita
lucia lucy luzia
maria mery
margherita margarita
federica fede
stefania stefi steffy
michela michaela mihaela micaela
elena helena olena olenka alena alyona aliona elenka lena
natalia nataliia nataliya natalya natasha natascia
ludmila liudmyla lyudmila liuda lyuda ljudmila
oksana oxana ksenia kseniia xenia
svitlana svetlana sveta
olga olha olya
halyna galina halina galyna
iryna irina ira
mykola nikolai nicolae nikolay
yulia yuliia iuliia julija giulia julia
tetiana tatiana tetyana tatyana tania tanya
liubov lyubov luba lyuba
nadiia nadiya nadezhda nadejda
oleksandra oleksandr alexander alexandr alexandru alessandro
cristina christina kristina
nicoleta nicoletta
gheorghe george
stefan stephan
ana anna
iuliana giuliana juliana
gabriela gabriella
isabela isabella ysabel isabel
esther ester
ruth rut
rebecca rebeca rebekah
jessica yesica yessica jesica gessica
jennifer yenifer jenifer yennifer
luis luiz
hernandez hernandes
gonzalez gonzales
rodriguez rodrigues rodriquez
gutierrez gutierres
jimenez gimenez ximenez
quispe quispez
chavez chaves
velasquez velazquez velasques
blessing blessyn
osagie osagye
chioma chyoma
ngozi ngozy
faith fayth
chiara kiara
"""

# Among these, one letter's difference is another name, and a match says less than usual.
COMMON = frozenset(
    "maria marina mariana marta martina anna ana anita elena elisa luisa lucia laura lara paola carla carmen rosa "
    "giulia giuliana francesca federica sara sofia silvia valentina chiara cristina daniela antonella giovanna "
    "fatima fatiha fadma fatna khadija aicha amina amira samira samia nadia naima najat malika latifa hanane hanan "
    "saida sanaa zineb zahra hafida hafsa rachida karima jamila mina mouna nora noura salma sara imane asmaa "
    "mohamed ahmed ali hassan hussein omar youssef mustafa "
    "blessing joy faith grace mercy gift precious favour happiness patience peace glory "
    "fatema sumi rumi ruma rima rina shilpi shirin shahida nasima nasrin salma halima hasina rahima rabeya "
    "khan islam rahman ahmed hossain miah uddin chowdhury sheikh ali alam hasan kabir "
    "li wang zhang liu chen yang zhao huang zhou wu xu sun hu zhu lin jin lan mei ling xia hong ying yan "
    "popescu ionescu popa pop dumitru stan ioana andreea alexandra mihaela gabriela elena georgiana adriana "
    "rossi russo ferrari esposito bianchi romano colombo ricci marino greco bruno gallo costa fontana "
    "quispe flores sanchez garcia rodriguez lopez rojas mamani huaman torres ramos diaz vargas mendoza "
    "rosaria milagros luz flor ruth jessica jennifer ".split()
)


def _table() -> dict[str, str]:
    table: dict[str, str] = {}
    for line in _SAME_NAME.strip().split("\n"):
        spellings = line.split()
        table.update(dict.fromkeys(spellings, spellings[0]))
    return table


VARIANTS = MappingProxyType(_table())
"""Spelling → the spelling that stands for all of them."""
