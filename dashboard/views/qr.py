"""Draw an address as a QR code, to be scanned from paper."""

import segno
from markupsafe import Markup


def qr_svg(address: str) -> Markup:
    """Return an inline SVG of the code, 29 to 41 modules wide by the length of the address."""
    drawn = segno.make(address, error="m", micro=False).svg_inline(border=0, omitsize=True, svgclass="qr")
    return Markup(drawn)  # noqa: S704 - drawn from numbers, no text of the address stands in it
