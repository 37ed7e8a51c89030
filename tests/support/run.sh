#!/bin/sh
# run.sh TEST... - run every test program, as many at once as there are cores, and say what came of each.
# HOLDFAST names the program under test. What a test printed lies beside it (.log) and is shown when it
# fails; what could not run is told aloud.
set -u
[ $# -gt 0 ] || { echo "run.sh: no tests" >&2; exit 1; }
unset LC_ALL LANG HOLDFAST_DB HOLDFAST_OPERATOR HOLDFAST_THEME NO_COLOR
LC_ALL=C.UTF-8
TZ=UTC
export LC_ALL TZ

one() {
    start=$(date +%s)
    "$1" >"$1.log" 2>&1 </dev/null
    status=$?
    name=${1##*/tests/}
    count=$(grep -c '^\[       OK \]' "$1.log")
    if [ "$status" -ne 0 ]; then
        # One write, so that two failures do not mix.
        printf 'FAIL %s (status %d)\n%s\n' "$name" "$status" "$(tail -n 60 "$1.log" | sed 's/^/    /')"
        return 1
    fi
    if [ "$count" -eq 0 ]; then
        printf 'FAIL %s asserts nothing\n' "$name"
        return 1
    fi
    printf 'ok   %-34s %3d tests, %d s\n' "$name" "$count" "$(($(date +%s) - start))"
    sed -n 's/^SKIP/SKIP/p' "$1.log"
}

if [ "$1" = --one ]; then
    one "$2"
    exit
fi
printf '%s\n' "$@" | xargs -P "$(nproc)" -n 1 sh "$0" --one && exit 0
echo "some tests failed" >&2
exit 1
