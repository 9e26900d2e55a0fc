"""Serve the interactive API documentation from the vendored Swagger UI."""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from dashboard.api.static import Bundle

_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Election Situation Map API</title>
<link rel="icon" href="{base}/icons/favicon.svg" type="image/svg+xml">
<link rel="stylesheet" href="{base}/vendor/swagger-ui/swagger-ui.css">
</head>
<body>
<div id="swagger-ui"></div>
<script src="{base}/vendor/swagger-ui/swagger-ui-bundle.js"></script>
<script src="{base}/apidocs/start.js"></script>
</body>
</html>
"""


def docs_router(bundle: Bundle) -> APIRouter:
    """Return the route of the documentation page."""
    router = APIRouter(include_in_schema=False)

    @router.get("/api/docs", response_class=HTMLResponse)
    def docs() -> str:
        """Return the page."""
        return _PAGE.format(base=bundle.base)

    return router
