"""Say whom the demo's switch makes of one who looks at it."""

from collections.abc import Mapping

from dashboard.access.roles import Identity, Role

_TOWNSHIP = "110108010"
_DEPARTMENT = "区卫生健康委"  # one to which the demo puts matters

PERSONAS: Mapping[str, Identity] = {
    identity.role.value: identity
    for identity in (
        Identity("demo-office", Role.OFFICE, "persona", post="区选办"),
        Identity("demo-viewer", Role.VIEWER, "persona", post="区领导"),
        Identity("demo-clerk", Role.CLERK, "persona", areas=(_TOWNSHIP,), post="学院路街道换届办填报员"),
        Identity(
            "demo-reviewer", Role.TOWNSHIP_REVIEWER, "persona", areas=(_TOWNSHIP,), post="学院路街道换届办审核人"
        ),
        Identity("demo-qualification", Role.QUALIFICATION_REVIEWER, "persona", post="资格联审组"),
        Identity("demo-supervisor", Role.SUPERVISOR, "persona", areas=(_TOWNSHIP,), post="第一督导组"),
        Identity("demo-department", Role.DEPARTMENT, "persona", post=_DEPARTMENT, department=_DEPARTMENT),
        Identity("demo-admin", Role.ADMIN, "persona", post="系统管理员"),
        Identity("demo-auditor", Role.AUDITOR, "persona", post="审计员"),
    )
}
"""Role → who the demo's switch makes of one."""
