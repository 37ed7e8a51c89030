# common.sh - what the parts of the benchmarks share; read by bench.sh, which sets build and here.
# Stores lie in build/bench; PostgreSQL's on a server of the run's own, with real fsync, that goes when
# the run ends.
rows=${BENCH_ROWS:-100000}
rounds=${BENCH_ROUNDS:-3}
engines=${BENCH_ENGINES:-sqlite postgresql}
data=$PWD/build/bench
tools=$build/tests/bench
holdfast=$build/holdfast
LC_ALL=C.UTF-8
export LC_ALL
unset HOLDFAST_DB HOLDFAST_OPERATOR HOLDFAST_THEME || :
mkdir -p "$data/home"
HOME=$data/home
export HOME
login=$(id -un)

# The server's databases up to their name; it is started when it is first asked for. Its folder has a
# short name, as the path of a socket has to.
databases=
server=
stop_server() {
    [ -z "$server" ] || sh "$here/../support/cluster.sh" stop "$server"
    server=
}
trap stop_server EXIT
trap 'exit 1' HUP INT TERM
start_server() {
    [ -z "$databases" ] || return 0
    server=$(mktemp -d)
    rmdir "$server"
    databases=$(sh "$here/../support/cluster.sh" start "$server" $$ safe)
}
on_server() {
    psql -q -X -v ON_ERROR_STOP=1 "${databases}postgres" -c "SET client_min_messages = warning" -c "$1" >/dev/null
}

# empty ENGINE NAME - a place for a store where none is; its URL is in $url.
empty() {
    if [ "$1" = sqlite ]; then
        url=$data/$2.db
        rm -f "$url" "$url-wal" "$url-shm"
    else
        start_server
        on_server "DROP DATABASE IF EXISTS \"$2\""
        on_server "CREATE DATABASE \"$2\""
        url=$databases$2
    fi
}
# fresh ENGINE NAME - the same, with a store that has nothing but its book.
fresh() {
    empty "$1" "$2"
    "$holdfast" --db "$url" init --sandbox >/dev/null
}

# make_rows KIND N [FED] - into $file.
make_rows() {
    file=$data/$1-$2
    "$tools/make_rows" "$@" >"$file"
}

# grown ENGINE EVENTS - a store of so many events; its URL is in $url. It is made once for a schema and
# kept in build/bench, PostgreSQL's as a dump, and what is given is a copy.
grown() {
    kept=$data/grown-$1-$2-$(cat model/store/"$1"-*.sql | sha256sum | cut -c1-8)
    if [ "$1" = sqlite ]; then
        if [ ! -s "$kept.db" ]; then
            make_rows feed "$2"
            fresh sqlite growing
            "$holdfast" --db "$url" feed "$file" >/dev/null
            rm "$file"
            mv "$url" "$kept.db"
        fi
        empty sqlite grown
        cp "$kept.db" "$url"
        sync "$url" # else the first commit has to
        return
    fi
    if [ ! -s "$kept.dump" ]; then
        make_rows feed "$2"
        fresh postgresql growing
        "$holdfast" --db "$url" feed "$file" >/dev/null
        rm "$file"
        pg_dump -Fc -Z 1 -f "$kept.dump.new" "$url"
        on_server "DROP DATABASE growing"
        mv "$kept.dump.new" "$kept.dump"
    fi
    empty postgresql grown
    pg_restore -d "$url" "$kept.dump"
    psql -q -X -c "SET client_min_messages = error" -c ANALYZE "$url"
    psql -q -X -c CHECKPOINT "$(echo "$databases" | sed 's/tester@/postgres@/')postgres"
}

# Seconds of a command in $wall, and what it took of a processor in $cpu; $kib is its peak memory, and
# its output is thrown away.
seconds() {
    "$tools/measure" "$@" >"$data/out" 2>"$data/took" || {
        cat "$data/out" "$data/took" >&2
        echo "bench: failed: $*" >&2
        exit 1
    }
    took=$(tail -n 1 "$data/took")
    wall=${took%% *}
    cpu=$(echo "$took" | awk '{ print $4 }')
    kib=$(echo "$took" | awk '{ print $7 }')
}
# note NAME VALUE - what a round gave; middle NAME - the middle of that; forget - before the first round.
# Of two things that are compared, each round does both, one after the other, so that what else the
# machine does meets both, and the middle of the rounds' ratios counts.
forget() { rm -f "$data"/round-*; }
note() { echo "$2" >>"$data/round-$1"; }
middle() { sort -g "$data/round-$1" | awk '{ value[NR] = $1 } END { print value[int((NR + 1) / 2)] }'; }
ratio() { awk -v a="$1" -v b="$2" 'BEGIN { printf "%.2f", (b > 0) ? a / b : 0 }'; }
say() { printf '  %-34s %s\n' "$1" "$2"; }
