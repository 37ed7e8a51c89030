/* digest.h - SHA-256 in lower-case hex, so that sha256sum can check it. */
#ifndef MODEL_DIGEST_H
#define MODEL_DIGEST_H

#include <stddef.h>
#include <stdint.h>

#define DIGEST_HEX_BYTES 65 /* 64 digits and the NUL */

struct digest;

struct digest *digest_new(void *mem);
/* Start over, so that one object serves many messages. */
void digest_reset(struct digest *digest);
void digest_add(struct digest *digest, const void *data, size_t bytes);
void digest_finish(struct digest *digest, char hex[DIGEST_HEX_BYTES]);

void digest_of(const void *data, size_t bytes, char hex[DIGEST_HEX_BYTES]);

#endif
