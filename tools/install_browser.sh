#!/bin/sh
# Install what the browser tests need: Chromium and a Chinese font, by apt when root, else Playwright's own.
set -e
bin=$1
if command -v chromium >/dev/null 2>&1 && fc-list :lang=zh 2>/dev/null | grep -q .; then
  exit 0
fi
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fontconfig fonts-noto-cjk >/dev/null
elif ! command -v chromium >/dev/null 2>&1; then
  "$bin/playwright" install chromium
fi
