/* camt_node.h - elements of a CAMT.053 by their local names, and what stands in them.
 *
 * Texts belong to libxml2's document and live as long as the element. NULL stands for no element
 * everywhere, and the things of none are none. */
#ifndef IMPORT_CAMT_NODE_H
#define IMPORT_CAMT_NODE_H

#include "import/memo.h"
#include "model/error.h"

#include <stdint.h>

#include <libxml/tree.h>

/* The first element at "Refs/EndToEndId" below node; "" is node itself. */
const xmlNode *camt_find(const xmlNode *node, const char *path);
/* The first, and the next, child of this name. */
const xmlNode *camt_first(const xmlNode *node, const char *name);
const xmlNode *camt_next(const xmlNode *node);

/* The text of the element at path, without white space at its ends, into out; "" for none and for
 * one that does not fit, which no code, identifier or amount does. Returns out. */
char *camt_text(const xmlNode *node, const char *path, char *out, size_t room);
bool camt_says(const xmlNode *node, const char *path, const char *text);

/* Adds the texts of all elements at path to the memo. */
void camt_add(const xmlNode *node, const char *path, struct memo *memo);

/* An amount with its Ccy, as a positive number. STATUS_INVALID for none. */
enum status camt_amount(const xmlNode *amount, char *currency, int64_t *out,
                        struct error *err) CHECKED;
/* The Dt or DtTm below node, as the day that it names; *second is -1 without a time. */
enum status camt_date(const xmlNode *node, int32_t *days, int32_t *second,
                      struct error *err) CHECKED;

#endif
