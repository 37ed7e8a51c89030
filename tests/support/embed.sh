#!/bin/sh
# embed.sh NAME FILE... - print a C table of data files: struct builtin builtin_NAME[].
name=$1
shift
echo '#include "model/builtin.h"'
echo "const struct builtin builtin_$name[] = {"
for file in "$@"; do
    base=$(basename "$file")
    printf '{"%s",\n' "${base%.*}"
    sed -e 's/\\/\\\\/g' -e 's/"/\\"/g' -e 's/^/"/' -e 's/$/\\n"/' "$file"
    echo '},'
done
echo '{0, 0}};'
