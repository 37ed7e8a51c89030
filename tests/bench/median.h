/* median.h - the clock and the median of what was measured. */
#ifndef TESTS_BENCH_MEDIAN_H
#define TESTS_BENCH_MEDIAN_H

#include <stddef.h>
#include <stdint.h>

int64_t median_now_us(void);
/* Sorts the values; there is at least one. */
int64_t median_of(int64_t *values, size_t count);

#endif
