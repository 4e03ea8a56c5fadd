/*
 * Checks that print file, line and both values, and go on; check_finish gives the program's exit status.
 * Checks belong on the main thread: they count without a lock.
 */
#ifndef CHECK_H
#define CHECK_H

#include <mpsd.h>

#ifdef __cplusplus
extern "C" {
#endif

#define CHECK(condition) check_true(__FILE__, __LINE__, #condition, (condition) ? 1 : 0)
#define CHECK_EQ(actual, expected) \
  check_number(__FILE__, __LINE__, #actual, (long long)(actual), (long long)(expected))
#define CHECK_TEXT(actual, expected) check_text(__FILE__, __LINE__, #actual, (actual), (expected))
#define CHECK_CONTAINS(actual, part) check_contains(__FILE__, __LINE__, #actual, (actual), (part), 1)
#define CHECK_LACKS(actual, part) check_contains(__FILE__, __LINE__, #actual, (actual), (part), 0)
#define CHECK_WITHIN(actual, most) check_within(__FILE__, __LINE__, #actual, (long long)(actual), (long long)(most))
/* The result of a call that was given `error`, which may be NULL. */
#define CHECK_RESULT(actual, expected, error) \
  check_result(__FILE__, __LINE__, #actual, (actual), (expected), (error))
/* All bytes of *object are zero. */
#define CHECK_ZEROED(object) check_zeroed(__FILE__, __LINE__, #object, (object), sizeof *(object))
/* A call was refused for an argument: nothing was sent, and the message has `part`. */
#define CHECK_REFUSED(actual, expected, error, part) \
  check_refused(__FILE__, __LINE__, #actual, (actual), (expected), (error), (part))

/* What is being tried, printed with failures until the next call. A printf format. */
void check_context(const char *format, ...)
#ifdef __GNUC__
    __attribute__((format(printf, 1, 2)))
#endif
    ;
/* Prints how many checks failed; 0 where none did and at least one was made. */
int check_finish(void);

void check_true(const char *file, int line, const char *text, int holds);
void check_number(const char *file, int line, const char *text, long long actual, long long expected);
void check_within(const char *file, int line, const char *text, long long actual, long long most);
void check_text(const char *file, int line, const char *text, const char *actual, const char *expected);
void check_contains(const char *file, int line, const char *text, const char *actual, const char *part, int wanted);
void check_result(const char *file, int line, const char *text, mpsd_result actual, mpsd_result expected,
    const mpsd_error *error);
void check_zeroed(const char *file, int line, const char *text, const void *bytes, size_t size);
void check_refused(const char *file, int line, const char *text, mpsd_result actual, mpsd_result expected,
    const mpsd_error *error, const char *part);

#ifdef __cplusplus
}
#endif

#endif
