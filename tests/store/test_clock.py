import time
from datetime import UTC, datetime, timedelta

from dashboard.clock import Anchor, SimulatedClock
from dashboard.store.engine import open_engine
from dashboard.store.setup import read_anchor, renew_anchor, set_up

NOON = datetime(2018, 12, 14, 4, tzinfo=UTC)
START = datetime(2026, 1, 1, tzinfo=UTC)


def test_simulated_time_passes_at_its_speed_until_nobody_vouches_for_it():
    anchor = Anchor(NOON, START, 1.0, START + timedelta(seconds=30))
    assert anchor.at(START + timedelta(seconds=30)) == NOON + timedelta(hours=12), "a day a minute"
    assert anchor.at(START + timedelta(hours=5)) == NOON + timedelta(hours=12), "the server has been down"
    assert anchor.at(START - timedelta(hours=5)) == NOON, "the machine's clock jumped back"


def test_renewing_goes_on_from_where_the_clock_stood():
    anchor = Anchor(NOON, START, 1.0, START + timedelta(seconds=30))
    later = START + timedelta(hours=5)
    renewed = anchor.renewed(later, 2.0, timedelta(seconds=15))
    assert renewed.at(later) == NOON + timedelta(hours=12)
    assert renewed.at(later + timedelta(seconds=15)) == NOON + timedelta(days=1)


def test_a_frozen_clock_stands():
    anchor = Anchor(NOON, START, 0.0, START + timedelta(days=1))
    assert anchor.at(START + timedelta(hours=9)) == NOON


def test_the_anchor_lives_in_the_database(url, tree, profile, clock):
    engine = open_engine(url)
    set_up(engine, list(tree.areas.values()), profile, "places", Anchor(NOON, START, 0.0, START))
    assert read_anchor(engine).simulated_at == NOON
    assert SimulatedClock(lambda: read_anchor(engine), clock.zone).now().hour == 12
    renew_anchor(engine, 1440.0, timedelta(minutes=5))
    assert read_anchor(engine).speed == 1440.0
    renew_anchor(engine, 0.0, timedelta(0))
    stood = read_anchor(engine)
    assert stood.at(datetime.now(UTC) + timedelta(days=3)) == stood.simulated_at
    engine.dispose()


def test_the_clock_rests_at_the_end(url, tree, profile, clock):
    """However late the anchor is renewed, and whoever reads it meanwhile."""
    engine = open_engine(url)
    end = NOON + timedelta(hours=1)
    set_up(engine, list(tree.areas.values()), profile, "places", Anchor(NOON, START, 1.0, START))
    renew_anchor(engine, 1440.0, timedelta(minutes=5), end)
    simulated = SimulatedClock(lambda: read_anchor(engine), clock.zone, rests_at=end)
    while simulated.now() < end:
        time.sleep(0.01)
    assert simulated.now() == end
    renew_anchor(engine, 1440.0, timedelta(minutes=5), end)
    assert read_anchor(engine).simulated_at == end
    assert simulated.now() == end
    engine.dispose()
