#include "tui/fields.h"

#define FORMAT_FIELD                                                                               \
    {                                                                                              \
        .name = "format", .title = "Format", .help = "how to write it", .kind = FIELD_CHOICE,      \
        .choices = "text,csv,json"                                                                 \
    }

const struct field init_fields[] = {
    {.name = "sandbox",
     .title = "Sandbox",
     .help = "a store to try things in: it accepts --now and says so in its title",
     .kind = FIELD_FLAG},
    {.name = "policy",
     .title = "Policy",
     .help = "whose figures hold in it; default, or another that holdfast policy list tells",
     .kind = FIELD_ID},
    FIELDS_END,
};

const struct field demo_fields[] = {
    {.name = "sellers", .title = "Sellers", .help = "how many; 24", .kind = FIELD_TEXT},
    {.name = "deals", .title = "Deals", .help = "how many; 400", .kind = FIELD_TEXT},
    {.name = "seed",
     .title = "Seed",
     .help = "a number; the same one makes the same store",
     .kind = FIELD_TEXT},
    {.name = "files",
     .title = "Files",
     .help = "a folder for what a shop and a bank send the next day",
     .kind = FIELD_FILE},
    FIELDS_END,
};

const struct field show_fields[] = {
    {.name = "id",
     .title = "Id",
     .help = "kind and name, such as seller:S-0001, hold:42, line:7 or event:12",
     .kind = FIELD_ID,
     .is_required = true,
     .is_positional = true},
    {.name = "format",
     .title = "Format",
     .help = "how to write it",
     .kind = FIELD_CHOICE,
     .choices = "text,json"},
    FIELDS_END,
};

const struct field feed_fields[] = {
    {.name = "file",
     .title = "File",
     .help = "JSON Lines; - is the standard input",
     .kind = FIELD_FILE,
     .is_required = true,
     .is_positional = true},
    {.name = "source",
     .title = "Source",
     .help = "who sends it, shop without it; ids are unique for each source",
     .kind = FIELD_ID},
    {.name = "rejects",
     .title = "Rejects",
     .help = "a file for the lines that the business refuses",
     .kind = FIELD_FILE},
    FIELDS_END,
};

const struct field profiles_fields[] = {
    {.name = "action",
     .title = "Action",
     .help = "list them, show one, tell which ones a file fits, or learn a new one from a file",
     .kind = FIELD_CHOICE,
     .choices = "list,show,detect,new",
     .is_positional = true},
    {.name = "what",
     .title = "What",
     .help = "the profile's name, or the file",
     .kind = FIELD_FILE,
     .is_positional = true},
    {.name = "name",
     .title = "Name",
     .help = "new: what to call it; after the file without it",
     .kind = FIELD_ID},
    {.name = "answers",
     .title = "Answers",
     .help = "new: KEY=VALUE for a key that the file cannot prove; once for each",
     .kind = FIELD_LONG,
     .is_repeated = true},
    {.name = "out",
     .title = "Out",
     .help = "new: the file to write; one in the folder of your profiles without it",
     .kind = FIELD_FILE},
    FORMAT_FIELD,
    FIELDS_END,
};

const struct field policy_show_fields[] = {
    {.name = "policy",
     .title = "Policy",
     .help = "such as cn, cn-1 for one version of it, or a file",
     .kind = FIELD_FILE,
     .is_required = true,
     .is_positional = true},
    FORMAT_FIELD,
    FIELDS_END,
};

const struct field policy_check_fields[] = {
    {.name = "file",
     .title = "File",
     .help = "a pack that somebody wrote",
     .kind = FIELD_FILE,
     .is_required = true,
     .is_positional = true},
    FORMAT_FIELD,
    FIELDS_END,
};

const struct field rule_add_fields[] = {
    {.name = "name",
     .title = "Name",
     .help = "small letters, digits and -; one that there is gets another version",
     .kind = FIELD_TEXT,
     .is_required = true,
     .is_positional = true},
    {.name = "file",
     .title = "File",
     .help = "what it reads, as `rules show order-spelled` has it",
     .kind = FIELD_FILE,
     .is_required = true,
     .is_positional = true},
    FIELDS_END,
};

const struct field rule_switch_fields[] = {
    {.name = "rule",
     .title = "Rule",
     .help = "such as order-spelled, or order-spelled:2 for a version",
     .kind = FIELD_ID,
     .is_required = true,
     .is_positional = true},
    FIELDS_END,
};

const struct field rule_draft_fields[] = {
    {.name = "offer",
     .title = "Offer",
     .help = "as `rules offered` calls it",
     .kind = FIELD_TEXT,
     .is_required = true,
     .is_positional = true},
    FIELDS_END,
};

const struct field rule_show_fields[] = {
    {.name = "rule",
     .title = "Rule",
     .help = "such as order-spelled, or order-spelled:2 for a version",
     .kind = FIELD_ID,
     .is_required = true,
     .is_positional = true},
    FORMAT_FIELD,
    FIELDS_END,
};

const struct field rule_try_fields[] = {
    {.name = "text",
     .title = "Text",
     .help = "as a bank line may have it",
     .kind = FIELD_TEXT,
     .is_positional = true},
    {.name = "file", .title = "File", .help = "texts, one on each line", .kind = FIELD_FILE},
    {.name = "rule", .title = "Rule", .help = "a file: this rule alone", .kind = FIELD_FILE},
    FORMAT_FIELD,
    FIELDS_END,
};

const struct field suggest_fields[] = {
    {.name = "line",
     .title = "Line",
     .help = "the bank line, such as line:7",
     .kind = FIELD_ID,
     .is_required = true,
     .is_positional = true},
    FORMAT_FIELD,
    FIELDS_END,
};

const struct field policy_adopt_fields[] = {
    {.name = "file",
     .title = "File",
     .help = "the next version of the book's pack",
     .kind = FIELD_FILE,
     .is_required = true,
     .is_positional = true},
    FIELDS_END,
};

const struct field policy_diff_fields[] = {
    {.name = "first",
     .title = "First",
     .help = "a policy, or a file",
     .kind = FIELD_FILE,
     .is_required = true,
     .is_positional = true},
    {.name = "second",
     .title = "Second",
     .help = "another one",
     .kind = FIELD_FILE,
     .is_required = true,
     .is_positional = true},
    FORMAT_FIELD,
    FIELDS_END,
};

const struct field policy_try_fields[] = {
    {.name = "deal",
     .title = "Deal",
     .help = "the deal, such as O-100001",
     .kind = FIELD_ID,
     .is_required = true,
     .is_positional = true},
    {.name = "policy",
     .title = "Policy",
     .help = "another one than that under which the deal was made, or a file",
     .kind = FIELD_FILE},
    FORMAT_FIELD,
    FIELDS_END,
};

const struct field import_fields[] = {
    {.name = "file",
     .title = "File",
     .help = "the bank's file",
     .kind = FIELD_FILE,
     .is_required = true,
     .is_positional = true},
    {.name = "account",
     .title = "Account",
     .help = "the bank account that it is a statement of, such as ICBC-001",
     .kind = FIELD_ID},
    {.name = "psp",
     .title = "Provider",
     .help = "the payment provider that it is a settlement file of, instead of an account",
     .kind = FIELD_ID},
    {.name = "batch",
     .title = "Batch",
     .help = "of a settlement file that does not say it: what the bank's line of it bears",
     .kind = FIELD_ID},
    {.name = "profile",
     .title = "Profile",
     .help = "the format's name; without it the file is recognised",
     .kind = FIELD_ID},
    {.name = "number",
     .title = "Number",
     .help = "the account's number in a file that has statements of several accounts",
     .kind = FIELD_TEXT},
    {.name = "dry-run",
     .title = "Dry run",
     .help = "parse and plan, and show what would become of each line",
     .kind = FIELD_FLAG},
    {.name = "rejects",
     .title = "Rejects",
     .help = "a file for the rows that could not be read",
     .kind = FIELD_FILE},
    {.name = "good-rows",
     .title = "Good rows",
     .help = "take the rows that could be read although others could not",
     .kind = FIELD_FLAG},
    {.name = "accept-broken",
     .title = "Accept broken",
     .help = "why a statement whose balances do not close is taken; kept with it",
     .kind = FIELD_LONG},
    {.name = "accept-number",
     .title = "Accept number",
     .help = "why a file of another account number than before is taken; kept with it",
     .kind = FIELD_LONG},
    {.name = "format",
     .title = "Format",
     .help = "how to write it",
     .kind = FIELD_CHOICE,
     .choices = "text,json"},
    FIELDS_END,
};

const struct field format_fields[] = {FORMAT_FIELD, FIELDS_END};

const struct field trace_fields[] = {
    {.name = "account",
     .title = "Account",
     .help = "a bank account's whole number, such as DE02 1203 0000 0000 2020 51",
     .kind = FIELD_TEXT,
     .is_required = true,
     .is_positional = true},
    FORMAT_FIELD,
    FIELDS_END,
};

const struct field notices_send_fields[] = {
    {.name = "from",
     .title = "From",
     .help = "the address that they come from",
     .kind = FIELD_TEXT,
     .is_required = true},
    {.name = "sendmail",
     .title = "Program",
     .help = "run as PROGRAM -i -- ADDRESS for each, with the message as its input",
     .kind = FIELD_FILE},
    {.name = "drop",
     .title = "Folder",
     .help = "where each becomes a file notice-NUMBER.eml",
     .kind = FIELD_FILE},
    {.name = "limit",
     .title = "Limit",
     .help = "seconds that the program may take for one; 60 without it",
     .kind = FIELD_TEXT},
    FORMAT_FIELD,
    FIELDS_END,
};

const struct field report_fields[] = {
    {.name = "report",
     .title = "Report",
     .help = "which one; without it they are listed",
     .kind = FIELD_ID,
     .is_positional = true},
    FORMAT_FIELD,
    FIELDS_END,
};

const struct field export_fields[] = {
    {.name = "program",
     .title = "Program",
     .help = "whose journal to write",
     .kind = FIELD_CHOICE,
     .choices = "ledger,hledger,beancount",
     .is_required = true,
     .is_positional = true},
    FIELDS_END,
};

const struct field verify_fields[] = {
    {.name = "anchor",
     .title = "Anchors",
     .help = "a file of lines that holdfast anchor wrote: the store must be what they saw",
     .kind = FIELD_FILE},
    FORMAT_FIELD,
    FIELDS_END,
};

const struct field anchor_fields[] = {
    {.name = "file",
     .title = "File",
     .help = "the line is added to its end; without it, it is printed",
     .kind = FIELD_FILE,
     .is_positional = true},
    {.name = "syslog",
     .title = "System log",
     .help = "the line goes to the system's log (authpriv), and so to where that is sent on",
     .kind = FIELD_FLAG},
    FIELDS_END,
};

const struct field backup_fields[] = {
    {.name = "file",
     .title = "File",
     .help = "the copy; it must not exist yet",
     .kind = FIELD_FILE,
     .is_required = true,
     .is_positional = true},
    FIELDS_END,
};

const struct field copy_fields[] = {
    {.name = "to",
     .title = "To",
     .help = "the other store: a new file, postgresql://..., or an earlier copy",
     .kind = FIELD_FILE,
     .is_required = true},
    FORMAT_FIELD,
    FIELDS_END,
};

const struct field completion_fields[] = {
    {.name = "shell",
     .title = "Shell",
     .help = "whose completion to write",
     .kind = FIELD_CHOICE,
     .choices = "bash",
     .is_required = true,
     .is_positional = true},
    FIELDS_END,
};
