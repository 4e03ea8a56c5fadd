/* What holds for the twins of every call: they bring what the call that blocks brings, and give nothing else. */
#include <stdio.h>
#include <string.h>

#include "calls.h"
#include "check.h"
#include "fixture.h"
#include "http.h"

/* What mpsd_client_destroy waits at most for running operations. */
enum { PROMISED_MS = 250 };

static const char *scripted;

static int creates_handles(const network_call *call) {
  return (call->takes & CREATES_HANDLES) != 0;
}

/* Of an operation that is over: everything that can be asked of it, twice. */
static void looked_at(const network_call *call, mpsd_operation *operation, mpsd_result expected) {
  uint32_t done = 7, total = 9;
  mpsd_operation_kind kind = 99;
  size_t i;
  int round;
  CHECK_EQ(mpsd_operation_get_kind(operation, &kind), MPSD_OK);
  CHECK_EQ(kind, call->kind);
  for (round = 0; round < 2; ++round) {
    mpsd_error error;
    CHECK_EQ(mpsd_operation_poll(operation), expected);
    CHECK_EQ(mpsd_operation_wait(operation, 0), expected);
    CHECK_RESULT(call->result(operation, &error), expected, &error);
    CHECK_EQ(error.result, expected);
  }
  CHECK_EQ(mpsd_operation_progress(operation, &done, &total), MPSD_OK);
  CHECK_EQ(done, total);
  for (i = 0; i < outcome_getter_count; ++i) {
    const outcome_getter *getter = &outcome_getters[i];
    mpsd_error error;
    check_context("%s for an operation of %s", getter->name, call->name);
    if ((call->gives & getter->gives) != 0 || getter->gives == GIVES_RESULT) {
      CHECK_RESULT(getter->get(operation, &error), expected, &error);
    } else {
      char refusal[160];
      snprintf(refusal, sizeof refusal, "operation: was started by %.*s_start, which gives no ",
          (int)strcspn(call->name, " "), call->name);
      CHECK_REFUSED(getter->get(operation, &error), MPSD_ERROR_INVALID_ARGUMENT, &error, refusal);
    }
  }
}

/* The answer that satisfies the call. */
static const char *answer_to(const network_call *call) {
  if (creates_handles(call)) return "HTTP/1.1 201 Created\r\nContent-Length: ?\r\n\r\n{\"id\":\"81a3c56e-543c-44c2-ad53-c8a9088fbef8\"}";
  if (strstr(call->name, "quer") != NULL || strstr(call->name, "search") != NULL || strstr(call->name, "clear") != NULL)
    return "HTTP/1.1 200 OK\r\nContent-Length: ?\r\n\r\n{\"results\":[]}";
  if (strstr(call->name, "delete") != NULL) return "HTTP/1.1 204 No Content\r\n\r\n";
  return "HTTP/1.1 200 OK\r\nContent-Length: ?\r\n\r\n{\"id\":\"81a3c56e-543c-44c2-ad53-c8a9088fbef8\"}";
}

static void brings_what_the_call_that_blocks_brings(const network_call *call, const char *answer, mpsd_result expected) {
  const char *const answers[] = {answer, answer, SCRIPT_END};
  mpsd_client *client = client_for(scripted, 7501);
  call_arguments arguments = valid_arguments(client);
  mpsd_operation *operation;
  mpsd_error error;
  char blocking[4096];
  check_context("%s, expecting %d", call->name, (int)expected);
  script_set(scripted, answers);
  CHECK_RESULT(call->run(&arguments, &error), expected, &error);
  strncpy(blocking, script_request(scripted, 0), sizeof blocking - 1);
  blocking[sizeof blocking - 1] = 0;
  mpsd_client_destroy(client);

  arguments.client = client = client_for(scripted, 7501);
  script_set(scripted, answers);
  CHECK_RESULT(call->start(&arguments, &operation, &error), MPSD_OK, &error);
  CHECK_EQ(mpsd_operation_wait(operation, 10000), expected);
  /* The same first line. */
  blocking[strcspn(blocking, "\r")] = 0;
  CHECK_CONTAINS(script_request(scripted, 0), blocking);
  looked_at(call, operation, expected);
  CHECK(mpsd_client_next_finished(client, 0) == operation);
  CHECK(mpsd_client_next_finished(client, 0) == NULL);
  /* Operations outlive their client. */
  mpsd_client_destroy(client);
  looked_at(call, operation, expected);
  mpsd_operation_destroy(operation);
  CHECK_EQ(mpsd_operation_poll(operation), MPSD_ERROR_INVALID_HANDLE);
  CHECK_EQ(call->result(operation, &error), MPSD_ERROR_INVALID_HANDLE);
  mpsd_operation_destroy(operation);
}

static void is_pending_until_it_is_cancelled(const network_call *call) {
  const char *const silence[] = {SCRIPT_SILENCE, SCRIPT_SILENCE, SCRIPT_END};
  mpsd_client *client = client_for(scripted, 7502);
  call_arguments arguments = valid_arguments(client);
  mpsd_operation *operation;
  mpsd_error error;
  size_t i;
  long long begin;
  check_context("%s cancelled", call->name);
  script_set(scripted, silence);
  CHECK_RESULT(call->start(&arguments, &operation, &error), MPSD_OK, &error);
  script_wait(scripted, 1);
  CHECK_EQ(mpsd_operation_poll(operation), MPSD_PENDING);
  CHECK_EQ(mpsd_operation_wait(operation, 1), MPSD_PENDING);
  CHECK_EQ(call->result(operation, &error), MPSD_PENDING);
  CHECK_EQ(error.result, MPSD_PENDING);
  for (i = 0; i < outcome_getter_count; ++i) {
    if ((call->gives & outcome_getters[i].gives) != 0) CHECK_EQ(outcome_getters[i].get(operation, &error), MPSD_PENDING);
  }
  CHECK(mpsd_client_next_finished(client, MPSD_ANY_GROUP) == NULL);
  begin = now_ms();
  CHECK_EQ(mpsd_operation_cancel(operation), MPSD_OK);
  CHECK_EQ(mpsd_operation_wait(operation, 10000), MPSD_ERROR_CANCELLED);
  CHECK_WITHIN(now_ms() - begin, 50 + slack_ms());
  looked_at(call, operation, MPSD_ERROR_CANCELLED);
  call->result(operation, &error);
  CHECK_EQ(error.delivery, MPSD_DELIVERY_UNKNOWN);
  mpsd_operation_destroy(operation);
  mpsd_client_destroy(client);
}

static void ends_when_its_client_is_destroyed(const network_call *call) {
  const char *const silence[] = {SCRIPT_SILENCE, SCRIPT_SILENCE, SCRIPT_END};
  mpsd_client *client = client_for(scripted, 7503);
  call_arguments arguments = valid_arguments(client);
  mpsd_operation *operation;
  mpsd_error error;
  long long begin;
  check_context("%s and its client destroyed", call->name);
  script_set(scripted, silence);
  CHECK_RESULT(call->start(&arguments, &operation, &error), MPSD_OK, &error);
  script_wait(scripted, 1);
  begin = now_ms();
  mpsd_client_destroy(client);
  CHECK_WITHIN(now_ms() - begin, PROMISED_MS + slack_ms());
  CHECK_EQ(mpsd_operation_poll(operation), MPSD_ERROR_CLOSED);
  CHECK_RESULT(call->result(operation, &error), MPSD_ERROR_CLOSED, &error);
  mpsd_operation_destroy(operation);
}

int main(void) {
  size_t i;
  scripted = fixture("SCRIPTED");
  for (i = 0; i < network_call_count; ++i) {
    const network_call *call = &network_calls[i];
    brings_what_the_call_that_blocks_brings(call, answer_to(call), MPSD_OK);
    brings_what_the_call_that_blocks_brings(call, "HTTP/1.1 403 Forbidden\r\nContent-Length: ?\r\n\r\nnot you",
        MPSD_ERROR_FORBIDDEN);
    is_pending_until_it_is_cancelled(call);
    ends_when_its_client_is_destroyed(call);
  }
  return check_finish();
}
