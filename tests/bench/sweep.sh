# sweep.sh - so many holds that fall due together, run by one sweep, beside SQLite alone inserting the rows
# that this writes, in as many transactions; and how long a batch has the writer's lock beside an action.
batch=500 # SWEEP_BATCH of model/sweep.h
make_rows due "$rows"
due_file=$file
make_rows feed 10000
for engine in $engines; do
    echo "sweep: $rows holds due at once on $engine"
    forget
    fresh "$engine" acting
    "$holdfast" --db "$url" feed "$file" >/dev/null
    action=$("$tools/action" "$url" "$login" 300)
    for _ in $(seq "$rounds"); do
        fresh "$engine" sweep
        "$holdfast" --db "$url" feed "$due_file" >/dev/null
        before=$("$holdfast" --db "$url" events --limit 1 --format json |
            sed 's/.*"event":\([0-9]*\).*/\1/')
        then=$(date -u -d '+11 days' +%Y-%m-%dT%H:%M:%SZ)
        seconds "$holdfast" --db "$url" --now "$then" sweep
        note sweep "$wall"
        note a-second "$(ratio "$rows" "$wall")"
        note a-batch "$(awk -v s="$wall" -v n="$rows" -v b="$batch" -v a="$action" \
            'BEGIN { printf "%.0f", s * 1000000 / n * b / a }')"
        [ "$engine" = sqlite ] || continue
        empty sqlite bare
        "$tools/bare_feed" "$data/sweep.db" "$data/bare.db" "$batch" "$before" >"$data/bare"
        bare=$(awk '{ print $3 }' "$data/bare")
        note bare "$bare"
        note share "$(ratio "$bare" "$wall")"
    done
    say "holdfast sweep" "$(middle sweep) s, $(middle a-second) holds a second (last round: $took)"
    say "a batch of $batch/an action" "$(middle a-batch)"
    [ "$engine" = sqlite ] || continue
    say "bare insert" "$(middle bare) s for its $(awk '{ print $1 }' "$data/bare") rows"
    say "speed of the bare insert" "$(middle share)"
done
