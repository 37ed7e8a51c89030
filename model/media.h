/* media.h - what a file is, told from its own first bytes and never from its name.
 *
 * Sources: PNG (W3C, section 5.2), JPEG (ITU-T T.81, B.1.1.3), PDF (ISO 32000-1, 7.5.2), GIF89a,
 * WebP (Google, RIFF container). Types are those of IANA. */
#ifndef MODEL_MEDIA_H
#define MODEL_MEDIA_H

#include <stdbool.h>
#include <stddef.h>

#define MEDIA_TEXT "text/plain" /* valid UTF-8 without control characters but tab and line ends */
#define MEDIA_LINK "text/uri-list"
#define MEDIA_UNKNOWN "application/octet-stream"

/* MEDIA_UNKNOWN for what is none that is known here. */
const char *media_of(const void *bytes, size_t count);

#endif
