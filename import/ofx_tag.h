/* ofx_tag.h - the tags of an OFX file and their values, of SGML (1.x) and XML (2.x) alike.
 *
 * In SGML a value ends with its line or the next tag and needs no closing tag; in XML it has one.
 * Whatever a tag's case, its name is in capitals here. */
#ifndef IMPORT_OFX_TAG_H
#define IMPORT_OFX_TAG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define OFX_NAME_BYTES 32
#define OFX_VALUE_BYTES 2048 /* longer ones are cut, and said to be */

struct ofx_tag {
    char name[OFX_NAME_BYTES];
    bool is_end;
    uint32_t line;
    char value[OFX_VALUE_BYTES]; /* "" for an aggregate; entities are the characters they name */
    bool is_cut;
};

struct ofx_tags {
    const char *at, *end;
    uint32_t line;
};

/* The next tag; comments, declarations and what stands before the first tag are passed over. False
 * at the end, with at before end where a tag is never closed. */
bool ofx_tag_next(struct ofx_tags *tags, struct ofx_tag *out);

#endif
