# console.sh - the console on as many accounts, counted by ttybench where ../shared/tools/tty has it.
echo "console: $rows orders, each with its account"
ttybench=../shared/tools/tty/ttybench.c
[ -f "$ttybench" ] || {
    echo "  SKIP: $ttybench is not here"
    return 0
}
if [ ! -s "$data/console-$rows.db" ]; then
    make_rows deals "$rows"
    fresh sqlite console
    "$holdfast" --db "$url" feed "$file" >/dev/null
    mv "$url" "$data/console-$rows.db"
fi
[ -x "$tools/ttybench" ] || cc -O2 -w -o "$tools/ttybench" "$ttybench" -lvterm -lutil
console() {
    "$tools/ttybench" -r 24 -c 80 "$@" -- "$holdfast" --db "$data/console-$rows.db"
}
# The console opens where one left it: on the accounts.
console -p 2 -k '_leave*1=q' >"$data/out"
console -w hold: -k '_first*1=\eOB' -k 'down inside*8=\eOB' -k '_skip*24=\eOB' \
    -k 'down scrolling*100=\eOB' -k 'page down*100=\e[6~' -k '@end=\eOF' -k '@home=\eOH' \
    -B 'burst=\eOB' -i 5 |
    awk -F '\t' '
        function line(what, found, budget) {
            printf "  %-16s %s%s\n", what, found, budget == "" ? "" : " (budget " budget ")"
        }
        BEGIN { budget["down inside"] = 300; budget["down scrolling"] = 330; budget["page down"] = 2000 }
        {
            for (i = 2; i <= NF; i++) { split($i, pair, "="); value[pair[1]] = pair[2] }
            if ($1 == "start") line("first full list", value["full_ms"] " ms", "50")
            else if ($1 == "idle") line("idle", value["bytes_per_s"] " bytes a second", "0")
            else if ($1 == "burst") line("100 queued keys", value["bytes"] " bytes", "")
            else if ($1 == "end") line("memory", value["hwm_main_kib"] " KiB", "20480")
            else line($1, value["bytes_mean"] " bytes a key in " value["paint_ms_p50"] " ms", budget[$1])
        }'
