"""Make facts and drafts for tests."""

from datetime import UTC, date, datetime

from dashboard.election.facts import PAYLOADS, Fact, FactDraft


class Story:
    """Write facts of one unit on one track, one revision each."""

    def __init__(self, area="111", track="party"):
        self.area, self.track, self.facts = area, track, []

    def add(self, kind, on, /, track="same", subject=None, time=None, supersedes=None, **payload):
        model = PAYLOADS[kind]
        number = len(self.facts) + 1
        fact = Fact(
            revision=number,
            seq=0,
            id=f"{number}.0",
            area_code=self.area,
            track=(self.track if model.on_track else None) if track == "same" else track,
            type=kind,
            subject=subject,
            payload=model.model_validate(payload),
            effective_on=day(on),
            effective_time=time,
            recorded_at=datetime(2018, 12, 14, tzinfo=UTC),
            actor="test",
            on_behalf_of=None,
            source="test",
            request_id=f"r{number}",
            supersedes=supersedes,
            reason="typing error" if supersedes else None,
            profile_version="t",
        )
        self.facts.append(fact)
        return fact

    def end(self, stage, on, **more):
        return self.add("milestone", on, stage=stage, edge="end", **more)

    def start(self, stage, on, **more):
        return self.add("milestone", on, stage=stage, edge="start", **more)

    def poll(self, on, outcome="success", **figures):
        filled = {"success": 5, "another": 4, "vacancy": 4, "rerun": 0}[outcome]
        base = {"eligible": 100, "present": 95 if outcome != "rerun" else 80, "seats": 5, "elected": filled}
        return self.add("poll_held", on, outcome=outcome, **(base | figures))


def day(text):
    """12-03 → 2018-12-03; a month below 7 belongs to 2019."""
    if isinstance(text, date):
        return text
    month, number = map(int, text.split("-"))
    return date(2019 if month < 7 else 2018, month, number)


def draft(kind, on=None, /, track="party", **payload):
    on_track = PAYLOADS[kind].on_track
    return FactDraft(
        type=kind, track=track if on_track else None, payload=payload, effective_on=day(on) if on else None
    )
