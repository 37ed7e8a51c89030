#include "model/digest.h"

#include "model/mem.h"

#include <assert.h>
#include <stdbool.h>
#include <string.h>

#include <openssl/crypto.h>
#include <openssl/evp.h>

#define HASH_BYTES 32
#define HELD_BYTES 1024 /* of small parts, which go on together */

struct digest {
    EVP_MD *algorithm;
    EVP_MD_CTX *state;
    bool has_begun; /* state has some of the message */
    size_t held_bytes;
    unsigned char held[HELD_BYTES];
};

static void destroy(void *object)
{
    struct digest *digest = object;
    EVP_MD_CTX_free(digest->state);
    EVP_MD_free(digest->algorithm);
}

struct digest *digest_new(void *mem)
{
    struct digest *digest = MEM_NEW(mem, struct digest);
    /* The machine's settings of the library are about other things, and take longer to read than
     * many messages to hash. */
    int is_ready = OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG, NULL);
    assert(is_ready == 1);
    digest->algorithm = EVP_MD_fetch(NULL, "SHA256", NULL);
    digest->state = EVP_MD_CTX_new();
    assert(digest->algorithm != NULL && digest->state != NULL);
    mem_on_free(digest, destroy);
    return digest;
}

void digest_reset(struct digest *digest)
{
    digest->has_begun = false;
    digest->held_bytes = 0;
}

static void pass_on(struct digest *digest, const void *data, size_t bytes)
{
    int is_done =
        digest->has_begun ? 1 : EVP_DigestInit_ex2(digest->state, digest->algorithm, NULL);
    assert(is_done == 1);
    is_done = EVP_DigestUpdate(digest->state, data, bytes);
    assert(is_done == 1);
    digest->has_begun = true;
}

void digest_add(struct digest *digest, const void *data, size_t bytes)
{
    if (bytes > HELD_BYTES - digest->held_bytes) {
        pass_on(digest, digest->held, digest->held_bytes);
        digest->held_bytes = 0;
    }
    if (bytes > HELD_BYTES) {
        pass_on(digest, data, bytes);
    } else if (bytes > 0) {
        memcpy(digest->held + digest->held_bytes, data, bytes);
        digest->held_bytes += bytes;
    }
}

static void to_hex(const unsigned char hash[HASH_BYTES], char hex[DIGEST_HEX_BYTES])
{
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < HASH_BYTES; i++) {
        hex[2 * i] = digits[hash[i] >> 4];
        hex[2 * i + 1] = digits[hash[i] & 15];
    }
    hex[2 * HASH_BYTES] = '\0';
}

void digest_finish(struct digest *digest, char hex[DIGEST_HEX_BYTES])
{
    unsigned char hash[HASH_BYTES];
    pass_on(digest, digest->held, digest->held_bytes);
    int is_done = EVP_DigestFinal_ex(digest->state, hash, NULL);
    assert(is_done == 1);
    digest_reset(digest);
    to_hex(hash, hex);
}

void digest_of(const void *data, size_t bytes, char hex[DIGEST_HEX_BYTES])
{
    struct digest *digest = digest_new(NULL);
    digest_add(digest, data, bytes);
    digest_finish(digest, hex);
    mem_free(digest);
}
