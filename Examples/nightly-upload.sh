#!/bin/sh
# Uploads a schedule file, waits for its import, and saves the error report beside the file.
#
#   nightly-upload.sh https://wfm.example.com schedule.csv America/New_York
#
# Exit status: 0 every row was imported, 1 some rows were rejected, 2 nothing was imported.
# The client's id and secret are in ~/.wfm-netrc, or in the file that WFM_NETRC names.
set -eu

server=$1 file=$2 zone=$3
imports=$server/wfm/aion/v1/schedules/event-imports
report=${file%.csv}.errors.csv
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

fail() {
  echo "$file: $1" >&2
  exit 2
}

# request OPTIONS: curl retries a lost connection, 408, 429, 500, 502, 503 and 504, and obeys Retry-After.
request() {
  curl --silent --show-error --connect-timeout 10 --max-time 180 --retry 8 --retry-connrefused "$@"
}

# member NAME: that member of a JSON object on standard input.
member() { sed -n "s/.*\"$1\":\"\([^\"]*\)\".*/\1/p"; }

token=$(request --netrc-file "${WFM_NETRC:-$HOME/.wfm-netrc}" \
  --data grant_type=client_credentials "$server/oauth/token" | member access_token)
[ -n "$token" ] || fail "no access token; check the client's id and secret"
# In a file, so that the list of processes does not show the token.
(umask 077 && printf 'Authorization: Bearer %s\n' "$token" >"$work/authorization")

# 409: the account's previous import is in progress.
attempts=60
while
  status=$(request --header "@$work/authorization" --form "csv_file=@$file" \
    --form "file_name=${file##*/}" --form "time_zone=$zone" \
    --dump-header "$work/head" --output "$work/body" --write-out '%{http_code}' "$imports")
  [ "$status" = 409 ] && [ "$attempts" -gt 0 ]
do
  attempts=$((attempts - 1))
  sleep 10
done
[ "$status" = 202 ] || fail "the upload got $status: $(cat "$work/body")"
id=$(tr -d '\r' <"$work/head" | sed -n 's|^[Ll]ocation: .*/||p' | tail -n 1)

while
  request --header "@$work/authorization" --output "$work/body" "$imports/$id"
  status=$(member status <"$work/body")
  [ "$status" = PROCESSING ]
do
  sleep 5
done

case $status in
  IMPORTED)
    rm -f "$report"
    echo "$file: every row was imported"
    ;;
  IMPORTED_WITH_ERRORS)
    request --fail --output "$report" "$(member error_report_url <"$work/body")"
    echo "$file: some rows were rejected, see $report" >&2
    exit 1
    ;;
  *) fail "import $id ended as $(cat "$work/body")" ;;
esac
