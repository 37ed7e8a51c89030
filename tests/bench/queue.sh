# queue.sh - the queue of complaints in the console, of as many that are open, counted by ttybench where
# ../shared/tools/tty has it; and the same list from a script.
echo "queue: $rows open complaints"
ttybench=../shared/tools/tty/ttybench.c
if [ ! -s "$data/queue-$rows.db" ]; then
    make_rows complaints "$rows"
    fresh sqlite queue
    "$holdfast" --db "$url" feed "$file" >/dev/null
    rm "$file"
    mv "$url" "$data/queue-$rows.db"
fi
queue="$holdfast --db $data/queue-$rows.db"
seconds $queue complaints --limit 24
say "first 24, by a script" "$wall s"
[ -f "$ttybench" ] || {
    echo "  SKIP: $ttybench is not here"
    return 0
}
[ -x "$tools/ttybench" ] || cc -O2 -w -o "$tools/ttybench" "$ttybench" -lvterm -lutil
# The console opens where one left it: on the complaints.
"$tools/ttybench" -r 24 -c 80 -p 6 -k '_leave*1=q' -- $queue >"$data/out"
"$tools/ttybench" -r 24 -c 80 -w C-00 -k '_skip*30=\eOB' -k 'down scrolling*100=\eOB' \
    -k 'page down*100=\e[6~' -k '@end=\eOF' -- $queue |
    awk -F '\t' '{
        for (i = 2; i <= NF; i++) { split($i, pair, "="); value[pair[1]] = pair[2] }
        if ($1 == "start") printf "  %-34s %s ms (budget 50)\n", "first full list", value["full_ms"]
        else if ($1 == "end") printf "  %-34s %s KiB (budget 20480)\n", "memory", value["hwm_main_kib"]
        else printf "  %-34s %s ms\n", $1, value["paint_ms_p50"]
    }'
