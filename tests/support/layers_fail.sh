#!/bin/sh
# layers_fail.sh - breaks each rule that layers.sh holds, one at a time in a scratch copy, and expects to
# be told the file, the line and the rule. A check that cannot fail is a defect.
set -u
LC_ALL=C
export LC_ALL
root=$(pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# Breaches come through pipes, so what is told is gathered in files.
wrong() {
    echo "layers_fail: $1" | tee -a "$scratch/wrong" >&2
}

# expect CHECK RULE FILE: append the standard input to FILE, run CHECK, want "FILE:line: RULE: ...".
expect() {
    echo "$2" >>"$scratch/rules"
    mkdir -p "$(dirname "$3")"
    [ -f "$3" ] && cp "$3" "$scratch/kept"
    before=$scratch/before-$1
    [ -e "$before" ] || sh "$root/tests/support/layers.sh" "$1" >"$before" 2>&1
    cat >>"$3"
    if sh "$root/tests/support/layers.sh" "$1" >"$scratch/told" 2>&1; then
        wrong "$2: $1 passes although $3 breaks it"
    elif ! grep -q "^$3:[0-9][0-9]*: $2: ." "$scratch/told"; then
        wrong "$2: not told about $3"
        head -5 "$scratch/told" >&2
    elif grep -q "^$3:[0-9][0-9]*: $2: ." "$before"; then
        wrong "$2: told about $3 before it was broken"
    fi
    rm -f "$3"
    [ -f "$scratch/kept" ] && mv "$scratch/kept" "$3"
}

lines() {
    awk -v n="$1" -v text="$2" 'BEGIN { while (n-- > 0) print text }'
}

sh tests/support/copy_tree.sh "$scratch/tree"
cd "$scratch/tree" || exit 1
# Most rules are of one file: some of the files will do, and are read in no time.
find model import reports tui tests -name '*.[ch]' | sort | awk 'NR % 20' | xargs rm -f

# The arrows, each of them.
echo '#include "tui/x.h"' | expect text arrow model/broken.c
echo '#include "import/x.h"' | expect text arrow model/broken.c
echo '#include "reports/x.h"' | expect text arrow import/broken.c
echo '#include "import/x.h"' | expect text arrow reports/broken.c
echo '#include "tui/x.h"' | expect text arrow reports/broken.h
echo '#include "tests/support/keys.h"' | expect text arrow tui/broken.c
echo '#include "tui/x.h"' | expect text arrow tests/model/broken.c
echo '#include "model/store/sqlite.h"' | expect text arrow model/broken.c
echo '#include "error.h"' | expect text include model/broken.c

# The floors inside model/.
echo '#include "model/store.h"' | expect text floor model/text.c
echo '#include "model/hold.h"' | expect text floor model/money.h
echo '#include "model/hold.h"' | expect text floor model/store.h
echo '#include "model/hold.h"' | expect text floor model/store/broken.c

# A library has one home.
for pair in curses.h:model/broken.c panel.h:reports/broken.c sqlite3.h:model/broken.c \
    sqlite3.h:tui/broken.c libpq-fe.h:model/broken.c csv.h:model/broken.c iconv.h:tui/broken.c \
    pcre2.h:tui/broken.c talloc.h:model/broken.c utf8proc.h:tui/broken.c openssl/evp.h:model/broken.c \
    ini.h:import/broken.c vterm.h:tui/broken.c cmocka.h:model/broken.c uthash.h:model/broken.h; do
    echo "#include <${pair%%:*}>" | expect text library "${pair#*:}"
done

# SQL stays behind its door.
echo '    TRY(store_prepare(store, text, &q, err));' | expect text sql tui/broken.c
echo 'static const char *const q = "SELECT id FROM party";' | expect text sql reports/broken.c
echo '    sqlite3_exec(db, text, NULL, NULL, NULL);' | expect text sql model/broken.c
echo '    const char *q = "PRAGMA journal_mode";' | expect text sql model/broken.c

# Circles: of two and of three, and through a header.
mkdir -p import
echo '#include "import/b.h"' >import/a.h
echo '#include "import/a.h"' | expect circles circle import/b.h
rm "$scratch/before-circles"
echo '#include "import/c.h"' >import/b.c
echo '#include "import/a.h"' | expect circles circle import/c.c
rm import/a.h import/b.c "$scratch/before-circles"

# Names, lengths, nesting, forms.
echo 'static int x;' | expect text header model/broken.h
echo 'int x;' | expect text 'top level' helpers/broken.c
printf '#include "model/mem.h"\n#include "model/broken.h"\n' | expect text 'own header first' model/broken.c
for name in a b c d e f g h i; do echo "#include \"model/$name.h\""; done |
    expect text 'header of everything' tui/broken.h
lines 601 'int x(void);' | expect text 'file length' tui/broken.c
{ printf 'int f(void)\n{\n' && lines 69 '    x++;' && echo '}'; } |
    expect text 'function length' tui/broken.c
{ printf 'int f(void)\n{\n' && lines 1 '                    if (x) {' && echo '}'; } |
    expect text nesting tui/broken.c
printf 'int f(void)\n{\n    if (f(1) &&\n        g(2))\n        return 1;\n}\n' |
    expect braces braces tui/broken.c
printf 'int f(void)\n{\n    if (x) {\n    } else\n        return 1;\n}\n' |
    expect braces braces tui/broken.c
echo 'static double rate(void);' | expect text 'floating point' model/broken.c
echo 'static float rate(void);' | expect text 'floating point' import/broken.c
echo 'typedef struct hold hold_t;' | expect text typedef model/broken.c
echo 'extern int tui_rows(void);' | expect text extern model/broken.c
echo '    exit(1);' | expect text exit tui/broken.c
echo '    fprintf(stderr, "no\n");' | expect text output model/broken.c
echo '    now = time(NULL);' | expect text clock model/broken.c
echo 'static int counter;' | expect text 'mutable global' model/broken.c
echo '    sprintf(text, "%d", n);' | expect text 'unsafe call' tui/broken.c
echo '/* TO''DO: later */' | expect words word tui/broken.c
echo 'FIX''ME' | expect words word themes/broken.ini
echo 'x' | expect top 'top level' notes.txt

# What the compiler, the formatter and the linker say, on a tree of three files that is right at first.
small="$scratch/small"
mkdir -p "$small/model" "$small/tui" "$small/tests/model" "$small/tests/support"
cp "$root/.clang-format" "$root/Makefile" "$small"
cp "$root/tests/support/embed.sh" "$root/tests/support/layers.awk" "$small/tests/support"
mkdir -p "$small/model/policies" "$small/model/store"
cp "$root/model/builtin.h" "$small/model"
cp "$root/model/policies/"*.ini "$small/model/policies" 2>/dev/null
cp "$root/model/store/"*.sql "$small/model/store" 2>/dev/null
cd "$small" || exit 1
printf '/* low.h - one. */\nint low_one(void);\n' >model/low.h
printf '#include "model/low.h"\n\nint low_one(void)\n{\n    return 1;\n}\n' >model/low.c
printf '/* high.h - two. */\nint high_two(void);\n' >tui/high.h
printf '#include "tui/high.h"\n\nint high_two(void)\n{\n    return 2;\n}\n' >tui/high.c
printf 'int main(void)\n{\n    return 0;\n}\n' >tests/model/test_low.c
sh "$root/tests/support/layers.sh" text circles words top format clang || wrong "the small tree is not clean"
printf 'int  low_two(void);\n' | expect format format model/low.h
printf 'int low_two(void)\n{\n    int a;\n    return 1;\n}\n' | expect clang clang model/low.c

# These are runs of their own, whatever make runs this.
unset MAKEFLAGS MFLAGS MAKELEVEL MAKEOVERRIDES MODE
link_test() {
    make -s "CC=${CC:-gcc}" build/release/tests/model/test_low >"$scratch/told" 2>&1
}
link_test || { wrong 'a test of the right tree does not link' && head -5 "$scratch/told" >&2; }
printf 'int high_two(void);\nint low_two(void);\nint low_two(void)\n{\n    return high_two();\n}\n' >model/up.c
if link_test; then
    wrong 'linking: a call from model/ up into tui/ links'
elif ! grep -Eq "up.c:5: (error: )?undefined reference to [\`']high_two'" "$scratch/told"; then
    wrong 'linking: not told about the call from model/ up into tui/'
    head -5 "$scratch/told" >&2
fi
for folder in import reports tui; do make -s "CC=${CC:-gcc}" "build/release/lib$folder.a" >/dev/null 2>&1; done
LIBRARIES=build/release
export LIBRARIES
if sh "$root/tests/support/layers.sh" symbols >"$scratch/told" 2>&1; then
    wrong 'symbols: a call from model/ up into tui/ passes'
elif ! grep -q '^model/up.c:1: symbols: high_two belongs to tui' "$scratch/told"; then
    wrong 'symbols: not told about the call from model/ up into tui/'
    head -5 "$scratch/told" >&2
fi
[ -e "$scratch/wrong" ] && exit 1
echo "lint: each of $(($(wc -l <"$scratch/rules") + 2)) breaches was told"
