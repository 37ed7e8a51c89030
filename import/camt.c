#include "import/camt.h"

#include "import/camt_entry.h"
#include "import/exact.h"

#include <stdio.h>
#include <string.h>

#include <libxml/xmlreader.h>

#define LOOK_BYTES 4096 /* within which a message names itself */
#define SPACE_PREFIX "urn:iso:std:iso:20022:tech:xsd:camt."
#define SPACE_STATEMENT SPACE_PREFIX "053.001."
#define VERSION_MIN 2
#define VERSION_MAX 8
#define DEPTH_MAX 3 /* Document, BkToCstmrStmt, Stmt: what lies in that is looked at whole */
#define NUMBER_BYTES 64
#define PATH_BYTES 64
#define OPTIONS                                                                                    \
    (XML_PARSE_NONET | XML_PARSE_NOBLANKS | XML_PARSE_NOWARNING | XML_PARSE_BIG_LINES |            \
     XML_PARSE_IGNORE_ENC)

struct camt {
    struct stated *stated;
    xmlTextReaderPtr xml;
    struct error *err; /* of the call under way, for what libxml2 calls back */
    bool is_damaged;
    unsigned statements, entries; /* entries of the statement under way */
    uint32_t line;                /* of the statement */
    char number[NUMBER_BYTES];
    char currency[4];
    bool has_opening, has_previous, has_first, has_closing, has_last;
    struct bank_anchor opening, previous, closing;
    struct bank_anchor first, last; /* interim balances, of the pages of a statement */
    bool is_begun;                  /* its opening balance is placed */
    struct camt_sum booked, all;
    xmlNode *summary; /* a copy */
};

static enum status damaged(uint32_t line, const char *what, struct error *err)
{
    (void)error_set(err, STATUS_INVALID, "line %u: %s", line, what);
    return error_hint(err, "the file is damaged or was edited; download it again");
}

/* Of the element that the reader is at; whole, where a part was looked at. */
static uint32_t line_of(const struct camt *camt)
{
    long line = xmlGetLineNo(xmlTextReaderCurrentNode(camt->xml));
    line = line > 0 ? line : xmlTextReaderGetParserLineNumber(camt->xml);
    return line > 0 ? (uint32_t)line : 1;
}

/* The line on which what is innermost and last in an element begins. */
static uint32_t last_line_of(const struct camt *camt)
{
    const xmlNode *node = xmlTextReaderCurrentNode(camt->xml);
    while (node != NULL && node->last != NULL) {
        node = node->last;
    }
    long line = node != NULL ? xmlGetLineNo(node) : 0;
    return line > (long)line_of(camt) ? (uint32_t)line : line_of(camt);
}

/* The first that libxml2 finds is what is wrong; the rest follows from it. */
static void take_error(void *state, xmlErrorPtr found)
{
    struct camt *camt = state;
    if (camt->is_damaged) {
        return;
    }
    camt->is_damaged = true;
    (void)damaged(found->line > 0 ? (uint32_t)found->line : 1, "this is no well-formed XML",
                  camt->err);
    size_t bytes = found->message != NULL ? strcspn(found->message, "\r\n") : 0;
    (void)error_detail(camt->err, "%.*s", (int)bytes, found->message != NULL ? found->message : "");
}

/* The account and its balances. */

static enum status read_account(struct camt *camt, const xmlNode *account, struct error *err)
{
    if (camt_text(account, "Id/IBAN", camt->number, sizeof camt->number)[0] == '\0') {
        (void)camt_text(account, "Id/Othr/Id", camt->number, sizeof camt->number);
    }
    (void)camt_text(account, "Ccy", camt->currency, sizeof camt->currency);
    return camt->number[0] != '\0' ? STATUS_OK
                                   : damaged(line_of(camt), "the account has no number", err);
}

static enum status read_balance(struct camt *camt, const xmlNode *balance, struct error *err)
{
    struct error why;
    char code[8];
    int32_t second = 0;
    struct bank_anchor anchor = {.line = line_of(camt)};
    enum status status =
        camt_amount(camt_find(balance, "Amt"), anchor.currency, &anchor.balance_minor, &why);
    if (status == STATUS_OK) {
        status = camt_date(camt_find(balance, "Dt"), &anchor.date_days, &second, &why);
    }
    bool is_debit = camt_says(balance, "CdtDbtInd", "DBIT");
    if (status == STATUS_OK && !is_debit && !camt_says(balance, "CdtDbtInd", "CRDT")) {
        status = error_set(&why, STATUS_INVALID, "it is neither CRDT nor DBIT");
    }
    if (status != STATUS_OK) {
        (void)damaged(anchor.line, "this balance cannot be read", err);
        return error_detail(err, "%s", why.message);
    }
    anchor.balance_minor = is_debit ? -anchor.balance_minor : anchor.balance_minor;
    (void)camt_text(balance, "Tp/CdOrPrtry/Cd", code, sizeof code);
    struct {
        const char *code;
        bool *has;
        struct bank_anchor *at;
    } known[] = {{"OPBD", &camt->has_opening, &camt->opening},
                 {"PRCD", &camt->has_previous, &camt->previous},
                 {"CLBD", &camt->has_closing, &camt->closing}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        if (strcmp(code, known[i].code) == 0) {
            *known[i].has = true;
            *known[i].at = anchor;
        }
    }
    if (strcmp(code, "ITBD") == 0) {
        camt->first = camt->has_first ? camt->first : anchor;
        camt->last = anchor;
        camt->has_last = camt->has_first;
        camt->has_first = true;
    }
    return STATUS_OK;
}

/* All balances stand before the first entry. */
static enum status begin(struct camt *camt, struct error *err)
{
    if (camt->is_begun) {
        return STATUS_OK;
    }
    if (camt->number[0] == '\0') {
        return damaged(line_of(camt), "the statement names no account", err);
    }
    camt->is_begun = true;
    stated_begin(camt->stated, camt->number);
    const struct bank_anchor *opening = camt->has_opening    ? &camt->opening
                                        : camt->has_previous ? &camt->previous
                                        : camt->has_first    ? &camt->first
                                                             : NULL;
    const struct bank_anchor *closing = camt->has_closing ? &camt->closing
                                        : camt->has_last  ? &camt->last
                                                          : NULL;
    if (opening != NULL) {
        memcpy(camt->currency, opening->currency, sizeof camt->currency);
        stated_opening(camt->stated, opening);
    }
    if (closing != NULL) {
        stated_closing(camt->stated, closing);
    }
    if (opening != NULL && closing != NULL && strcmp(opening->currency, closing->currency) != 0) {
        return damaged(closing->line, "the closing balance is in another currency", err);
    }
    return STATUS_OK;
}

/* What the summary says. */

/* The number at path, where there is one. */
static bool says_number(const xmlNode *summary, const char *path, int64_t *out)
{
    char text[24];
    return text_to_int(camt_text(summary, path, text, sizeof text), out);
}

static bool says_sum(const struct camt *camt, const xmlNode *summary, const char *path,
                     int64_t *out)
{
    char text[64];
    struct error ignored;
    (void)camt_text(summary, path, text, sizeof text);
    return exact_parse(text, strlen(text), ".", camt->currency, out, &ignored) == STATUS_OK;
}

/* Some banks count what is not booked too: either count holds. */
static enum status check_number(const struct camt *camt, const char *what, int64_t said,
                                int64_t booked, int64_t all, struct error *err)
{
    if (said == booked || said == all) {
        return STATUS_OK;
    }
    (void)error_set(err, STATUS_INVALID,
                    "line %u: the summary of the statement says %s %lld, and its entries make %lld",
                    camt->line, what, (long long)said, (long long)booked);
    return error_hint(err, "entries are missing or were added; download it again");
}

static enum status check_summary(const struct camt *camt, struct error *err)
{
    const struct camt_sum *booked = &camt->booked;
    const struct camt_sum *all = &camt->all;
    const struct {
        const char *path;
        const char *what;
        bool is_sum;
        int64_t booked, all;
    } checks[] = {
        {"TtlNtries/NbOfNtries", "the number of entries is", false, booked->count, all->count},
        {"TtlCdtNtries/NbOfNtries", "the number of credits is", false, booked->credits,
         all->credits},
        {"TtlDbtNtries/NbOfNtries", "the number of debits is", false, booked->debits, all->debits},
        {"TtlNtries/Sum", "the sum of all (in minor units) is", true, booked->sum_minor,
         all->sum_minor},
        {"TtlCdtNtries/Sum", "the sum of credits (in minor units) is", true, booked->credit_minor,
         all->credit_minor},
        {"TtlDbtNtries/Sum", "the sum of debits (in minor units) is", true, booked->debit_minor,
         all->debit_minor},
    };
    enum status status = STATUS_OK;
    for (size_t i = 0; i < sizeof checks / sizeof *checks && status == STATUS_OK; i++) {
        int64_t said = 0;
        bool is_said = checks[i].is_sum ? says_sum(camt, camt->summary, checks[i].path, &said)
                                        : says_number(camt->summary, checks[i].path, &said);
        if (is_said && (i == 0 || !all->is_unknown)) {
            status = check_number(camt, checks[i].what, said, checks[i].booked, checks[i].all, err);
        }
    }
    return status;
}

/* The walk through the file. */

static void drop_summary(struct camt *camt)
{
    xmlFreeNode(camt->summary);
    camt->summary = NULL;
}

static void begin_statement(struct camt *camt)
{
    camt->statements++;
    camt->entries = 0;
    camt->line = line_of(camt);
    camt->number[0] = camt->currency[0] = '\0';
    camt->has_opening = camt->has_previous = camt->has_closing = false;
    camt->has_first = camt->has_last = camt->is_begun = false;
    camt->booked = camt->all = (struct camt_sum){0};
    drop_summary(camt);
}

static enum status end_statement(struct camt *camt, struct error *err)
{
    enum status status = begin(camt, err);
    if (status == STATUS_OK && camt->summary != NULL) {
        status = check_summary(camt, err);
    }
    if (status == STATUS_OK) {
        stated_end(camt->stated);
    }
    return status;
}

static enum status read_entry(struct camt *camt, const xmlNode *node, uint32_t line,
                              struct error *err)
{
    char path[PATH_BYTES];
    enum status status = begin(camt, err);
    camt->entries++;
    (void)snprintf(path, sizeof path, "Stmt[%u]/Ntry[%u]", camt->statements, camt->entries);
    struct camt_entry entry = {.stated = camt->stated,
                               .node = node,
                               .line = line,
                               .last_line = last_line_of(camt),
                               .path = path,
                               .currency = camt->currency};
    return status == STATUS_OK ? camt_entry_read(&entry, &camt->booked, &camt->all, err) : status;
}

/* A child of Stmt, whole. */
static enum status take_part(struct camt *camt, const char *name, struct error *err)
{
    const xmlNode *node = xmlTextReaderExpand(camt->xml);
    if (node == NULL || camt->is_damaged) {
        return camt->is_damaged ? STATUS_INVALID
                                : damaged(line_of(camt), "the file ends here", err);
    }
    if (strcmp(name, "Acct") == 0) {
        return read_account(camt, node, err);
    }
    if (strcmp(name, "Bal") == 0) {
        return read_balance(camt, node, err);
    }
    if (strcmp(name, "TxsSummry") == 0) {
        union {
            const xmlNode *given;
            xmlNode *libxml_wants; /* it does not write there */
        } source = {.given = node};
        drop_summary(camt);
        camt->summary = xmlCopyNode(source.libxml_wants, 1);
        return STATUS_OK;
    }
    return strcmp(name, "Ntry") == 0 ? read_entry(camt, node, line_of(camt), err) : STATUS_OK;
}

/* "camt.053.001.08" of the name space. */
static enum status check_version(const struct camt *camt, struct error *err)
{
    const char *space = (const char *)xmlTextReaderConstNamespaceUri(camt->xml);
    int64_t version = 0;
    if (space == NULL || strncmp(space, SPACE_PREFIX, strlen(SPACE_PREFIX)) != 0) {
        (void)error_set(err, STATUS_INVALID, "line %u: this XML is no camt message", line_of(camt));
        return error_hint(err, "ask the bank for camt.053, MT940 or CSV");
    }
    if (strncmp(space, SPACE_STATEMENT, strlen(SPACE_STATEMENT)) != 0) {
        (void)error_set(err, STATUS_INVALID, "line %u: the file is a camt.%s, not a statement",
                        line_of(camt), space + strlen(SPACE_PREFIX));
        return error_hint(err, "052 is a report of the day, 054 a notice: ask for camt.053");
    }
    if (!text_to_int(space + strlen(SPACE_STATEMENT), &version) || version < VERSION_MIN ||
        version > VERSION_MAX) {
        (void)error_set(err, STATUS_UNSUPPORTED, "line %u: version %s of camt.053 is not known",
                        line_of(camt), space + strlen(SPACE_STATEMENT));
        return error_hint(err, "ask the bank for camt.053.001.02 to camt.053.001.08");
    }
    return STATUS_OK;
}

/* *skip: the element was looked at whole. */
static enum status take_start(struct camt *camt, bool *skip, struct error *err)
{
    int depth = xmlTextReaderDepth(camt->xml);
    const char *name = (const char *)xmlTextReaderConstLocalName(camt->xml);
    bool is_empty = xmlTextReaderIsEmptyElement(camt->xml) == 1;
    *skip = false;
    if (depth == 0) {
        return check_version(camt, err);
    }
    if (depth == DEPTH_MAX - 1 && strcmp(name, "Stmt") == 0) {
        begin_statement(camt);
        return is_empty ? damaged(camt->line, "the statement is empty", err) : STATUS_OK;
    }
    if (depth == DEPTH_MAX && camt->statements > 0) {
        *skip = true;
        return take_part(camt, name, err);
    }
    return STATUS_OK;
}

static enum status take_node(struct camt *camt, bool *skip, struct error *err)
{
    int type = xmlTextReaderNodeType(camt->xml);
    *skip = false;
    if (type == XML_READER_TYPE_DOCUMENT_TYPE || type == XML_READER_TYPE_ENTITY_REFERENCE) {
        (void)error_set(err, STATUS_INVALID, "the file declares a document type or entities");
        return error_hint(err, "no bank's statement does: do not trust it, download it again");
    }
    if (type == XML_READER_TYPE_ELEMENT) {
        return take_start(camt, skip, err);
    }
    bool ends_statement = type == XML_READER_TYPE_END_ELEMENT &&
                          xmlTextReaderDepth(camt->xml) == DEPTH_MAX - 1 &&
                          strcmp((const char *)xmlTextReaderConstLocalName(camt->xml), "Stmt") == 0;
    return ends_statement ? end_statement(camt, err) : STATUS_OK;
}

static enum status walk(struct camt *camt, struct error *err)
{
    enum status status = STATUS_OK;
    bool skip = false;
    int more = xmlTextReaderRead(camt->xml);
    while (more == 1 && status == STATUS_OK) {
        status = take_node(camt, &skip, err);
        if (status == STATUS_OK) {
            more = skip ? xmlTextReaderNext(camt->xml) : xmlTextReaderRead(camt->xml);
        }
    }
    if (camt->is_damaged) {
        return STATUS_INVALID;
    }
    if (status == STATUS_OK && more < 0) {
        status = damaged(line_of(camt), "this is no well-formed XML", err);
    }
    if (status == STATUS_OK && camt->statements == 0) {
        status = damaged(line_of(camt), "the file has no statement (Stmt)", err);
    }
    return status;
}

bool camt_fits(const char *text, size_t bytes)
{
    bytes = bytes < LOOK_BYTES ? bytes : LOOK_BYTES;
    while (bytes > 0 && strchr(" \t\r\n", *text) != NULL) {
        text++;
        bytes--;
    }
    return bytes > 0 && *text == '<' &&
           memmem(text, bytes, SPACE_PREFIX, strlen(SPACE_PREFIX)) != NULL;
}

enum status camt_read(struct stated *stated, const char *text, size_t bytes, struct error *err)
{
    struct camt camt = {.stated = stated, .err = err};
    while (bytes > 0 && strchr(" \t\r\n", *text) != NULL) {
        text++; /* XML allows none before its declaration, and files have it */
        bytes--;
    }
    /* The text is UTF-8 by now, whatever its declaration says. */
    camt.xml = xmlReaderForMemory(text, (int)bytes, NULL, "UTF-8", OPTIONS);
    if (camt.xml == NULL) {
        return error_set(err, STATUS_INVALID, "the file cannot be read as XML");
    }
    xmlTextReaderSetStructuredErrorHandler(camt.xml, take_error, &camt);
    enum status status = walk(&camt, err);
    xmlFreeTextReader(camt.xml);
    drop_summary(&camt);
    return status;
}
