"""Districts of one's own for tests: a list of names alone, and layers that are levels."""

import geopandas as gpd
import openpyxl
import shapely

from tests.apps import dashboard

NAMES = [(1, "东村街道", "东一社区", "是"), (2, "东村街道", "东二社区", "是"), (3, "西村镇", "西一村", "否")]
HEADER = ("序号", "乡镇", "名称", "是否换届")


def workbook(path, rows, header):
    book = openpyxl.Workbook()
    book.active.append(["某区村（社区）名单"])
    book.active.append(header)
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


def init(folder, *arguments, **settings):
    return dashboard(folder, "init", "--name", "某区", *map(str, arguments), **settings)


def layers(folder):
    """A country of two states, each of four districts, each of four places; the arguments that bring it in."""
    given = []
    for name, (columns, rows), size, prefix in (
        ("states", (2, 1), 4.0, "الولاية"),
        ("districts", (4, 2), 2.0, "Bezirk Zürich"),
        ("places", (8, 4), 1.0, "Gemeinde"),
    ):
        boxes = [
            shapely.box(column * size, 10 + row * size, (column + 1) * size, 10 + (row + 1) * size)
            for row in range(rows)
            for column in range(columns)
        ]
        numbers = range(1, len(boxes) + 1)
        told = {"id": numbers, "name": [f"{prefix} {number}" for number in numbers]}
        gpd.GeoDataFrame(told, geometry=boxes, crs=4326).to_file(folder / f"{name}.geojson", driver="GeoJSON")
        given += ["--boundaries", folder / f"{name}.geojson"]
    return ["--code", "X", *given]
