"""Read what the demo takes from the source article: its counts, and the posts that stand behind them."""

import tomllib
from datetime import date
from pathlib import Path
from typing import Annotated

from pydantic import Field

from dashboard.profile.base import Model

Count = Annotated[int, Field(ge=1)]
Names = Annotated[tuple[str, ...], Field(min_length=1)]


class Article(Model):
    """Hold the article's numbers; `article.toml` says what each counts."""

    day: date
    key_villages: Count
    guidance_groups: Count
    visits: Count
    visits_of_secretary: Count
    trainings: Count
    bulletins: Count
    cadres_sent: Count
    templates: tuple[Count, ...]
    policy_answers: tuple[Count, ...]
    leaders: Names
    special_groups: Names
    supervision_groups: Names
    departments: Names
    matters: Names
    measures: Names
    problems: Names
    answers: tuple[tuple[str, str], ...]

    @property
    def secretary(self) -> str:
        """Return the post of the district's secretary."""
        return self.leaders[0]


ARTICLE = Article.model_validate(
    tomllib.loads(Path(__file__).with_name("article.toml").read_text(encoding="utf-8"))
)
"""What the article counts."""
