# layers.awk - the rules about one file's text, told as "file:line: rule: what".
#
# Every source file of the project is an argument. With -v pairs=FILE the include pairs go there, one
# "module included-module file:line" a line; a module is a .c and its own .h together. With -v braces=1
# the rule of braces alone is looked at, and not otherwise.

function fail(rule, text) { tell(FILENAME, FNR, rule, text) }
function tell(file, line, rule, text)
{
    if ((rule == "braces") != (braces == 1)) return
    printf "%s:%d: %s: %s\n", file, line, rule, text
    failures++
}

function folder_of(path)
{
    if (path ~ /^tests\/[^\/]+\//) {
        sub(/^tests\//, "", path); sub(/\/.*/, "", path)
        return "tests/" path
    }
    sub(/\/.*/, "", path)
    return path
}
function module_of(path) { sub(/\.[ch]$/, "", path); return path }
function base_of(path) { sub(/.*\//, "", path); return module_of(path) }

# Without comments, and with every string and character emptied; what stood in strings is in texts.
function code_of(line,    out, token)
{
    out = ""; texts = ""
    while (line != "") {
        if (in_comment) {
            if (!match(line, /\*\//)) return out
            line = substr(line, RSTART + 2); in_comment = 0
            continue
        }
        if (!match(line, /"([^"\\]|\\.)*"|'([^'\\]|\\.)*'|\/\*|\/\//)) return out line
        token = substr(line, RSTART, RLENGTH)
        out = out substr(line, 1, RSTART - 1)
        line = substr(line, RSTART + RLENGTH)
        if (token == "//") return out
        if (token == "/*") in_comment = 1
        else if (substr(token, 1, 1) == "'") out = out "''"
        else { out = out "\"\""; texts = texts "\n" substr(token, 2, length(token) - 2) }
    }
    return out
}

BEGIN {
    may["model"] = " model "
    may["import"] = " import model "
    may["reports"] = " reports model "
    may["tui"] = " tui import reports model "
    may["tests/support"] = " tests/support model "
    may["tests/model"] = " tests/model tests/support model "
    may["tests/import"] = " tests/import tests/support import model "
    may["tests/reports"] = " tests/reports tests/support reports model "
    may["tests/tui"] = " tests/tui tests/support tui import reports model "
    may["tests/fuzz"] = " tests/fuzz tests/support import reports model tui "
    may["tests/bench"] = " tests/bench tests/support import reports model tui "

    home["curses.h"] = home["ncurses.h"] = home["panel.h"] = home["term.h"] = "tui/"
    home["ncursesw/curses.h"] = home["ncursesw/panel.h"] = home["libintl.h"] = "tui/"
    home["sqlite3.h"] = "model/store/ tests/bench/"
    home["libpq-fe.h"] = "model/store/ tests/bench/"
    home["csv.h"] = home["iconv.h"] = "import/"
    home["libxml/tree.h"] = home["libxml/xmlreader.h"] = "import/"
    home["pcre2.h"] = "model/pattern.c"
    home["talloc.h"] = "model/mem.c"
    home["utf8proc.h"] = "model/text.c"
    home["openssl/evp.h"] = home["openssl/crypto.h"] = "model/digest.c"
    home["ini.h"] = "model/ini.c"
    home["jansson.h"] = "model/ import/ reports/ tui/ tests/"
    home["vterm.h"] = home["pty.h"] = home["cmocka.h"] = "tests/"

    floor_names = "builtin currency digest error ini mem money pattern text time"
    count = split(floor_names, names, " ")
    for (i = 1; i <= count; i++) is_ground["model/" names[i]] = 1

    max_lines = 600; max_function = 70; max_nesting = 4; max_header_includes = 8
    statement = "(SELECT|INSERT INTO|INSERT OR|UPDATE|DELETE FROM|CREATE|DROP|PRAGMA|BEGIN|WITH) "
}

function end_of_file()
{
    if (lines - table_lines > max_lines)
        tell(file, lines, "file length", "more than " max_lines " lines beside its tables")
    if (file ~ /\.h$/ && own_includes > max_header_includes)
        tell(file, 1, "header of everything", own_includes " of our headers included")
}

FNR == 1 {
    if (NR > 1) end_of_file()
    file = FILENAME; folder = folder_of(file); module = module_of(file)
    in_comment = in_function = in_table = table_lines = own_includes = includes = parens = in_control = 0
    is_ours = folder !~ /^tests/
    is_money = folder == "model" || folder == "import"
    if (file ~ /\.h$/ && index($0, "/* " base_of(file) ".h - ") != 1)
        fail("header", "does not begin by saying what it is for")
    if (!(folder in may)) fail("top level", "no folder of the design")
}

{ lines = FNR; code = code_of($0); sub(/ +$/, "", code) }

function check_own_include(path,    target)
{
    target = folder_of(path); own_includes++
    if (path !~ /\//) { fail("include", "\"" path "\" is not named from the root"); return }
    if (index(may[folder], " " target " ") == 0)
        fail("arrow", folder " must not include " path)
    if (file ~ /\.c$/ && includes == 1 && module_of(path) != module) first_include = path
    if (file ~ /\.c$/ && includes > 1 && module_of(path) == module)
        fail("own header first", "after " first_include)
    if (module in is_ground && !(module_of(path) in is_ground))
        fail("floor", "the ground floor must not include " path)
    if ((module == "model/store" || file ~ /^model\/store\//) && module_of(path) != "model/store" &&
        path !~ /^model\/store\// && !(module_of(path) in is_ground))
        fail("floor", "the store must not include " path)
    if (path ~ /^model\/store\// && module != "model/store" && file !~ /^(model|tests\/model)\/store\//)
        fail("arrow", "a driver is known to the store alone: " path)
    if (module_of(path) != module && pairs != "")
        print module, module_of(path), file ":" FNR > pairs
}

function check_library(name,    places, n, i)
{
    if (name ~ /^(uthash|utlist|utarray|utstring)\.h$/ && file ~ /\.h$/)
        fail("library", "<" name "> belongs inside a .c")
    if (!(name in home)) return
    n = split(home[name], places, " ")
    for (i = 1; i <= n; i++) if (index(file, places[i]) == 1) return
    fail("library", "<" name "> has its home in " home[name])
}

/^#include "/ { includes++; path = $2; gsub(/"/, "", path); check_own_include(path) }
/^#include </ {
    includes++; path = $2; gsub(/[<>]/, "", path)
    if (includes == 1) first_include = path
    check_library(path)
}

is_ours && folder != "model" && code ~ /(store_prepare|store_execute|stmt_[a-z]+) *\(/ {
    fail("sql", "statements belong in model/")
}
is_ours && folder != "model" && texts ~ ("\n" statement) { fail("sql", "a statement outside model/") }
is_ours && file !~ /^model\/store\// && code ~ /(^|[^A-Za-z0-9_])sqlite3?_/ {
    fail("sql", "only model/store/ knows sqlite")
}
is_ours && file !~ /^model\/store\// && texts ~ /\n *(PRAGMA |sqlite_|.* sqlite_)/ {
    fail("sql", "only model/store/ knows sqlite")
}
is_money && code ~ /(^|[^A-Za-z0-9_])(float|double)([^A-Za-z0-9_]|$)/ {
    fail("floating point", "amounts are integers")
}
code ~ /^ *typedef +(struct|enum)/ { fail("typedef", "structs and enums keep their names") }
file ~ /\.c$/ && code ~ /^extern / { fail("extern", "include the header that declares it") }
is_ours && file != "tui/main.c" && code ~ /(^|[^A-Za-z0-9_])(exit|quick_exit) *\(/ {
    fail("exit", "only tui/main.c ends the program")
}
is_ours && folder != "tui" && file != "model/mem.c" &&
    code ~ /(^|[^A-Za-z0-9_])(printf|puts|putchar|perror|stderr|stdout)([^A-Za-z0-9_]|$)/ &&
    code !~ /format\(printf/ {
    fail("output", "only tui/ shows")
}
is_ours && folder != "tui" && file != "model/time.c" &&
    code ~ /(^|[^A-Za-z0-9_])(time|gettimeofday|clock_gettime|localtime|localtime_r|mktime) *\(/ {
    fail("clock", "the time is handed in")
}
is_ours && folder != "tui" && code ~ /^static / && code ~ /[;=]/ && code !~ /[()]/ &&
    code !~ /(^| )const( |$)/ && code !~ /_Thread_local/ {
    fail("mutable global", code)
}
code ~ /(^|[^A-Za-z0-9_])(sprintf|vsprintf|gets|atoi|atol|strtok) *\(/ {
    fail("unsafe call", code)
}

# Tables of data do not count as a file's length.
code ~ /^[a-z].*= *\{$/ { in_table = 1 }
in_table { table_lines++ }
in_table && code ~ /^\};/ { in_table = 0 }

# Functions: their braces stand alone in the first column.
code ~ /^[a-z].*\(/ && !in_function { name = code; sub(/\(.*/, "", name); sub(/.*[ *]/, "", name) }
code == "{" { in_function = FNR }
code == "}" && in_function {
    if (FNR - in_function + 1 > max_function)
        tell(file, in_function, "function length", name " has more than " max_function " lines")
    in_function = 0
}
in_function && code ~ /^ +(if|for|while|switch|do|else)[ ({]/ {
    indent = match(code, /[a-z]/) - 1
    if (indent / 4 > max_nesting) fail("nesting", name " nests deeper than " max_nesting)
}

# The statement of an if, else or loop stands in braces.
function parens_in(text,    opened, closed)
{
    opened = gsub(/\(/, "(", text); closed = gsub(/\)/, ")", text)
    return opened - closed
}
in_function && !in_control && code ~ /^ *(\} )?(else )?(if|for|while|switch) *\(/ { in_control = FNR; parens = 0 }
in_control {
    parens += parens_in(code)
    if (parens == 0) {
        if (code !~ /\{$/ && code !~ /^ *\} while .*;$/ && code !~ /\\$/)
            tell(file, in_control, "braces", "the statement stands in none")
        in_control = 0
    }
}
in_function && code ~ /^ *(\} )?else$/ { fail("braces", "the statement stands in none") }

END { end_of_file(); exit failures > 0 }
