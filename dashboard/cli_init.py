"""Bring in an own district from the shell, from whatever files an office was given."""

import argparse
from pathlib import Path
from typing import Any

from dashboard.cli_parser import COLUMN_HELP, H_, Commands, spoken
from dashboard.settings import Settings


class _OfFile(argparse.Action):
    """Begin a file, or say something of the file before."""

    def __call__(
        self,
        parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,
        values: Any,  # noqa: ANN401 - argparse's own
        option_string: str | None = None,
    ) -> None:
        if option_string in {"--boundaries", "--outline"}:
            one = {"path": values}
            namespace.last = one
            if option_string == "--outline":
                namespace.outline = one
            else:
                namespace.boundaries = [*namespace.boundaries, one]
            return
        if getattr(namespace, "last", None) is None:
            text = H_("{option} stands behind the --boundaries or --outline that it is about")
            parser.error(spoken()(text, option=option_string))
        namespace.last[self.dest] = values


def add_commands(commands: Commands) -> None:
    """Add `init` to the commands."""
    init = commands.add_parser(
        "init",
        help=H_("bring in an own district: lists, boundaries, points, whatever there is"),
        description=H_(
            "Reads, mends and matches the files, draws what is missing, writes a report, and installs the "
            "district. Options about a file stand behind it. See docs/own-district.md."
        ),
    )
    init.add_argument("--name", required=True, help=H_("of the district, or of what lies above several"))
    init.add_argument("--name-en", help=H_("in English, for the English screens"))
    init.add_argument("--code", help=H_("its code; default: what official codes begin with"))
    init.add_argument("--units", type=Path, metavar="LIST", help=H_("villages and communities: XLSX or CSV"))
    init.add_argument(
        "--areas", type=Path, metavar="LIST", help=H_("townships, and areas above them: XLSX or CSV")
    )
    init.add_argument("--list-encoding", help=H_("of the lists, such as GB18030, where it is not recognised"))
    of_file: dict[str, Any] = {"action": _OfFile}
    init.add_argument(
        "--boundaries",
        type=Path,
        metavar="FILE",
        default=[],
        help=H_("shapes or points; repeat; see docs"),
        **of_file,
    )
    init.add_argument("--outline", type=Path, metavar="FILE", help=H_("shape of the whole"), **of_file)
    init.add_argument("--layer", help=H_("the one that is meant, where a file has several"), **of_file)
    init.add_argument(
        "--crs", help=H_("of the coordinates, such as EPSG:4527, where a file does not say it"), **of_file
    )
    init.add_argument("--encoding", help=H_("of the attributes, such as GB18030"), **of_file)
    for what in ("code", "name", "township"):
        init.add_argument(
            f"--{what}-column", dest=what, metavar="COLUMN", help=COLUMN_HELP[what],
            default=argparse.SUPPRESS, **of_file,
        )  # fmt: skip
    init.add_argument("--accept", type=Path, metavar="CSV", help=H_("what a person has decided"), **of_file)
    init.add_argument("--profile", help=H_("built-in profile, or path to one; default: SITUATION_PROFILE"))
    init.add_argument("--source", help=H_("where the boundaries come from, for the caption"))
    init.add_argument("--dated", metavar="DATE", help=H_("day of the boundaries, for the caption; default: today"))
    init.add_argument("--review-no", help=H_("审图号, for the caption"))
    init.add_argument("--out", type=Path, metavar="FOLDER", help=H_("for the report; default: import-report-…"))
    init.add_argument("--dry-run", action="store_true", help=H_("write the report, install nothing"))
    init.add_argument("--yes", action="store_true", help=H_("install without asking what changes"))
    init.set_defaults(command=_init)


def _init(parsed: argparse.Namespace, settings: Settings) -> int:
    from dashboard.founding.run import run  # only this command needs the readers, and they are slow to load

    return run(parsed, settings)
