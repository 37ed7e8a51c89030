# growth.sh - the same feed and the same action on a store that has 10,000 events and on one that has
# 1,000,000.
[ "${BENCH_GROWTH:-1}" != 0 ] || {
    echo "growth: SKIP: BENCH_GROWTH is 0"
    return 0
}
small=10000
large=1000000
more=100000

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
