"""Turn what happened into the submissions of those who tell it."""

from collections.abc import Iterable

from dashboard.demo.happening import Happening
from dashboard.election.areas import Area
from dashboard.store.log import Entry, Submission

ACTOR = "demo"
"""Who records everything that is simulated, so that it can be told from what people record."""

_OFFICE = "区选举工作办公室"


def township_submission(township: Area, told: Iterable[Happening], name: str, source: str) -> Submission:
    """Return what a township's election office sends; `name` is unique within the township."""
    return _submission(told, f"{township.name}换届办", source, f"{township.code}-{name}")


def office_submission(told: Iterable[Happening], name: str) -> Submission:
    """Return what the district's election office records; `name` is unique within the office."""
    return _submission(told, _OFFICE, f"演示 {_OFFICE}", f"office-{name}")


def submission_of_post(told: Iterable[Happening], post: str, name: str) -> Submission:
    """Return what a post records by itself; `name` is unique."""
    return _submission(told, post, f"演示 {post}", name)


def _submission(told: Iterable[Happening], post: str, source: str, name: str) -> Submission:
    return Submission(
        entries=[Entry(one.area_code, one.draft.model_copy(update={"on_behalf_of": post})) for one in told],
        actor=ACTOR,
        source=source,
        request_id=f"demo-{name}",
    )
