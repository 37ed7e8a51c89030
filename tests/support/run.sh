#!/bin/sh
# run.sh PROGRAM... - run test programs, JOBS at a time, in a fixed environment and each in a home of
# its own, in memory where there is room: those on a server first and of these the last ones, which
# drive the whole program and take longest. One that makes stores (place.h) runs once for each of
# ENGINES, PostgreSQL's on a server that is started for the run. Tells one line for each, what a
# failed one wrote last, and what was skipped; fails when a test failed or when there was none. All
# that a program wrote lies beside it (.log). HOLDFAST names the program under test. Nothing of a run
# stays behind when it ends, nor when it is killed or who called it.
set -u
LIMIT_S=${LIMIT_S:-240}
ENGINES=${ENGINES:-sqlite postgresql}
LINES_SHOWN=200
MEMORY=/dev/shm
MEMORY_KIB_MIN=4000000
support=$(dirname "$0")

# Sum of the numbers in cmocka's closing lines: count WORD FILE.
count() {
    sed -n "s/^\[  $1 *\] \([0-9][0-9]*\) test(s).*/\1/p" "$2" | awk '{ n += $1 } END { print n + 0 }'
}

# One program on one engine (- for one that makes no store): its counts go to a file, what is to be
# shown to standard output, in one piece.
run_one() {
    program=$1
    engine=$2
    name=$(echo "$program" | sed 's|^.*/tests/||')
    out=$program.log
    if [ "$engine" != - ]; then
        name="$name ($engine)"
        out=$program.$engine.log
        export HOLDFAST_TEST_ENGINE="$engine"
    fi
    home=$(mktemp -d "$RUN_WORK/home.XXXXXX")
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

# Ends what a run has left behind: WORK holds all it made and names all it started.
clean() {
    work=$1
    if [ -s "$work/session" ]; then
        read -r session <"$work/session"
        for one in /proc/[0-9]*/stat; do
            read -r line 2>/dev/null <"$one" || continue
            pid=${line%% *}
            # shellcheck disable=SC2086
            set -- ${line##*)}
            [ "$4" != "$session" ] || kill -KILL "$pid" 2>/dev/null
        done
    fi
    if [ -s "$work/server" ]; then
        sh "$support/cluster.sh" stop "$(cat "$work/server")"
    fi
    rm -rf "$work" || { sleep 1 && rm -rf "$work"; }
}

case ${1:-} in
    --one)
        run_one "$3" "$2"
        exit 0
        ;;
    --clean)
        kill -TERM "$3" 2>/dev/null && sleep 1
        clean "$2"
        exit 0
        ;;
esac

# A program has place_new in it when it makes stores: what it does not call is not linked.
list() {
    printf '%s\n' "$@" | tac | while read -r program; do
        if nm "$program" 2>/dev/null | grep -q ' T place_new$'; then
            for engine in $ENGINES; do
                echo "$engine $program"
            done
        else
            echo "- $program"
        fi
    done
}

free_kib=$(df -Pk "$MEMORY" 2>/dev/null | awk 'NR == 2 { print $4 }')
base=${TMPDIR:-/tmp}
[ ! -w "$MEMORY" ] || [ "${free_kib:-0}" -lt "$MEMORY_KIB_MIN" ] || base=$MEMORY
RUN_WORK=$(mktemp -d "$base/holdfast-tests.XXXXXX") || exit 1
trap 'clean "$RUN_WORK"' EXIT
trap 'exit 130' HUP INT TERM
setsid sh "$support/until.sh" "$RUN_WORK" $$ $PPID -- sh "$0" --clean "$RUN_WORK" $$ \
    </dev/null >/dev/null 2>&1 &
unset HOLDFAST_DB HOLDFAST_OPERATOR HOLDFAST_THEME NO_COLOR LANG LANGUAGE COLUMNS LINES
unset HOLDFAST_TEST_ENGINE
# Nothing that libpq reads reaches a test.
for name in $(env | sed -n 's/^\(PG[A-Z]*\)=.*/\1/p'); do
    unset "$name"
done
LC_ALL=C.UTF-8
TZ=UTC
TERM=xterm-256color
# Of what is freed the last megabyte is kept back, as much as a core's cache holds; of what is had
# the beginning is spoiled, and where it was had is noted in short: a third of the time that the
# sanitizers take otherwise.
ASAN_OPTIONS=${ASAN_OPTIONS:-abort_on_error=0:quarantine_size_mb=1:thread_local_quarantine_size_kb=64:max_malloc_fill_size=64:malloc_context_size=4}
UBSAN_OPTIONS=${UBSAN_OPTIONS:-print_stacktrace=1}
export RUN_WORK LC_ALL TZ TERM ASAN_OPTIONS UBSAN_OPTIONS LIMIT_S

list "$@" | sort -s -k1,1 >"$RUN_WORK/list"
if grep -q '^postgresql ' "$RUN_WORK/list"; then
    # Its own short path: that of a socket has room for a hundred characters.
    [ "$base" = "$MEMORY" ] || base=/tmp
    mktemp -d "$base/holdfast-pg.XXXXXX" >"$RUN_WORK/server" || exit 1
    HOLDFAST_TEST_POSTGRESQL=$(sh "$support/cluster.sh" start "$(cat "$RUN_WORK/server")" $$) || exit 1
    PATH=$(sh "$support/cluster.sh" bin):$PATH
    export HOLDFAST_TEST_POSTGRESQL PATH
fi

# In a session of its own, so that one can be ended with all that it started.
setsid xargs -P "${JOBS:-$(($(nproc) * 2))}" -L1 sh "$0" --one <"$RUN_WORK/list" &
echo $! >"$RUN_WORK/session"
wait $!

runs=$(wc -l <"$RUN_WORK/list")
cat "$RUN_WORK"/home.*/counts 2>/dev/null | awk -v runs="$runs" '
    { passed += $1; failed += $2; skipped += $3; seen++ }
    END {
        if (seen < runs) failed += runs - seen
        printf "%d passed, %d failed", passed, failed
        if (skipped > 0) printf ", %d skipped", skipped
        print ""
        exit failed > 0 || passed == 0
    }'
