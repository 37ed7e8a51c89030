#!/bin/sh
# demo.sh PROGRAM - a demonstration store in a folder of its own (build/demo), made where there is none
# that works; then the console on it, or, without a terminal, the position and how to open it.
set -eu
program=$1
folder=build/demo
store=$folder/demo.db
unset HOLDFAST_DB HOLDFAST_OPERATOR || :

works() {
    [ -s "$store" ] && [ -s "$folder/now" ] &&
        "$program" --db "$store" --now "$(cat "$folder/now")" report position >"$folder/position" 2>/dev/null
}

if ! works; then
    rm -rf "$folder"
    mkdir -p "$folder"
    said=$("$program" --db "$store" demo --files "$folder")
    echo "$said"
    echo "${said##*--now }" >"$folder/now"
    works || {
        echo "demo: the store that was just made cannot be read: $store" >&2
        exit 1
    }
fi

now=$(cat "$folder/now")
if [ -t 0 ] && [ -t 1 ]; then
    exec "$program" --db "$store" --now "$now"
fi
cat "$folder/position"
echo
echo "On a terminal, 'make demo' opens the console on this store, and so does:"
echo "    $program --db $store --now $now"
echo "What the shop and the bank send next: $folder/shop-today.jsonl, $folder/bank-today.csv"
