#!/usr/bin/env bash
# What the tests drive beside Python: Chromium, Node with npm, PostgreSQL. Installs what is missing where it may.
set -eu
missing=()
[ -n "${CHROMIUM:-}" ] || command -v chromium >/dev/null || missing+=(chromium)
command -v node >/dev/null || missing+=(nodejs)
command -v npm >/dev/null || missing+=(npm)
[ -n "${TEST_DATABASE_URL:-}" ] || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || missing+=(postgresql)
[ ${#missing[@]} -eq 0 ] || {
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
  else
    echo "The tests need: ${missing[*]} (Debian, Ubuntu: sudo apt-get install ${missing[*]})" >&2
    exit 2
  fi
}
[ -d tests/fake_telegram/node_modules ] || npm ci --silent --no-audit --no-fund --prefix tests/fake_telegram
