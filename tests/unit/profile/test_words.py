"""An election calls things by its own words, in all texts of the screens and nowhere else."""

import re

from dashboard.messages import messages, reworded
from dashboard.profile.speech import speak
from tests.parents import parents

WORDS = (("village or community", "school"), ("villages", "schools"), ("village", "school"), ("school", "never"))


def test_longer_words_come_first_and_nothing_is_replaced_twice():
    assert reworded("a village or community of villages", WORDS) == "a school of schools"


def test_fields_and_parts_of_words_stay():
    assert reworded("{village}: villagers of a village", WORDS) == "{village}: villagers of a school"


def test_no_text_of_the_second_election_speaks_of_the_first():
    profile = parents()
    english = speak("en", profile)
    said = "\n".join(re.sub(r"\{[^{}]*\}", "", text) for text in english.texts.values())
    assert not re.search(r"\b(communit|township)", said, re.IGNORECASE)
    assert "村" not in speak("zh_CN", profile)("Village or community")
    assert speak("zh_CN", profile)("Townships") == "学区"


def test_an_election_without_words_of_its_own_keeps_the_usual_ones(profile):
    assert speak("en", profile) is messages("en")
    assert speak("zh_CN", profile) is messages("zh_CN")
