"""Say whom the demo's switch makes of one who looks at it."""

from collections.abc import Mapping

from dashboard.access.roles import Identity, Role
from dashboard.demo.article import ARTICLE

_TOWNSHIP = "110108010"

PERSONAS: Mapping[str, Identity] = {
    identity.role.value: identity
    for identity in (
        Identity("demo-office", Role.OFFICE, "persona"),
        Identity("demo-viewer", Role.VIEWER, "persona"),
        Identity("demo-clerk", Role.CLERK, "persona", areas=(_TOWNSHIP,)),
        Identity("demo-township-reviewer", Role.TOWNSHIP_REVIEWER, "persona", areas=(_TOWNSHIP,)),
        Identity("demo-qualification", Role.QUALIFICATION_REVIEWER, "persona"),
        Identity("demo-supervisor", Role.SUPERVISOR, "persona", areas=(_TOWNSHIP,)),
        Identity("demo-department", Role.DEPARTMENT, "persona", department=ARTICLE.departments[0]),
        Identity("demo-admin", Role.ADMIN, "persona"),
        Identity("demo-auditor", Role.AUDITOR, "persona"),
    )
}
"""Role → who the demo's switch makes of one."""
