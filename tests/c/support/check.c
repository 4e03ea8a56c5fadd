#include "check.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* One cause can fail a whole table. */
enum { MOST_PRINTED = 60 };

/* Any thread checks. Counting puts no order between them, so that ThreadSanitizer still sees where the library does not. */
static int checks;
static int failures;
static char context[256];

void check_context(const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(context, sizeof context, format, arguments);
  va_end(arguments);
}

/* Counts a check; when it failed, begins the line that tells of it. */
static int failed(const char *file, int line, const char *text, int holds) {
  __atomic_add_fetch(&checks, 1, __ATOMIC_RELAXED);
  if (holds || __atomic_add_fetch(&failures, 1, __ATOMIC_RELAXED) > MOST_PRINTED) return 0;
  printf("%s:%d: %s%s%s: ", file, line, context, context[0] ? ": " : "", text);
  return 1;
}

int check_finish(void) {
  printf("%d checks, %d failed\n", checks, failures);
  return failures == 0 && checks > 0 ? 0 : 1;
}

void check_true(const char *file, int line, const char *text, int holds) {
  if (failed(file, line, text, holds)) printf("does not hold\n");
}

void check_number(const char *file, int line, const char *text, long long actual, long long expected) {
  if (failed(file, line, text, actual == expected)) printf("is %lld, expected %lld\n", actual, expected);
}

void check_within(const char *file, int line, const char *text, long long actual, long long most) {
  if (failed(file, line, text, actual >= 0 && actual <= most)) printf("is %lld, expected 0 to %lld\n", actual, most);
}

void check_text(const char *file, int line, const char *text, const char *actual, const char *expected) {
  int same = actual != NULL && strcmp(actual, expected) == 0;
  if (failed(file, line, text, same)) printf("is \"%s\", expected \"%s\"\n", actual ? actual : "(NULL)", expected);
}

void check_contains(const char *file, int line, const char *text, const char *actual, const char *part, int wanted) {
  int there = actual != NULL && strstr(actual, part) != NULL;
  if (failed(file, line, text, actual != NULL && there == wanted)) {
    printf("is \"%s\", %s \"%s\"\n", actual ? actual : "(NULL)", wanted ? "lacks" : "must not hold", part);
  }
}

static int is_zero(const void *bytes, size_t size) {
  const unsigned char *byte = (const unsigned char *)bytes;
  while (size > 0 && *byte == 0) {
    ++byte;
    --size;
  }
  return size == 0;
}

void check_zeroed(const char *file, int line, const char *text, const void *bytes, size_t size) {
  if (failed(file, line, text, is_zero(bytes, size))) printf("is not all zero\n");
}

void check_result(const char *file, int line, const char *text, mpsd_result actual, mpsd_result expected,
    const mpsd_error *error) {
  if (failed(file, line, text, actual == expected)) {
    printf("is %s, expected %s; \"%s\"\n", mpsd_result_name(actual), mpsd_result_name(expected),
        error ? error->message : "");
  }
  if (error == NULL) return;
  check_number(file, line, "error.result", error->result, actual);
  check_number(file, line, "error.reserved0", error->reserved0, 0);
  check_true(file, line, "error.reserved is zero", is_zero(error->reserved, sizeof error->reserved));
  check_number(file, line, "a message goes with a failure", error->message[0] != 0, MPSD_FAILED(actual));
}

void check_refused(const char *file, int line, const char *text, mpsd_result actual, mpsd_result expected,
    const mpsd_error *error, const char *part) {
  check_result(file, line, text, actual, expected, error);
  check_contains(file, line, "error.message", error->message, part, 1);
  check_number(file, line, "error.http_status", error->http_status, 0);
  check_number(file, line, "error.attempts", error->attempts, 0);
  check_number(file, line, "error.retry_after_ms", error->retry_after_ms, 0);
  check_number(file, line, "error.delivery", error->delivery, MPSD_DELIVERY_NONE);
  check_text(file, line, "error.request_id", error->request_id, "");
}
