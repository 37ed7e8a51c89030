#!/bin/sh
# bench.sh BUILD [PART...] - what the program takes beside what the work itself takes. Prints ratios of
# this run on this machine and judges nothing. Each part is a script of its own, whose head says what it
# measures: feed mixed hot action sweep growth verify import million console queue; all of them unless
# some are named.
#
# BENCH_ROWS (100000), BENCH_ROUNDS (3): the middle of so many rounds counts. BENCH_ENGINES ("sqlite
# postgresql"). BENCH_GROWTH=0 leaves growth, verify and million out, which make a store of a million events once
# and keep what they need of it in build/bench.
set -eu
build=$1
shift
here=$(dirname "$0")
. "$here/common.sh"
for part in ${*:-feed mixed hot action sweep growth verify import million console queue}; do
    . "$here/$part.sh"
done
