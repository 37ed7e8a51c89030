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
    best_hot=
    best_spread=
    best_fee=
    for _ in $(seq "$rounds"); do
        fresh "$engine" hot
        seconds "$holdfast" --db "$url" feed "$hot_file"
        best_hot=$(least "$best_hot" "$wall")
        fresh "$engine" hot
        seconds "$holdfast" --db "$url" feed "$file"
        best_spread=$(least "$best_spread" "$wall")
        fresh "$engine" hot
        seconds "$holdfast" --db "$url" feed "$fee_file"
        best_fee=$(least "$best_fee" "$wall")
    done
    say "one seller, one provider" "$best_hot s"
    say "200 sellers, 200 providers" "$best_spread s"
    say "hot/spread" "$(ratio "$best_hot" "$best_spread")"
    say "with the platform's fee" "$best_fee s: $(ratio "$best_fee" "$best_spread") of spread"
done
