/* The filter builder: what it writes, what it refuses, and how long its texts live. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"

#define INVALID MPSD_ERROR_INVALID_ARGUMENT

static mpsd_error error;

static mpsd_filter *new_filter(void) {
  mpsd_filter *filter = NULL;
  CHECK_RESULT(mpsd_filter_create(&filter, &error), MPSD_OK, &error);
  return filter;
}

/* A filter of the one comparison that `call` adds has the text. */
#define WRITES(expected, function, ...) \
  do { \
    mpsd_filter *filter = new_filter(); \
    const char *text = NULL; \
    CHECK_RESULT(function(filter, __VA_ARGS__, &error), MPSD_OK, &error); \
    CHECK_RESULT(mpsd_filter_get_text(filter, &text, &error), MPSD_OK, &error); \
    CHECK_TEXT(text, expected); \
    mpsd_filter_destroy(filter); \
  } while (0)

/* The comparison is refused, and the filter is as empty as before. */
#define REFUSES(result, part, function, ...) \
  do { \
    mpsd_filter *filter = new_filter(); \
    const char *text = "not touched"; \
    CHECK_REFUSED(function(filter, __VA_ARGS__, &error), (result), &error, (part)); \
    CHECK_REFUSED(mpsd_filter_get_text(filter, &text, &error), INVALID, &error, "needs a comparison"); \
    CHECK(text == NULL); \
    mpsd_filter_destroy(filter); \
  } while (0)

static void writes_attributes(void) {
  static const struct {
    uint32_t comparison;
    const char *text;
  } comparisons[] = {{MPSD_COMPARISON_EQUAL, "numbers/n eq 1"}, {MPSD_COMPARISON_NOT_EQUAL, "numbers/n ne 1"},
      {MPSD_COMPARISON_GREATER, "numbers/n gt 1"}, {MPSD_COMPARISON_GREATER_OR_EQUAL, "numbers/n ge 1"},
      {MPSD_COMPARISON_LESS, "numbers/n lt 1"}, {MPSD_COMPARISON_LESS_OR_EQUAL, "numbers/n le 1"}};
  size_t i;
  check_context("writes_attributes");
  WRITES("tags/any(d:tolower(d) eq 'elite')", mpsd_filter_add_tag, MPSD_COMPARISON_EQUAL, "Elite");
  WRITES("tags/any(d:tolower(d) ne 'elite')", mpsd_filter_add_tag, MPSD_COMPARISON_NOT_EQUAL, "ELITE");
  WRITES("tolower(strings/clan) eq 'o''neil \xc3\xa4'", mpsd_filter_add_string, "clan", MPSD_COMPARISON_EQUAL,
      "O'Neil \xc3\x84");
  for (i = 0; i < sizeof comparisons / sizeof comparisons[0]; ++i) {
    WRITES(comparisons[i].text, mpsd_filter_add_number, "n", comparisons[i].comparison, 1.0);
  }
  WRITES("numbers/n eq -10.145", mpsd_filter_add_number, "n", MPSD_COMPARISON_EQUAL, -10.145);
  WRITES("numbers/n eq 0.0000001", mpsd_filter_add_number, "n", MPSD_COMPARISON_EQUAL, 1e-7);
  WRITES("numbers/n eq 0", mpsd_filter_add_number, "n", MPSD_COMPARISON_EQUAL, -0.0);
}

static void writes_what_the_service_knows(void) {
  static const char *const numbers[] = {"session/membersCount eq 5", "session/targetMembersCount eq 5",
      "session/maxMembersCount eq 5", "session/targetMembersCountRemaining eq 5",
      "session/maxMembersCountRemaining eq 5", "session/needs eq 5", "session/titleId eq 5"};
  static const char *const texts[] = {"session/keywords/any(d:tolower(d) eq 'v''x')", "session/scid eq 'V''X'",
      "session/templateName eq 'V''X'", "session/registrationState eq 'V''X'", "language eq 'V''X'",
      "achievementIds/any(d:d eq 'V''X')"};
  uint32_t which;
  check_context("writes_what_the_service_knows");
  for (which = 0; which < sizeof numbers / sizeof numbers[0]; ++which) {
    WRITES(numbers[which], mpsd_filter_add_session_number, which, MPSD_COMPARISON_EQUAL, 5);
  }
  REFUSES(INVALID, "number", mpsd_filter_add_session_number, which, MPSD_COMPARISON_EQUAL, 5);
  for (which = 0; which < sizeof texts / sizeof texts[0]; ++which) {
    WRITES(texts[which], mpsd_filter_add_session_text, which, "V'X");
  }
  REFUSES(INVALID, "which", mpsd_filter_add_session_text, which, "V");
  WRITES("session/scheduledTime le '2009-06-15T13:45:30.0900000Z'", mpsd_filter_add_session_time,
      MPSD_FILTER_TIME_SCHEDULED, MPSD_COMPARISON_LESS_OR_EQUAL, 1245073530090);
  WRITES("session/postedTime lt '1969-12-31T23:59:59.9990000Z'", mpsd_filter_add_session_time, MPSD_FILTER_TIME_POSTED,
      MPSD_COMPARISON_LESS, -1);
  WRITES("session/memberXuids/any(d:d eq '18446744073709551615')", mpsd_filter_add_session_player,
      MPSD_FILTER_PLAYER_MEMBER, UINT64_MAX);
  WRITES("session/ownerXuids/any(d:d eq '7')", mpsd_filter_add_session_player, MPSD_FILTER_PLAYER_OWNER, 7);
  WRITES("session/roles/lfg/confirmed/count gt 1", mpsd_filter_add_role_number, "lfg", "confirmed",
      MPSD_FILTER_ROLE_COUNT, MPSD_COMPARISON_GREATER, 1);
  WRITES("session/roles/lfg/confirmed/target gt 1", mpsd_filter_add_role_number, "lfg", "confirmed",
      MPSD_FILTER_ROLE_TARGET, MPSD_COMPARISON_GREATER, 1);
  WRITES("session/roles/lfg/confirmed/needs gt 1", mpsd_filter_add_role_number, "lfg", "confirmed",
      MPSD_FILTER_ROLE_NEEDS, MPSD_COMPARISON_GREATER, 1);
}

static void refuses_what_the_service_would(void) {
  char longest[101];
  check_context("refuses_what_the_service_would");
  memset(longest, 'n', 100);
  longest[100] = 0;
  REFUSES(INVALID, "tag", mpsd_filter_add_tag, MPSD_COMPARISON_EQUAL, "a b");
  REFUSES(INVALID, "tag", mpsd_filter_add_tag, MPSD_COMPARISON_EQUAL, "");
  REFUSES(MPSD_ERROR_TOO_LONG, "tag", mpsd_filter_add_tag, MPSD_COMPARISON_EQUAL, longest);
  REFUSES(MPSD_ERROR_INVALID_UTF8, "tag", mpsd_filter_add_tag, MPSD_COMPARISON_EQUAL, "a\xc3");
  REFUSES(INVALID, "comparison", mpsd_filter_add_tag, MPSD_COMPARISON_LESS, "a");
  REFUSES(INVALID, "comparison", mpsd_filter_add_tag, MPSD_COMPARISON_LESS_OR_EQUAL + 1, "a");
  REFUSES(INVALID, "name", mpsd_filter_add_string, "Clan", MPSD_COMPARISON_EQUAL, "a");
  REFUSES(INVALID, "comparison", mpsd_filter_add_string, "clan", MPSD_COMPARISON_GREATER, "a");
  REFUSES(MPSD_ERROR_TOO_LONG, "value", mpsd_filter_add_string, "clan", MPSD_COMPARISON_EQUAL, longest);
  REFUSES(MPSD_ERROR_INVALID_UTF8, "value", mpsd_filter_add_string, "clan", MPSD_COMPARISON_EQUAL, "\xff");
  REFUSES(INVALID, "name", mpsd_filter_add_number, "a/b", MPSD_COMPARISON_EQUAL, 1);
  REFUSES(INVALID, "value", mpsd_filter_add_number, "a", MPSD_COMPARISON_EQUAL, HUGE_VAL);
  REFUSES(INVALID, "comparison", mpsd_filter_add_number, "a", 99, 1);
  REFUSES(INVALID, "value", mpsd_filter_add_session_text, MPSD_FILTER_TEXT_KEYWORD, "");
  REFUSES(INVALID, "xuid", mpsd_filter_add_session_player, MPSD_FILTER_PLAYER_MEMBER, 0);
  REFUSES(INVALID, "player", mpsd_filter_add_session_player, 2, 1);
  REFUSES(INVALID, "unix_ms", mpsd_filter_add_session_time, MPSD_FILTER_TIME_POSTED, MPSD_COMPARISON_EQUAL, INT64_MAX);
  REFUSES(INVALID, "time", mpsd_filter_add_session_time, 2, MPSD_COMPARISON_EQUAL, 1);
  REFUSES(INVALID, "role_type", mpsd_filter_add_role_number, "l-g", "r", MPSD_FILTER_ROLE_COUNT, MPSD_COMPARISON_EQUAL, 1);
  REFUSES(INVALID, "role", mpsd_filter_add_role_number, "lfg", "'", MPSD_FILTER_ROLE_COUNT, MPSD_COMPARISON_EQUAL, 1);
  REFUSES(INVALID, "number", mpsd_filter_add_role_number, "lfg", "r", 3, MPSD_COMPARISON_EQUAL, 1);
  longest[99] = 0;
  {
    mpsd_filter *filter = new_filter();
    CHECK_RESULT(mpsd_filter_add_tag(filter, MPSD_COMPARISON_EQUAL, longest, &error), MPSD_OK, &error);
    CHECK_RESULT(mpsd_filter_add_string(filter, longest, MPSD_COMPARISON_EQUAL, longest, &error), MPSD_OK, &error);
    mpsd_filter_destroy(filter);
  }
}

static void has_one_or_and_texts_that_stay(void) {
  mpsd_filter *filter = new_filter();
  const char *first, *second, *none = "not touched";
  check_context("has_one_or_and_texts_that_stay");
  CHECK_REFUSED(mpsd_filter_or(filter, &error), INVALID, &error, "before 'or'");
  CHECK_RESULT(mpsd_filter_add_tag(filter, MPSD_COMPARISON_EQUAL, "elite", &error), MPSD_OK, &error);
  CHECK_RESULT(mpsd_filter_get_text(filter, &first, &error), MPSD_OK, &error);
  CHECK_RESULT(mpsd_filter_get_text(filter, &second, &error), MPSD_OK, &error);
  CHECK(first == second);
  CHECK_RESULT(mpsd_filter_or(filter, &error), MPSD_OK, &error);
  CHECK_REFUSED(mpsd_filter_get_text(filter, &none, &error), INVALID, &error, "after 'or'");
  CHECK(none == NULL);
  CHECK_REFUSED(mpsd_filter_or(filter, &error), INVALID, &error, "only 'or'");
  CHECK_RESULT(mpsd_filter_add_number(filter, "guns", MPSD_COMPARISON_GREATER, 15, &error), MPSD_OK, &error);
  CHECK_RESULT(mpsd_filter_add_string(filter, "clan", MPSD_COMPARISON_EQUAL, "Purple", &error), MPSD_OK, &error);
  CHECK_REFUSED(mpsd_filter_or(filter, &error), INVALID, &error, "only 'or'");
  CHECK_RESULT(mpsd_filter_get_text(filter, &second, &error), MPSD_OK, &error);
  CHECK_TEXT(first, "tags/any(d:tolower(d) eq 'elite')");
  CHECK_TEXT(second,
      "tags/any(d:tolower(d) eq 'elite') or numbers/guns gt 15 and tolower(strings/clan) eq 'purple'");
  mpsd_filter_destroy(filter);
}

static void has_a_greatest_length(void) {
  mpsd_filter *filter = new_filter();
  const char *text;
  int i;
  check_context("has_a_greatest_length");
  for (i = 0; i < 607; ++i) mpsd_filter_add_number(filter, "ninechars", MPSD_COMPARISON_EQUAL, 1, NULL);
  CHECK_REFUSED(mpsd_filter_add_number(filter, "ninechars", MPSD_COMPARISON_EQUAL, 1, &error), MPSD_ERROR_TOO_LONG, &error,
      "filter");
  CHECK_RESULT(mpsd_filter_get_text(filter, &text, &error), MPSD_OK, &error);
  CHECK_EQ(strlen(text), MPSD_MAX_FILTER_BYTES);
  mpsd_filter_destroy(filter);
}

int main(void) {
  writes_attributes();
  writes_what_the_service_knows();
  refuses_what_the_service_would();
  has_one_or_and_texts_that_stay();
  has_a_greatest_length();
  return check_finish();
}
