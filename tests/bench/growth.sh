# growth.sh - the same feed and the same action on a store that has 10,000 events and on one that has
# 1,000,000. The large stores are made once and kept in build/bench, PostgreSQL's as a dump.
[ "${BENCH_GROWTH:-1}" != 0 ] || {
    echo "growth: SKIP: BENCH_GROWTH is 0"
    return 0
}
small=10000
large=1000000
more=100000

# A store of so many events: $url. Copies of it are made from what was kept.
grown() {
    kept=$data/grown-$1-$2
    if [ "$1" = sqlite ]; then
        if [ ! -s "$kept.db" ]; then
            make_rows feed "$2"
            fresh sqlite growing
            "$holdfast" --db "$url" feed "$file" >/dev/null
            rm "$file"
            mv "$url" "$kept.db"
        fi
        empty sqlite grown
        cp "$kept.db" "$url"
        sync "$url" # else the first commit has to
        return
    fi
    if [ ! -s "$kept.dump" ]; then
        make_rows feed "$2"
        fresh postgresql growing
        "$holdfast" --db "$url" feed "$file" >/dev/null
        rm "$file"
        pg_dump -Fc -Z 1 -f "$kept.dump.new" "$url"
        on_server "DROP DATABASE growing"
        mv "$kept.dump.new" "$kept.dump"
    fi
    empty postgresql grown
    pg_restore -d "$url" "$kept.dump"
    psql -q -X -c "SET client_min_messages = error" -c ANALYZE "$url"
    psql -q -X -c CHECKPOINT "$(echo "$databases" | sed 's/tester@/postgres@/')postgres"
}

for engine in $engines; do
    echo "growth: $more events more, and an action, on $engine"
    forget
    for _ in $(seq "$rounds"); do
        for size in $small $large; do
            make_rows more "$more" "$size"
            more_file=$file
            grown "$engine" "$size"
            seconds "$holdfast" --db "$url" feed "$more_file"
            action=$("$tools/action" "$url" "$login" 300)
            note "feed-$size" "$wall"
            note "action-$size" "$action"
            if [ "$size" = "$small" ]; then
                small_feed=$wall
                small_action=$action
            fi
        done
        note feed-ratio "$(ratio "$wall" "$small_feed")"
        note action-ratio "$(ratio "$action" "$small_action")"
    done
    for size in $small $large; do
        say "beside $size events" "feed $(middle "feed-$size") s, action $(middle "action-$size") us"
    done
    say "large/small, feed" "$(middle feed-ratio)"
    say "large/small, action" "$(middle action-ratio)"
    empty "$engine" grown
done
