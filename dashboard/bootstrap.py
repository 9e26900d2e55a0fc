"""Open everything that an application needs, and set up an empty data folder."""

import gc
import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

from dashboard.access.accounts import House
from dashboard.access.audit import Audit
from dashboard.access.doors import Doors
from dashboard.access.keys import former_keys, open_keys
from dashboard.areas import areas_of
from dashboard.clock import Anchor, Clock, SimulatedClock, SystemClock
from dashboard.demo.personas import PERSONAS
from dashboard.demo.sample import open_demo
from dashboard.demo.scenario import Scenario, ending_of, opening_of
from dashboard.demo.sending import ACTOR
from dashboard.election.alerts.view import Ground
from dashboard.errors import N_, SituationError
from dashboard.intake.check import Checker
from dashboard.intake.desk import LATER_REPORT, Desk
from dashboard.intake.origins import Origins
from dashboard.notify.courier import Courier
from dashboard.notify.sender import Sender
from dashboard.notify.wording import Wording
from dashboard.precedence import Precedence
from dashboard.presenter.pairing import Pairing
from dashboard.profile.calendar import WorkingDays
from dashboard.profile.load import load_profile, profile_path
from dashboard.profile.model import Profile
from dashboard.profile.speech import speak
from dashboard.services import Services
from dashboard.settings import Settings
from dashboard.store.demo import recorded_requests
from dashboard.store.engine import Engine, open_engine
from dashboard.store.log import Log
from dashboard.store.outbox import Outbox
from dashboard.store.projection import derive_outdated
from dashboard.store.queries import Queries
from dashboard.store.reports import Reports
from dashboard.store.screens import Screens
from dashboard.store.setup import Founded, is_empty, open_founded, read_anchor, set_up
from dashboard.store.states import States
from dashboard.store.trail import Trail
from dashboard.watch.evaluate import Evaluator
from geodata.catalog import FORMAT, Catalog, ensure, open_catalog

SAMPLE = Path(__file__).parent.parent / "geodata" / "haidian"
"""The sample district's boundaries and names."""


class DistrictMissing(SituationError):
    """Say that this machine lacks the files of the own district."""

    text = N_(
        "The district's files are not in {folder}. Copy that folder from the machine on which "
        "`python -m dashboard init` was run, or run it here again with the same files."
    )


def open_services(settings: Settings) -> Services:
    """Open the database and the boundaries; fill an empty data folder first.

    Raises
    ------
    SituationError, GeodataError
        Something cannot be read, written or understood; the message says what to do.
    """
    settings.require_data_dir()
    profile = load_profile(profile_path(settings.profile))
    engine = open_engine(settings.database)
    if is_empty(engine):
        with _without_collecting():
            _fill(engine, settings, profile)
    founded = open_founded(engine, profile)
    derive_outdated(engine, founded.tree, profile)
    catalog = _catalog(settings, founded, profile)
    calendar = WorkingDays.of(profile)
    zone = ZoneInfo(profile.time_zone)
    clock: Clock = SystemClock(zone)
    if founded.demo:
        clock = SimulatedClock(partial(read_anchor, engine), zone, rests_at=ending_of(profile))
    queries = Queries(engine, founded.tree, profile, calendar, clock)
    log = Log(engine, founded.tree, profile, clock, (founded.places, founded.source))
    precedence = Precedence()
    desk = open_desk(settings, queries, log, precedence, demo=founded.demo)
    doors = open_doors(settings, engine, demo=founded.demo)
    return Services(
        settings=settings,
        profile=profile,
        calendar=calendar,
        clock=clock,
        catalog=catalog,
        queries=queries,
        states=States(queries),
        log=log,
        desk=desk,
        origins=Origins(desk.reports, desk.checker),
        precedence=precedence,
        doors=doors,
        house=House(doors, founded.tree),
        pairing=Pairing(Screens(engine), doors, founded.tree, profile, clock),
        demo=founded.demo,
    )


def open_desk(settings: Settings, queries: Queries, log: Log, precedence: Precedence, *, demo: bool) -> Desk:
    """Return where reports are taken in; what it writes into facts is in the settings' language."""
    say = speak(settings.locale, queries.profile)
    checker = Checker(
        queries.profile,
        queries.calendar,
        queries.tree,
        later_reason=say.value(LATER_REPORT),
        pause=precedence.give_way,
    )
    return Desk(
        profile=queries.profile,
        clock=queries.clock,
        queries=queries,
        log=log,
        reports=Reports(queries.engine, queries.tree, queries.clock),
        checker=checker,
        source=say(N_("DEMO report")) if demo else say(N_("Report")),
    )


def open_doors(settings: Settings, engine: Engine, *, demo: bool) -> Doors:
    """Return who watches the doors: without accounts the demo knows personas, else whoever sits here."""
    keys = open_keys(settings.secret, settings.data_dir)
    audit = Audit(Trail(engine), keys, former_keys(settings.secret, settings.data_dir))
    return Doors(engine, keys, audit, settings, PERSONAS if demo else {})


def open_wording(services: Services) -> Wording:
    """Return how incidents and red alerts are told to webhooks: in the settings' language."""
    settings = services.settings
    return Wording(
        services.profile,
        services.queries.tree,
        services.say(settings.locale),
        demo=services.demo,
        origin=next(iter(settings.origin_list), None),
        rules={rule.id: rule.label for rule in services.profile.alerts},
    )


def open_couriers(services: Services) -> list[Courier]:
    """Return one courier for each target of the settings."""
    outbox, wording = Outbox(services.queries.engine), open_wording(services)
    return [
        Courier(
            target=target,
            outbox=outbox,
            wording=wording,
            clock=services.clock,
            post=Sender(),
            now=partial(datetime.now, UTC),
            dice=random.random,
        )
        for target in services.settings.targets
    ]


def open_scenario(services: Services) -> Scenario:
    """Return the campaign that the demo of `services` simulates, to go on from what its database holds."""
    scenario = open_demo(SAMPLE, services.profile).scenario(services.queries.tree)
    return replace(scenario, revisions=recorded_requests(services.queries.engine, ACTOR))


def evaluator_of(services: Services) -> Evaluator:
    """Return what judges the rules of early warning on the database of `services`."""
    ground = Ground(services.profile, services.calendar, services.queries.tree)
    return Evaluator(services.log, ground, services.settings.locale)


@contextmanager
def _without_collecting() -> Iterator[None]:
    """Build a great many values that all stay: looking for garbage among them takes an eighth of the time."""
    collected = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collected:
            gc.enable()


def _fill(engine: Engine, settings: Settings, profile: Profile) -> None:
    """Set up an empty database: the marked demo, or the sample district without facts."""
    if settings.demo:
        demo = open_demo(SAMPLE, profile)
        catalog = ensure(SAMPLE, demo.renames, geo_folder(settings))
        opening = opening_of(profile)
        anchor = Anchor(opening, datetime.now(UTC), settings.demo_speed, datetime.now(UTC))
        set_up(engine, areas_of(catalog.places(), profile), profile, catalog.hash, anchor, demo.history)
    else:
        catalog = ensure(SAMPLE, {}, geo_folder(settings))
        set_up(engine, areas_of(catalog.places(), profile), profile, catalog.hash)


def geo_folder(settings: Settings) -> Path:
    """Return where boundaries are installed, each under its hash."""
    return settings.data_dir / "geo"


def district_folder(settings: Settings, source: str) -> Path:
    """Return where the files of an own district are kept, named by the digest they had when they came."""
    return settings.data_dir / "district" / source


def _catalog(settings: Settings, founded: Founded, profile: Profile) -> Catalog:
    """Open the boundaries that the database was set up with, built again where this machine lacks them.

    Those that an earlier release built lack files that this one serves: they are built again too.
    """
    folder = geo_folder(settings)
    catalog = open_catalog(folder, founded.places)
    if catalog is not None and catalog.format == FORMAT:
        return catalog
    if founded.source is not None:
        source = district_folder(settings, founded.source)
        if not source.is_dir():
            raise DistrictMissing(folder=source)
        return ensure(source, {}, folder)
    renames = open_demo(SAMPLE, profile).renames if founded.demo else {}
    return ensure(SAMPLE, renames, folder)
