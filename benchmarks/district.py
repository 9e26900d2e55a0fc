"""Make the districts that are measured: the demo's 678 units, and a synthetic one of 7,000."""

import csv
import random
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import shapely

from dashboard.areas import areas_of
from dashboard.bootstrap import SAMPLE
from dashboard.clock import Anchor
from dashboard.demo.scenario import opening_of
from dashboard.election.areas import AreaTree
from dashboard.election.facts import FactDraft
from dashboard.election.procedure import procedure_of
from dashboard.profile.load import load_profile, profile_path
from dashboard.profile.model import Profile
from dashboard.store.engine import open_engine
from dashboard.store.log import Entry, Submission
from dashboard.store.setup import set_up
from geodata.catalog import ensure
from geodata.read import read_source

UNITS, TOWNSHIPS = 7000, 60
_SEED = 7000


def synthetic(folder: Path) -> None:
    """Fill a data folder with a district of 7,000 schematic cells, its clock standing at the demo's opening.

    It has the sample's outline and procedure; every unit starts one stage of the opening track, chosen by
    the seed, so that the phases up to the poll are all on the map.
    """
    source = folder / "source"
    _write_source(source)
    catalog = ensure(source, {}, folder / "geo")
    profile = load_profile(profile_path("haidian"))
    engine = open_engine(f"sqlite:///{folder.resolve() / 'situation.db'}")
    now = datetime.now(UTC)
    opening = opening_of(profile)

    def history(tree: AreaTree) -> Iterator[tuple[datetime, Submission]]:
        yield opening, Submission(list(_starts(tree, profile)), "benchmark", "benchmark", "benchmark")

    areas = areas_of(catalog.places(), profile)
    set_up(engine, areas, profile, catalog.hash, Anchor(opening, now, 0.0, now), history)
    engine.dispose()


def _starts(tree: AreaTree, profile: Profile) -> Iterator[Entry]:
    dice = random.Random(_SEED)
    track = profile.opening_track
    for unit in tree.units:
        procedure = procedure_of(profile, unit, track)
        if procedure is not None:
            stage = dice.choice(procedure.stages[: procedure.poll_index + 1])
            yield Entry(
                unit.code,
                FactDraft(type="milestone", track=track, payload={"stage": stage.id, "edge": "start"}),
            )


def _write_source(folder: Path) -> None:
    """Write 7,000 points in the sample's outline, each in the township whose centre is nearest."""
    folder.mkdir(parents=True)
    for name in ("outline.geojson", "about.toml"):
        shutil.copy(SAMPLE / name, folder / name)
    read = read_source(SAMPLE)
    district, outline = read.about.code, read.outline.iloc[0]
    dice = np.random.default_rng(_SEED)
    points = _points(outline, dice)
    centres = points[dice.choice(len(points), TOWNSHIPS, replace=False)]
    nearest = np.argmin(((points[:, None, :] - centres[None, :, :]) ** 2).sum(axis=2), axis=1)
    towns = [[f"{district}{at + 1:03}", f"第{at + 1}镇", district, ""] for at in range(TOWNSHIPS)]
    counts = [0] * TOWNSHIPS
    units = []
    for (lon, lat), town in zip(points, nearest, strict=True):
        counts[town] += 1
        code = f"{towns[town][0]}{counts[town]:03}"
        units.append(
            [code, f"第{counts[town]}社区", towns[town][0], "community", "true", f"{lon:.6f}", f"{lat:.6f}"]
        )
    _write(folder / "towns.csv", ["code", "name", "parent_code", "aliases"], towns)
    _write(folder / "units.csv", ["code", "name", "parent_code", "kind", "due", "lon", "lat"], units)


def _points(outline: shapely.Geometry, dice: np.random.Generator) -> np.ndarray:
    """Return 7,000 distinct points inside the outline, degrees, lon/lat."""
    west, south, east, north = outline.bounds
    drawn = np.round(dice.uniform((west, south), (east, north), (4 * UNITS, 2)), 6)
    inside = drawn[shapely.contains_xy(outline, drawn[:, 0], drawn[:, 1])]
    distinct = np.unique(inside, axis=0)
    return distinct[dice.permutation(len(distinct))[:UNITS]]


def _write(path: Path, header: list[str], rows: list[list[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *rows])
