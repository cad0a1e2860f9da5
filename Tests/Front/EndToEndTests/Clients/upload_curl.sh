#!/bin/sh
# Uploads a file with curl and prints the outcome: ADDRESS TOKEN FILE, then curl's options.
set -eu
address=$1 token=$2 file=$3
shift 3

fetch() { curl -sS --max-time 30 "$@"; }

headers=$(fetch -o /dev/null -D - "$@" "$address/wfm/aion/v1/schedules/event-imports" \
  -H "Authorization: Bearer $token" \
  -F "csv_file=@$file" -F file_name=schedule.csv -F time_zone=America/New_York)
# A 100 is followed by a second status line.
upload=$(echo "$headers" | sed -n 's|^HTTP/1.[01] \([0-9]*\).*|\1|p' | tail -n 1)
location=$(echo "$headers" | tr -d '\r' | sed -n 's|^[Ll]ocation: ||p')
tries=0
while :; do
  status=$(fetch "$@" "$address$location" -H "Authorization: Bearer $token")
  tries=$((tries + 1))
  case $status in *PROCESSING*) [ "$tries" -lt 600 ] || break ;; *) break ;; esac
  sleep 0.1
done
url=$(echo "$status" | sed -n 's|.*"error_report_url":"\([^"]*\)".*|\1|p' | tr -d '\\')
# As a JSON string, because the example's report contains no backslash and no tab.
report=$(fetch "$@" "$url" | sed -e 's|"|\\"|g' -e 's|\r$|\\r\\n|' | tr -d '\n')
printf '{"upload":%s,"status":%s,"report":"%s"}\n' "$upload" "$status" "$report"
