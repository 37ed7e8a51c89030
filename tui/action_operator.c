#include "tui/action.h"

#include "model/operation.h"
#include "model/operator.h"
#include "model/policy_adopt.h"
#include "tui/values.h"

static enum status put(struct book *book, const struct values *values, struct run *run,
                       struct error *err)
{
    struct operator_terms terms = {
        .login = values_id(values, "operator", "operator"),
        .entity = values_get(values, "entity"),
    };
    const char *roles = values_get(values, "roles");
    enum status status = STATUS_OK;
    if (roles != NULL) { /* a check comes without them */
        status = roles_parse(roles, &terms.roles, err);
    }
    return status == STATUS_OK ? operator_put(book, &terms, run, err) : status;
}

enum status action_operator_add(struct book *book, const struct values *values, struct run *run,
                                struct error *err)
{
    return put(book, values, run, err);
}

enum status action_operator_grant(struct book *book, const struct values *values, struct run *run,
                                  struct error *err)
{
    return put(book, values, run, err);
}

enum status action_operator_revoke(struct book *book, const struct values *values, struct run *run,
                                   struct error *err)
{
    const char *login = values_id(values, "operator", "operator");
    return operator_revoke(book, &login, run, err);
}

enum status action_policy_adopt(struct book *book, const struct values *values, struct run *run,
                                struct error *err)
{
    struct policy_adoption adoption = {.text = NULL};
    const char *path = values_get(values, "file");
    enum status status = STATUS_OK;
    if (path != NULL) { /* a check comes without it */
        status = policy_adopt_read(run->mem, path, &adoption, err);
    }
    return status == STATUS_OK ? policy_adopt(book, &adoption, run, err) : status;
}
