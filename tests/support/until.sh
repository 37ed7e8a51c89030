#!/bin/sh
# until.sh FOLDER PROCESS... -- COMMAND... - when one of the processes has ended, however it ended,
# run the command; end without it when the folder is gone. For what must not stay behind.
#
# Start it in a session of its own and with nothing of the caller's open, so that it ends with
# nobody and nobody waits for it: setsid sh until.sh ... </dev/null >/dev/null 2>&1 &
trap '' HUP INT TERM
WATCH_S=0.3

# When a process began, as something that no later process of the same number has; nothing when it
# has ended.
life() {
    read -r line 2>/dev/null <"/proc/$1/stat" || return 0
    # shellcheck disable=SC2086
    set -- ${line##*)}
    [ "$1" = Z ] || echo "${20}"
}

folder=$1
shift
lives=
while [ "$1" != -- ]; do
    lives="$lives $1=$(life "$1")"
    shift
done
shift

while [ -d "$folder" ]; do
    for one in $lives; do
        was=${one#*=}
        if [ -z "$was" ] || [ "$(life "${one%=*}")" != "$was" ]; then
            "$@"
            exit
        fi
    done
    sleep $WATCH_S
done
