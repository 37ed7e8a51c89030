#!/bin/sh
# cluster.sh - a temporary PostgreSQL server for tests: on a socket in its own folder only, without a
# network, gone with its folder when it is stopped or when the process that it belongs to ends.
#
#   cluster.sh start DIR OWNER [safe]   start one in DIR, which does not exist or is empty, and print
#                                       the URL of its databases up to their name
#   cluster.sh follow DIR OWNER PRIMARY the same for a standby of the safe one in PRIMARY
#   cluster.sh halt DIR                 end it at once, as a power cut does, and leave DIR
#   cluster.sh again DIR                start it again after that
#   cluster.sh promote DIR              make a standby a server of its own
#   cluster.sh stop DIR                 stop it at once and remove DIR
#   cluster.sh bin                      print the folder of its programs (psql, pg_ctl, ...)
#
# OWNER is the process that it belongs to ($$ in a script; 1: it runs until it is stopped). Unless it
# is to be safe, what protects against a power cut is off. Roles: postgres may all; tester may make
# databases and roles and connects without a password; stranger is asked for one, which is "right".
set -eu
STOP_TRIES=200
SOCKET_BYTES_MAX=107

fail() {
    echo "cluster: $1" >&2
    exit 1
}

# The folder of the newest server that is installed.
find_bin() {
    for found in $(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -t/ -k5,5Vr); do
        [ -x "$found/initdb" ] && [ -x "$found/postgres" ] && bin=$found && return
    done
    fail "no PostgreSQL server in /usr/lib/postgresql: install the package postgresql"
}

# The server refuses to run as root.
as_server() {
    if [ "$(id -u)" -ne 0 ]; then
        "$@"
    else
        setpriv --reuid="$user" --regid="$(id -g "$user")" --clear-groups env HOME="$dir" "$@"
    fi
}

settings() {
    cat <<END
listen_addresses = ''
unix_socket_directories = '$dir'
max_connections = 200
shared_buffers = 128MB
max_wal_size = 4GB
log_line_prefix = '%m [%p] %d '
timezone = 'UTC'
jit = off
END
    [ "$1" = safe ] || cat <<END
fsync = off
synchronous_commit = off
full_page_writes = off
wal_level = minimal
max_wal_senders = 0
checkpoint_timeout = 1h
autovacuum = off
END
}

# A new folder that the server may write.
make_folder() {
    umask 077
    mkdir -p "$dir"
    [ -z "$(ls -A "$dir")" ] || fail "$dir is not empty"
    socket=$dir/.s.PGSQL.5432
    [ ${#socket} -le $SOCKET_BYTES_MAX ] || fail "$dir is too long a path for a socket"
    if [ "$(id -u)" -eq 0 ]; then
        # The group is the caller's, for what gives the powers of root away.
        chown "$user:$(id -g)" "$dir"
        chmod 750 "$dir"
    fi
    cd "$dir"
}

# With the watch that ends it when its owner ends.
launch() {
    setsid sh "${self%/*}/until.sh" "$dir" "$1" -- sh "$self" stop "$dir" </dev/null >/dev/null 2>&1 &
    run_server
}

run_server() {
    cd "$dir"
    as_server "$bin/pg_ctl" -s -w -D "$dir/data" -l "$dir/data/log" start </dev/null >&2 ||
        fail "no server: $(tail -n 3 "$dir/data/log")"
}

print_url() {
    echo "postgresql://tester@$(echo "$dir" | sed 's|/|%2F|g')/"
}

start() {
    find_bin
    make_folder
    as_server "$bin/initdb" --no-sync -D "$dir/data" -U postgres -A trust -E UTF8 --locale=C \
        >"$dir/initdb.log" 2>&1 || fail "no cluster: $(tail -n 3 "$dir/initdb.log")"
    settings "$2" | as_server sh -c "cat >>'$dir/data/postgresql.conf'"
    echo 'local all stranger scram-sha-256
local all all trust
local replication all trust' | as_server sh -c "cat >'$dir/data/pg_hba.conf'"
    launch "$1"
    "$bin/psql" -q -X -h "$dir" -U postgres -d postgres -v ON_ERROR_STOP=1 >&2 <<END
CREATE ROLE tester LOGIN CREATEDB CREATEROLE;
CREATE ROLE stranger LOGIN PASSWORD 'right';
END
    print_url
}

# The primary calls it by its folder's name.
follow() {
    find_bin
    make_folder
    as_server "$bin/pg_basebackup" --pgdata="$dir/data" --write-recovery-conf --checkpoint=fast \
        --no-sync --dbname="host=$2 user=postgres application_name=${dir##*/}" >&2 ||
        fail "no copy of $2"
    echo "unix_socket_directories = '$dir'" | as_server sh -c "cat >>'$dir/data/postgresql.conf'"
    launch "$1"
    print_url
}

# Ends every process of the server: at once, and what does not end is killed.
halt() {
    pid=
    [ ! -e "$dir/data/postmaster.pid" ] || read -r pid <"$dir/data/postmaster.pid" || :
    tries=0
    while [ -n "$pid" ] && [ -d "/proc/$pid" ] && [ $tries -lt $STOP_TRIES ]; do
        [ $tries -gt 0 ] || kill -QUIT "$pid" 2>/dev/null || :
        tries=$((tries + 1))
        sleep 0.05
    done
    [ $tries -lt $STOP_TRIES ] || kill -KILL "$pid" 2>/dev/null || :
}

stop() {
    [ -d "$dir" ] || return 0
    halt
    rm -rf "$dir"
}

again() {
    find_bin
    run_server
}

promote() {
    find_bin
    cd "$dir"
    as_server "$bin/pg_ctl" -s -w -D "$dir/data" promote >&2
}

if [ "${1:-}" = bin ]; then
    find_bin
    echo "$bin"
    exit
fi
self=$(realpath "$0")
dir=${2:-}
case $dir in
    '') fail "no folder is given" ;;
    /*) ;;
    *) dir=$PWD/$dir ;;
esac
user=$(id -un postgres 2>/dev/null || echo nobody)
case $1 in
    start) start "${3:?OWNER}" "${4:-fast}" ;;
    follow) follow "${3:?OWNER}" "${4:?PRIMARY}" ;;
    halt) halt ;;
    again) again ;;
    promote) promote ;;
    stop) stop ;;
    *) fail "no such command: $1" ;;
esac
