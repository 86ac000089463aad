#!/bin/sh
# Try an installed `handout` as somebody does who has nothing else of this project:
#     sh tests/trials/commands.sh /path/to/handout
# With WITHOUT_PANGO=1 the computer must have none, and the PDF comes from a browser or not at all.
set -eu
handout=$1
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
export HOME="$folder" HANDOUT_CACHE="$folder/cache"

"$handout" --version
"$handout" new room.yaml
"$handout" check room.yaml
"$handout" build --docx room.yaml
for file in room.html room.docx; do test -s "$file"; done
"$handout" diff room.html

if [ -n "${WITHOUT_PANGO:-}" ]; then
    if "$handout" doctor 2>&1 | grep -q 'Everything handout needs'; then
        echo 'This computer has Pango after all.' >&2
        exit 1
    fi
else
    "$handout" doctor
    test "$(head -c 4 room.pdf)" = %PDF
    "$handout" pdf room.html -o again.pdf
    "$handout" roster template -o roster.csv
    echo 'a-1,,Oak Hill,,,,Rivera,,,,classroom' >>roster.csv
    "$handout" batch roster.csv -o out 2>batch.txt
    cat batch.txt >&2
    if grep batch-not-audited batch.txt; then exit 1; fi
    test -s out/index.html
fi

"$handout" serve --no-browser --port 8399 >served.txt 2>errors.txt &
server=$!
trap 'kill $server 2>/dev/null && wait $server || true; rm -rf "$folder"' EXIT
for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
    grep -qs http served.txt && break
    sleep 1
done
address=$(grep -o 'http[^ ]*' served.txt | head -1)
python3 -c 'import sys, urllib.request; page = urllib.request.urlopen(sys.argv[1]).read(); sys.exit(b"<form" not in page)' "$address"
sleep 3
if [ -s errors.txt ]; then
    cat errors.txt >&2
    exit 1
fi
echo 'All commands work here.'
