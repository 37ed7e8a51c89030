# action.sh - one action of an operator (payouts and releases in turn; its beginning to its being
# durable) as a multiple of one bare commit, a row inserted durably: inside one program that has its
# store open (action.c, bare_commit.c), and as a program of its own from its start to its end. Medians.
# Of a store of 10,000 events.
make_rows feed 10000
for engine in $engines; do
    echo "action: on $engine"
    fresh "$engine" action
    "$holdfast" --db "$url" feed "$file" >/dev/null
    bare_url=$url
    if [ "$engine" = sqlite ]; then
        empty sqlite commit
        bare_url=sqlite:$url
        url=$data/action.db
    fi
    forget
    for _ in $(seq "$rounds"); do
        bare=$("$tools/bare_commit" "$bare_url" 300)
        action=$("$tools/action" "$url" "$login" 300)
        bare_program=$("$tools/repeat" 30 "$tools/bare_commit" "$bare_url" 1)
        program=$("$tools/repeat" 30 "$holdfast" --db "$url" payout S-0001 0.01)
        note bare "$bare"
        note action "$action"
        note ratio "$(ratio "$action" "$bare")"
        note bare-program "$bare_program"
        note program "$program"
        note program-ratio "$(ratio "$program" "$bare_program")"
    done
    say "an action in an open store" "$(middle action) us"
    say "a bare commit" "$(middle bare) us"
    say "action/bare" "$(middle ratio)"
    say "holdfast payout, the program" "$(middle program) us"
    say "the program of a bare commit" "$(middle bare-program) us"
    say "program/bare program" "$(middle program-ratio)"
done
