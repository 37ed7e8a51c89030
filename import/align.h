/* align.h - the longest common subsequence of two sequences, for sequences that are much alike.
 *
 * Source: E. W. Myers, An O(ND) Difference Algorithm and Its Variations (1986). */
#ifndef IMPORT_ALIGN_H
#define IMPORT_ALIGN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ALIGN_NONE UINT32_MAX
#define ALIGN_EDITS_MAX 1000

/* partner[i] is where a[i] stands in b, or ALIGN_NONE; partners rise. False, and nothing set, when
 * more than ALIGN_EDITS_MAX elements would be without a partner. */
bool align(const uint32_t *a, size_t a_count, const uint32_t *b, size_t b_count, uint32_t *partner);

#endif
