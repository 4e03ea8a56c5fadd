/* An engine that sends the requests itself, with one thread: starting, polling, answering and draining in its frame loop. */
#include <string.h>

#include "check.h"
#include "fixture.h"

#define CREATED "{\"id\":\"11111111-ebe0-42da-885f-033860a818f6\"}"

enum { MEMBERS = 40 };

static mpsd_network *network;
static mpsd_client *client;
static mpsd_error error;

static mpsd_operation *start_activity(const char *name, const mpsd_call_options *call) {
  mpsd_session_reference session = session_named(name);
  mpsd_operation *operation;
  CHECK_RESULT(mpsd_set_activity_start(client, &session, call, &operation, &error), MPSD_OK, &error);
  return operation;
}

static void answer(mpsd_http_request *request, int status, const char *body) {
  CHECK_EQ(mpsd_http_request_answer(request, status, NULL, (const uint8_t *)body, strlen(body)), MPSD_OK);
}

/* One frame: answers what there is to answer, without waiting; how many requests there were. */
static int frame(void) {
  int answered = 0;
  mpsd_http_request *request;
  while ((request = next_request(network)) != NULL) {
    mpsd_http_request_info data;
    CHECK_EQ(mpsd_http_request_get_info(request, &data), MPSD_OK);
    answer(request, strcmp(data.method, "POST") == 0 ? 201 : 204, strcmp(data.method, "POST") == 0 ? CREATED : "");
    ++answered;
  }
  return answered;
}

/* Frames until an operation has ended; it is the one given. */
static mpsd_operation *next_finished(void) {
  long long until = now_ms() + 10000;
  mpsd_operation *finished;
  while ((finished = mpsd_client_next_finished(client, MPSD_ANY_GROUP)) == NULL && now_ms() < until) {
    frame();
    sleep_ms(1);
  }
  CHECK(finished != NULL);
  return finished;
}

static void one_thread_does_it_all(void) {
  mpsd_handle_info handle;
  mpsd_operation *operation = start_activity("frame", NULL);
  CHECK(next_finished() == operation);
  CHECK_EQ(mpsd_operation_poll(operation), MPSD_OK);
  CHECK_RESULT(mpsd_operation_get_handle(operation, &handle, &error), MPSD_OK, &error);
  CHECK_EQ(error.http_status, 201);
  CHECK_TEXT(handle.id, "11111111-ebe0-42da-885f-033860a818f6");
  mpsd_operation_destroy(operation);
}

static void what_changes_the_same_thing_keeps_its_order(void) {
  mpsd_operation *set = start_activity("first", NULL), *clear, *again;
  mpsd_http_request *request, *none;
  mpsd_http_request_info data;
  CHECK_EQ(mpsd_clear_activity_start(client, SCID, NULL, &clear, &error), MPSD_OK);
  again = start_activity("second", NULL);
  CHECK_EQ(mpsd_network_next_request(network, 10000, &request), MPSD_OK);
  CHECK_EQ(mpsd_http_request_get_info(request, &data), MPSD_OK);
  CHECK(memcmp(data.body + data.body_size - 21, "\"first\"},\"version\":1}", 21) == 0);
  CHECK_EQ(mpsd_network_next_request(network, 30, &none), MPSD_PENDING);
  answer(request, 201, CREATED);
  CHECK(next_finished() == set);
  CHECK(next_finished() == clear);
  CHECK(next_finished() == again);
  mpsd_operation_destroy(set);
  mpsd_operation_destroy(clear);
  mpsd_operation_destroy(again);
}

static void invites_show_how_far_they_are(void) {
  static uint64_t xuids[MEMBERS];
  static mpsd_invite_result rows[MEMBERS];
  mpsd_invite invite = MPSD_INVITE_INIT;
  mpsd_operation *operation;
  uint32_t done = 9, total = 0;
  size_t count = 0, i;
  int answered = 0;
  long long until = now_ms() + 10000;
  for (i = 0; i < MEMBERS; ++i) xuids[i] = 7600 + i;
  invite.session = session_named("invites");
  invite.xuids = xuids;
  invite.xuid_count = MEMBERS;
  CHECK_RESULT(mpsd_send_invites_start(client, &invite, NULL, &operation, &error), MPSD_OK, &error);
  /* The caller's array is its own again. */
  memset(xuids, 0xaa, sizeof xuids);
  CHECK_EQ(mpsd_operation_progress(operation, &done, &total), MPSD_OK);
  CHECK(done == 0 && total == MEMBERS);
  while (answered < 10 && now_ms() < until) {
    mpsd_http_request *request;
    CHECK_EQ(mpsd_network_next_request(network, 10000, &request), MPSD_OK);
    answer(request, 201, CREATED);
    ++answered;
  }
  while (done < 10 && now_ms() < until) {
    CHECK_EQ(mpsd_operation_progress(operation, &done, &total), MPSD_OK);
    sleep_ms(1);
  }
  CHECK_EQ(done, 10);
  CHECK_EQ(mpsd_operation_get_invites(operation, rows, MEMBERS, &count, &error), MPSD_PENDING);
  CHECK_EQ(count, MEMBERS);
  for (i = 0; i < MEMBERS; ++i) {
    CHECK_EQ(rows[i].xuid, 7600 + i);
    CHECK_EQ(rows[i].result, i < 10 ? MPSD_OK : MPSD_PENDING);
  }
  CHECK_EQ(mpsd_operation_get_invites(operation, rows, 10, &count, &error), MPSD_ERROR_BUFFER_TOO_SMALL);
  CHECK_EQ(count, MEMBERS);
  CHECK_EQ(mpsd_operation_get_invites(operation, NULL, 0, &count, NULL), MPSD_PENDING);
  /* What was delivered stays so. */
  CHECK_EQ(mpsd_operation_cancel(operation), MPSD_OK);
  CHECK_EQ(mpsd_operation_wait(operation, 10000), MPSD_ERROR_CANCELLED);
  CHECK_EQ(mpsd_operation_get_invites(operation, rows, MEMBERS, NULL, &error), MPSD_ERROR_CANCELLED);
  CHECK_CONTAINS(error.message, "10 of 40 delivered");
  for (i = 0; i < MEMBERS; ++i) {
    CHECK_EQ(rows[i].result, i < 10 ? MPSD_OK : MPSD_ERROR_CANCELLED);
    CHECK_EQ(rows[i].delivery, i < 10 ? MPSD_DELIVERY_ANSWERED : MPSD_DELIVERY_NOT_SENT);
  }
  CHECK(next_request(network) == NULL);
  CHECK(mpsd_client_next_finished(client, 0) == operation);
  mpsd_operation_destroy(operation);
}

static void a_deadline_ends_what_nobody_polls(void) {
  mpsd_call_options call = MPSD_CALL_OPTIONS_INIT;
  mpsd_operation *operation;
  call.deadline_ms = 50;
  operation = start_activity("late", &call);
  CHECK_EQ(mpsd_operation_wait(operation, 10000), MPSD_ERROR_TIMEOUT);
  CHECK_EQ(mpsd_operation_get_result(operation, &error), MPSD_ERROR_TIMEOUT);
  CHECK_EQ(error.delivery, MPSD_DELIVERY_NOT_SENT);
  mpsd_operation_destroy(operation);
  CHECK(mpsd_client_next_finished(client, 0) == NULL);
}

static void a_suspended_network_gives_no_request(void) {
  mpsd_http_request *request, *held;
  mpsd_operation *before = start_activity("handed out", NULL), *after;
  mpsd_session_reference other = session_named("suspended");
  CHECK_EQ(mpsd_network_next_request(network, 10000, &held), MPSD_OK);
  CHECK_EQ(mpsd_network_suspend(network), MPSD_OK);
  CHECK_EQ(mpsd_write_session_start(client, &other, 0, NULL, "{}", NULL, &after, &error), MPSD_OK);
  CHECK_EQ(mpsd_network_next_request(network, 50, &request), MPSD_PENDING);
  /* The engine goes on with what it has. */
  answer(held, 201, CREATED);
  CHECK_EQ(mpsd_operation_wait(before, 10000), MPSD_OK);
  CHECK_EQ(mpsd_operation_poll(after), MPSD_PENDING);
  CHECK_EQ(mpsd_network_resume(network), MPSD_OK);
  CHECK_EQ(mpsd_network_next_request(network, 10000, &request), MPSD_OK);
  answer(request, 204, "");
  CHECK_EQ(mpsd_operation_wait(after, 10000), MPSD_OK);
  mpsd_operation_destroy(before);
  mpsd_operation_destroy(after);
}

static void destroying_one_that_runs_takes_its_request_back(void) {
  mpsd_operation *operation = start_activity("destroyed", NULL);
  mpsd_http_request *request;
  long long until = now_ms() + 10000;
  CHECK_EQ(mpsd_network_next_request(network, 10000, &request), MPSD_OK);
  mpsd_operation_destroy(operation);
  while (!mpsd_http_request_is_cancelled(request) && now_ms() < until) sleep_ms(1);
  CHECK_EQ(mpsd_http_request_is_cancelled(request), 1);
  answer(request, 201, CREATED);
  CHECK(mpsd_client_next_finished(client, 0) == NULL);
}

int main(void) {
  mpsd_network_options network_options = MPSD_NETWORK_OPTIONS_INIT;
  mpsd_client_options options = options_for(NULL, 7600);
  network_options.mode = MPSD_NETWORK_POLLED;
  CHECK_EQ(mpsd_network_create(&network_options, &network, NULL), MPSD_OK);
  options.network = network;
  client = create_client(&options);
  one_thread_does_it_all();
  what_changes_the_same_thing_keeps_its_order();
  invites_show_how_far_they_are();
  a_deadline_ends_what_nobody_polls();
  a_suspended_network_gives_no_request();
  destroying_one_that_runs_takes_its_request_back();
  mpsd_client_destroy(client);
  mpsd_network_destroy(network);
  return check_finish();
}
