"""Names of the seven communities, for made-up people: common ones first, and parts to make rare ones of."""

import random
from dataclasses import dataclass


@dataclass(frozen=True)
class Community:
    """A community: its share of the people, and how its names are made."""

    citizenship: str
    place: str
    share: float
    women: tuple[str, ...]
    men: tuple[str, ...]
    surnames: tuple[str, ...]
    stems: tuple[str, ...]
    endings: tuple[str, ...]
    particles: tuple[str, ...] = ()
    two_surnames: bool = False
    january_first: float = 0.0

    def surname(self, chance: random.Random) -> str:
        """A surname, common or made of parts; two of them where that is the custom."""
        first = self._one_surname(chance)
        return f"{first} {self._one_surname(chance)}" if self.two_surnames else first

    def given(self, chance: random.Random, gender: str = "F") -> str:
        """A given name, the first of the list the most frequent; one in six has two."""
        pool = self.women if gender == "F" else self.men
        first = _skewed(pool, chance)
        second = _skewed(pool, chance)
        return f"{first} {second}" if chance.random() < 1 / 6 and second != first else first

    def _one_surname(self, chance: random.Random) -> str:
        if chance.random() < 0.35:
            return _skewed(self.surnames, chance)
        stem = chance.choice(self.stems) + chance.choice(self.endings)
        particle = chance.choice(self.particles) if self.particles and chance.random() < 0.5 else ""
        return f"{particle} {stem}".strip()


def _skewed(pool: tuple[str, ...], chance: random.Random) -> str:
    return pool[int(len(pool) * chance.random() ** 1.7)]


def _w(text: str) -> tuple[str, ...]:
    return tuple(text.split())


ITALIAN = Community(
    "IT",
    "L219",
    0.30,
    _w(
        "Maria Anna Giulia Francesca Chiara Sara Laura Valentina Elena Martina Federica Silvia Alessandra Paola "
        "Giovanna Daniela Roberta Simona Cristina Barbara Monica Elisa Ilaria Claudia Serena Michela Eleonora "
        "Arianna Giorgia Alice Marta Beatrice Caterina Teresa Rosa Lucia Carmela Antonella Marina Giuseppina "
        "Patrizia Stefania Manuela Erika Noemi Debora Sonia Tiziana Veronica Irene Angela Emanuela Lorenza "
        "Gaia Aurora Rebecca Camilla Greta Ludovica Matilde Nicole Vanessa Jessica Deborah Loredana"
    ),
    _w("Marco Andrea Luca Giuseppe Francesco Antonio Paolo Matteo Alessandro Davide Stefano Roberto Fabio"),
    _w(
        "Rossi Russo Ferrari Esposito Bianchi Romano Colombo Ricci Marino Greco Bruno Gallo Conti Costa Giordano "
        "Mancini Rizzo Lombardi Moretti Barbieri Fontana Santoro Mariani Rinaldi Caruso Ferrara Galli Martini "
        "Leone Longo Gentile Martinelli Vitale Lombardo Serra Coppola Ferraro Marchetti Parisi Villa Conte"
    ),
    _w(
        "Bar Cas Ferr Mont Gall Pell Bert Mor Rin Sal Tor Vill Zan Cor Fabb Mart Pol Ross Brun Cap Dal Gar Lom Mag "
        "Nap Ott Pass Quar Rav Sant Tam Ung Val Cal Don Fer Gir Lan Mel Nov Per Rub Sar Tur Ver"
    ),
    _w(
        "ini etti oni elli otti acci ucci aro ano ese isi ello etto ato ero ardi aldi asio isano igno ola anti enzo"
    ),
    _w("De Di Lo La Dal"),
)
MOROCCAN = Community(
    "MA",
    "Z330",
    0.20,
    _w(
        "Fatima Khadija Aicha Fatiha Zineb Nadia Samira Hanane Rachida Naima Malika Amina Latifa Karima Saida Laila "
        "Najat Houda Sanaa Imane Soukaina Mariam Meryem Salma Hafida Zahra Jamila Nora Ilham Ikram Wafae Loubna "
        "Asmaa Chaimae Hajar Btissam Siham Bouchra Mina Mouna Hayat Touria Souad Ghizlane Oumaima Rajae Kawtar "
        "Nawal Zakia Habiba Halima Rkia Khaddouj Yamina Dounia Basma Hasna Sabah"
    ),
    _w("Mohamed Ahmed Youssef Hassan Rachid Abdellah Said Mustapha Omar Hamid Khalid Karim Brahim"),
    _w(
        "Alaoui Idrissi Benali Tazi Bennani Chraibi Amrani Berrada Fassi Filali Naciri Mansouri Ouazzani Zerouali "
        "Haddad Karimi Rahmani Bouzidi Saidi Hamdaoui Moussaoui Khalfi Boukhari Jabri Lahlou"
    ),
    _w(
        "Amr Bouz Hamd Khalf Man Mouss Nac Rahm Sah Tah Zer Fil Jab Lahl Benn Chra Had Kar Mess Our Seb Tou Yac Zah "
        "Azz Bak Dar Far Gue Haj Lam Mar Nej Ras Sal"
    ),
    _w("ani aoui ouni i ouri idi ali ibi ane oumi ouz ari adi akhi ami ouchi"),
    _w("El Ait Ben Bou Oulad Al"),
    january_first=0.10,
)
ROMANIAN = Community(
    "RO",
    "Z129",
    0.15,
    _w(
        "Maria Elena Ioana Andreea Mihaela Alexandra Ana Cristina Daniela Gabriela Georgiana Simona Nicoleta Adriana "
        "Mariana Alina Loredana Raluca Roxana Diana Oana Laura Monica Florentina Camelia Carmen Lavinia Bianca "
        "Denisa Petronela Luminita Rodica Viorica Claudia Anca Corina Liliana Iuliana Paula Mirela"
    ),
    _w("Ion Andrei Mihai Alexandru Gheorghe Vasile Marian Constantin Florin Cristian Daniel Ionut"),
    _w(
        "Popescu Ionescu Popa Pop Dumitru Stan Stoica Gheorghe Matei Ciobanu Rusu Munteanu Constantin Marin Lazar "
        "Dobre Barbu Nistor Florea Dinu Ungureanu Tudor Toma Voicu Moldovan"
    ),
    _w(
        "Popov Ion Vasil Petr Stef Georg Munt Mold Dragom Iliev Marin Nicul Radul Stan Tudor Vlad Anghel Bogd Cost "
        "Dim Fil Grig Iord Laz Man Nedel Oprin Paraschiv Roman Serban"
    ),
    _w("escu eanu oiu aru ache iuc ea as eni ariu"),
)
NIGERIAN = Community(
    "NG",
    "Z335",
    0.12,
    _w(
        "Blessing Joy Faith Grace Mercy Gift Precious Favour Happiness Patience Peace Glory Loveth Osas Princess "
        "Queen Esther Ruth Jennifer Sandra Juliet Vivian Stella Evelyn Tina Rita Cynthia Destiny Success Promise "
        "Ngozi Chioma Amaka Ifeoma Adaeze Nkechi Uche Chinwe Omoye Isoken Itohan Efe Osayi Esohe Folake Yetunde"
    ),
    _w("Emmanuel Samuel Kingsley Victor Osaze Emeka Chinedu Festus Godwin Monday Friday Sunday"),
    _w(
        "Osagie Okafor Okoro Igbinedion Omoruyi Eze Nwosu Obi Idahosa Osayande Aigbe Edobor Uwaifo Adeyemi Balogun "
        "Okonkwo Iyamu Osarenren Ehigiator Omoregie"
    ),
    _w(
        "Osa Omo Igbin Uwa Eho Ai Obas Nwa Oka Chuk Eze Ade Ola Ogun Aki Ike Ona Edo Iya Ebo Eki Oghe Oke Ene"
    ),
    _w(
        "gie rodion fo for nkwo yemi tunde bor ruyi hosa renkhoe madu kor gbe wuna hon zuwa mwen kpolor ghae bo ri"
    ),
)
BANGLADESHI = Community(
    "BD",
    "Z249",
    0.08,
    _w(
        "Fatema Sumi Rumi Nasrin Shirin Salma Rina Shilpi Ruma Rima Nasima Hasina Rahima Rabeya Taslima Shahida "
        "Halima Monira Sharmin Tahmina Ayesha Jannat Sadia Farhana Nusrat Sabina Rokeya Parvin Lipi Mukta Popy Jui"
    ),
    _w("Mohammad Abdul Rafiq Kamal Jahangir Shahin Rubel Sohel Masud Liton"),
    _w(
        "Begum Akter Khatun Islam Rahman Hossain Miah Uddin Chowdhury Ahmed Khan Ali Sheikh Sultana Sarkar Alam "
        "Hasan Kabir Talukder Bepari Howlader Molla Sikder"
    ),
    _w("Talu Howl Bep Moll Sik Maj Bhuiy Sark Pramanik Kha Mond Bisw Haw Gha Pat Mat Fak"),
    _w("der ader ari a umder an ar oar lader al as ladar zi wary ubbar ir"),
    january_first=0.35,
)
PERUVIAN = Community(
    "PE",
    "Z611",
    0.08,
    _w(
        "Maria Rosa Carmen Ana Luz Milagros Jessica Katherine Jennifer Ruth Flor Gladys Elizabeth Karina Yesenia "
        "Rocio Vanessa Patricia Silvia Sonia Maribel Angelica Nelly Norma Gloria Lourdes Mercedes Noemi Paola Diana"
    ),
    _w("Jose Luis Carlos Juan Jorge Miguel Victor Cesar Julio Walter"),
    _w(
        "Quispe Flores Sanchez Garcia Rodriguez Lopez Rojas Mamani Huaman Torres Ramos Diaz Vargas Mendoza Chavez "
        "Castillo Espinoza Gutierrez Fernandez Vasquez Condori Ccori Apaza Choque Palomino Yupanqui"
    ),
    _w("Huam Cond Ccah Chuqu Yup Pal Mam Quis Tic Cus Apaz Aym Cahu Col Huay Lla Pum Sull Vil Zev"),
    _w("an ori uana imango anqui omino ani pe ona i a ara apaza que llca cca asca uanca allos"),
    two_surnames=True,
)
CHINESE = Community(
    "CN",
    "Z210",
    0.07,
    _w(
        "Li Xiaoli Mei Yan Fang Xia Hong Ling Ying Jing Xue Lan Na Min Juan Xiuying Xiaoyan Meiling Lihua Yuhong "
        "Xiaomei Qiong Ting Dandan Lili Weiwei Jiajia Yanyan Chunyan Haiyan Guilan Suzhen Aizhen"
    ),
    _w("Wei Jun Lei Tao Qiang Ming Hao Bin Peng Xiaoming"),
    _w(
        "Wang Li Zhang Liu Chen Yang Zhao Huang Zhou Wu Xu Sun Hu Zhu Lin Jin Ye Pan Zheng He Xie Lu Cai Jiang Dong"
    ),
    _w("Zh Ch Sh X Q J L H G M D T W Y B P F N R S"),
    _w("ang en ou ao in iang un ai u ong eng an ui uan"),
)

COMMUNITIES = (ITALIAN, MOROCCAN, ROMANIAN, NIGERIAN, BANGLADESHI, PERUVIAN, CHINESE)
