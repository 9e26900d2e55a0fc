"""Take names of units and townships apart: the core of a place, and the kind of place that the name says."""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from geodata.names import short_town_name, short_unit_name
from geodata.numerals import arabic_digits

_NOT_IN_A_NAME = re.compile(r"[\W_]+")
_PARTY = re.compile(r"(?<=.)(党委|党总支|党支部|党组织)$")
_UNIT_BODIES = (
    ("village", re.compile(r"(?<=.)(村民委员会|村委会)$")),
    ("community", re.compile(r"(?<=.)(居民委员会|居委会|家属委员会|家委会)$")),
    ("community", re.compile(r"(?<=.)社区$")),
    ("village", re.compile(r"(?<=.)(股份经济合作社生活区|股份经济合作社|生活区)$")),
    ("village", re.compile(r"(?<=.)村$")),
)
_UNIT_TYPE = {"village": re.compile(r"(?<=.)村$"), "community": re.compile(r"(?<=.)社区$")}
_COOPERATIVE = re.compile(r"^.+股份经济合作社(?=.)")
_TOWN_OFFICE = re.compile(r"(?<=.)(党工委|工委|党委|人民政府|政府|办事处|(?<=街道)办)$")
_TOWN_TYPES = (
    ("street", re.compile(r"(?<=.)街道$")),
    ("town", re.compile(r"(?<=.)(地区|镇|乡)$")),
)
_UPPER_AREAS = re.compile(r"^(?:\w{2,}?市)?(?:\w+?(?<!地)[区县])?(?=..)")


@dataclass(frozen=True)
class Form:
    """Hold what a name says: its core, and the kind of place, empty when it says none."""

    core: str
    kind: str = ""


@dataclass(frozen=True)
class Grammar:
    """Say how the names of one sort of places are taken apart; all functions but `short` take squashed names."""

    form: Callable[[str], Form]
    short: Callable[[str], str]
    bare: Callable[[str], str]


def squash(name: str) -> str:
    """Return a name in one width and case, without blanks and punctuation, its numerals in Arabic digits."""
    return arabic_digits(_NOT_IN_A_NAME.sub("", unicodedata.normalize("NFKC", name)).casefold())


def unit_form(name: str) -> Form:
    """Return what a unit's name says: 温泉社区居委会 and 温泉居委会 → 温泉, community; 温泉 → 温泉."""
    name = _PARTY.sub("", name)
    for kind, body in _UNIT_BODIES:
        place = body.sub("", name)
        if place != name:
            core = _UNIT_TYPE[kind].sub("", place)
            return Form(_COOPERATIVE.sub("", core), kind)
    return Form(name)


def town_itself(name: str) -> str:
    """Return a township's name without its office: 海淀街道办事处 → 海淀街道, 温泉镇人民政府 → 温泉镇."""
    return _TOWN_OFFICE.sub("", name)


def town_form(name: str) -> Form:
    """Return what a township's name says: 温泉镇人民政府 and 温泉地区 → 温泉, town; 海淀街道 → 海淀, street."""
    name = town_itself(name)
    for kind, town_type in _TOWN_TYPES:
        core = town_type.sub("", name)
        if core != name:
            return Form(core, kind)
    return Form(name)


def unit_grammar(endings: Mapping[str, Sequence[str]]) -> Grammar:
    """Return how names of units are taken apart that end in the words of an election: 示例一小 → 示例一, primary.

    Parameters
    ----------
    endings : Mapping[str, Sequence[str]]
        Kind → words that may stand at the end of a name, or may be left out; all of a kind mean the same.
    """
    words = sorted(
        ((squash(word), kind) for kind, all_words in endings.items() for word in all_words),
        key=lambda pair: -len(pair[0]),
    )

    def form(name: str) -> Form:
        for word, kind in words:
            if name.endswith(word) and name != word:
                return Form(name.removesuffix(word), kind)
        return Form(name)

    return Grammar(form, str, bare=str)


UNITS = Grammar(unit_form, short_unit_name, bare=str)
TOWNS = Grammar(town_form, short_town_name, bare=lambda name: _UPPER_AREAS.sub("", name))
"""City and district may stand before a township: 北京市海淀区温泉镇."""
