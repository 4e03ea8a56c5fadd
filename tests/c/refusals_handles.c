/* Arguments of search and transfer handles and of queries that are refused before anything is sent. */
#include <math.h>

#include "calls.h"
#include "check.h"
#include "fixture.h"
#include "refusing.h"

static void attributes(void) {
  static const char *const wrong_tags[] = {"", "1st", "a b", "a-b", "\xc3\xa4"};
  static const char *const wrong_names[] = {"", "1st", "Class", "a b", "a_b", "\xc3\xa4"};
  static const char *const twice[3] = {"mic", "other", "MIC"};
  const double not_finite[3] = {HUGE_VAL, -HUGE_VAL, HUGE_VAL - HUGE_VAL};
  const char *longest = times("t", 100, ""), *values = times("\xc3\xa4", 100, "");
  call_arguments arguments = valid_arguments(refusing);
  size_t i;
  for (i = 0; i < sizeof wrong_tags / sizeof wrong_tags[0]; ++i) {
    arguments.tags = &wrong_tags[i];
    refused_by(TAKES_ATTRIBUTES, &arguments, MPSD_ERROR_INVALID_ARGUMENT, "tags[0]");
  }
  arguments.tags = &longest;
  refused_by(TAKES_ATTRIBUTES, &arguments, MPSD_ERROR_TOO_LONG, "tags[0]");
  arguments.tags = twice;
  arguments.tag_count = 3;
  refused_by(TAKES_ATTRIBUTES, &arguments, MPSD_ERROR_INVALID_ARGUMENT, "tags[2]");
  /* A wrong count is refused before anything is read. */
  arguments.tag_count = MPSD_MAX_ATTRIBUTES + 1;
  refused_by(TAKES_ATTRIBUTES, &arguments, MPSD_ERROR_INVALID_ARGUMENT, "tags: has 1001 elements");
  arguments.tag_count = (size_t)-1;
  refused_by(TAKES_ATTRIBUTES, &arguments, MPSD_ERROR_INVALID_ARGUMENT, "tags");
  arguments.tag_count = 3;
  arguments.tags = NULL;
  refused_by(TAKES_ATTRIBUTES, &arguments, MPSD_ERROR_INVALID_ARGUMENT, "tags");
  for (i = 0; i < sizeof wrong_names / sizeof wrong_names[0]; ++i) {
    arguments = valid_arguments(refusing);
    arguments.string.name = wrong_names[i];
    refused_by(TAKES_ATTRIBUTES, &arguments, MPSD_ERROR_INVALID_ARGUMENT, "strings[0].name");
    arguments = valid_arguments(refusing);
    arguments.number.name = wrong_names[i];
    refused_by(TAKES_ATTRIBUTES, &arguments, MPSD_ERROR_INVALID_ARGUMENT, "numbers[0].name");
  }
  arguments = valid_arguments(refusing);
  arguments.string.value = values;
  refused_by(TAKES_ATTRIBUTES, &arguments, MPSD_ERROR_TOO_LONG, "strings[0].value");
  arguments.string.value = NULL;
  refused_by(TAKES_ATTRIBUTES, &arguments, MPSD_ERROR_INVALID_ARGUMENT, "strings[0].value");
  for (i = 0; i < 3; ++i) {
    arguments = valid_arguments(refusing);
    arguments.number.value = not_finite[i];
    refused_by(TAKES_ATTRIBUTES, &arguments, MPSD_ERROR_INVALID_ARGUMENT, "numbers[0].value");
  }
  longest = times("t", 99, "");
  arguments = valid_arguments(accepting);
  arguments.tags = &longest;
  arguments.string.name = arguments.number.name = longest;
  arguments.string.value = times("\xc3\xa4", 99, "");
  sent_by(TAKES_ATTRIBUTES, &arguments, "attributes");
}

static void targets(void) {
  call_arguments arguments = valid_arguments(refusing);
  arguments.session.scid = "wrong";
  refused_by(TAKES_TARGET, &arguments, MPSD_ERROR_INVALID_ARGUMENT, "target.scid");
  arguments = valid_arguments(refusing);
  arguments.session.template_name = "a/b";
  refused_by(TAKES_TARGET, &arguments, MPSD_ERROR_INVALID_ARGUMENT, "target.template_name");
  arguments = valid_arguments(refusing);
  arguments.session.name = times("n", 101, "");
  refused_by(TAKES_TARGET, &arguments, MPSD_ERROR_TOO_LONG, "target.name");
  arguments.session.name = NULL;
  refused_by(TAKES_TARGET, &arguments, MPSD_ERROR_INVALID_ARGUMENT, "target.name");
}

static void searches(void) {
  static const char *const wrong_orders[] = {"", "skill asc", "1st", "a,b"};
  static const char *const wrong_groups[] = {"", "friends", "people "};
  call_arguments arguments;
  size_t i;
  for (i = 0; i < sizeof wrong_orders / sizeof wrong_orders[0]; ++i) {
    arguments = valid_arguments(refusing);
    arguments.order_by = wrong_orders[i];
    refused_by(TAKES_SEARCH, &arguments, MPSD_ERROR_INVALID_ARGUMENT, "order_by");
  }
  for (i = 0; i < sizeof wrong_groups / sizeof wrong_groups[0]; ++i) {
    arguments = valid_arguments(refusing);
    arguments.social_group = wrong_groups[i];
    refused_by(TAKES_GROUP, &arguments, MPSD_ERROR_INVALID_ARGUMENT, "social_group");
  }
  arguments = valid_arguments(refusing);
  arguments.order_by = times("o", 100, "");
  refused_by(TAKES_SEARCH, &arguments, MPSD_ERROR_TOO_LONG, "order_by");
  arguments = valid_arguments(refusing);
  arguments.filter_text = "";
  refused_by(TAKES_SEARCH, &arguments, MPSD_ERROR_INVALID_ARGUMENT, "filter");
  arguments.filter_text = times("f", MPSD_MAX_FILTER_BYTES + 1, "");
  refused_by(TAKES_SEARCH, &arguments, MPSD_ERROR_TOO_LONG, "filter_text");
  arguments = valid_arguments(refusing);
  arguments.template_name = NULL;
  refused_by(TAKES_SEARCH, &arguments, MPSD_ERROR_INVALID_ARGUMENT, "template_name");
  arguments = valid_arguments(accepting);
  arguments.order_by = times("o", 99, "");
  arguments.filter_text = times("f", MPSD_MAX_FILTER_BYTES, "");
  sent_by(TAKES_SEARCH, &arguments, "search");
}

static void contradictions(void) {
  static const uint64_t xuid = 11;
  mpsd_activity_query query = MPSD_ACTIVITY_QUERY_INIT;
  mpsd_search_query search = MPSD_SEARCH_QUERY_INIT;
  mpsd_filter *filter;
  mpsd_handle_list *list;
  mpsd_error error;
#define QUERY(expected, part) \
  CHECK_REFUSED(mpsd_query_activities(refusing, &query, NULL, &list, &error), (expected), &error, (part))
#define SEARCH(expected, part) \
  CHECK_REFUSED(mpsd_search_handles(refusing, &search, NULL, &list, &error), (expected), &error, (part))
  check_context("contradictions");
  query.scid = search.scid = SCID;
  query.xuids = &xuid;
  query.xuid_count = 1;
  query.social_group = "people";
  QUERY(MPSD_ERROR_INVALID_ARGUMENT, "query->social_group");
  query.social_group = NULL;
  query.social_group_owner_xuid = 5;
  QUERY(MPSD_ERROR_INVALID_ARGUMENT, "query->social_group_owner_xuid");
  query.social_group_owner_xuid = 0;
  query.include = MPSD_INCLUDE_ROLE_INFO;
  QUERY(MPSD_ERROR_INVALID_ARGUMENT, "include");
  query.include = MPSD_INCLUDE_NOTHING | MPSD_INCLUDE_RELATED_INFO;
  QUERY(MPSD_ERROR_INVALID_ARGUMENT, "query->include");
  query.include = 16;
  QUERY(MPSD_ERROR_INVALID_ARGUMENT, "query->include");
  search.template_name = TEMPLATE;
  search.descending = 1;
  SEARCH(MPSD_ERROR_INVALID_ARGUMENT, "query->descending");
  search.order_by = "skill";
  search.descending = 2;
  SEARCH(MPSD_ERROR_INVALID_ARGUMENT, "query->descending");
  search.descending = 0;
  search.social_group_owner_xuid = 5;
  SEARCH(MPSD_ERROR_INVALID_ARGUMENT, "query->social_group_owner_xuid");
  search.social_group_owner_xuid = 0;
  CHECK_RESULT(mpsd_filter_create(&filter, &error), MPSD_OK, &error);
  search.filter = filter;
  SEARCH(MPSD_ERROR_INVALID_ARGUMENT, "needs a comparison");
  search.filter_text = "numbers/skill eq 1";
  SEARCH(MPSD_ERROR_INVALID_ARGUMENT, "query->filter_text");
  mpsd_filter_destroy(filter);
  check_nothing_sent();
#undef QUERY
#undef SEARCH
}

int main(void) {
  begin_refusals();
  attributes();
  targets();
  searches();
  contradictions();
  end_refusals();
  return check_finish();
}
