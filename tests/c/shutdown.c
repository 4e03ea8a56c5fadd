/* Closing and destroying a client while another thread is inside a call of it. */
#include <stdlib.h>
#include <string.h>

#include "calls.h"
#include "check.h"
#include "fixture.h"
#include "http.h"

/* What mpsd_client_destroy waits at most for running calls. */
enum { PROMISED_MS = 250 };

static const char *scripted;

typedef struct running_call {
  const network_call *call;
  call_arguments arguments;
  mpsd_result result;
  mpsd_error error;
  test_thread *thread;
} running_call;

/* Checks of the call itself are made in calls.c; while this thread runs, the main thread checks nothing. */
static void *run(void *given) {
  running_call *running = (running_call *)given;
  running->result = running->call->run(&running->arguments, &running->error);
  return NULL;
}

static void start(running_call *running, const network_call *call, mpsd_client *client) {
  running->call = call;
  running->arguments = valid_arguments(client);
  running->thread = thread_start(run, running);
}

static void ended_as_closed(running_call *running) {
  thread_join(running->thread);
  CHECK_RESULT(running->result, MPSD_ERROR_CLOSED, &running->error);
}

static long long time_to_destroy(mpsd_client *client) {
  long long begin = now_ms();
  mpsd_client_destroy(client);
  return now_ms() - begin;
}

static void destroy_while_no_answer_comes(const network_call *call) {
  const char *const silence[] = {SCRIPT_SILENCE, SCRIPT_SILENCE, SCRIPT_END};
  mpsd_client *client = client_for(scripted, 7201);
  running_call running;
  long long took;
  check_context("destroyed during %s", call->name);
  script_set(scripted, silence);
  start(&running, call, client);
  script_wait(scripted, 1);
  took = time_to_destroy(client);
  ended_as_closed(&running);
  CHECK_EQ(running.error.delivery, MPSD_DELIVERY_UNKNOWN);
  CHECK_WITHIN(took, PROMISED_MS + slack_ms());
}

static void close_while_no_answer_comes(void) {
  const char *const silence[] = {SCRIPT_SILENCE, SCRIPT_END};
  mpsd_client *client = client_for(scripted, 7202);
  running_call running;
  long long begin, took;
  mpsd_result closed;
  check_context("closed during a call");
  script_set(scripted, silence);
  start(&running, &network_calls[0], client);
  script_wait(scripted, 1);
  begin = now_ms();
  closed = mpsd_client_close(client);
  took = now_ms() - begin;
  ended_as_closed(&running);
  CHECK_EQ(running.error.delivery, MPSD_DELIVERY_UNKNOWN);
  CHECK_EQ(closed, MPSD_OK);
  CHECK_WITHIN(took, slack_ms() / 5);
  CHECK_WITHIN(now_ms() - begin, PROMISED_MS + slack_ms());
  mpsd_client_destroy(client);
}

static void destroy_while_a_retry_waits(void) {
  const char *const overloaded[] = {
      "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 15\r\nContent-Length: 0\r\n\r\n", SCRIPT_END};
  mpsd_client *client = client_for(scripted, 7203);
  running_call running;
  long long took;
  check_context("destroyed while a retry waits");
  script_set(scripted, overloaded);
  start(&running, &network_calls[0], client);
  script_wait(scripted, 1);
  sleep_ms(50);
  took = time_to_destroy(client);
  ended_as_closed(&running);
  /* The attempt was answered, and surely not processed. */
  CHECK(running.error.delivery != MPSD_DELIVERY_UNKNOWN);
  CHECK_WITHIN(took, PROMISED_MS + slack_ms());
  CHECK_EQ(script_count(scripted), 1);
}

static mpsd_token_request *asked;

static void never_complete(void *user_data, mpsd_token_request *request) {
  (void)user_data;
  __atomic_store_n(&asked, request, __ATOMIC_SEQ_CST);
}

static void destroy_while_a_token_is_awaited(void) {
  mpsd_client_options options = options_for(scripted, 7204);
  mpsd_client *client;
  running_call running;
  long long took;
  check_context("destroyed while a token is awaited");
  options.authorization = NULL;
  options.token_callback = never_complete;
  client = create_client(&options);
  start(&running, &network_calls[0], client);
  while (__atomic_load_n(&asked, __ATOMIC_SEQ_CST) == NULL) sleep_ms(5);
  took = time_to_destroy(client);
  ended_as_closed(&running);
  CHECK_EQ(running.error.attempts, 0);
  CHECK_WITHIN(took, PROMISED_MS + slack_ms());
  CHECK_EQ(mpsd_token_request_complete(asked, MPSD_OK, "XBL3.0 x=1;t", NULL), MPSD_ERROR_INVALID_HANDLE);
}

static int callback_has_returned;

static void slow_callback(void *user_data, mpsd_token_request *request) {
  (void)user_data;
  __atomic_store_n(&asked, request, __ATOMIC_SEQ_CST);
  sleep_ms(600);
  callback_has_returned = 1;
}

/* Destroy outwaits the caller's own callback, however long it takes. */
static void destroy_while_the_callback_runs(void) {
  mpsd_client_options options = options_for(scripted, 7205);
  mpsd_client *client;
  running_call running;
  int returned;
  check_context("destroyed while the callback runs");
  asked = NULL;
  options.authorization = NULL;
  options.token_callback = slow_callback;
  client = create_client(&options);
  start(&running, &network_calls[0], client);
  while (__atomic_load_n(&asked, __ATOMIC_SEQ_CST) == NULL) sleep_ms(5);
  mpsd_client_destroy(client);
  returned = callback_has_returned;
  thread_join(running.thread);
  CHECK_EQ(returned, 1);
  CHECK_RESULT(running.result, MPSD_ERROR_CLOSED, &running.error);
}

int main(void) {
  size_t i;
  scripted = fixture("SCRIPTED");
  for (i = 0; i < network_call_count; ++i) destroy_while_no_answer_comes(&network_calls[i]);
  close_while_no_answer_comes();
  destroy_while_a_retry_waits();
  destroy_while_a_token_is_awaited();
  destroy_while_the_callback_runs();
  return check_finish();
}
