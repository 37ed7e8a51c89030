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
    best_action=
    best_bare=
    best_program=
    best_bare_program=
    for _ in $(seq "$rounds"); do
        best_bare=$(least "$best_bare" "$("$tools/bare_commit" "$bare_url" 300)")
        best_action=$(least "$best_action" "$("$tools/action" "$url" "$login" 300)")
        best_bare_program=$(least "$best_bare_program" \
            "$("$tools/repeat" 30 "$tools/bare_commit" "$bare_url" 1)")
        best_program=$(least "$best_program" \
            "$("$tools/repeat" 30 "$holdfast" --db "$url" payout S-0001 0.01)")
    done
    say "an action in an open store" "$best_action us"
    say "a bare commit" "$best_bare us"
    say "action/bare" "$(ratio "$best_action" "$best_bare")"
    say "holdfast payout, the program" "$best_program us"
    say "the program of a bare commit" "$best_bare_program us"
    say "program/bare program" "$(ratio "$best_program" "$best_bare_program")"
done
