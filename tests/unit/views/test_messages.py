"""Every text a person sees stands in both catalogues, with the same fields."""

import re

import pytest

from dashboard.messages import LOCALES, choose_locale, messages
from tools.messages import KEYWORDS, extracted

FIELDS = re.compile(r"\{(\w+)\}")


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("domain", KEYWORDS)
def test_the_catalogue_has_every_text_and_no_other(locale, domain):
    assert set(messages(locale, domain=domain).texts) == extracted(domain), "run `make messages` and translate"


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("domain", KEYWORDS)
def test_translations_keep_the_fields(locale, domain):
    for text, translation in messages(locale, domain=domain).texts.items():
        assert set(FIELDS.findall(translation)) == set(FIELDS.findall(text)), text


def test_chinese_is_chinese():
    plain = {text for text, told in messages("zh_CN").texts.items() if not re.search(r"[\u4e00-\u9fff]", told)}
    words = {re.sub(r"\{\w+\}|[\s:=/,]", "", text) for text in plain}
    assert words <= {""}, plain


@pytest.mark.parametrize(
    ("asked", "accepted", "locale"),
    [
        (None, None, "zh_CN"),
        ("en", "zh-CN", "en"),
        ("zh-CN", "en", "zh_CN"),
        (None, "en-GB,en;q=0.9", "en"),
        (None, "fr,zh;q=0.5", "zh_CN"),
        ("tea", "fr", "zh_CN"),
    ],
)
def test_the_language_is_chosen(asked, accepted, locale):
    assert choose_locale(asked, accepted, "zh_CN") == locale
