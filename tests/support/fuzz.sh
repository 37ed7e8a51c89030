#!/bin/sh
# fuzz.sh PROGRAM... - run each fuzz target FUZZ_SECONDS (2) on its corpus, as many at once as there are
# cores. Fails when one finds something, and keeps what it found beside the program.
set -u

one() {
    program=$1
    name=${program##*/fuzz_}
    corpus=tests/fuzz/corpus/$name
    found=$program.found
    grown=$(mktemp -d)
    mkdir -p "$found"
    if [ -z "$(ls -A "$corpus" 2>/dev/null)" ]; then
        echo "FAIL  fuzz/$name: no corpus in $corpus"
        return 1
    fi
    ASAN_OPTIONS=abort_on_error=0 "$program" -max_total_time="${FUZZ_SECONDS:-2}" -timeout=10 \
        -rss_limit_mb=1024 -print_final_stats=1 -artifact_prefix="$found/" "$grown" "$corpus" \
        >"$program.log" 2>&1 </dev/null
    status=$?
    rm -rf "$grown"
    runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$program.log")
    if [ $status -ne 0 ] || [ "${runs:-0}" -eq 0 ]; then
        printf 'FAIL  fuzz/%s: status %d, see %s\n%s\n' "$name" $status "$found" \
            "$(grep -vE '^#[0-9]+[^ ]*\s+(NEW|REDUCE|pulse)' "$program.log" | tail -n 60 | sed 's/^/    /')"
        return 1
    fi
    echo "ok    fuzz/$name: $runs inputs"
}

if [ "$1" = --one ]; then
    one "$2"
    exit
fi
printf '%s\n' "$@" | xargs -P "$(nproc)" -n1 sh "$0" --one && exit 0
echo "a fuzz target failed" >&2
exit 1
