#include "tests/support/fake.h"

#include "model/mem.h"
#include "tests/support/scratch.h"

#include <arpa/inet.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cmocka.h>

#define CLIENTS_MAX 16
#define HELLO_BYTES_MAX 4096
#define ANSWER_BYTES 512

struct fake {
    enum fake_kind kind;
    int listener;
    pthread_t thread;
    char *host;
    char *url;
    int clients[CLIENTS_MAX];
    atomic_int client_count;
};

struct answer {
    char bytes[ANSWER_BYTES];
    size_t used;
};

/* A message: a letter, its length, and what it says. */
static void say(struct answer *answer, char kind, const void *body, size_t count)
{
    uint32_t length = htonl((uint32_t)(count + sizeof length));
    char *to = answer->bytes + answer->used;
    *to = kind;
    memcpy(to + 1, &length, sizeof length);
    memcpy(to + 1 + sizeof length, body, count);
    answer->used += 1 + sizeof length + count;
}

static void let_in(struct answer *answer)
{
    static const char version[] = "server_version\0"
                                  "9.6.24";
    static const char encoding[] = "server_encoding\0"
                                   "UTF8";
    say(answer, 'R', "\0\0\0\0", 4);
    say(answer, 'S', version, sizeof version);
    say(answer, 'S', encoding, sizeof encoding);
    say(answer, 'K', "\0\0\0\1\0\0\0\1", 8);
    say(answer, 'Z', "I", 1);
}

static void refuse(struct answer *answer)
{
    static const char error[] = "SFATAL\0"
                                "VFATAL\0"
                                "C57P03\0"
                                "Mthe database system is starting up\0"
                                "Fpostmaster.c\0"
                                "L1\0"
                                "RProcessStartupPacket\0";
    say(answer, 'E', error, sizeof error);
}

static void serve(struct fake *fake, int client)
{
    char hello[HELLO_BYTES_MAX];
    struct answer answer = {.used = 0};
    if (fake->kind == FAKE_SILENT || read(client, hello, sizeof hello) <= 0) {
        return;
    }
    if (fake->kind == FAKE_OLD) {
        let_in(&answer);
    } else {
        refuse(&answer);
    }
    ssize_t written = write(client, answer.bytes, answer.used);
    if (fake->kind == FAKE_STARTING || written < 0) {
        (void)shutdown(client, SHUT_RDWR);
    }
}

static void *serve_all(void *object)
{
    struct fake *fake = object;
    while (fake->client_count < CLIENTS_MAX) {
        int client = accept(fake->listener, NULL, NULL);
        if (client < 0) {
            break;
        }
        fake->clients[fake->client_count++] = client;
        serve(fake, client);
    }
    return NULL;
}

static void stop(void *object)
{
    struct fake *fake = object;
    (void)shutdown(fake->listener, SHUT_RDWR);
    (void)pthread_join(fake->thread, NULL);
    for (int i = 0; i < fake->client_count; i++) {
        (void)close(fake->clients[i]);
    }
    (void)close(fake->listener);
}

/* The folder as a URL has it. */
static char *escape(void *mem, const char *path)
{
    char *escaped = mem_strdup(mem, "");
    for (; *path != '\0'; path++) {
        escaped = *path == '/' ? mem_append(escaped, "%%2F") : mem_append(escaped, "%c", *path);
    }
    return escaped;
}

struct fake *fake_start(void *mem, enum fake_kind kind)
{
    static int number;
    char name[16];
    char folder[SCRATCH_PATH_BYTES];
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    struct fake *fake = MEM_NEW(mem, struct fake);
    (void)snprintf(name, sizeof name, "f%d", number++);
    assert_int_equal(mkdir(scratch_path(name, folder), 0700), 0);
    int bytes = snprintf(address.sun_path, sizeof address.sun_path, "%s/.s.PGSQL.5432", folder);
    assert_true(bytes > 0 && bytes < (int)sizeof address.sun_path);
    fake->kind = kind;
    fake->host = escape(fake, folder);
    fake->url = mem_printf(fake, "postgresql://%s/db", fake->host);
    fake->listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_equal(bind(fake->listener, (struct sockaddr *)&address, sizeof address), 0);
    assert_int_equal(listen(fake->listener, CLIENTS_MAX), 0);
    assert_int_equal(pthread_create(&fake->thread, NULL, serve_all, fake), 0);
    mem_on_free(fake, stop);
    return fake;
}

const char *fake_url(const struct fake *fake)
{
    return fake->url;
}

const char *fake_host(const struct fake *fake)
{
    return fake->host;
}

int fake_clients(const struct fake *fake)
{
    return fake->client_count;
}
