#include "model/store/sqlite.h"

#include "model/mem.h"

#include <assert.h>
#include <pthread.h>
#include <signal.h>

struct sqlite_thread {
    pthread_t id;
    bool is_started;
    bool is_given; /* the caller's alone: given, and not waited for since */
    pthread_mutex_t lock;
    pthread_cond_t changed;
    /* under the lock */
    void (*work)(void *state); /* NULL: nothing to do */
    void *state;
    bool is_ending;
};

static void *run(void *argument)
{
    struct sqlite_thread *thread = argument;
    (void)pthread_mutex_lock(&thread->lock);
    while (!thread->is_ending) {
        if (thread->work == NULL) {
            (void)pthread_cond_wait(&thread->changed, &thread->lock);
            continue;
        }
        (void)pthread_mutex_unlock(&thread->lock);
        thread->work(thread->state);
        (void)pthread_mutex_lock(&thread->lock);
        thread->work = NULL;
        (void)pthread_cond_broadcast(&thread->changed);
    }
    (void)pthread_mutex_unlock(&thread->lock);
    return NULL;
}

void sqlite_thread_wait(struct sqlite_thread *thread)
{
    if (!thread->is_given) {
        return;
    }
    (void)pthread_mutex_lock(&thread->lock);
    while (thread->work != NULL) {
        (void)pthread_cond_wait(&thread->changed, &thread->lock);
    }
    (void)pthread_mutex_unlock(&thread->lock);
    thread->is_given = false;
}

static void destroy(void *object)
{
    struct sqlite_thread *thread = object;
    if (thread->is_started) {
        sqlite_thread_wait(thread);
        (void)pthread_mutex_lock(&thread->lock);
        thread->is_ending = true;
        (void)pthread_cond_broadcast(&thread->changed);
        (void)pthread_mutex_unlock(&thread->lock);
        (void)pthread_join(thread->id, NULL);
    }
    (void)pthread_cond_destroy(&thread->changed);
    (void)pthread_mutex_destroy(&thread->lock);
}

struct sqlite_thread *sqlite_thread_new(void *mem)
{
    struct sqlite_thread *thread = MEM_NEW(mem, struct sqlite_thread);
    int failure =
        pthread_mutex_init(&thread->lock, NULL) | pthread_cond_init(&thread->changed, NULL);
    assert(failure == 0);
    mem_on_free(thread, destroy);
    return thread;
}

/* Signals are for the threads that there were before. */
static bool start(struct sqlite_thread *thread)
{
    sigset_t all;
    sigset_t before;
    (void)sigfillset(&all);
    (void)sigdelset(&all, SIGSEGV);
    (void)sigdelset(&all, SIGABRT);
    (void)sigdelset(&all, SIGBUS);
    (void)sigdelset(&all, SIGFPE);
    (void)pthread_sigmask(SIG_SETMASK, &all, &before);
    thread->is_started = pthread_create(&thread->id, NULL, run, thread) == 0;
    (void)pthread_sigmask(SIG_SETMASK, &before, NULL);
    return thread->is_started;
}

bool sqlite_thread_give(struct sqlite_thread *thread, void (*work)(void *state), void *state)
{
    assert(!thread->is_given);
    if (!thread->is_started && !start(thread)) {
        return false;
    }
    (void)pthread_mutex_lock(&thread->lock);
    thread->work = work;
    thread->state = state;
    (void)pthread_cond_broadcast(&thread->changed);
    (void)pthread_mutex_unlock(&thread->lock);
    thread->is_given = true;
    return true;
}
