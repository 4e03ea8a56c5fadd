/* Arguments that are refused before anything is sent, and those at a limit, which are sent: by every call that takes them. */
#ifndef REFUSING_H
#define REFUSING_H

#include "calls.h"

/* Counts requests; must see none. */
extern const char *refusing_server;
extern mpsd_client *refusing;
/* Talks to the emulator: what is at a limit is sent. */
extern mpsd_client *accepting;

/* Creates the clients, and ends them. */
void begin_refusals(void);
void end_refusals(void);

/* `count` times `text`, and `end`; valid until 8 more were made. */
const char *times(const char *text, size_t count, const char *end);
void check_nothing_sent(void);
/* Every call that takes one of `takes` refuses the arguments. */
void refused_by(unsigned takes, const call_arguments *arguments, mpsd_result expected, const char *part);
/* Every call that takes one of `takes` sends the arguments. */
void sent_by(unsigned takes, const call_arguments *arguments, const char *what);

#endif
