"""Open the demo's world: the sample district with its fictional pool, and the campaign simulated in it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from dashboard.areas import areas_of
from dashboard.demo.article import ARTICLE
from dashboard.demo.pool import PoolUnit, choose_pool
from dashboard.demo.scenario import COMMUNITIES_PER_TOWNSHIP, PLAIN_VILLAGES, SEED, Scenario
from dashboard.election.areas import Area, AreaTree
from dashboard.errors import N_, SituationError
from dashboard.profile.calendar import WorkingDays
from dashboard.profile.model import Profile
from dashboard.store.log import Submission
from geodata.places import places


class DemoOutdated(SituationError):
    """Say that the demo in a data folder is that of another release."""

    text = N_(
        "The demo in this data folder is another release's and cannot go on. Remove the folder to begin anew."
    )


@dataclass(frozen=True)
class Demo:
    """Hold the demo's pool of fictional units and its simulated campaign."""

    profile: Profile
    pool: tuple[PoolUnit, ...]

    @property
    def renames(self) -> Mapping[str, tuple[str, str]]:
        """Return official code → fictional code and name."""
        return {unit.replaces: (unit.code, unit.name) for unit in self.pool}

    def scenario(self, tree: AreaTree) -> Scenario:
        """Return the simulation in a tree that holds the pool under its fictional codes; raise DemoOutdated."""
        if any(unit.code not in tree.areas for unit in self.pool):
            raise DemoOutdated
        return Scenario(self.profile, WorkingDays.of(self.profile), tree, self.pool)

    def history(self, tree: AreaTree) -> Iterable[tuple[datetime, Submission]]:
        """Yield the submissions recorded up to the demo's opening."""
        scenario = self.scenario(tree)
        return scenario.history(scenario.opening())


def open_demo(folder: Path, profile: Profile) -> Demo:
    """Choose the fictional pool among the places of `folder`.

    What reads tables is loaded here, for most starts go on with a demo that is there.
    """
    from geodata.read import read_source

    tree = AreaTree.of(areas_of(places(read_source(folder)), profile))
    tracks = [track.id for track in profile.tracks]
    due: dict[str, list[Area]] = {}
    for unit in tree.units:
        if any(unit.due.get(track) for track in tracks):
            due.setdefault(unit.parent_code or "", []).append(unit)
    return Demo(profile, choose_pool(due, SEED, ARTICLE.key_villages, PLAIN_VILLAGES, COMMUNITIES_PER_TOWNSHIP))
