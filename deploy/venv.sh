#!/usr/bin/env bash
# Makes .venv with a Python of at least 3.11, or says what is missing.
set -eu
python=${1:-python3}
if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
  echo "Cần Python 3.11 trở lên. Cài đặt rồi chạy lại, hoặc chỉ rõ: make run PYTHON=python3.12" >&2
  exit 2
fi
[ -x .venv/bin/pip ] && exit 0
if ! "$python" -m venv .venv; then
  rm -rf .venv
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    apt-get update -qq && apt-get install -y -qq python3-venv >/dev/null && exec "$python" -m venv .venv
  fi
  echo "Cần gói venv của Python (Debian, Ubuntu: apt-get install python3-venv)." >&2
  exit 2
fi
