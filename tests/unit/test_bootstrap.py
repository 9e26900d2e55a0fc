"""Opening a data folder that another release has filled."""

import json

from dashboard.bootstrap import open_services
from dashboard.settings import Settings
from geodata.catalog import FORMAT, open_catalog
from tests.apps import copy_of


def test_boundaries_of_an_earlier_release_are_built_again(demo_folder, tmp_path):
    folder = copy_of(demo_folder, tmp_path / "data")
    before = open_catalog(folder / "geo")
    manifest = before.folder / "manifest.json"
    told = json.loads(manifest.read_text())
    del told["format"], told["files"]["110108-tiles.geojson"]
    manifest.write_text(json.dumps(told | {"inputs": "those of an earlier format"}))
    services = open_services(Settings(data_dir=folder, demo_speed=0, _env_file=None))
    assert services.catalog.format == FORMAT
    assert services.catalog.files["110108-tiles.geojson"].path.exists()
    codes = {unit.code for unit in services.queries.tree.units}
    assert {place.code for place in services.catalog.places() if place.level == 2} == codes, (
        "the demo's units stay"
    )
    services.queries.engine.dispose()
