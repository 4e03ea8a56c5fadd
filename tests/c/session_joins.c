/* Joins that say more of the member: connection, subscription, constants and properties, byte for byte. */
#include <string.h>

#include "calls.h"
#include "check.h"
#include "fixture.h"
#include "http.h"

#define CONNECTION "d01a8c1b-2f83-4e03-9278-3048b480928f"
#define SUBSCRIPTION "C35AA3C2-0169-492B-8AE2-0939C7089F38"
#define HANDLE "81a3c56e-543c-44c2-ad53-c8a9088fbef8"
#define USER 3210
#define JOINED "HTTP/1.1 200 OK\r\nContent-Length: ?\r\n\r\n{\"members\":{}}"
/* Around what a call adds to the member. */
#define BODY(constants, system, more) "{\"members\":{\"me\":{\"constants\":{\"system\":{\"xuid\":\"3210\",\"initialize\":true}" \
    constants "},\"properties\":{\"system\":{\"active\":true" system "}" more "}}}}"
#define LIVE ",\"connection\":\"" CONNECTION "\",\"subscription\":{\"id\":\"" SUBSCRIPTION "\",\"changeTypes\":[\"everything\"]}"

static const char *scripted;
static mpsd_client *client;
static mpsd_error error;

static mpsd_session_join live_join(void) {
  mpsd_session_join join = MPSD_SESSION_JOIN_INIT;
  join.connection = CONNECTION;
  join.subscription_id = SUBSCRIPTION;
  join.change_types = MPSD_CHANGE_EVERYTHING;
  return join;
}

static void answer(void) {
  const char *const answers[] = {JOINED, SCRIPT_END};
  script_set(scripted, answers);
}

static void check_sent(const char *path, const char *body) {
  const char *request = script_request(scripted, 0);
  const char *end = strstr(request, "\r\n\r\n");
  CHECK_EQ(script_count(scripted), 1);
  CHECK_CONTAINS(request, path);
  CHECK_CONTAINS(request, "\r\nIf-Match: *\r\n");
  CHECK_TEXT(end == NULL ? NULL : end + 4, body);
}

/* By reference and by handle, here and in the background. */
static void joins_with(const mpsd_session_join *join, const char *properties, const char *body) {
  static const char by_reference[] = "PUT /serviceconfigs/" SCID "/sessionTemplates/lobby/sessions/n HTTP/1.1\r\n";
  static const char by_handle[] = "PUT /handles/" HANDLE "/session HTTP/1.1\r\n";
  const mpsd_session_reference session = session_named("n");
  mpsd_call_options call = MPSD_CALL_OPTIONS_INIT;
  mpsd_operation *operation;
  call.join = join;
  answer();
  CHECK_RESULT(mpsd_join_session(client, &session, properties, &call, NULL, &error), MPSD_OK, &error);
  check_sent(by_reference, body);
  answer();
  CHECK_RESULT(mpsd_join_session_by_handle(client, HANDLE, properties, &call, NULL, &error), MPSD_OK, &error);
  check_sent(by_handle, body);
  answer();
  CHECK_RESULT(mpsd_join_session_start(client, &session, properties, &call, &operation, &error), MPSD_OK, &error);
  CHECK_EQ(mpsd_operation_wait(operation, 10000), MPSD_OK);
  CHECK_RESULT(mpsd_operation_get_result(operation, &error), MPSD_OK, &error);
  mpsd_operation_destroy(operation);
  check_sent(by_reference, body);
  answer();
  CHECK_RESULT(mpsd_join_session_by_handle_start(client, HANDLE, properties, &call, &operation, &error), MPSD_OK, &error);
  CHECK_EQ(mpsd_operation_wait(operation, 10000), MPSD_OK);
  CHECK_RESULT(mpsd_operation_get_result(operation, &error), MPSD_OK, &error);
  mpsd_operation_destroy(operation);
  check_sent(by_handle, body);
}

static void a_join_says_what_live_clients_say(void) {
  mpsd_session_join join = live_join();
  check_context("just active");
  joins_with(NULL, NULL, BODY("", "", ""));
  check_context("with connection and subscription");
  joins_with(&join, NULL, BODY("", LIVE, ""));
  join.xuid = USER;
  joins_with(&join, NULL, BODY("", LIVE, ""));
  check_context("with properties of the call");
  joins_with(&join, "{\"b\":1,\"a\":2}", BODY("", LIVE, ",\"custom\":{\"b\":1,\"a\":2}"));
  check_context("with properties and constants of the join");
  join.custom_properties = "{\"team\":\"red\"}";
  join.custom_constants = "{\"skill\":9007199254740993}";
  joins_with(&join, NULL, BODY(",\"custom\":{\"skill\":9007199254740993}", LIVE, ",\"custom\":{\"team\":\"red\"}"));
  check_context("with several change types");
  join = live_join();
  join.change_types = MPSD_CHANGE_HOST | MPSD_CHANGE_JOINABILITY;
  joins_with(&join, NULL, BODY("", ",\"connection\":\"" CONNECTION "\",\"subscription\":{\"id\":\"" SUBSCRIPTION
      "\",\"changeTypes\":[\"host\",\"joinability\"]}", ""));
}

static void refused(const mpsd_session_join *join, const char *properties, mpsd_result expected, const char *part) {
  const mpsd_session_reference session = session_named("n");
  mpsd_call_options call = MPSD_CALL_OPTIONS_INIT;
  mpsd_operation *operation = NULL;
  call.join = join;
  check_context("%s", part);
  CHECK_REFUSED(mpsd_join_session(client, &session, properties, &call, NULL, &error), expected, &error, part);
  CHECK_REFUSED(mpsd_join_session_by_handle_start(client, HANDLE, properties, &call, &operation, &error), expected,
      &error, part);
  CHECK(operation == NULL);
}

#define REFUSED(expected, part, properties, change) \
  do { \
    mpsd_session_join join = live_join(); \
    change; \
    refused(&join, properties, expected, part); \
  } while (0)

static void what_breaks_a_rule_is_refused(void) {
  answer();
  REFUSED(MPSD_ERROR_INVALID_ARGUMENT, "join.connection", NULL, join.connection = NULL);
  REFUSED(MPSD_ERROR_INVALID_ARGUMENT, "join.connection", NULL, join.connection = "x");
  REFUSED(MPSD_ERROR_INVALID_ARGUMENT, "join.subscription_id", NULL, join.subscription_id = "x");
  REFUSED(MPSD_ERROR_INVALID_ARGUMENT, "subscription_id", NULL, join.subscription_id = NULL);
  REFUSED(MPSD_ERROR_INVALID_ARGUMENT, "change_types", NULL, join.change_types = 0);
  REFUSED(MPSD_ERROR_INVALID_ARGUMENT, "change_types", NULL, join.change_types = 1u << 20);
  REFUSED(MPSD_ERROR_INVALID_ARGUMENT, "join.xuid", NULL, join.xuid = 5);
  REFUSED(MPSD_ERROR_INVALID_ARGUMENT, "join.custom_properties", NULL, join.custom_properties = "[]");
  REFUSED(MPSD_ERROR_INVALID_ARGUMENT, "join.custom_constants", NULL, join.custom_constants = "5");
  REFUSED(MPSD_ERROR_INVALID_ARGUMENT, "member_properties", "{}", join.custom_properties = "{}");
  REFUSED(MPSD_ERROR_INVALID_ARGUMENT, "member_properties", "5", (void)join);
  REFUSED(MPSD_ERROR_INVALID_ARGUMENT, "call->join->struct_size", NULL, join.struct_size = 3);
  REFUSED(MPSD_ERROR_INVALID_UTF8, "join->connection", NULL, join.connection = "\xff");
  CHECK_EQ(script_count(scripted), 0);
}

/* The option belongs to joins alone. */
static void other_calls_refuse_it(void) {
  call_arguments arguments = valid_arguments(client);
  mpsd_call_options call = MPSD_CALL_OPTIONS_INIT;
  mpsd_session_join join = live_join();
  size_t i;
  call.join = &join;
  arguments.options = &call;
  answer();
  for (i = 0; i < network_call_count; ++i) {
    mpsd_operation *operation = NULL;
    if (network_calls[i].takes & TAKES_MEMBER_PROPERTIES) continue;
    check_context("%s", network_calls[i].name);
    CHECK_REFUSED(network_calls[i].run(&arguments, &error), MPSD_ERROR_INVALID_ARGUMENT, &error, "call->join");
    CHECK_REFUSED(network_calls[i].start(&arguments, &operation, &error), MPSD_ERROR_INVALID_ARGUMENT, &error,
        "call->join");
    CHECK(operation == NULL);
  }
  CHECK_EQ(script_count(scripted), 0);
}

int main(void) {
  scripted = fixture("SCRIPTED");
  client = client_for(scripted, USER);
  a_join_says_what_live_clients_say();
  what_breaks_a_rule_is_refused();
  other_calls_refuse_it();
  mpsd_client_destroy(client);
  return check_finish();
}
