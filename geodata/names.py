"""Shorten official names for the map. A short name is for the eye, never for a join."""

import re

_BODY = re.compile(r"(居民委员会|居委会|家委会|股份经济合作社生活区|生活区)$")
_VILLAGE_BODY = re.compile(r"(村民委员会|村委会)$")
_COOPERATIVE = re.compile(r"^.+股份经济合作社(?=.)")
_TOWN_TYPE = re.compile(r"(街道办事处|街道|地区|镇|乡)$")


def short_unit_name(name: str) -> str:
    """Return a unit's name without that of its body.

    翠微路社区居委会 → 翠微路社区, 马坊村委会 → 马坊村, 高里掌村股份经济合作社生活区 → 高里掌村.
    """
    place = _VILLAGE_BODY.sub("", name)
    if place not in {"", name}:
        return place if place.endswith("村") else f"{place}村"
    return _COOPERATIVE.sub("", _BODY.sub("", name)) or name


def short_town_name(name: str) -> str:
    """Return a township's name without its type: 万寿路街道 → 万寿路, 温泉地区 → 温泉."""
    return _TOWN_TYPE.sub("", name) or name
