"""Measure the running server in Prometheus' text format, for the operator's own monitoring."""

from fastapi import APIRouter, Response
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    PlatformCollector,
    ProcessCollector,
    generate_latest,
)

from dashboard.api.hub import Hub
from dashboard.services import Services
from dashboard.store.errors import DatabaseUnreachable

_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
_LASTING = frozenset({"GET /api/v1/stream"})
"""Answers that stay open on purpose; how long they do says nothing about the server's speed."""


class Metrics:
    """Count what the guard passes on; the rest is read when it is asked for.

    Every application has a registry of its own: two in one process do not mix.
    """

    def __init__(self) -> None:
        """Register what is counted, and what the process itself tells."""
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        PlatformCollector(registry=self.registry)
        self._requests = Counter(
            "situation_requests", "Requests answered", ["route", "status"], registry=self.registry
        )
        self._seconds = Histogram(
            "situation_request_seconds", "Time to answer", ["route"], buckets=_BUCKETS, registry=self.registry
        )

    def observe(self, route: str, status: int, seconds: float) -> None:
        """Count one answer; `route` is its line in the table of permissions, so there are few of them."""
        self._requests.labels(route, str(status)).inc()
        if route not in _LASTING:
            self._seconds.labels(route).observe(seconds)


def metrics_router(services: Services, hub: Hub, metrics: Metrics) -> APIRouter:
    """Return the route of the measurements."""
    router = APIRouter(tags=["operations"])

    def gauge(name: str, told: str) -> Gauge:
        return Gauge(f"situation_{name}", told, registry=metrics.registry)

    reachable = gauge("database_up", "Whether the database answers")
    revision = gauge("revision", "Revision of the log")
    streams = gauge("streams", "Open live streams")
    reported = gauge("townships_reported", "Townships whose report of the business day is there")
    expected = gauge("townships_expected", "Townships that owe a report a day")

    @router.get("/metrics", response_class=Response, responses={200: {"content": {"text/plain": {}}}})
    def measured() -> Response:
        """Return the measurements in Prometheus' text format."""
        streams.set(hub.clients)
        try:
            revision.set(services.queries.revision())
            freshness = services.queries.freshness()
            reported.set(freshness.reported)
            expected.set(freshness.expected)
            reachable.set(1)
        except DatabaseUnreachable:
            reachable.set(0)
        return Response(generate_latest(metrics.registry), media_type=CONTENT_TYPE_LATEST)

    return router
