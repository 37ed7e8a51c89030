# hot.sh - one hot account beside many: the same feed without fees, where every event is about the money
# of one seller and one provider, or about that of 200 each; and with a fee on every deal, so that the
# platform's account is touched by every release, which makes more rows too.
make_rows feed "$rows"
fee_file=$file
make_rows hot "$rows"
hot_file=$file
make_rows spread "$rows"
for engine in $engines; do
    echo "hot: $rows events on $engine"
    forget
    for _ in $(seq "$rounds"); do
        fresh "$engine" hot
        seconds "$holdfast" --db "$url" feed "$hot_file"
        hot=$wall
        fresh "$engine" hot
        seconds "$holdfast" --db "$url" feed "$file"
        spread=$wall
        fresh "$engine" hot
        seconds "$holdfast" --db "$url" feed "$fee_file"
        note hot "$hot"
        note spread "$spread"
        note fee "$wall"
        note hot-ratio "$(ratio "$hot" "$spread")"
        note fee-ratio "$(ratio "$wall" "$spread")"
    done
    say "one seller, one provider" "$(middle hot) s"
    say "200 sellers, 200 providers" "$(middle spread) s"
    say "hot/spread" "$(middle hot-ratio)"
    say "with the platform's fee" "$(middle fee) s: $(middle fee-ratio) of spread"
done
