/* What a failed call tells whoever must find out why: the service's ids and reasons, the clock, the address. */
#include <stdio.h>
#include <string.h>

#include "check.h"
#include "fixture.h"
#include "http.h"

#define ID "8dfb0100-ebe0-42da-885f-033860a818f6"
#define SAID "X-XblCorrelationId: " ID "\r\nX-Xbl-Debug: session-access=none; reason=NotMember\r\n"
#define CREATED "HTTP/1.1 201 Created\r\n" SAID "Content-Length: ?\r\n\r\n{\"id\":\"5f9d2a6e-6f2e-4a7e-9d0e-0a8f4d2f6c11\"}"
#define REFUSED "HTTP/1.1 403 Forbidden\r\n" SAID "Content-Length: ?\r\n\r\nNo."
#define BUSY "HTTP/1.1 503 Service Unavailable\r\nX-XblCorrelationId: b\r\nRetry-After: 0\r\nContent-Length: 0\r\n\r\n"

static const char *scripted;
static mpsd_error error;

static mpsd_result set(mpsd_client *client) {
  const mpsd_session_reference session = session_named("n");
  return mpsd_set_activity(client, &session, NULL, NULL, &error);
}

static void answer_with(const char *answer) {
  const char *answers[2];
  answers[0] = answer;
  answers[1] = SCRIPT_END;
  script_set(scripted, answers);
}

static void the_services_id_and_reason_are_told(void) {
  const mpsd_session_reference session = session_named("n");
  mpsd_client *client = client_for(scripted, 9301);
  mpsd_session *current;
  mpsd_error local;
  check_context("success");
  answer_with(CREATED);
  CHECK_RESULT(set(client), MPSD_OK, &error);
  CHECK_TEXT(error.correlation_id, ID);
  CHECK_TEXT(error.message, "");
  CHECK_ZEROED(&error.reserved);
  check_context("refusal");
  answer_with(REFUSED);
  CHECK_RESULT(set(client), MPSD_ERROR_FORBIDDEN, &error);
  CHECK_TEXT(error.correlation_id, ID);
  CHECK_TEXT(error.message, "HTTP 403 (session-access=none; reason=NotMember): No.");
  check_context("refusal with the session");
  answer_with("HTTP/1.1 403 Forbidden\r\n" SAID "Content-Length: ?\r\n\r\n{\"members\":{}}");
  CHECK_RESULT(mpsd_write_session(client, &session, MPSD_WRITE_UPDATE_EXISTING | MPSD_WRITE_RESULT_ON_REFUSAL, NULL, "{}",
                   NULL, &current, &error), MPSD_ERROR_FORBIDDEN, &error);
  CHECK_TEXT(error.correlation_id, ID);
  CHECK_CONTAINS(error.message, "reason=NotMember");
  mpsd_session_destroy(current);
  check_context("an answer without");
  answer_with("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");
  CHECK_RESULT(set(client), MPSD_ERROR_NOT_FOUND, &error);
  CHECK_TEXT(error.correlation_id, "");
  CHECK_TEXT(error.message, "HTTP 404");
  check_context("what is no id");
  answer_with("HTTP/1.1 404 Not Found\r\nX-XblCorrelationId: not an id\r\nContent-Length: 0\r\n\r\n");
  CHECK_RESULT(set(client), MPSD_ERROR_NOT_FOUND, &error);
  CHECK_TEXT(error.correlation_id, "");
  check_context("no answer");
  local = error;
  CHECK_RESULT(mpsd_set_activity(client, NULL, NULL, NULL, &error), MPSD_ERROR_INVALID_ARGUMENT, &error);
  CHECK_ZEROED(&error.correlation_id);
  CHECK(sizeof local.correlation_id == MPSD_CORRELATION_ID_SIZE);
  mpsd_client_destroy(client);
}

/* A wait that no number holds is a very long one: the call does not go on at once, and says so. */
static void a_very_long_wait_is_told_as_one(void) {
  static const char *const waits[] = {"99999999999999999999", "Fri, 31 Dec 99999 23:59:59 GMT",
      "1\r\nRetry-After: 99999999999999999999"};
  mpsd_client *client = client_for(scripted, 9307);
  char answer[256];
  size_t i;
  for (i = 0; i < sizeof waits / sizeof waits[0]; ++i) {
    check_context("Retry-After: %s", waits[i]);
    snprintf(answer, sizeof answer, "HTTP/1.1 503 Service Unavailable\r\nRetry-After: %s\r\nContent-Length: 0\r\n\r\n",
        waits[i]);
    answer_with(answer);
    CHECK_RESULT(set(client), MPSD_ERROR_UNAVAILABLE, &error);
    CHECK_EQ(error.attempts, 1);
    CHECK_EQ(error.retry_after_ms, 0xffffffffu);
  }
  mpsd_client_destroy(client);
}

static void each_attempt_has_its_id(void) {
  const char *const answers[] = {BUSY, CREATED, SCRIPT_END};
  const mpsd_session_reference session = session_named("n");
  mpsd_client *client = client_for(scripted, 9302);
  mpsd_operation *operation;
  mpsd_attempt attempts[3];
  size_t count;
  check_context("attempts");
  script_set(scripted, answers);
  CHECK_RESULT(mpsd_set_activity_start(client, &session, NULL, &operation, &error), MPSD_OK, &error);
  CHECK_EQ(mpsd_operation_wait(operation, 20000), MPSD_OK);
  CHECK_EQ(mpsd_operation_get_attempts(operation, attempts, 3, &count), MPSD_OK);
  CHECK_EQ(count, 2);
  CHECK_TEXT(attempts[0].correlation_id, "b");
  CHECK_TEXT(attempts[1].correlation_id, "8dfb0100ebe042da885f033860a818f6");
  CHECK_ZEROED(&attempts[1].reserved);
  CHECK_RESULT(mpsd_operation_get_result(operation, &error), MPSD_OK, &error);
  CHECK_TEXT(error.correlation_id, ID);
  mpsd_operation_destroy(operation);
  mpsd_client_destroy(client);
}

static void the_log_has_them(void) {
  mpsd_client_options options = options_for(scripted, 9303);
  mpsd_client *client;
  mpsd_log_record record;
  char lines[4096] = "";
  check_context("log");
  options.log_level = MPSD_LOG_DEBUG;
  options.log_capacity = 16;
  client = create_client(&options);
  answer_with(REFUSED);
  CHECK_RESULT(set(client), MPSD_ERROR_FORBIDDEN, &error);
  while (mpsd_client_next_log(client, &record) == MPSD_OK) {
    if (strlen(lines) + strlen(record.text) + 2 < sizeof lines) strcat(strcat(lines, record.text), "\n");
  }
  CHECK_CONTAINS(lines, " ms, X-XblCorrelationId: " ID ", X-Xbl-Debug: session-access=none; reason=NotMember\n");
  CHECK_CONTAINS(lines, "HTTP 403 (session-access=none; reason=NotMember): No.\n");
  mpsd_client_destroy(client);
}

static void a_clock_that_is_off_is_told(void) {
  mpsd_client *client = client_for(scripted, 9304);
  check_context("clock");
  answer_with("HTTP/1.1 403 Forbidden\r\nDate: Thu, 01 Jan 2088 00:00:00 GMT\r\nContent-Length: ?\r\n\r\nNo.");
  CHECK_RESULT(set(client), MPSD_ERROR_FORBIDDEN, &error);
  CHECK_CONTAINS(error.message, "HTTP 403 (this device's clock is ");
  CHECK_CONTAINS(error.message, " days behind the service's): No.");
  mpsd_client_destroy(client);
}

/* Who forgot to start the emulator hears so at once, and where. */
static void nobody_at_a_loopback_address_is_told_at_once(void) {
  const char *const closed = fixture("CLOSED_PORT");
  mpsd_client_options options = options_for(closed, 9305);
  mpsd_client *client;
  const long long began = now_ms();
  check_context("closed port");
  client = create_client(&options);
  CHECK_RESULT(set(client), MPSD_ERROR_CONNECT, &error);
  CHECK_WITHIN(now_ms() - began, 2000 + slack_ms());
  CHECK_EQ(error.delivery, MPSD_DELIVERY_NOT_SENT);
  CHECK_CONTAINS(error.message, strstr(closed, "127.0.0.1"));
  CHECK_CONTAINS(error.message, "no emulator answers there");
  mpsd_client_destroy(client);
}

static void a_broken_connection_is_told_with_its_address(void) {
  mpsd_client_options options = options_for(scripted, 9306);
  mpsd_client *client;
  check_context("broken connection");
  options.max_attempts = 1;
  client = create_client(&options);
  answer_with(SCRIPT_CLOSE);
  CHECK_RESULT(set(client), MPSD_ERROR_NETWORK, &error);
  CHECK_CONTAINS(error.message, strstr(scripted, "127.0.0.1"));
  CHECK_CONTAINS(error.message, "it may have been processed");
  mpsd_client_destroy(client);
}

int main(void) {
  scripted = fixture("SCRIPTED");
  the_services_id_and_reason_are_told();
  a_very_long_wait_is_told_as_one();
  each_attempt_has_its_id();
  the_log_has_them();
  a_clock_that_is_off_is_told();
  nobody_at_a_loopback_address_is_told_at_once();
  a_broken_connection_is_told_with_its_address();
  return check_finish();
}
