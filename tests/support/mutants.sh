#!/bin/sh
# mutants.sh [NAME...] - breaks one rule of the ledger at a time in a scratch copy (each mutant of
# mutants.txt, or those named), and expects that a test fails which passes without the breach. A rule
# that nobody would miss is a rule that nobody tests.
#
# A mutant in the table: its name, the file and the tests; the rule; the text that stands in the file
# exactly once; the text that takes its place.
#
#     hold-release-door  model/hold.c  model/test_deal model/test_check
#     : the rule that it breaks, in words
#     - the old text, of one line or more
#     + the new text
#
# Built without sanitizers and optimizer, which is quickest; assertions stay. What does not build or
# does not fit its file is an error (2), not a kill; one that survives is a gap in the tests (1).
set -u
LC_ALL=C
LIMIT_S=${LIMIT_S:-60}
ENGINES=sqlite
export LC_ALL LIMIT_S ENGINES
root=$(pwd)
table=$root/tests/support/mutants.txt
mode=clang # whichever compiler it is
jobs=${JOBS:-$(nproc)}
start=$(date +%s)
scratch=$(mktemp -d) || exit 2
trap 'rm -rf "$scratch"' EXIT
trap 'exit 130' HUP INT TERM
unset MAKEFLAGS MFLAGS MAKELEVEL MAKEOVERRIDES MODE

stop() {
    echo "mutants: $1" >&2
    [ $# -lt 2 ] || head -20 "$2" >&2
    exit 2
}

# The table as a folder for each mutant, and their names in order.
read_table() {
    awk -v to="$scratch/mutants" '
        function flush_old_new() {
            if (name == "") return
            if (file == "" || tests == "" || rule == "" || old == "") {
                print "mutants: " name ": not all of it is there" >"/dev/stderr"
                exit 2
            }
            system("mkdir -p " to "/" name)
            ORS = ""
            print file >(to "/" name "/file")
            print tests >(to "/" name "/tests")
            print rule >(to "/" name "/rule")
            print old >(to "/" name "/old")
            print new >(to "/" name "/new")
            ORS = "\n"
            print name
            close(to "/" name "/file"); close(to "/" name "/tests"); close(to "/" name "/rule")
            close(to "/" name "/old"); close(to "/" name "/new")
            name = ""
        }
        /^#/ || /^$/ { next }
        /^: / { rule = substr($0, 3); next }
        /^- / { old = old (old == "" ? "" : "\n") substr($0, 3); next }
        /^\+ / { new = new (new == "" ? "" : "\n") substr($0, 3); next }
        /^[a-z]/ {
            flush_old_new()
            name = $1
            file = $2
            tests = rule = old = new = ""
            for (i = 3; i <= NF; i++) tests = tests (i > 3 ? " " : "") $i
            if (seen[name]++) {
                print "mutants: " name " is there twice" >"/dev/stderr"
                exit 2
            }
            next
        }
        { print "mutants: line " NR " is no part of a mutant: " $0 >"/dev/stderr"; exit 2 }
        END { flush_old_new() }' "$table"
}

# mutate NAME: its file as it becomes; fails unless the old text is there once.
mutate() {
    OLD=$(cat "$scratch/mutants/$1/old") NEW=$(cat "$scratch/mutants/$1/new") \
        awk '
            { text = text $0 "\n" }
            END {
                old = ENVIRON["OLD"]
                at = index(text, old)
                if (at == 0 || index(substr(text, at + 1), old) > 0 || old == ENVIRON["NEW"]) exit 1
                ORS = ""
                print substr(text, 1, at - 1) ENVIRON["NEW"] substr(text, at + length(old))
            }' "$(cat "$scratch/mutants/$1/file")"
}

programs() {
    for test in "$@"; do
        echo "build/$mode/tests/$test"
    done
}

# What they drive, where they do.
driven() {
    case " $* " in
    *" tui/"*) echo "build/$mode/holdfast" ;;
    esac
}

build() {
    # shellcheck disable=SC2046
    make -s -j"$jobs" "CC=${CC:-gcc}" MODE=$mode $(programs "$@") $(driven "$@") >"$scratch/built" 2>&1
}

run() {
    # shellcheck disable=SC2046
    JOBS=$jobs sh tests/support/run.sh $(programs "$@") >"$scratch/told" 2>&1
}

# Which test failed first; of a program that was ended, the one that it was in.
who_told() {
    program=$(sed -n 's/^FAIL  \([^ :]*\).*/\1/p' "$scratch/told" | head -1)
    case=$(sed -n 's/^ *\[  FAILED  \] \([a-z][a-z0-9_]*\)$/\1/p' "$scratch/told" | head -1)
    [ -n "$case" ] || case=$(sed -n 's/^ *\[ RUN      \] //p' "$scratch/told" | tail -1)
    echo "$program${case:+: $case}"
}

try() {
    file=$(cat "$scratch/mutants/$1/file")
    tests=$(cat "$scratch/mutants/$1/tests")
    rule=$(cat "$scratch/mutants/$1/rule")
    cp "$file" "$scratch/kept"
    mutate "$1" >"$scratch/mutant"
    cat "$scratch/mutant" >"$file"
    # shellcheck disable=SC2086
    build $tests || stop "$1 does not build" "$scratch/built"
    # shellcheck disable=SC2086
    if run $tests; then
        echo "SURVIVED $1: $rule ($tests)"
        echo "$1" >>"$scratch/survived"
    elif grep -q '^FAIL  ' "$scratch/told"; then
        echo "killed   $1: $rule (by $(who_told))"
    else
        stop "the tests of $1 did not run" "$scratch/told"
    fi
    cat "$scratch/kept" >"$file" # and newer than what was built of the mutant
}

names=$(read_table) || exit 2
for name in "$@"; do
    [ -d "$scratch/mutants/$name" ] || stop "there is no mutant $name"
done
[ $# -eq 0 ] || names=$*

sh tests/support/copy_tree.sh "$scratch/tree"
cd "$scratch/tree" || exit 2
export HOLDFAST="$scratch/tree/build/$mode/holdfast"

for name in $names; do
    mutate "$name" >"$scratch/mutant" 2>/dev/null ||
        stop "$name: its old text is not exactly once in $(cat "$scratch/mutants/$name/file")"
done
all=$(for name in $names; do tr ' ' '\n' <"$scratch/mutants/$name/tests" && echo; done | sort -u)
# shellcheck disable=SC2086
build $all || stop 'the tree as it is does not build' "$scratch/built"
# shellcheck disable=SC2086
run $all || stop 'a test fails without any mutant' "$scratch/told"

for name in $names; do
    try "$name"
done
count=$(echo "$names" | wc -w)
survived=$(cat "$scratch/survived" 2>/dev/null | wc -l)
echo "mutants: $((count - survived)) killed, $survived survived, $(($(date +%s) - start)) s"
[ "$survived" -eq 0 ]
