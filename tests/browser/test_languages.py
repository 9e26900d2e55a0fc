"""Both languages whole, both themes readable: on the page itself, with all panels open."""

import re

import pytest

from dashboard.messages import messages

pytestmark = [pytest.mark.mapless, pytest.mark.reads_only]

UNIT = "110108024901"
ALL_OPEN = f"unit={UNIT}&figure=one_time_success_rate&phase=5,6"

TEXTS = """() => {
  const found = new Set();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const box = walker.currentNode.parentElement;
    const text = walker.currentNode.textContent.trim();
    if (text && !box.closest('script, style, noscript')) found.add(text);
  }
  for (const node of document.querySelectorAll('[title], [aria-label]')) {
    if (node.title) found.add(node.title);
    if (node.ariaLabel) found.add(node.ariaLabel);
  }
  return [...found];
}"""

CONTRASTS = """() => {
  const channels = (text) => (text.match(/[\\d.]+/g) ?? []).map(Number);
  const light = ([r, g, b]) => [r, g, b].map((c) => c / 255)
    .map((c) => (c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
    .reduce((sum, c, at) => sum + c * [0.2126, 0.7152, 0.0722][at], 0);
  const ground = (element) => {
    for (let box = element; box; box = box.parentElement) {
      const [r, g, b, a = 1] = channels(getComputedStyle(box).backgroundColor);
      if (a > 0.95) return [r, g, b];
    }
    return [255, 255, 255];
  };
  const poor = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const box = walker.currentNode.parentElement;
    const text = walker.currentNode.textContent.trim();
    if (!text || !box.checkVisibility({ checkVisibilityCSS: true }) || box.closest('.unseen')) continue;
    const [one, other] = [light(channels(getComputedStyle(box).color)), light(ground(box))];
    const ratio = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
    if (ratio < 4.5) poor.push([text, ratio.toFixed(2), box.className]);
  }
  return poor;
}"""


def pattern(template):
    """Return what matches a catalogue text with anything in its fields."""
    parts = re.split(r"\{\w+\}", template)
    return ".+".join(re.escape(part) for part in parts)


def says(template):
    """Tell whether a catalogue text has words of its own beside its fields; one without them matches anything."""
    return len(re.sub(r"\{\w+\}|\W", "", template)) > 1


def foreign(texts, locale):
    """List the texts that stand there in the other language although the catalogue has them in this one."""
    own, other = messages(locale).texts, messages("en" if locale == "zh_CN" else "zh_CN").texts
    wrong = [re.compile(pattern(other[text])) for text in own if own[text] != other[text] and says(other[text])]
    right = [re.compile(pattern(text)) for text in own.values() if says(text)]
    return [
        text
        for text in texts
        if any(rule.fullmatch(text) for rule in wrong) and not any(rule.fullmatch(text) for rule in right)
    ]


def everything(page):
    page.wait_for_selector(".dossier .facts")
    page.wait_for_selector(".source-rows")
    page.locator(".source-rows summary").first.evaluate("(row) => row.click()")
    page.wait_for_selector(".evidence .fact")
    page.locator(".track-row summary").first.click()
    page.locator(".signs summary").evaluate("(row) => row.click()")
    return page


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_nothing_is_left_in_the_other_language(open_page, profile, lang):
    page = everything(open_page(f"/?lang={lang}&track=overall&{ALL_OPEN}"))
    locale = "zh_CN" if lang == "zh" else "en"
    texts = page.evaluate(TEXTS)
    assert len(texts) > 150
    assert foreign(texts, locale) == []
    other = "en" if lang == "zh" else "zh_CN"
    labels = {
        label.get(other)
        for label in [
            *(phase.label for phase in profile.phases),
            *(flag.label for flag in profile.flags),
            *(track.label for track in profile.tracks),
            *(band.label for band in profile.deviation.labels),
            *profile.outcomes.values(),
            *profile.kinds.values(),
        ]
        if label.zh_CN != label.en
    }
    assert labels & set(texts) == set()


def test_the_check_for_the_other_language_can_fail():
    assert foreign(["Completed", "已选 3/4，计划 2", "万寿路"], "zh_CN") == ["Completed"]
    assert foreign(["Completed", "已选 3/4，计划 2", "万寿路"], "en") == ["已选 3/4，计划 2"]


def test_the_language_is_switched_in_place_and_remembered(open_page):
    page = open_page("/?lang=zh&track=committee&town=110108030&phase=1")
    page.click("a[data-language=en]")
    page.wait_for_function(
        "() => document.documentElement.lang === 'en' && document.documentElement.dataset.map === 'ready'"
    )
    for part in ("track=committee", "town=110108030", "phase=1"):
        assert part in page.url, "what was looked at stays"
    assert page.locator("#strip [data-figure=elected] .name").text_content() == "Elected"
    page.goto(page.url.split("?")[0])
    page.wait_for_function("() => document.documentElement.dataset.map === 'ready'")
    assert page.evaluate("document.documentElement.lang") == "en"
    assert re.match(r"Jan \d+ \d\d:\d\d", page.locator("#as-of").text_content()), "dates by locale"


@pytest.mark.parametrize("size", [(1440, 900), (390, 844)])
def test_every_text_is_readable(open_page, size):
    page = open_page(f"/?lang=en&theme=dark&{ALL_OPEN}", viewport={"width": size[0], "height": size[1]})
    everything(page)
    for theme in ("dark", "light"):
        readable(page, theme)
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    page.wait_for_selector("#source-panel", state="hidden")
    page.locator("[data-tab-button=towns]").evaluate("(button) => button.click()")
    for theme in ("dark", "light"):
        readable(page, theme)


def readable(page, theme):
    page.locator(f"[data-theme={theme}]").evaluate("(button) => button.click()")
    assert page.evaluate("document.documentElement.dataset.mantineColorScheme") == theme
    assert page.evaluate(CONTRASTS) == [], theme
