"""The list of units and the profile speak of the same election."""

import pytest

from dashboard.areas import KindUnknown, areas_of
from geodata.places import Place
from tests.parents import parents


def place(kind, **more):
    usual = {
        "code": "911",
        "parent_code": "91",
        "name": "示例第一小学",
        "short_name": "示例第一小学",
        "aliases": (),
    }
    return Place(**usual, level=2, kind=kind, due=True, **more)


def test_a_kind_that_the_profile_lists_is_taken(profile):
    (area,) = areas_of([place("primary")], parents())
    assert (area.kind, area.due) == ("primary", {"council": True})


def test_a_kind_of_another_election_is_refused(profile):
    with pytest.raises(
        KindUnknown,
        match=r"示例第一小学 \(911\) is of the kind primary, and the profile lists: village, community",
    ):
        areas_of([place("primary")], profile)
