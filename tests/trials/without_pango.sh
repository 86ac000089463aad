#!/bin/sh
# Run a command as on a computer without Pango (Linux, as root): its libraries are hidden from it.
#     sh tests/trials/without_pango.sh sh tests/trials/commands.sh /path/to/handout
set -eu
PATH=$PATH:/usr/sbin:/sbin
exec unshare --mount sh -c '
    for file in $(ldconfig -p | sed -n "s/.*libpango.* => //p" | xargs -r readlink -f | sort -u); do
        mount --bind /dev/null "$file"
    done
    exec "$@"' sh "$@"
