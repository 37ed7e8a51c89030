#!/bin/sh
# copy_tree.sh FOLDER - the files of the project, as they are now, into a new folder; nothing that was built.
set -eu
mkdir "$1"
if git ls-files >/dev/null 2>&1 && [ -e .git ]; then
    git ls-files -co --exclude-standard
else
    find . -path ./build -prune -o -type f -print
fi | while read -r file; do [ -f "$file" ] && echo "$file"; done | tar -cf - -T - | tar -xf - -C "$1"
