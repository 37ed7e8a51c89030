#!/bin/sh
# bench.sh BUILD - what the program takes beside what the work itself takes. Prints ratios of this run
# on this machine and judges nothing. BENCH_ROWS (100000) and BENCH_ROUNDS (3) may be set.
#
# Feed    a feed of so many events into a new store, beside bare_feed.c: SQLite alone inserting the rows
#         that came of it (its head says exactly what it does). The best of the rounds.
# Import  a bank file of so many rows, planned, proved, checked for duplicates, and durable, beside
#         `ledger convert` reading the same rows; then the same file again.
# Console on as many accounts, counted by ttybench where ../shared/tools/tty has it.
set -eu
build=$1
rows=${BENCH_ROWS:-100000}
rounds=${BENCH_ROUNDS:-3}
data=build/bench
tools=$build/tests/bench
holdfast=$build/holdfast
LC_ALL=C.UTF-8
export LC_ALL
unset HOLDFAST_DB HOLDFAST_OPERATOR HOLDFAST_THEME || :
mkdir -p "$data/home"
HOME=$(pwd)/$data/home
export HOME

# Wall seconds of a command, its output thrown away; what else it took is in $took.
seconds() {
    "$tools/measure" "$@" >"$data/out" 2>"$data/took" || {
        cat "$data/out" "$data/took" >&2
        echo "bench: failed: $*" >&2
        exit 1
    }
    took=$(tail -n 1 "$data/took")
    wall=${took%% *}
}
least() { awk -v a="$1" -v b="$2" 'BEGIN { print (a == "" || b + 0 < a + 0) ? b : a }'; }
ratio() { awk -v a="$1" -v b="$2" 'BEGIN { printf "%.2f", (b > 0) ? a / b : 0 }'; }
fresh() {
    rm -f "$1" "$1-wal" "$1-shm"
    "$holdfast" --db "$1" init --sandbox >/dev/null
}
make_rows() {
    file=$data/$1-$rows
    [ -s "$file" ] || "$tools/make_rows" "$1" "$rows" >"$file"
}

make_rows feed
make_rows bank
make_rows convert
make_rows deals

echo "feed: $rows events on SQLite"
best_feed=
best_bare=
for _ in $(seq "$rounds"); do
    fresh "$data/feed.db"
    seconds "$holdfast" --db "$data/feed.db" feed "$data/feed-$rows"
    best_feed=$(least "$best_feed" "$wall")
    feed_took=$took
    rm -f "$data/bare.db" "$data/bare.db-wal" "$data/bare.db-shm"
    "$tools/bare_feed" "$data/feed.db" "$data/bare.db" 1000 >"$data/bare"
    bare=$(awk '{ print $3 }' "$data/bare")
    best_bare=$(least "$best_bare" "$bare")
done
echo "  holdfast feed   $best_feed s (last round: $feed_took)"
echo "  bare SQLite     $best_bare s for its $(awk '{ print $1 }' "$data/bare") rows"
echo "  speed of bare   $(ratio "$best_bare" "$best_feed")"

echo "import: $rows rows of profile generic"
printf '%s\n%s\n' \
    '{"id":"b1","type":"party","at":"2026-09-01T08:00:00Z","party":"CUSTODIAN","kind":"custodian","name":"Custodian","jurisdiction":"CN"}' \
    '{"id":"b2","type":"bank","at":"2026-09-01T08:00:00Z","account":"BENCH-001","party":"CUSTODIAN","currency":"CNY"}' \
    >"$data/bank.jsonl"
best_import=
best_again=
best_ledger=
for _ in $(seq "$rounds"); do
    fresh "$data/import.db"
    "$holdfast" --db "$data/import.db" feed "$data/bank.jsonl" >/dev/null
    seconds "$holdfast" --db "$data/import.db" import "$data/bank-$rows" --account BENCH-001 \
        --profile generic
    best_import=$(least "$best_import" "$wall")
    import_took=$took
    seconds "$holdfast" --db "$data/import.db" import "$data/bank-$rows" --account BENCH-001 \
        --profile generic
    best_again=$(least "$best_again" "$wall")
    again_took=$took
    seconds ledger -f /dev/null convert "$data/convert-$rows"
    best_ledger=$(least "$best_ledger" "$wall")
    ledger_took=$took
done
echo "  holdfast import $best_import s (last round: $import_took)"
echo "  the same again  $best_again s (last round: $again_took)"
echo "  ledger convert  $best_ledger s (last round: $ledger_took)"
echo "  speed of ledger $(ratio "$best_ledger" "$best_import"); again/first $(ratio "$best_again" "$best_import")"

echo "console: $rows orders, each with its account"
ttybench=../shared/tools/tty/ttybench.c
if [ ! -f "$ttybench" ]; then
    echo "  SKIP: $ttybench is not here"
    exit 0
fi
if [ ! -s "$data/console-$rows.db" ]; then
    fresh "$data/console.db"
    "$holdfast" --db "$data/console.db" feed "$data/deals-$rows" >/dev/null
    mv "$data/console.db" "$data/console-$rows.db"
fi
[ -x "$tools/ttybench" ] || cc -O2 -w -o "$tools/ttybench" "$ttybench" -lvterm -lutil
console() {
    "$tools/ttybench" -r 24 -c 80 "$@" -- "$holdfast" --db "$data/console-$rows.db"
}
# The console opens where one left it: on the accounts.
console -p 2 -k '_leave*1=q' >"$data/out"
console -w hold: -k '_first*1=\eOB' -k 'down inside*8=\eOB' -k '_skip*24=\eOB' \
    -k 'down scrolling*100=\eOB' -k 'page down*100=\e[6~' -k '@end=\eOF' -k '@home=\eOH' \
    -B 'burst=\eOB' -i 5 |
    awk -F '\t' '
        function line(what, found, budget) {
            printf "  %-16s %s%s\n", what, found, budget == "" ? "" : " (budget " budget ")"
        }
        BEGIN { budget["down inside"] = 300; budget["down scrolling"] = 330; budget["page down"] = 2000 }
        {
            for (i = 2; i <= NF; i++) { split($i, pair, "="); value[pair[1]] = pair[2] }
            if ($1 == "start") line("first full list", value["full_ms"] " ms", "50")
            else if ($1 == "idle") line("idle", value["bytes_per_s"] " bytes a second", "0")
            else if ($1 == "burst") line("100 queued keys", value["bytes"] " bytes", "")
            else if ($1 == "end") line("memory", value["hwm_main_kib"] " KiB", "20480")
            else line($1, value["bytes_mean"] " bytes a key in " value["paint_ms_p50"] " ms", budget[$1])
        }'
