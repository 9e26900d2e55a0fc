#!/bin/sh
# Install what the browser tests need: Chromium and a Chinese font, by apt when root, else Playwright's own.
# The headless shell is Chromium without its window, and opens a page in a sixth less time.
set -e
bin=$1
has() { command -v "$1" >/dev/null 2>&1; }
if has apt-get && [ "$(id -u)" = 0 ]; then
  if ! has chromium || ! has chromium-headless-shell || ! fc-list :lang=zh 2>/dev/null | grep -q .; then
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq
    apt-get install -y -qq --no-install-recommends chromium fontconfig fonts-noto-cjk >/dev/null
    apt-get install -y -qq --no-install-recommends chromium-headless-shell >/dev/null || true # not in every Debian
  fi
elif ! has chromium; then
  "$bin/playwright" install chromium
fi
