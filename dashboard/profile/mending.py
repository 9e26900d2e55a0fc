"""Put something valid where a value of a profile is not, so that what is wrong elsewhere can be told as well."""

from collections.abc import Iterable, Sequence
from copy import deepcopy
from typing import Any

from dashboard.profile.flaws import Place


def mended(data: object, wrong: Iterable[tuple[Place, str]], models: Sequence[object]) -> Any | None:  # noqa: ANN401 - TOML
    """Return the tables of a file with every wrong value replaced by one of the same place of a valid profile.

    Parameters
    ----------
    wrong : iterable of (Place, str)
        Where something is wrong, and the kind of error as pydantic names it.
    models : Sequence
        Tables of valid profiles, to take from.

    Returns
    -------
    The tables, or None where nothing can be put.
    """
    whole: Any = deepcopy(data)
    for place, kind in wrong:
        if not place:
            return None
        holder = whole
        for part in place[:-1]:
            holder = _at(holder, part)
        last = place[-1]
        if kind == "extra_forbidden" and isinstance(holder, dict):
            holder.pop(last, None)
            continue
        found = next((value for value in (_like(model, place) for model in models) if value is not None), None)
        if found is None or holder is None or (isinstance(last, int) and _at(holder, last) is None):
            return None
        holder[last] = deepcopy(found)
    return whole


def _at(holder: object, part: int | str) -> Any | None:  # noqa: ANN401 - TOML
    if isinstance(part, int):
        return holder[part] if isinstance(holder, list) and part < len(holder) else None
    return holder.get(part) if isinstance(holder, dict) else None


def _like(model: object, place: Place) -> object | None:
    """Return the first value of a valid profile that stands under the same keys, in any entry of a list."""
    if not place:
        return model
    part, rest = place[0], place[1:]
    if isinstance(part, int):
        entries = model if isinstance(model, list) else []
        return next((found for found in (_like(one, rest) for one in entries) if found is not None), None)
    return _like(model[part], rest) if isinstance(model, dict) and part in model else None
