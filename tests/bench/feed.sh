# feed.sh - a feed of so many events into a new store, in batches of 1,000, beside the database alone
# inserting the rows that came of it in as many transactions (bare_feed.c and bare_postgresql.c say
# exactly what that is); on PostgreSQL beside pgbench too: transactions of its default script, one
# client.
make_rows feed "$rows"
for engine in $engines; do
    echo "feed: $rows events on $engine"
    forget
    for _ in $(seq "$rounds"); do
        fresh "$engine" bare
        bare_url=$url
        fresh "$engine" feed
        seconds "$holdfast" --db "$url" feed "$file"
        note feed "$wall"
        feed_took=$took
        if [ "$engine" = sqlite ]; then
            empty sqlite bare
            "$tools/bare_feed" "$data/feed.db" "$data/bare.db" 1000 >"$data/bare"
        else
            "$tools/bare_postgresql" "$url" "$bare_url" 1000 >"$data/bare"
        fi
        bare=$(awk '{ print $3 }' "$data/bare")
        note bare "$bare"
        note share "$(ratio "$bare" "$wall")"
    done
    say "holdfast feed" "$(middle feed) s (last round: $feed_took)"
    say "bare insert" "$(middle bare) s for its $(awk '{ print $1 }' "$data/bare") rows"
    say "speed of the bare insert" "$(middle share)"
    [ "$engine" = postgresql ] || continue
    pgbench -i -q -s 10 "${databases}bare" >"$data/out" 2>&1 || cat "$data/out" >&2
    tps=$(pgbench -n -c 1 -T 10 "${databases}bare" 2>/dev/null | awk '$1 == "tps" { print $3 }')
    events=$(ratio "$rows" "$(middle feed)")
    say "events a second" "$events"
    say "pgbench, transactions a second" "$tps"
    say "events for each of pgbench's" "$(ratio "$events" "$tps")"
done
