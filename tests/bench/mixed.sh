# mixed.sh - a feed of so many events of several ways of paying (escrow, chain, prepaid, cash on delivery)
# beside one of escrow sales alone.
make_rows feed "$rows"
escrow_file=$file
make_rows mixed "$rows"
for engine in $engines; do
    echo "mixed: $rows events on $engine"
    forget
    for _ in $(seq "$rounds"); do
        fresh "$engine" escrow
        seconds "$holdfast" --db "$url" feed "$escrow_file"
        escrow=$wall
        fresh "$engine" mixed
        seconds "$holdfast" --db "$url" feed "$file"
        note escrow "$escrow"
        note mixed "$wall"
        note share "$(ratio "$escrow" "$wall")"
    done
    say "escrow alone" "$(middle escrow) s"
    say "several ways" "$(middle mixed) s (last round: $took)"
    say "speed of escrow alone" "$(middle share)"
done
