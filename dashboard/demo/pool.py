"""Choose the units that stand in the demo under fictional names and codes, so that they may carry trouble."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random

from dashboard.election.areas import Area

_DIGITS = "零一二三四五六七八九"
_FIRST_FICTIONAL = 901  # no unit of the official list has a code this high within its township


@dataclass(frozen=True)
class PoolUnit:
    """Name a fictional unit and the place on the map that it takes."""

    replaces: str
    code: str
    name: str
    key: bool


def numeral(number: int) -> str:
    """Write 1–99 in Chinese numerals."""
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else ("十" if tens == 1 else _DIGITS[tens] + "十")
    return head + (_DIGITS[ones] if ones else "")


def choose_pool(
    townships: Mapping[str, Sequence[Area]], seed: int, key_villages: int, plain_villages: int, per_township: int
) -> tuple[PoolUnit, ...]:
    """Choose key and plain villages, and up to `per_township` communities of each township.

    Parameters
    ----------
    townships : Mapping[str, Sequence[Area]]
        Township code → its due units, in official order.
    """
    random = Random(seed)
    numbers = dict.fromkeys(townships, _FIRST_FICTIONAL)
    pool: list[PoolUnit] = []

    def add(unit: Area, name: str, *, key: bool) -> None:
        township = unit.parent_code or ""
        pool.append(PoolUnit(unit.code, f"{township}{numbers[township]}", name, key))
        numbers[township] += 1

    villages = [unit for units in townships.values() for unit in units if unit.kind == "village"]
    keys = sorted(random.sample(villages, key_villages), key=lambda unit: unit.code)
    for place, unit in enumerate(keys, 1):
        add(unit, f"示例{numeral(place)}村", key=True)
    count = 0
    for units in townships.values():
        communities = [unit for unit in units if unit.kind == "community"]
        wanted = min(per_township, len(communities) // 3)
        for unit in sorted(random.sample(communities, wanted), key=lambda unit: unit.code):
            count += 1
            add(unit, f"示例{numeral(count)}社区", key=False)
    others = [unit for unit in villages if unit not in keys]
    for place, unit in enumerate(sorted(random.sample(others, plain_villages), key=lambda unit: unit.code), 1):
        add(unit, f"示例{numeral(key_villages + place)}村", key=False)
    return tuple(pool)
