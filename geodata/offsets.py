"""Compute where web maps of China show a place: the public forward formulas of GCJ-02 and BD-09.

They serve to recognise a shifted file by comparison; nothing here turns shifted positions back.
Sources: the formula of GCJ-02 as published in many languages (such as "eviltransform", 2015), and Baidu's own
conversion from GCJ-02 to BD-09.
"""

import math

_AXIS = 6378245.0  # metres, of the Krassovsky ellipsoid
_ECCENTRICITY = 0.00669342162296594323  # squared
_LON, _LAT = 105.0, 35.0  # degrees; the formula's origin
_BAIDU_TURN = math.pi * 3000 / 180
_BAIDU_LON, _BAIDU_LAT = 0.0065, 0.006  # degrees

Position = tuple[float, float]
"""Longitude, latitude in degrees."""


def gcj02(lon: float, lat: float) -> Position:
    """Return where a map in GCJ-02 (Gaode, Tencent, Google in China) shows a WGS84 position."""
    x, y = lon - _LON, lat - _LAT
    north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * math.sqrt(abs(x))
    north += _waves(x, (20, 6), (20, 2))
    north += _waves(y, (20, 1), (40, 1 / 3), (160, 1 / 12), (320, 1 / 30))
    east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * math.sqrt(abs(x))
    east += _waves(x, (20, 6), (20, 2), (20, 1), (40, 1 / 3), (150, 1 / 12), (300, 1 / 30))
    sine = math.sin(math.radians(lat))
    narrow = 1 - _ECCENTRICITY * sine * sine
    meridian = _AXIS * (1 - _ECCENTRICITY) / (narrow * math.sqrt(narrow))
    parallel = _AXIS / math.sqrt(narrow) * math.cos(math.radians(lat))
    return lon + math.degrees(east / parallel), lat + math.degrees(north / meridian)


def bd09(lon: float, lat: float) -> Position:
    """Return where a map in BD-09 (Baidu) shows a WGS84 position."""
    x, y = gcj02(lon, lat)
    distance = math.hypot(x, y) + 0.00002 * math.sin(y * _BAIDU_TURN)
    angle = math.atan2(y, x) + 0.000003 * math.cos(x * _BAIDU_TURN)
    return distance * math.cos(angle) + _BAIDU_LON, distance * math.sin(angle) + _BAIDU_LAT


def _waves(value: float, *waves: tuple[float, float]) -> float:
    """Add up waves, each of a height and a number of half turns for each degree."""
    return sum(height * 2 / 3 * math.sin(turns * math.pi * value) for height, turns in waves)
