"""ISIC Revision 4: the 88 divisions and 21 sections of the United Nations' classification.

Source: United Nations Statistics Division, International Standard Industrial Classification of
All Economic Activities, Revision 4 (Statistical Papers, Series M, No. 4/Rev.4). Codes are stored;
titles are labels for reading and go through the catalogues.
"""

from __future__ import annotations

from functools import lru_cache

from django.utils.translation import gettext_lazy as _

from core.languages import current

DIVISIONS = {
    "01": _("Crop and animal production, hunting and related service activities"),
    "02": _("Forestry and logging"),
    "03": _("Fishing and aquaculture"),
    "05": _("Mining of coal and lignite"),
    "06": _("Extraction of crude petroleum and natural gas"),
    "07": _("Mining of metal ores"),
    "08": _("Other mining and quarrying"),
    "09": _("Mining support service activities"),
    "10": _("Manufacture of food products"),
    "11": _("Manufacture of beverages"),
    "12": _("Manufacture of tobacco products"),
    "13": _("Manufacture of textiles"),
    "14": _("Manufacture of wearing apparel"),
    "15": _("Manufacture of leather and related products"),
    "16": _("Manufacture of wood and of products of wood and cork, except furniture"),
    "17": _("Manufacture of paper and paper products"),
    "18": _("Printing and reproduction of recorded media"),
    "19": _("Manufacture of coke and refined petroleum products"),
    "20": _("Manufacture of chemicals and chemical products"),
    "21": _("Manufacture of pharmaceuticals, medicinal chemical and botanical products"),
    "22": _("Manufacture of rubber and plastics products"),
    "23": _("Manufacture of other non-metallic mineral products"),
    "24": _("Manufacture of basic metals"),
    "25": _("Manufacture of fabricated metal products, except machinery and equipment"),
    "26": _("Manufacture of computer, electronic and optical products"),
    "27": _("Manufacture of electrical equipment"),
    "28": _("Manufacture of machinery and equipment not elsewhere classified"),
    "29": _("Manufacture of motor vehicles, trailers and semi-trailers"),
    "30": _("Manufacture of other transport equipment"),
    "31": _("Manufacture of furniture"),
    "32": _("Other manufacturing"),
    "33": _("Repair and installation of machinery and equipment"),
    "35": _("Electricity, gas, steam and air conditioning supply"),
    "36": _("Water collection, treatment and supply"),
    "37": _("Sewerage"),
    "38": _("Waste collection, treatment and disposal; materials recovery"),
    "39": _("Remediation and other waste management services"),
    "41": _("Construction of buildings"),
    "42": _("Civil engineering"),
    "43": _("Specialised construction activities"),
    "45": _("Wholesale and retail trade and repair of motor vehicles and motorcycles"),
    "46": _("Wholesale trade, except of motor vehicles and motorcycles"),
    "47": _("Retail trade, except of motor vehicles and motorcycles"),
    "49": _("Land transport and transport via pipelines"),
    "50": _("Water transport"),
    "51": _("Air transport"),
    "52": _("Warehousing and support activities for transportation"),
    "53": _("Postal and courier activities"),
    "55": _("Accommodation"),
    "56": _("Food and beverage service activities"),
    "58": _("Publishing activities"),
    "59": _(
        "Film, video and television programme production, sound recording and music publishing"
    ),
    "60": _("Programming and broadcasting activities"),
    "61": _("Telecommunications"),
    "62": _("Computer programming, consultancy and related activities"),
    "63": _("Information service activities"),
    "64": _("Financial service activities, except insurance and pension funding"),
    "65": _("Insurance, reinsurance and pension funding, except compulsory social security"),
    "66": _("Activities auxiliary to financial services and insurance"),
    "68": _("Real estate activities"),
    "69": _("Legal and accounting activities"),
    "70": _("Activities of head offices; management consultancy"),
    "71": _("Architectural and engineering activities; technical testing and analysis"),
    "72": _("Scientific research and development"),
    "73": _("Advertising and market research"),
    "74": _("Other professional, scientific and technical activities"),
    "75": _("Veterinary activities"),
    "77": _("Rental and leasing activities"),
    "78": _("Employment activities"),
    "79": _("Travel agencies, tour operators and reservation services"),
    "80": _("Security and investigation activities"),
    "81": _("Services to buildings and landscape activities"),
    "82": _("Office administrative, office support and other business support activities"),
    "84": _("Public administration and defence; compulsory social security"),
    "85": _("Education"),
    "86": _("Human health activities"),
    "87": _("Residential care activities"),
    "88": _("Social work activities without accommodation"),
    "90": _("Creative, arts and entertainment activities"),
    "91": _("Libraries, archives, museums and other cultural activities"),
    "92": _("Gambling and betting activities"),
    "93": _("Sports, amusement and recreation activities"),
    "94": _("Activities of membership organisations"),
    "95": _("Repair of computers and of personal and household goods"),
    "96": _("Other personal service activities"),
    "97": _("Activities of households as employers of domestic personnel"),
    "98": _(
        "Undifferentiated goods- and services-producing activities of private households for own use"
    ),
    "99": _("Activities of extraterritorial organisations and bodies"),
}

# Section letter: first division, last division, title.
SECTIONS = {
    "A": ("01", "03", _("Agriculture, forestry and fishing")),
    "B": ("05", "09", _("Mining and quarrying")),
    "C": ("10", "33", _("Manufacturing")),
    "D": ("35", "35", _("Electricity, gas, steam and air conditioning supply")),
    "E": ("36", "39", _("Water supply, sewerage, waste management and remediation")),
    "F": ("41", "43", _("Construction")),
    "G": ("45", "47", _("Wholesale and retail trade; repair of motor vehicles")),
    "H": ("49", "53", _("Transportation and storage")),
    "I": ("55", "56", _("Accommodation and food service activities")),
    "J": ("58", "63", _("Information and communication")),
    "K": ("64", "66", _("Financial and insurance activities")),
    "L": ("68", "68", _("Real estate activities")),
    "M": ("69", "75", _("Professional, scientific and technical activities")),
    "N": ("77", "82", _("Administrative and support service activities")),
    "O": ("84", "84", _("Public administration and defence; compulsory social security")),
    "P": ("85", "85", _("Education")),
    "Q": ("86", "88", _("Human health and social work activities")),
    "R": ("90", "93", _("Arts, entertainment and recreation")),
    "S": ("94", "96", _("Other service activities")),
    "T": ("97", "98", _("Activities of households")),
    "U": ("99", "99", _("Activities of extraterritorial organisations and bodies")),
}


def label(code: str) -> str:
    """The title of a division in the active language; of an unknown code, the code."""
    return _label(code, current())


@lru_cache(maxsize=1024)
def _label(code: str, _language: str) -> str:
    return str(DIVISIONS.get(code, code))


def grouped_choices() -> list[tuple[object, list[tuple[str, object]]]]:
    """Divisions under their sections, as a select with groups takes them."""
    return [
        (title, [(code, name) for code, name in DIVISIONS.items() if first <= code <= last])
        for first, last, title in SECTIONS.values()
    ]
