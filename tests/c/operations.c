/* Calls in the background: draining, groups, progress, cancelling, and what is left when operations and clients go. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "fixture.h"
#include "http.h"

enum { PROMISED_MS = 250, MANY = 200, CYCLES = 10000, SLOW_CYCLES = 1000, INVITED = 100 };

#define CREATED "HTTP/1.1 201 Created\r\nContent-Length: ?\r\n\r\n{\"id\":\"81a3c56e-543c-44c2-ad53-c8a9088fbef8\"}"

static const char *scripted, *emulator;
static mpsd_error error;

static int is_slow(void) {
  return getenv("MPSD_TEST_SLOW") != NULL;
}

/* Wait for the requests before ending them: one that comes late takes an answer of the next script. */
static void silence(int count) {
  const char *answers[MANY + 1];
  int i;
  for (i = 0; i < count; ++i) answers[i] = SCRIPT_SILENCE;
  answers[count] = SCRIPT_END;
  script_set(scripted, answers);
}

static mpsd_operation *start_set(mpsd_client *client, const mpsd_call_options *call) {
  mpsd_session_reference session = session_named("operations");
  mpsd_operation *operation;
  CHECK_RESULT(mpsd_set_activity_start(client, &session, call, &operation, &error), MPSD_OK, &error);
  return operation;
}

/* Reads need no turn: many can be under way. */
static mpsd_operation *start_read(mpsd_client *client, const mpsd_call_options *call) {
  mpsd_session_reference session = session_named("operations");
  mpsd_operation *operation;
  CHECK_RESULT(mpsd_read_session_start(client, &session, NULL, call, &operation, &error), MPSD_OK, &error);
  return operation;
}

static mpsd_call_options in_group(uint32_t group, void *user_data) {
  mpsd_call_options call = MPSD_CALL_OPTIONS_INIT;
  call.group = group;
  call.user_data = user_data;
  return call;
}

static mpsd_operation *wait_finished(mpsd_client *client, uint32_t group) {
  mpsd_operation *finished;
  CHECK_EQ(mpsd_client_wait_finished(client, group, 10000, &finished), MPSD_OK);
  return finished;
}

static void each_is_given_once_in_the_order_they_ended(void) {
  mpsd_client *client = client_for(emulator, 7401);
  mpsd_session_reference session = session_named("operations");
  mpsd_operation *operations[3], *none;
  mpsd_handle_info handle;
  uint32_t cleared = 7;
  check_context("order");
  create_session(client, 7401, &session);
  operations[0] = start_set(client, NULL);
  CHECK_EQ(mpsd_clear_activity_start(client, SCID, NULL, &operations[1], &error), MPSD_OK);
  operations[2] = start_set(client, NULL);
  CHECK(wait_finished(client, 0) == operations[0]);
  CHECK(wait_finished(client, MPSD_ANY_GROUP) == operations[1]);
  CHECK(wait_finished(client, 0) == operations[2]);
  CHECK_EQ(mpsd_client_wait_finished(client, 0, 0, &none), MPSD_PENDING);
  CHECK(none == NULL);
  CHECK_EQ(mpsd_operation_get_count(operations[1], &cleared, &error), MPSD_OK);
  CHECK_EQ(cleared, 1);
  CHECK_EQ(mpsd_operation_get_handle(operations[2], &handle, &error), MPSD_OK);
  CHECK_TEXT(handle.session_name, "operations");
  mpsd_operation_destroy(operations[0]);
  mpsd_operation_destroy(operations[1]);
  mpsd_operation_destroy(operations[2]);
  mpsd_client_destroy(client);
}

static void groups_are_drained_and_cancelled_apart(void) {
  mpsd_client *client = client_for(scripted, 7402);
  int mark;
  mpsd_call_options lobby = in_group(1, &mark), game = in_group(2, NULL), all = in_group(MPSD_ANY_GROUP, NULL);
  mpsd_session_reference session = session_named("operations");
  mpsd_operation *first, *second, *refused;
  void *user_data = NULL;
  check_context("groups");
  silence(2);
  first = start_read(client, &lobby);
  second = start_read(client, &game);
  script_wait(scripted, 2);
  CHECK_REFUSED(mpsd_set_activity_start(client, &session, &all, &refused, &error), MPSD_ERROR_INVALID_ARGUMENT, &error,
      "call->group");
  CHECK_EQ(mpsd_operation_user_data(first, &user_data), MPSD_OK);
  CHECK(user_data == &mark);
  CHECK_EQ(mpsd_client_cancel_group(client, 1), MPSD_OK);
  CHECK(mpsd_client_next_finished(client, 2) == NULL);
  CHECK(wait_finished(client, 1) == first);
  CHECK_EQ(mpsd_operation_poll(first), MPSD_ERROR_CANCELLED);
  CHECK_EQ(mpsd_operation_poll(second), MPSD_PENDING);
  CHECK_EQ(mpsd_client_cancel_group(client, MPSD_ANY_GROUP), MPSD_OK);
  CHECK(wait_finished(client, MPSD_ANY_GROUP) == second);
  CHECK_EQ(mpsd_operation_poll(second), MPSD_ERROR_CANCELLED);
  mpsd_operation_destroy(first);
  mpsd_operation_destroy(second);
  mpsd_client_destroy(client);
}

static void handles_of_an_operation_are_asked_for(void) {
  const char *const answers[] = {CREATED, SCRIPT_END};
  mpsd_client *client = client_for(scripted, 7403);
  mpsd_call_options call = MPSD_CALL_OPTIONS_INIT;
  mpsd_session_reference session = session_named("operations");
  mpsd_handle_list *list;
  mpsd_handle_details details;
  mpsd_operation *operation;
  check_context("handles");
  call.handles = &list;
  CHECK_REFUSED(mpsd_set_activity_start(client, &session, &call, &operation, &error), MPSD_ERROR_INVALID_ARGUMENT,
      &error, "call->handles");
  script_set(scripted, answers);
  operation = start_set(client, NULL);
  CHECK_EQ(mpsd_operation_wait(operation, MPSD_NO_TIMEOUT), MPSD_OK);
  CHECK_EQ(mpsd_operation_get_handles(operation, &list, &error), MPSD_OK);
  CHECK_EQ(mpsd_handle_list_get(list, 0, &details), MPSD_OK);
  CHECK_TEXT(details.handle.id, "81a3c56e-543c-44c2-ad53-c8a9088fbef8");
  mpsd_handle_list_destroy(list);
  mpsd_operation_destroy(operation);
  mpsd_client_destroy(client);
}

static void progress_of_a_batch_grows_to_its_end(void) {
  static uint64_t xuids[INVITED];
  static mpsd_invite_result rows[INVITED];
  mpsd_client *client = client_for(emulator, 7404);
  mpsd_session_reference session = session_named("hundred");
  mpsd_invite invite = MPSD_INVITE_INIT;
  mpsd_operation *operation;
  uint32_t done = 0, before = 0, total = 0;
  size_t count, i;
  mpsd_result result;
  check_context("progress");
  create_session(client, 7404, &session);
  for (i = 0; i < INVITED; ++i) xuids[i] = 8000 + i;
  invite.session = session;
  invite.xuids = xuids;
  invite.xuid_count = INVITED;
  CHECK_RESULT(mpsd_send_invites_start(client, &invite, NULL, &operation, &error), MPSD_OK, &error);
  do {
    result = mpsd_operation_wait(operation, 1);
    CHECK_EQ(mpsd_operation_progress(operation, &done, &total), MPSD_OK);
    CHECK(before <= done && done <= total);
    before = done;
  } while (result == MPSD_PENDING);
  CHECK(done == INVITED && total == INVITED);
  CHECK_EQ(result, MPSD_OK);
  CHECK_RESULT(mpsd_operation_get_invites(operation, rows, INVITED, &count, &error), MPSD_OK, &error);
  CHECK_EQ(count, INVITED);
  for (i = 0; i < count; ++i) {
    CHECK_EQ(rows[i].xuid, xuids[i]);
    CHECK_EQ(rows[i].result, MPSD_OK);
  }
  mpsd_operation_destroy(operation);
  mpsd_client_destroy(client);
}

static void cancelling_ends_the_wait_for_a_retry(void) {
  const char *const busy[] = {"HTTP/1.1 503 Service Unavailable\r\nRetry-After: 15\r\nContent-Length: 0\r\n\r\n",
      SCRIPT_END};
  mpsd_client *client = client_for(scripted, 7405);
  mpsd_operation *operation;
  long long begin;
  check_context("cancel in a retry");
  script_set(scripted, busy);
  operation = start_set(client, NULL);
  script_wait(scripted, 1);
  CHECK_EQ(mpsd_operation_wait(operation, 50), MPSD_PENDING);
  begin = now_ms();
  mpsd_operation_cancel(operation);
  CHECK_EQ(mpsd_operation_wait(operation, 10000), MPSD_ERROR_CANCELLED);
  CHECK_WITHIN(now_ms() - begin, 50 + slack_ms());
  CHECK_EQ(mpsd_operation_get_result(operation, &error), MPSD_ERROR_CANCELLED);
  CHECK_EQ(error.delivery, MPSD_DELIVERY_ANSWERED);
  CHECK_EQ(script_count(scripted), 1);
  mpsd_operation_destroy(operation);
  mpsd_client_destroy(client);
}

static void a_cancelled_one_gives_its_turn_to_the_next(void) {
  const char *const answers[] = {SCRIPT_SILENCE, CREATED, SCRIPT_END};
  mpsd_client *client = client_for(scripted, 7406);
  mpsd_operation *first, *second, *third;
  check_context("turns");
  script_set(scripted, answers);
  first = start_set(client, NULL);
  script_wait(scripted, 1);
  second = start_set(client, NULL);
  third = start_set(client, NULL);
  mpsd_operation_cancel(second);
  CHECK_EQ(mpsd_operation_wait(second, 10000), MPSD_ERROR_CANCELLED);
  CHECK_EQ(mpsd_operation_get_result(second, &error), MPSD_ERROR_CANCELLED);
  CHECK_EQ(error.delivery, MPSD_DELIVERY_NOT_SENT);
  CHECK_EQ(error.attempts, 0);
  mpsd_operation_cancel(first);
  CHECK_EQ(mpsd_operation_wait(third, 10000), MPSD_OK);
  mpsd_operation_destroy(first);
  mpsd_operation_destroy(second);
  mpsd_operation_destroy(third);
  mpsd_client_destroy(client);
}

static mpsd_token_request *asked;

static void never_complete(void *user_data, mpsd_token_request *request) {
  (void)user_data;
  __atomic_store_n(&asked, request, __ATOMIC_SEQ_CST);
}

static void a_token_is_asked_for_elsewhere(void) {
  const char *const answers[] = {CREATED, SCRIPT_END};
  mpsd_client_options options = options_for(scripted, 7407);
  mpsd_client *client;
  mpsd_operation *operation;
  check_context("token");
  script_set(scripted, answers);
  options.authorization = NULL;
  options.token_callback = never_complete;
  client = create_client(&options);
  operation = start_set(client, NULL);
  while (__atomic_load_n(&asked, __ATOMIC_SEQ_CST) == NULL) sleep_ms(1);
  CHECK_EQ(mpsd_operation_wait(operation, 20), MPSD_PENDING);
  CHECK_EQ(mpsd_token_request_complete(asked, MPSD_OK, token_of(7407), NULL), MPSD_OK);
  CHECK_EQ(mpsd_operation_wait(operation, 10000), MPSD_OK);
  mpsd_operation_destroy(operation);
  mpsd_client_destroy(client);
}

static void *destroy_it(void *operation) {
  sleep_ms(50);
  mpsd_operation_destroy((mpsd_operation *)operation);
  return NULL;
}

static void destroying_one_that_runs_cancels_it(void) {
  mpsd_client *client = client_for(scripted, 7408);
  mpsd_operation *operation;
  test_thread *thread;
  check_context("destroy while running");
  silence(1);
  operation = start_set(client, NULL);
  script_wait(scripted, 1);
  thread = thread_start(destroy_it, operation);
  CHECK_EQ(mpsd_operation_wait(operation, 10000), MPSD_ERROR_CANCELLED);
  thread_join(thread);
  CHECK_EQ(mpsd_operation_poll(operation), MPSD_ERROR_INVALID_HANDLE);
  CHECK_EQ(mpsd_operation_cancel(operation), MPSD_ERROR_INVALID_HANDLE);
  CHECK(mpsd_client_next_finished(client, MPSD_ANY_GROUP) == NULL);
  mpsd_client_destroy(client);
}

static void one_without_a_pointer_runs_to_its_end(void) {
  const char *const answers[] = {CREATED, CREATED, SCRIPT_END};
  mpsd_client *client = client_for(scripted, 7409);
  mpsd_session_reference session = session_named("operations");
  mpsd_operation *last;
  check_context("no pointer");
  script_set(scripted, answers);
  CHECK_EQ(mpsd_set_activity_start(client, &session, NULL, NULL, &error), MPSD_OK);
  last = start_set(client, NULL);
  CHECK_EQ(mpsd_operation_wait(last, 10000), MPSD_OK);
  CHECK_EQ(script_count(scripted), 2);
  CHECK(wait_finished(client, MPSD_ANY_GROUP) == last);
  mpsd_operation_destroy(last);
  mpsd_client_destroy(client);
}

static void a_client_is_destroyed_with_many_running(void) {
  static mpsd_operation *operations[MANY];
  mpsd_client *client = client_for(scripted, 7410);
  mpsd_operation *none;
  long long begin;
  int i, closed = 0;
  check_context("many running");
  silence(MANY);
  for (i = 0; i < MANY; ++i) operations[i] = start_read(client, NULL);
  script_wait(scripted, 16);
  begin = now_ms();
  mpsd_client_destroy(client);
  CHECK_WITHIN(now_ms() - begin, PROMISED_MS + slack_ms());
  for (i = 0; i < MANY; ++i) {
    closed += mpsd_operation_poll(operations[i]) == MPSD_ERROR_CLOSED;
    mpsd_operation_destroy(operations[i]);
  }
  CHECK_EQ(closed, MANY);
  CHECK_EQ(mpsd_client_wait_finished(client, 0, 0, &none), MPSD_ERROR_INVALID_HANDLE);
}

static void a_closed_client_gives_what_is_left(void) {
  mpsd_client *client = client_for(scripted, 7411);
  mpsd_operation *operation, *none;
  mpsd_session_reference session = session_named("operations");
  check_context("closed");
  silence(1);
  operation = start_set(client, NULL);
  script_wait(scripted, 1);
  CHECK_EQ(mpsd_client_close(client), MPSD_OK);
  CHECK(wait_finished(client, 0) == operation);
  CHECK_EQ(mpsd_operation_poll(operation), MPSD_ERROR_CLOSED);
  CHECK_EQ(mpsd_client_wait_finished(client, 0, MPSD_NO_TIMEOUT, &none), MPSD_ERROR_CLOSED);
  CHECK_EQ(mpsd_set_activity_start(client, &session, NULL, &none, &error), MPSD_ERROR_CLOSED);
  CHECK(none == NULL);
  mpsd_operation_destroy(operation);
  mpsd_client_destroy(client);
}

static int compare(const void *left, const void *right) {
  const long long *a = (const long long *)left, *b = (const long long *)right;
  return (*a > *b) - (*a < *b);
}

static void starting_costs_microseconds_and_leaves_nothing(void) {
  static long long took[CYCLES];
  mpsd_client *client = client_for("http://127.0.0.1:9", 7412);
  const int cycles = is_slow() ? SLOW_CYCLES : CYCLES;
  int i;
  check_context("cycles");
  for (i = 0; i < cycles; ++i) {
    long long begin = now_ns();
    mpsd_operation *operation = start_set(client, NULL);
    took[i] = now_ns() - begin;
    if (i % 2 == 0) CHECK_EQ(mpsd_operation_cancel(operation), MPSD_OK);
    mpsd_operation_destroy(operation);
  }
  qsort(took, (size_t)cycles, sizeof took[0], compare);
  printf("start: median %lld ns, p99 %lld ns\n", took[cycles / 2], took[cycles * 99 / 100]);
  if (!is_slow()) CHECK_WITHIN(took[cycles / 2], 200000);
  CHECK(mpsd_client_next_finished(client, MPSD_ANY_GROUP) == NULL);
  mpsd_client_destroy(client);
}

static int hooked[3];
static test_lock hook_lock = TEST_LOCK_INIT;

static void hook(void *user_data, uint32_t kind) {
  lock_take(&hook_lock);
  if (user_data == hooked && kind < 3) ++hooked[kind];
  lock_release(&hook_lock);
}

static void attempts_tell_why_it_took_so_long(void) {
  const char *const answers[] = {"HTTP/1.1 503 Service Unavailable\r\nRetry-After: 1\r\nContent-Length: 0\r\n\r\n",
      CREATED, SCRIPT_END};
  mpsd_client *client = client_for(scripted, 7440);
  mpsd_operation *operation;
  mpsd_attempt attempts[3];
  size_t count;
  check_context("attempts");
  script_set(scripted, answers);
  operation = start_set(client, NULL);
  CHECK_EQ(mpsd_operation_wait(operation, 20000), MPSD_OK);
  memset(attempts, 0xaa, sizeof attempts);
  CHECK_EQ(mpsd_operation_get_attempts(operation, attempts, 1, &count), MPSD_OK);
  CHECK_EQ(count, 2);
  CHECK_EQ(attempts[1].reason, 0xaaaaaaaa);
  CHECK_EQ(mpsd_operation_get_attempts(operation, attempts, 3, NULL), MPSD_OK);
  CHECK_EQ(attempts[2].reason, 0xaaaaaaaa);
  CHECK_EQ(attempts[0].reason, MPSD_ATTEMPT_FIRST);
  CHECK_EQ(attempts[0].result, MPSD_ERROR_UNAVAILABLE);
  CHECK_EQ(attempts[0].http_status, 503);
  CHECK_EQ(attempts[0].delivery, MPSD_DELIVERY_ANSWERED);
  CHECK_EQ(attempts[1].reason, MPSD_ATTEMPT_RETRY);
  CHECK_EQ(attempts[1].result, MPSD_OK);
  /* Two to four seconds after the first failure. */
  CHECK(attempts[1].waited_ms >= 2000 && attempts[1].waited_ms < 8000);
  mpsd_operation_destroy(operation);
  mpsd_client_destroy(client);
}

static void connections_are_opened_ahead(void) {
  mpsd_client *client = client_for(scripted, 7416);
  mpsd_operation *operation;
  uint32_t ready = 0;
  check_context("prewarm");
  CHECK_REFUSED(mpsd_client_prewarm_start(client, 0, NULL, &operation, &error), MPSD_ERROR_INVALID_ARGUMENT, &error,
      "count");
  CHECK_RESULT(mpsd_client_prewarm_start(client, 3, NULL, &operation, &error), MPSD_OK, &error);
  CHECK_EQ(mpsd_operation_wait(operation, 10000), MPSD_OK);
  CHECK_EQ(mpsd_operation_get_count(operation, &ready, &error), MPSD_OK);
  CHECK_EQ(ready, 3);
  mpsd_operation_destroy(operation);
  mpsd_client_destroy(client);
}

static mpsd_client *destroyed_inside;

static void destroy_the_client(void *user_data, mpsd_token_request *request) {
  (void)user_data;
  (void)request;
  mpsd_client_destroy(destroyed_inside);
}

static void a_client_is_destroyed_in_its_own_callback(void) {
  mpsd_client_options options = options_for(scripted, 7415);
  mpsd_operation *operation;
  long long begin = now_ms();
  check_context("destroyed in its callback");
  options.authorization = NULL;
  options.token_callback = destroy_the_client;
  destroyed_inside = create_client(&options);
  operation = start_set(destroyed_inside, NULL);
  CHECK_EQ(mpsd_operation_wait(operation, 10000), MPSD_ERROR_CLOSED);
  CHECK_WITHIN(now_ms() - begin, PROMISED_MS + slack_ms());
  CHECK_EQ(mpsd_client_close(destroyed_inside), MPSD_ERROR_INVALID_HANDLE);
  /* Another type's pointer is none of an operation. */
  CHECK_EQ(mpsd_operation_poll((mpsd_operation *)(void *)destroyed_inside), MPSD_ERROR_INVALID_HANDLE);
  mpsd_operation_destroy(operation);
}

static void threads_are_shown_before_they_work(void) {
  const char *const answers[] = {CREATED, SCRIPT_END};
  mpsd_network_options network_options = MPSD_NETWORK_OPTIONS_INIT;
  mpsd_client_options options = options_for(scripted, 7413);
  mpsd_network *network;
  mpsd_client *client;
  mpsd_operation *operation;
  check_context("hook");
  script_set(scripted, answers);
  network_options.thread_callback = hook;
  network_options.thread_user_data = hooked;
  CHECK_EQ(mpsd_network_create(&network_options, &network, &error), MPSD_OK);
  options.network = network;
  client = create_client(&options);
  CHECK(hooked[MPSD_THREAD_DRIVER] == 0);
  operation = start_set(client, NULL);
  CHECK_EQ(mpsd_operation_wait(operation, 10000), MPSD_OK);
  mpsd_operation_destroy(operation);
  mpsd_client_destroy(client);
  mpsd_network_destroy(network);
  CHECK_EQ(hooked[0], 0);
  CHECK_EQ(hooked[MPSD_THREAD_WORKER], 1);
  CHECK_EQ(hooked[MPSD_THREAD_DRIVER], 1);
}

static void a_suspension_parks_interrupts_and_repeats(void) {
  const char *const answers[] = {SCRIPT_SILENCE, SCRIPT_SILENCE, CREATED, CREATED, SCRIPT_END};
  mpsd_client_options options = options_for(scripted, 7414);
  mpsd_network *network;
  mpsd_client *client;
  mpsd_invite invite = MPSD_INVITE_INIT;
  const uint64_t friend_xuid = 8001;
  mpsd_call_options brief = MPSD_CALL_OPTIONS_INIT;
  mpsd_operation *set, *invited, *late;
  check_context("suspension");
  CHECK_EQ(mpsd_network_create(NULL, &network, &error), MPSD_OK);
  options.network = network;
  client = create_client(&options);
  script_set(scripted, answers);
  invite.session = session_named("operations");
  invite.xuids = &friend_xuid;
  invite.xuid_count = 1;
  set = start_set(client, NULL);
  CHECK_EQ(mpsd_send_invites_start(client, &invite, NULL, &invited, &error), MPSD_OK);
  script_wait(scripted, 2);
  CHECK_EQ(mpsd_network_suspend(network), MPSD_OK);
  CHECK_EQ(mpsd_network_suspend(network), MPSD_OK);
  /* It may have been processed, and must not be repeated. */
  CHECK_EQ(mpsd_operation_wait(invited, 10000), MPSD_ERROR_NETWORK);
  CHECK_EQ(mpsd_operation_get_invites(invited, NULL, 0, NULL, &error), MPSD_ERROR_NETWORK);
  CHECK_EQ(error.delivery, MPSD_DELIVERY_UNKNOWN);
  /* What begins now waits, and no longer than its deadline. */
  brief.deadline_ms = 100;
  late = start_read(client, &brief);
  CHECK_EQ(mpsd_operation_wait(late, 10000), MPSD_ERROR_TIMEOUT);
  CHECK_EQ(mpsd_operation_get_result(late, &error), MPSD_ERROR_TIMEOUT);
  CHECK_EQ(error.delivery, MPSD_DELIVERY_NOT_SENT);
  CHECK_EQ(script_count(scripted), 2);
  CHECK_EQ(mpsd_operation_poll(set), MPSD_PENDING);
  CHECK_EQ(mpsd_network_resume(network), MPSD_OK);
  CHECK_EQ(mpsd_operation_wait(set, 20000), MPSD_OK);
  CHECK_EQ(mpsd_operation_get_result(set, &error), MPSD_OK);
  CHECK_EQ(error.attempts, 2);
  CHECK_EQ(script_count(scripted), 3);
  mpsd_operation_destroy(set);
  mpsd_operation_destroy(invited);
  mpsd_operation_destroy(late);
  mpsd_client_destroy(client);
  mpsd_network_destroy(network);
}

int main(void) {
  scripted = fixture("SCRIPTED");
  emulator = fixture("EMULATOR");
  each_is_given_once_in_the_order_they_ended();
  groups_are_drained_and_cancelled_apart();
  handles_of_an_operation_are_asked_for();
  progress_of_a_batch_grows_to_its_end();
  cancelling_ends_the_wait_for_a_retry();
  a_cancelled_one_gives_its_turn_to_the_next();
  a_token_is_asked_for_elsewhere();
  destroying_one_that_runs_cancels_it();
  one_without_a_pointer_runs_to_its_end();
  a_client_is_destroyed_with_many_running();
  a_closed_client_gives_what_is_left();
  starting_costs_microseconds_and_leaves_nothing();
  attempts_tell_why_it_took_so_long();
  connections_are_opened_ahead();
  a_client_is_destroyed_in_its_own_callback();
  threads_are_shown_before_they_work();
  a_suspension_parks_interrupts_and_repeats();
  return check_finish();
}
