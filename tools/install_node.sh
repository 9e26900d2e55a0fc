#!/bin/sh
# Install Node.js, which runs the type checker of the browser's modules, by apt when root.
set -e
command -v npm >/dev/null 2>&1 && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends nodejs npm >/dev/null
  exit 0
fi
echo "make test checks the JavaScript with TypeScript: please install Node.js 18 or later with npm." >&2
exit 1
