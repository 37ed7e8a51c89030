#!/bin/sh
# run.sh PROGRAM... - run test programs, JOBS at a time, in a fixed environment and each in a home of
# its own. Tells one line for each, what a failed one wrote last, and what was skipped; fails when a
# test failed or when there was none. All that a program wrote lies beside it (.log). HOLDFAST names
# the program under test.
set -u
LIMIT_S=${LIMIT_S:-240}
LINES_SHOWN=200

# Sum of the numbers in cmocka's closing lines: count WORD FILE.
count() {
    sed -n "s/^\[  $1 *\] \([0-9][0-9]*\) test(s).*/\1/p" "$2" | awk '{ n += $1 } END { print n + 0 }'
}

# One program: its counts go to a file, what is to be shown to standard output, in one piece.
run_one() {
    program=$1
    name=$(echo "$program" | sed 's|^.*/tests/||')
    home=$(mktemp -d "$RUN_WORK/home.XXXXXX")
    out=$program.log
    mkdir "$home/tmp" "$home/home" "$home/run"
    chmod 700 "$home/run"
    start=$(date +%s)
    HOME=$home/home TMPDIR=$home/tmp XDG_DATA_HOME=$home/home/data XDG_CONFIG_HOME=$home/home/config \
        XDG_STATE_HOME=$home/home/state XDG_CACHE_HOME=$home/home/cache XDG_RUNTIME_DIR=$home/run \
        timeout -k 5 "$LIMIT_S" "$program" >"$out" 2>&1 </dev/null
    status=$?
    took=$(($(date +%s) - start))
    passed=$(count PASSED "$out")
    failed=$(count FAILED "$out")
    skipped=$(count SKIPPED "$out")
    why=
    [ $status -eq 124 ] && why="no end after $LIMIT_S s"
    [ $status -ne 0 ] && [ -z "$why" ] && [ "$failed" -eq 0 ] && why="ended with status $status"
    [ $((passed + failed + skipped)) -eq 0 ] && why="${why:-no test in it}"
    [ -n "$why" ] && failed=$((failed + 1))
    echo "$passed $failed $skipped" >"$home/counts"
    shown=$(if [ "$failed" -gt 0 ]; then
        echo "FAIL  $name: $passed passed, $failed failed${why:+ ($why)}, $took s"
        tail -n $LINES_SHOWN "$out" | sed 's/^/    /'
    else
        echo "ok    $name: $passed passed, $took s"
        grep -E '^(\[  SKIPPED \] [^0-9]|SKIP)' "$out" | sed 's/^\[  SKIPPED \]/SKIP/; s/^/    /' | sort -u
    fi)
    printf '%s\n' "$shown"
    rm -rf "$home/tmp" "$home/home" "$home/run"
}

if [ "${1:-}" = --one ]; then
    run_one "$2"
    exit 0
fi

RUN_WORK=$(mktemp -d "${TMPDIR:-/tmp}/holdfast-tests.XXXXXX") || exit 1
trap 'rm -rf "$RUN_WORK"' EXIT
trap 'exit 130' INT TERM
unset HOLDFAST_DB HOLDFAST_OPERATOR HOLDFAST_THEME NO_COLOR LANG LANGUAGE COLUMNS LINES
LC_ALL=C.UTF-8
TZ=UTC
TERM=xterm-256color
ASAN_OPTIONS=${ASAN_OPTIONS:-abort_on_error=0}
UBSAN_OPTIONS=${UBSAN_OPTIONS:-print_stacktrace=1}
export RUN_WORK LC_ALL TZ TERM ASAN_OPTIONS UBSAN_OPTIONS LIMIT_S

for program in "$@"; do
    printf '%s\n' "$program"
done | xargs -P "${JOBS:-$(nproc)}" -n1 sh "$0" --one

cat "$RUN_WORK"/home.*/counts 2>/dev/null | awk -v programs=$# '
    { passed += $1; failed += $2; skipped += $3; seen++ }
    END {
        if (seen < programs) failed += programs - seen
        printf "%d passed, %d failed", passed, failed
        if (skipped > 0) printf ", %d skipped", skipped
        print ""
        exit failed > 0 || passed == 0
    }'
