#include "import/foreign.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>

#define LOOK_BYTES 4096 /* within which an archive names what it is */

#define AS_CSV "open it in a spreadsheet and save it as CSV (UTF-8), or download it as CSV"
#define UNPACK "unpack it and import what is in it; the bank's file is inside"
#define DOWNLOAD "download it as CSV, MT940, CAMT.053 or OFX"

/* The first that fits counts: what a zip holds stands before zips as such. */
static const struct foreign {
    const char *bytes; /* at the start of the file */
    size_t size;
    const char *within; /* and this near its start; NULL for nothing */
    const char *what;
    const char *hint;
} known[] = {
    {"PK\003\004", 4, "opendocument.spreadsheet", "an OpenDocument workbook (ods)", AS_CSV},
    {"PK\003\004", 4, "[Content_Types].xml", "an Excel workbook (xlsx)", AS_CSV},
    {"PK\003\004", 4, "xl/", "an Excel workbook (xlsx)", AS_CSV},
    {"PK\003\004", 4, NULL, "a zip archive", UNPACK},
    {"PK\005\006", 4, NULL, "an empty zip archive", UNPACK},
    {"\xD0\xCF\x11\xE0", 4, NULL, "an old Excel workbook (xls)", AS_CSV},
    {"%PDF", 4, NULL, "a PDF", DOWNLOAD ": a PDF is for people"},
    {"\x1F\x8B", 2, NULL, "a gzip archive", UNPACK ": gzip -d FILE"},
    {"BZh", 3, "1AY&SY", "a bzip2 archive", UNPACK},
    {"7z\xBC\xAF\x27\x1C", 6, NULL, "a 7z archive", UNPACK},
    {"Rar!\x1A\x07", 6, NULL, "a rar archive", UNPACK},
    {"\xFD"
     "7zXZ",
     5, NULL, "an xz archive", UNPACK},
    {"\x89PNG", 4, NULL, "a picture", DOWNLOAD},
    {"\xFF\xD8\xFF", 3, NULL, "a picture", DOWNLOAD},
    {"\xFF\xFE\0\0", 4, NULL, "UTF-32 text", "save it as UTF-8"},
    {"\0\0\xFE\xFF", 4, NULL, "UTF-32 text", "save it as UTF-8"},
    {"SQLite format 3", 15, NULL, "an SQLite database", DOWNLOAD},
    {"<!DOCTYPE html", 14, NULL, "a web page", "the bank's log-in may have ended: " DOWNLOAD},
    {"<html", 5, NULL, "a web page", "some banks call one .xls: " AS_CSV},
    {"<?xml", 5, "progid=\"Excel.Sheet\"", "an Excel workbook in XML", AS_CSV},
};

static bool is_it(const struct foreign *foreign, const char *bytes, size_t size)
{
    size_t looked = size < LOOK_BYTES ? size : LOOK_BYTES;
    bool is_tag = foreign->bytes[0] == '<';
    return size >= foreign->size &&
           (is_tag ? strncasecmp(bytes, foreign->bytes, foreign->size)
                   : memcmp(bytes, foreign->bytes, foreign->size)) == 0 &&
           (foreign->within == NULL ||
            memmem(bytes, looked, foreign->within, strlen(foreign->within)) != NULL);
}

enum status foreign_refuse(const char *bytes, size_t size, struct error *err)
{
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        if (is_it(&known[i], bytes, size)) {
            (void)error_set(err, STATUS_INVALID, "the file is %s, not text", known[i].what);
            return error_hint(err, "%s", known[i].hint);
        }
    }
    return STATUS_OK;
}
