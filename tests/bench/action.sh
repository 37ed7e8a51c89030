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
    actions= bares= ratios= programs= bare_programs= program_ratios=
    for _ in $(seq "$rounds"); do
        bare=$("$tools/bare_commit" "$bare_url" 300)
        action=$("$tools/action" "$url" "$login" 300)
        bare_program=$("$tools/repeat" 30 "$tools/bare_commit" "$bare_url" 1)
        program=$("$tools/repeat" 30 "$holdfast" --db "$url" payout S-0001 0.01)
        bares="$bares $bare"
        actions="$actions $action"
        ratios="$ratios $(ratio "$action" "$bare")"
        bare_programs="$bare_programs $bare_program"
        programs="$programs $program"
        program_ratios="$program_ratios $(ratio "$program" "$bare_program")"
    done
    say "an action in an open store" "$(middle "$actions") us"
    say "a bare commit" "$(middle "$bares") us"
    say "action/bare" "$(middle "$ratios")"
    say "holdfast payout, the program" "$(middle "$programs") us"
    say "the program of a bare commit" "$(middle "$bare_programs") us"
    say "program/bare program" "$(middle "$program_ratios")"
done
