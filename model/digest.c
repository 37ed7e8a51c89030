#include "model/digest.h"

#include "model/mem.h"

#include <sodium.h>

struct digest {
    crypto_hash_sha256_state state;
};

struct digest *digest_new(void *mem)
{
    struct digest *digest = MEM_NEW(mem, struct digest);
    digest_reset(digest);
    return digest;
}

void digest_reset(struct digest *digest)
{
    (void)crypto_hash_sha256_init(&digest->state);
}

void digest_add(struct digest *digest, const void *data, size_t bytes)
{
    (void)crypto_hash_sha256_update(&digest->state, data, bytes);
}

static void to_hex(const unsigned char hash[crypto_hash_sha256_BYTES], char hex[DIGEST_HEX_BYTES])
{
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < crypto_hash_sha256_BYTES; i++) {
        hex[2 * i] = digits[hash[i] >> 4];
        hex[2 * i + 1] = digits[hash[i] & 15];
    }
    hex[2 * crypto_hash_sha256_BYTES] = '\0';
}

void digest_finish(struct digest *digest, char hex[DIGEST_HEX_BYTES])
{
    unsigned char hash[crypto_hash_sha256_BYTES];
    (void)crypto_hash_sha256_final(&digest->state, hash);
    to_hex(hash, hex);
    digest_reset(digest);
}

void digest_of(const void *data, size_t bytes, char hex[DIGEST_HEX_BYTES])
{
    unsigned char hash[crypto_hash_sha256_BYTES];
    (void)crypto_hash_sha256(hash, data, bytes);
    to_hex(hash, hex);
}
