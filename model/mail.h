/* mail.h - a notice as a message for a mail program: RFC 5322 with a MIME body (RFC 2045, 2047) in
 * UTF-8. Lines end with a line feed, as sendmail takes them.
 *
 * Whatever comes from others stands encoded or is refused, so that no name and no text makes a
 * header: the address is checked letter by letter, the subject is one of encoded words where it is
 * not plain, the text is base64. The same notice is the same message, however often it is tried:
 * its Message-ID is of the store and the notice. */
#ifndef MODEL_MAIL_H
#define MODEL_MAIL_H

#include "model/outbox.h"

#define MAIL_ADDRESS_BYTES_MAX 254 /* RFC 5321, 4.5.3.1.3 */

/* One plain address, "shop@example.com"; what names it in the message ("contact of S-1"). */
enum status mail_check_address(const char *what, const char *address, struct error *err) CHECKED;

/* The whole message, owned by mem. STATUS_INVALID where the party has no address. from was checked.
 */
enum status mail_write(void *mem, const char *from, const struct letter_out *letter, char **out,
                       struct error *err) CHECKED;

#endif
