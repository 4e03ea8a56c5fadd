/* What uses the library's memory; each destroys at its end what it made. */
#ifndef MEMORY_EVERYTHING_H
#define MEMORY_EVERYTHING_H

/* Everything that the library can do, but the look-up of a name. */
void everything(void);
/* The system looks up a name on a thread of the library's that nobody waits for. */
void look_up_of_a_name(void);

#endif
