#!/bin/sh
# layers.sh [CHECK...] - what the style guide asks of the source as a whole: text braces circles words
# top format clang symbols; without an argument all but the last. Each breach is one line, "file:line: rule: what".
# FLAGS holds the compiler's flags (`make lint` passes them); LIBRARIES the built archives' folder.
set -u
LC_ALL=C
export LC_ALL

if git ls-files >/dev/null 2>&1 && [ -e .git ]; then
    all=$(git ls-files -co --exclude-standard | while read -r f; do [ -f "$f" ] && echo "$f"; done)
else
    all=$(find . -path ./build -prune -o -type f -print | sed 's|^\./||')
fi
sources=$(echo "$all" | grep '\.[ch]$' | sort)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0

# One file's text: arrows, homes of libraries, floors, SQL, lengths, nesting, names.
check_text() {
    # shellcheck disable=SC2086
    awk -v pairs="$work/pairs" -f tests/support/layers.awk $sources
}

# Every if, else and loop has its statement in braces.
check_braces() {
    # shellcheck disable=SC2086
    awk -v braces=1 -f tests/support/layers.awk $sources
}

# No two modules include each other in a circle, however long.
check_circles() {
    # shellcheck disable=SC2086
    awk -v pairs="$work/pairs" -f tests/support/layers.awk $sources >/dev/null
    [ $? -le 1 ] || return 1
    : >>"$work/pairs"
    cut -d' ' -f1,2 "$work/pairs" | tsort >/dev/null 2>"$work/circles" && return 0
    # tsort names the modules of each circle one below the other.
    sed -n 's/^tsort: \([a-z][^ ]*\)$/\1/p' "$work/circles" >"$work/in"
    awk 'NR == FNR { in_circle[$1] = 1; next }
         in_circle[$1] && in_circle[$2] { print $3 ": circle: " $1 " includes " $2 }' \
        "$work/in" "$work/pairs"
    return 1
}

# No notes to ourselves.
check_words() {
    # shellcheck disable=SC2086
    ! grep -nwE 'TO''DO|FIX''ME|X''XX|HA''CK' $all /dev/null | sed 's/^\([^:]*:[0-9]*\):.*/\1: word: a note to ourselves/' |
        grep .
}

# Nothing at the top but what the design names.
check_top() {
    ! echo "$all" | sed 's|/.*||' | sort -u |
        grep -vxE '\.ci|\.clang-format|\.clang-tidy|\.gitignore|LICENSE|Makefile|README\.md|model|import|reports|tui|themes|tests' |
        sed 's/$/:1: top level: not in the design/' | grep .
}

check_format() {
    echo "$sources" | xargs -P2 -n16 clang-format --dry-run -Werror >"$work/format" 2>&1 && return 0
    sed -n 's/^\([^:]*:[0-9]*\):[0-9]*: error: .*/\1: format: run make format/p' "$work/format" |
        sort -t: -u -k1,1
    return 1
}

check_clang() {
    # shellcheck disable=SC2086
    echo "$sources" | grep '\.c$' | xargs -P2 -n4 clang ${FLAGS:?} -Werror -fsyntax-only \
        -fno-caret-diagnostics -fno-color-diagnostics >"$work/clang" 2>&1 && return 0
    sed -n 's/^\([^:]*:[0-9]*\):[0-9]*: \(error\|fatal error\): /\1: clang: /p' "$work/clang"
    return 1
}

# No library calls what stands above it, include or not. The linking of the tests holds the same.
check_symbols() {
    for folder in model import reports tui; do
        archive=${LIBRARIES:?}/lib$folder.a
        [ -f "$archive" ] || { echo "$archive:1: symbols: not built"; return 1; }
        nm -o "$archive" 2>/dev/null | awk -v folder="$folder" '{
            split($1, at, ":"); n = split($0, word, " ")
            print folder, word[n - 1], word[n], at[2] }'
    done >"$work/symbols"
    awk 'BEGIN { below["model"] = " model "; below["import"] = " import model "
                 below["reports"] = " reports model "; below["tui"] = " tui import reports model " }
         $2 ~ /^[TDBRVWC]$/ { owner[$3] = owner[$3] == "" ? $1 : owner[$3] }
         $2 == "U" { wants[++n] = $1 " " $3 " " $4 }
         END { for (i = 1; i <= n; i++) { split(wants[i], w, " "); o = owner[w[2]]
                 if (o != "" && index(below[w[1]], " " o " ") == 0) {
                     sub(/\.o$/, ".c", w[3])
                     print w[1] "/" w[3] ":1: symbols: " w[2] " belongs to " o; bad = 1 } }
               exit bad }' "$work/symbols"
}

for check in ${*:-text braces circles words top format clang}; do
    "check_$check" || failed=1
done
[ "$failed" -eq 0 ] && [ $# -eq 0 ] && echo "lint: the layers hold"
exit $failed
