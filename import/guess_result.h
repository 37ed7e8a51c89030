/* guess_result.h - what guessing a profile comes to: keys with the reason for each, and what is
 * still open. */
#ifndef IMPORT_GUESS_RESULT_H
#define IMPORT_GUESS_RESULT_H

#include "import/bank.h"
#include "import/proof.h"

#define GUESS_CHOICES_MAX 24

struct guess_choice {
    const char *value;   /* "" for nothing */
    const char *meaning; /* "" where the value says all */
};

struct guess_question {
    enum profile_key_id key;
    const char *text;
    struct guess_choice choices[GUESS_CHOICES_MAX]; /* none: any value of the key may answer */
    size_t choice_count;
};

struct guess {
    const char *values[KEY_COUNT]; /* NULL: the key is not set */
    const char *reasons[KEY_COUNT];
    struct guess_question *questions; /* that are open */
    size_t question_count;
    struct profile *profile; /* NULL where they leave it open how rows are read */
    struct bank_file *file;  /* all of the file, read by it */
    struct proof *proof;
};

#endif
