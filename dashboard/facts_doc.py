"""Write docs/facts.md from the payload models, so that it cannot fall behind them."""

from typing import Any

from dashboard.election.facts import PAYLOADS, FactDraft
from dashboard.election.payload import Payload

_HEAD = """# Facts

Generated from the models by `python -m dashboard facts > docs/facts.md`; a test compares the two.
Every fact also carries the columns of the log (DESIGN §4). A fact of a type *on a track* names its track.

"""


def facts_table() -> str:
    """Return the document."""
    lines = [_HEAD]
    for name, model in PAYLOADS.items():
        lines.append(f"## {name}\n\n{_summary(model)}\n\n")
        place = "on a track; " if model.on_track else ""
        lines.append(f"*{place}of a {', '.join(model.levels)}*\n\n")
        fields = model.model_json_schema(mode="validation").get("properties", {})
        required = set(model.model_json_schema().get("required", ()))
        if fields:
            lines.append("| field | values | required |\n|---|---|---|\n")
            for field, schema in fields.items():
                lines.append(f"| `{field}` | {_values(schema)} | {'yes' if field in required else ''} |\n")
            lines.append("\n")
    added = ", ".join(f"`{field}`" for field in FactDraft.model_fields)
    lines.append(f"## What a sender may give\n\n{added}\n")
    return "".join(lines)


def _summary(model: type[Payload]) -> str:
    return " ".join((model.__doc__ or "").split())


def _values(schema: dict[str, Any]) -> str:
    if "anyOf" in schema:
        return " or ".join(_values(option) for option in schema["anyOf"])
    if "enum" in schema:
        return " · ".join(f"`{value}`" for value in schema["enum"])
    kind = str(schema.get("format") or schema.get("type", "value"))
    if kind == "null":
        return "nothing"
    low, high = schema.get("minimum"), schema.get("maximum")
    if low is not None or high is not None:
        return f"{kind} {'' if low is None else low}…{'' if high is None else high}"
    if kind == "array":
        return f"list of {_values(schema.get('items', {}))}"
    if kind == "object":
        return f"{_values(schema.get('additionalProperties', {}))} by name"
    return kind
