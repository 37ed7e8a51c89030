# million.sh - a file of a bank with a million rows, each of which names an order that is open, among as
# many open orders: read, proved, matched by its reference and the exact amount, posted, and durable;
# then the same file again. Beside it `hledger print` reads the first tenth of the same rows, and its
# time counts ten times: where hledger is not installed, what it took of 100,000 rows elsewhere (15.6 s)
# is stated in its place. Peak memory is asked to stay the same whatever the size. BENCH_MILLION
# (1000000): so many rows. On SQLite alone; once, as it takes long.
million=${BENCH_MILLION:-1000000}
[ "${BENCH_GROWTH:-1}" != 0 ] || {
    echo "million: SKIP: BENCH_GROWTH is 0"
    return 0
}
echo "million: $million rows of a bank, and as many open orders, on sqlite"
open_orders=$data/orders-$million-$(cat model/store/sqlite-*.sql | sha256sum | cut -c1-8).db
if [ ! -s "$open_orders" ]; then
    make_rows deals "$million"
    fresh sqlite orders
    "$holdfast" --db "$url" feed "$file" >/dev/null
    rm "$file"
    mv "$url" "$open_orders"
fi
empty sqlite million
cp "$open_orders" "$url"
sync "$url"
make_rows bank "$million"
head -n $((million / 10 + 1)) "$file" >"$data/tenth.csv"
seconds "$holdfast" --db "$url" import "$file" --account BENCH-001 --profile generic
import=$wall
say "holdfast import" "$took"
say "of them matched" "$(sed -n 's/ matched.*//p' "$data/out")"
seconds "$holdfast" --db "$url" import "$file" --account BENCH-001 --profile generic
say "the same again" "$took"
say "again/first" "$(ratio "$wall" "$import")"
if command -v hledger >/dev/null; then
    printf '%s\n' 'skip 1' 'fields date,,code,description,amount,balance' 'currency CNY' \
        'account1 assets:bank' >"$data/tenth.rules"
    seconds hledger -f "$data/tenth.csv" --rules-file "$data/tenth.rules" print
    say "hledger print, a tenth" "$took"
    said="ten times its tenth"
else
    wall=15.6
    said="SKIP: hledger is not installed; of 15.6 s for 100,000 rows, as stated"
fi
say "speed of hledger" "$(ratio "$(awk -v s="$wall" 'BEGIN { print 10 * s }')" "$import") ($said)"
empty sqlite million
