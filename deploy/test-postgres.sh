#!/usr/bin/env bash
# Prints the address of a PostgreSQL for the tests: TEST_DATABASE_URL, a local server that lets us in, or a
# throwaway cluster under var/ that this script starts.
set -eu
if [ -n "${TEST_DATABASE_URL:-}" ]; then
  echo "$TEST_DATABASE_URL"
  exit 0
fi
local_url=postgresql://postgres@127.0.0.1:5432/postgres
if psql -w "$local_url" -c 'select 1' >/dev/null 2>&1; then
  echo "$local_url"
  exit 0
fi
bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)
[ -n "$bin" ] || { echo "no PostgreSQL server programs found" >&2; exit 2; }
port=${TEST_POSTGRES_PORT:-54329}
if [ "$(id -u)" = 0 ]; then
  folder=$(getent passwd postgres | cut -d: -f6)/tro-ly-test
  as() { su postgres -s /bin/bash -c "$*"; }
else
  folder=$PWD/var/test-postgres
  mkdir -p var
  as() { bash -c "$*"; }
fi
as "[ -d $folder ] || $bin/initdb -D $folder -A trust -U postgres --no-instructions" >/dev/null 2>&1
as "$bin/pg_ctl -D $folder status" >/dev/null 2>&1 ||
  as "$bin/pg_ctl -D $folder -w -l $folder/log -o '-p $port -k $folder -h 127.0.0.1' start" >/dev/null
echo "postgresql://postgres@127.0.0.1:$port/postgres"
