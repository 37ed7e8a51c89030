/* fuzz_guess.c - any bytes as a file of which a profile is to be learnt: refused with a reason, or
 * keys and questions; whoever takes the first choice of each question comes to an end. */
#include "import/guess.h"
#include "model/mem.h"

#include <assert.h>
#include <stdint.h>

#define ROUNDS 6

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct profile_set *set;
    struct error err = {.status = STATUS_OK};
    if (set == NULL && profile_set_load(NULL, NULL, &set, &err) != STATUS_OK) {
        assert(false);
    }
    void *mem = mem_context(NULL, "fuzz");
    const char *answers[KEY_COUNT] = {NULL};
    struct source source = {"fuzz.csv", (const char *)data, size};
    for (int round = 0; round < ROUNDS; round++) {
        struct guess *guess = NULL;
        err.status = STATUS_OK;
        if (guess_make(mem, set, &source, "EUR", answers, &guess, &err) != STATUS_OK) {
            assert(err.message[0] != '\0');
            break;
        }
        if (guess->question_count == 0) {
            assert(guess->profile != NULL && guess->file != NULL && guess->proof != NULL);
            assert(guess_ini(mem, guess, "fuzz", "fuzz.csv") != NULL);
            break;
        }
        for (size_t i = 0; i < guess->question_count; i++) {
            const struct guess_question *question = &guess->questions[i];
            assert(answers[question->key] == NULL); /* nothing is asked again */
            answers[question->key] = question->choice_count > 0 ? question->choices[0].value : "";
        }
    }
    mem_free(mem);
    return 0;
}
