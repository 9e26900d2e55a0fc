"""List the charts of the desk, and draw the one asked for."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from dashboard.election.burn_up import burn_up as completions
from dashboard.election.state import TrackState, UnitState
from dashboard.errors import N_
from dashboard.profile.calendar import WorkingDays
from dashboard.profile.model import Profile
from dashboard.profile.procedure import OVERALL
from dashboard.views.figures import burn_up, polls, stages, to_come, turnout
from dashboard.views.figures.look import Figure, Look

CHARTS: Mapping[str, str] = {
    "burn_up": N_("Completion"),
    "stages": N_("Stages"),
    "polls": N_("Polls per day"),
    "turnout": N_("Turnout"),
    "to_come": N_("Polls to come"),
}
"""Id of a chart → message id of its name, in the order of the tabs."""


@dataclass(frozen=True)
class Subject:
    """Hold what charts draw.

    Attributes
    ----------
    units : Mapping[str, UnitState]
        All units as of the day, in official order.
    codes : Collection[str]
        Those looked at.
    view : str
        A track, or the overall view, which adds all tracks up.
    names : Mapping[str, str]
        Of the units.
    """

    units: Mapping[str, UnitState]
    codes: Collection[str]
    view: str
    names: Mapping[str, str]

    def tracks(self, profile: Profile) -> dict[str, list[TrackState]]:
        """Return the tracks of the view for every unit."""
        ids = [track.id for track in profile.tracks] if self.view == OVERALL else [self.view]
        return {code: [state.tracks[track] for track in ids] for code, state in self.units.items()}


def draw(chart: str, subject: Subject, look: Look, profile: Profile, calendar: WorkingDays) -> Figure:
    """Return a chart as a figure: a pure function of what it is given."""
    every = subject.tracks(profile)
    own = {code: tracks for code, tracks in every.items() if code in subject.codes}
    flat = [track for tracks in own.values() for track in tracks]
    if chart == "stages":
        return stages.draw(stages.funnel(flat, subject.view, profile, calendar, look.say.locale), look)
    if chart == "polls":
        return polls.draw(polls.polls_by_day(own), look)
    if chart == "turnout":
        return turnout.draw(turnout.turnouts(own, profile), subject.names, look)
    if chart == "to_come":
        return to_come.draw(to_come.polls_to_come(own, look.day), calendar, look)
    seen = [track for tracks in every.values() for track in tracks]
    return burn_up.draw(completions(flat, seen, look.day, profile, calendar), look)
