"""Install a district that was brought in: its files, its maps and its areas; the last step switches at once."""

import shutil
from datetime import date
from pathlib import Path

from dashboard.areas import areas_of
from dashboard.bootstrap import district_folder, geo_folder
from dashboard.profile.model import Profile
from dashboard.settings import Settings
from dashboard.store.engine import Engine
from dashboard.store.refound import refound
from geodata.build import Boundaries
from geodata.catalog import Catalog, digest_inputs, install, switch
from geodata.placing import place


def found(
    engine: Engine, settings: Settings, profile: Profile, boundaries: Boundaries, source: Path, today: date
) -> Catalog:
    """Keep the files of a district, write its maps, and give its areas to the database.

    Files and maps lie beside those that are in use until the database's transaction names them: whatever stops
    it before leaves everything as it was.

    Parameters
    ----------
    source : Path
        Folder as `geodata.importing.bring` wrote it; it is copied.

    Raises
    ------
    DatabaseOtherProfile, OtherDistrict
        The database holds facts of something else.
    """
    digest = digest_inputs(source, {})
    kept = district_folder(settings, digest)
    place(
        kept,
        lambda building: _copy(source, building),
        lambda there: digest_inputs(there, {}) == digest,
    )
    catalog = install(boundaries, digest, geo_folder(settings))
    refound(engine, areas_of(boundaries.places, profile), profile, catalog.hash, digest, today)
    switch(catalog)
    return catalog


def _copy(source: Path, folder: Path) -> None:
    shutil.copytree(source, folder, dirs_exist_ok=True)
