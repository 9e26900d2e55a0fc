"""Bring the message catalogues up to date: `make messages`."""

from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parent.parent
LOCALE = ROOT / "dashboard" / "locale"
KEYWORDS: dict[str, dict[str, None]] = {
    "messages": {"N_": None, "_": None, "say": None, "t": None},
    "commands": {"H_": None},
}
"""Catalogue → what marks a text for it."""
_DROPPED = ('"POT-Creation', '"PO-Revision', '"Generated-By', '"Last-Translator', '"Report-Msgid', '"Project-Id')


def extracted(domain: str = "messages") -> set[str]:
    """Return the texts that the code marks for a catalogue."""
    with (LOCALE / "babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)
    skipped = (".venv", "node_modules", "data", "tests", "benchmarks")
    texts = extract_from_dir(
        ROOT,
        methods,
        options,
        keywords=KEYWORDS[domain],
        directory_filter=lambda folder: Path(folder).name not in skipped and not Path(folder).name.startswith("."),
    )
    return {text for _, _, text, _, _ in texts if isinstance(text, str)}


def update(locale: str, domain: str) -> list[str]:
    """Write a catalogue of `locale` with exactly the present texts; return those without a translation."""
    path = LOCALE / locale / "LC_MESSAGES" / f"{domain}.po"
    with path.open("rb") as file:
        known = read_po(file, locale=locale)
    fresh = Catalog(
        locale=locale,
        header_comment="# Texts of the Election Situation Map. `make messages` brings this file up to date.",
    )
    missing = []
    for text in sorted(extracted(domain)):
        old = known.get(text)
        translation = str(old.string) if old and old.string else text if locale == "en" else ""
        fresh.add(text, translation)
        if not translation:
            missing.append(text)
    with path.open("wb") as file:
        write_po(file, fresh, width=0, sort_output=True)
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join(line for line in lines if not line.startswith(_DROPPED)) + "\n", encoding="utf-8")
    return missing


if __name__ == "__main__":
    for name in ("zh_CN", "en"):
        for catalogue in KEYWORDS:
            for text in update(name, catalogue):
                print(f"{name}: no translation: {text}")
