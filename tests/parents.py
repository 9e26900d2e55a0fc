"""A second election: parents' councils of schools. Make its district, its database and its facts for tests."""

import csv
from datetime import date, datetime, timedelta
from pathlib import Path
from shutil import copyfile
from zoneinfo import ZoneInfo

from dashboard.areas import areas_of
from dashboard.bootstrap import SAMPLE
from dashboard.clock import FixedClock
from dashboard.election.areas import Area, AreaTree
from dashboard.election.facts import FactDraft
from dashboard.profile.load import load_profile, profile_path
from dashboard.settings import Settings
from dashboard.store.engine import open_engine
from dashboard.store.log import Entry, Log, Submission
from dashboard.store.setup import set_up
from geodata.catalog import ensure

TODAY = date(2026, 10, 16)
DISTRICT = "990"
_AREAS = ("110108019", "110108022", "110108023", "110108025", "110108028")
_NAMES = ["示例东学区", "示例西学区", "示例南学区", "示例北学区", "示例中学区"]
_MOST = 8


def parents():
    return load_profile(profile_path("parents"))


def school_tree():
    """A district of two school areas: A with two schools and one that is not due, B with one."""
    due, not_due = {"council": True}, {"council": False}
    return AreaTree.of(
        [
            Area("9", None, "示例区", "示例", (), 0, None, 0),
            Area("91", "9", "示例东学区", "示例东学区", (), 1, None, 1),
            Area("92", "9", "示例西学区", "示例西学区", (), 1, None, 2),
            Area("911", "91", "示例第一小学", "示例第一小学", (), 2, "primary", 3, due),
            Area("912", "91", "示例第二中学", "示例第二中学", (), 2, "secondary", 4, due),
            Area("913", "91", "示例第三小学", "示例第三小学", (), 2, "primary", 5, not_due),
            Area(
                "921", "92", "示例第四小学", "示例第四小学", (), 2, "primary", 6, due, attributes={"size": "small"}
            ),
        ]
    )


def clock_at(day=TODAY, hour=15):
    zone = ZoneInfo(parents().time_zone)
    return FixedClock(datetime(day.year, day.month, day.day, hour, 20, tzinfo=zone), zone)


def source_in(folder: Path) -> Path:
    """Write a list of schools in the outline of the sample, under codes and names of its own."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("outline.geojson", "about.toml"):
        copyfile(SAMPLE / name, folder / name)
    with (SAMPLE / "towns.csv").open(encoding="utf-8") as file:
        known = [row["code"] for row in csv.DictReader(file)]
    chosen = [code for code in _AREAS if code in known] or known[:5]
    code_of = {code: f"{DISTRICT}0{place}" for place, code in enumerate(chosen, 1)}
    with (folder / "towns.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["code", "name", "parent_code", "aliases"])
        for code, name in zip(chosen, _NAMES, strict=False):
            writer.writerow([code_of[code], name, "110108", ""])
    counts = dict.fromkeys(chosen, 0)
    with (
        (SAMPLE / "units.csv").open(encoding="utf-8") as read,
        (folder / "units.csv").open("w", encoding="utf-8", newline="") as file,
    ):
        writer = csv.writer(file)
        writer.writerow(["code", "name", "parent_code", "kind", "due", "lon", "lat"])
        for row in csv.DictReader(read):
            town = row["parent_code"]
            if town not in counts or counts[town] == _MOST:
                continue
            counts[town] += 1
            kind, word = ("secondary", "中学") if counts[town] % 3 == 0 else ("primary", "小学")
            number = f"{counts[town]:02d}"
            name = f"{_NAMES[chosen.index(town)].removesuffix('学区')}{number}{word}"
            due = "false" if counts[town] == _MOST else "true"
            writer.writerow([code_of[town] + number, name, code_of[town], kind, due, row["lon"], row["lat"]])
    return folder


def profile_around(today: date, folder: Path) -> Path:
    """Write the profile with its campaign around a day, for a server that lives in real time."""
    text = profile_path("parents").read_text(encoding="utf-8")
    for key, old, days in (("start", "2026-09-07", -60), ("end", "2026-12-18", 60)):
        assert f"{key} = {old}" in text
        text = text.replace(f"{key} = {old}", f"{key} = {today + timedelta(days)}")
    path = folder / "around.toml"
    path.write_text(text, encoding="utf-8")
    return path


def found(folder: Path) -> Settings:
    """Set a data folder up for the schools, without facts, around today; return the settings that open it."""
    data = folder / "data"
    data.mkdir(parents=True)
    path = profile_around(datetime.now(ZoneInfo("Asia/Shanghai")).date(), folder)
    profile = load_profile(path)
    catalog = ensure(source_in(folder / "source"), {}, data / "geo")
    engine = open_engine(f"sqlite:///{data / 'situation.db'}")
    set_up(engine, areas_of(catalog.places(), profile), profile, catalog.hash)
    engine.dispose()
    return Settings(data_dir=data, profile=str(path), demo=False, _env_file=None)


def units_of(tree):
    return [unit for unit in tree.units if unit.due["council"]]


def draft(kind, on, **payload):
    return FactDraft(type=kind, track="council", payload=payload, effective_on=on)


def vote(**figures):
    base = {"eligible": 300, "present": 180, "seats": 9, "elected": 9, "outcome": "success"}
    return base | figures


def tell_campaign(queries):
    """Bring the schools to every stage, the first ones furthest, within the last weeks."""
    log, today = Log(queries.engine, queries.tree, queries.profile, queries.clock), queries.clock.today()
    called, proposed, published, voted, filed = (today - timedelta(days) for days in (40, 30, 20, 6, 0))
    steps = [
        draft("milestone", called, stage="call", edge="start"),
        draft("milestone", proposed, stage="call", edge="end"),
        draft("milestone", published, stage="proposal", edge="end"),
        draft("milestone", voted, stage="notice", edge="end"),
        draft("poll_held", voted, **vote()),
        draft("milestone", filed, stage="filing", edge="end"),
    ]
    for place, unit in enumerate(units_of(queries.tree)):
        told = [Entry(unit.code, one) for one in steps[: 1 + place % len(steps)]]
        log.append(Submission(told, "test", "test", f"campaign-{unit.code}"))
