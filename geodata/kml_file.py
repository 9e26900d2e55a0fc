"""Read KML: check that it is KML, whole and harmless, and hand it to GDAL in UTF-8."""

import re
from dataclasses import replace
from functools import partial
from typing import Any
from xml.sax import SAXException
from xml.sax.handler import ContentHandler

from defusedxml.common import DefusedXmlException
from defusedxml.sax import parseString

from geodata.encoding import UTF8, decode
from geodata.errors import BrokenFile, NotThatFormat
from geodata.formats import Format
from geodata.layers import Layer, Loaded, Opened
from geodata.vector_file import vector_layers

_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_ENCODING = re.compile(rb"""^\s*<\?xml[^>]*encoding\s*=\s*["']([\w.-]+)["']""")
_OF_THE_FORMAT = {"tessellate", "extrude", "visibility", "drawOrder", "altitudeMode"}  # how it is drawn


def kml_layers(opened: Opened) -> list[Layer]:
    """List the layers (folders) of a KML file.

    Raises
    ------
    BrokenFile, NotThatFormat, WrongEncoding
        It is no KML, or not to its end.
    """
    data = opened.path.read_bytes()
    named = _ENCODING.match(data.removeprefix(b"\xef\xbb\xbf"))
    declared = named[1].decode() if named else UTF8
    asked = opened.encoding or (None if declared.lower() in {"utf-8", "utf8"} else declared)
    text, encoding = decode(data, opened.label, asked)
    root = _Root()
    content = _DECLARATION.sub("", text, count=1)
    try:
        parseString(content.encode(), root)
    except (SAXException, DefusedXmlException) as error:
        raise BrokenFile(file=opened.label, reason=type(error).__name__) from error
    if root.name != "kml":
        raise NotThatFormat(file=opened.label, expected=Format.KML.value, found=f"XML ({root.name})")
    copy = opened.work / f"{opened.path.stem}.kml"
    copy.write_text(content, encoding="utf-8")
    inner = replace(opened, path=copy, encoding=None)
    return [replace(layer, load=partial(_load, layer, encoding)) for layer in vector_layers(inner, Format.KML)]


def _load(layer: Layer, encoding: str) -> Loaded:
    loaded = layer.load()
    frame = loaded.frame
    unused = [
        name
        for name in frame.columns
        if name != frame.geometry.name and (name in _OF_THE_FORMAT or frame[name].isna().all())
    ]
    return Loaded(frame.drop(columns=unused), encoding, loaded.notes)


class _Root(ContentHandler):
    """Remember the name of the first element, without its prefix."""

    def __init__(self) -> None:
        super().__init__()
        self.name = ""

    def startElement(self, name: str, attrs: Any) -> None:  # noqa: ANN401, ARG002, N802 - the name and types of SAX
        self.name = self.name or name.rpartition(":")[2]
