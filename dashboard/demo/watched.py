"""Put into the simulated campaign what the rules of early warning would have done about it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from dashboard.demo.sending import ACTOR
from dashboard.election.alerts.ruling import Judge
from dashboard.election.alerts.view import Ground
from dashboard.store.log import Submission
from dashboard.watch.replay import Replay

Told = tuple[datetime, Submission]
_LOCALE = "zh_CN"  # the simulated office writes Chinese


def watched(campaign: Sequence[Told], ground: Ground, until: datetime) -> Iterator[Told]:
    """Yield the campaign with the steps of its alerts up to an instant; later ones are left to a watch.

    The campaign counts a revision for each of its submissions. With others among them corrections name what
    they replace by its new place.
    """
    told = list(Replay(Judge.of(ground, _LOCALE)).through(campaign, until))
    places = [place for place, (_, submission) in enumerate(told, 1) if submission.actor == ACTOR]
    yield from renumbered(told, dict(enumerate(places, 1)))


def renumbered(campaign: Sequence[Told], places: Mapping[int, int]) -> Iterator[Told]:
    """Yield a campaign whose corrections name revisions as `places` maps them."""
    for instant, submission in campaign:
        if any(entry.draft.supersedes for entry in submission.entries):
            entries = [
                replace(entry, draft=entry.draft.model_copy(update={"supersedes": _placed(target, places)}))
                if (target := entry.draft.supersedes)
                else entry
                for entry in submission.entries
            ]
            yield instant, replace(submission, entries=entries)
        else:
            yield instant, submission


def _placed(fact: str, places: Mapping[int, int]) -> str:
    revision, _, seq = fact.partition(".")
    return f"{places[int(revision)]}.{seq}"
