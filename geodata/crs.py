"""Choose coordinate reference systems: a local one in metres to build in, the ellipsoid to measure on."""

import geopandas as gpd
import shapely
from pyproj import CRS, Geod

WGS84 = CRS.from_epsg(4326)
WEB_MERCATOR = CRS.from_epsg(3857)
"""What the browser's map is drawn in: squares in it are squares on the screen."""
_GEOD = Geod(ellps="WGS84")


def local_metric(outline: gpd.GeoSeries) -> CRS:
    """Return an azimuthal equidistant CRS in metres, centred on an outline given in lon/lat."""
    west, south, east, north = outline.to_crs(WGS84).total_bounds
    return CRS.from_dict(
        {"proj": "aeqd", "lat_0": (south + north) / 2, "lon_0": (west + east) / 2, "datum": "WGS84", "units": "m"}
    )


def geodesic_area(shape: shapely.Geometry) -> float:
    """Return the area in m² on the WGS84 ellipsoid of a polygon given in lon/lat."""
    area, _ = _GEOD.geometry_area_perimeter(shapely.orient_polygons(shape))
    return abs(float(area))
