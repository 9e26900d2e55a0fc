"""The whole campaign, simulated once; and where it stands when the demo opens."""

import pandas as pd
import pytest

from dashboard.clock import FixedClock
from dashboard.demo.sample import open_demo
from dashboard.demo.scenario import opening_of
from dashboard.store.engine import open_engine
from dashboard.store.queries import Queries
from dashboard.store.setup import open_founded, set_up
from tests.conftest import ROOT

HAIDIAN = ROOT / "geodata" / "haidian"


@pytest.fixture(scope="session")
def demo(profile):
    return open_demo(HAIDIAN, profile)


@pytest.fixture(scope="session")
def sample_tree(demo_folder, profile):
    """The sample district with the pool under its fictional names and codes."""
    engine = open_engine(f"sqlite:///{demo_folder / 'situation.db'}")
    tree = open_founded(engine, profile).tree
    engine.dispose()
    return tree


@pytest.fixture(scope="session")
def scenario(demo, sample_tree):
    return demo.scenario(sample_tree)


@pytest.fixture(scope="session")
def fictional(demo):
    return {unit.code for unit in demo.pool}


@pytest.fixture(scope="session")
def recorded(scenario):
    """Every fact of the campaign as a row."""
    return rows_of(scenario.campaign)


def rows_of(campaign):
    """Every fact of a campaign as a row, its payload's fields as columns of their own."""
    rows = [
        {
            "id": f"{revision}.{seq}",
            "supersedes": entry.draft.supersedes,
            "reason": entry.draft.reason,
            "instant": instant,
            "request": sent.request_id,
            "actor": sent.actor,
            "source": sent.source,
            "area": entry.area_code,
            "track": entry.draft.track,
            "type": entry.draft.type,
            "subject": entry.draft.subject,
            "on": pd.Timestamp(entry.draft.effective_on),
            "at": entry.draft.effective_time,
            **{f"p_{name}": value for name, value in entry.draft.payload.items()},
        }
        for revision, (instant, sent) in enumerate(campaign, 1)
        for seq, entry in enumerate(sent.entries)
    ]
    return pd.DataFrame(rows)


@pytest.fixture(scope="session")
def facts(recorded):
    """The facts that count at the end."""
    return recorded[~recorded["id"].isin(recorded["supersedes"].dropna())]


@pytest.fixture(scope="session")
def whole(tmp_path_factory, scenario, sample_tree, profile, calendar):
    """A database that holds the whole campaign, read on its last day."""
    engine = open_engine(f"sqlite:///{tmp_path_factory.mktemp('whole') / 'situation.db'}")
    areas = list(sample_tree.areas.values())
    set_up(engine, areas, profile, "places", history=lambda _tree: scenario.campaign)
    ending = scenario.ending()
    yield Queries(engine, sample_tree, profile, calendar, FixedClock(ending, ending.tzinfo))
    engine.dispose()


@pytest.fixture(scope="session")
def filled(demo_folder, profile, calendar):
    """The database of a first start, read at the demo's opening."""
    engine = open_engine(f"sqlite:///{demo_folder / 'situation.db'}")
    opening = opening_of(profile)
    yield Queries(
        engine, open_founded(engine, profile).tree, profile, calendar, FixedClock(opening, opening.tzinfo)
    )
    engine.dispose()
