# verify.sh - every invariant proved of a store of a million events, on one core: by itself, which is
# the same work whatever the store is, and as the command does it, which on a file first has SQLite check
# every page and index. Counted is what the program takes; a server works on another core. Memory is the
# peak of the whole command. BENCH_EVENTS (1000000): of a store of so many.
[ "${BENCH_GROWTH:-1}" != 0 ] || {
    echo "verify: SKIP: BENCH_GROWTH is 0"
    return 0
}
events=${BENCH_EVENTS:-1000000}
per_second() { awk -v n="$events" -v s="$1" 'BEGIN { printf "%d", (s > 0) ? n / s : 0 }'; }
on_one_core() { seconds taskset -c "$(taskset -cp $$ | sed 's/.*[ ,-]//')" "$@"; }

for engine in $engines; do
    echo "verify: $events events on $engine"
    forget
    grown "$engine" "$events"
    for _ in $(seq "$rounds"); do
        on_one_core "$tools/verify" "$url" "$login"
        note proof-cpu "$cpu"
        note proof-wall "$wall"
        on_one_core "$holdfast" --db "$url" verify
        note whole-cpu "$cpu"
        note whole-wall "$wall"
        note kib "$kib"
    done
    for what in proof whole; do
        name="the invariants"
        [ "$what" = proof ] || name="the command"
        taken=$(middle "$what-cpu")
        say "$name" "$(middle "$what-wall") s, of the core $taken s: $(per_second "$taken") events a second"
    done
    say "peak memory" "$(middle kib) KiB"
    empty "$engine" grown
done
