# import.sh - a bank file of so many rows, planned, proved, checked for duplicates, and durable, beside
# `ledger convert` reading the same rows; then the same file again.
make_rows convert "$rows"
convert=$file
make_rows bank "$rows"
printf '%s\n%s\n' \
    '{"id":"b1","type":"party","at":"2026-09-01T08:00:00Z","party":"CUSTODIAN","kind":"custodian","name":"Custodian","jurisdiction":"CN"}' \
    '{"id":"b2","type":"bank","at":"2026-09-01T08:00:00Z","account":"BENCH-001","party":"CUSTODIAN","currency":"CNY"}' \
    >"$data/bank.jsonl"
for engine in $engines; do
    echo "import: $rows rows of profile generic on $engine"
    forget
    for _ in $(seq "$rounds"); do
        fresh "$engine" import
        "$holdfast" --db "$url" feed "$data/bank.jsonl" >/dev/null
        seconds "$holdfast" --db "$url" import "$file" --account BENCH-001 --profile generic
        import=$wall
        import_took=$took
        seconds "$holdfast" --db "$url" import "$file" --account BENCH-001 --profile generic
        again=$wall
        again_took=$took
        seconds ledger -f /dev/null convert "$convert"
        note import "$import"
        note again "$again"
        note ledger "$wall"
        note speed "$(ratio "$wall" "$import")"
        note part "$(ratio "$again" "$import")"
    done
    say "holdfast import" "$(middle import) s (last round: $import_took)"
    say "the same again" "$(middle again) s (last round: $again_took)"
    say "ledger convert" "$(middle ledger) s (last round: $took)"
    say "speed of ledger" "$(middle speed)"
    say "again/first" "$(middle part)"
done
