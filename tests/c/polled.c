/* An engine that sends the requests itself: one thread makes a call that blocks, the other polls, looks and answers. */
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "fixture.h"

#define CREATED "{\"id\":\"11111111-ebe0-42da-885f-033860a818f6\"}"

static mpsd_network *network;
static mpsd_client *client;
static const uint64_t friends[3] = {7101, 7102, 7103};

/* A call on a thread of its own. */
typedef struct running {
  test_thread *thread;
  void (*make)(struct running *);
  mpsd_result result;
  mpsd_error error;
  mpsd_invite_result rows[3];
  uint8_t cleared;
} running;

static void set_activity(running *self) {
  mpsd_session_reference session = session_named("polled");
  self->result = mpsd_set_activity(client, &session, NULL, NULL, &self->error);
}

static void clear_activity(running *self) {
  self->result = mpsd_clear_activity(client, SCID, NULL, &self->cleared, &self->error);
}

static void send_invites(running *self) {
  mpsd_invite invite = MPSD_INVITE_INIT;
  invite.session = session_named("polled");
  invite.xuids = friends;
  invite.xuid_count = 3;
  self->result = mpsd_send_invites(client, &invite, NULL, self->rows, 3, &self->error);
}

static void set_activity_briefly(running *self) {
  mpsd_session_reference session = session_named("polled");
  mpsd_call_options call = MPSD_CALL_OPTIONS_INIT;
  call.deadline_ms = 100;
  self->result = mpsd_set_activity(client, &session, &call, NULL, &self->error);
}

static void *run(void *self) {
  ((running *)self)->make(self);
  return NULL;
}

static running *start(void (*make)(running *)) {
  running *self = calloc(1, sizeof *self);
  self->make = make;
  self->thread = thread_start(run, self);
  return self;
}

static void finish(running *self, mpsd_result expected) {
  thread_join(self->thread);
  CHECK_RESULT(self->result, expected, &self->error);
}

static mpsd_http_request *next(mpsd_http_request_info *data) {
  mpsd_http_request *request;
  CHECK_EQ(mpsd_network_next_request(network, 10000, &request), MPSD_OK);
  CHECK_EQ(mpsd_http_request_get_info(request, data), MPSD_OK);
  return request;
}

static void answer(mpsd_http_request *request, int status, const char *headers, const char *body) {
  CHECK_EQ(mpsd_http_request_answer(request, status, headers, (const uint8_t *)body, strlen(body)), MPSD_OK);
}

static void a_request_is_whole_and_answered_once(void) {
  mpsd_http_request_info data;
  running *call = start(set_activity);
  mpsd_http_request *request = next(&data);
  CHECK_TEXT(data.method, "POST");
  CHECK_TEXT(data.url, "https://sessiondirectory.xboxlive.com/handles");
  CHECK_CONTAINS(data.headers, "Authorization: XBL3.0 x=1;SECRET\r\n");
  CHECK_CONTAINS(data.headers, "x-xbl-contract-version: 107\r\n");
  CHECK_CONTAINS(data.headers, "Content-Type: application/json; charset=utf-8\r\n");
  const char *body = "{\"type\":\"activity\",\"sessionRef\":{\"scid\":\"" SCID
                     "\",\"templateName\":\"lobby\",\"name\":\"polled\"},\"version\":1}";
  CHECK_EQ(data.body_size, strlen(body));
  CHECK(memcmp(data.body, body, data.body_size) == 0);
  CHECK_EQ(data.repeat_safe, 1);
  CHECK(data.timeout_ms > 0 && data.timeout_ms <= 10000);
  CHECK_EQ(mpsd_http_request_is_cancelled(request), 0);
  CHECK(next_request(network) == NULL);
  answer(request, 201, "ETag: \"1\"\r\n", CREATED);
  finish(call, MPSD_OK);
  CHECK_EQ(call->error.http_status, 201);
  CHECK_EQ(mpsd_http_request_answer(request, 201, NULL, NULL, 0), MPSD_ERROR_INVALID_HANDLE);
  CHECK_EQ(mpsd_http_request_fail(request, MPSD_ERROR_NETWORK, MPSD_DELIVERY_UNKNOWN), MPSD_ERROR_INVALID_HANDLE);
  CHECK_EQ(mpsd_http_request_get_info(request, &data), MPSD_ERROR_INVALID_HANDLE);
  CHECK_ZEROED(&data);
  CHECK_EQ(mpsd_http_request_is_cancelled(request), 1);
  free(call);
}

static void curl_hides_the_token_unless_asked(void) {
  mpsd_http_request_info data;
  running *call = start(set_activity);
  mpsd_http_request *request = next(&data);
  char line[4096];
  size_t size = 0;
  CHECK_EQ(mpsd_http_request_get_curl(request, 0, NULL, 0, &size), MPSD_OK);
  CHECK(size > 100 && size < sizeof line);
  const size_t needed = size;
  line[0] = 'x';
  CHECK_EQ(mpsd_http_request_get_curl(request, 0, line, needed, &size), MPSD_ERROR_BUFFER_TOO_SMALL);
  CHECK_TEXT(line, "");
  CHECK_EQ(size, 0);
  CHECK_EQ(mpsd_http_request_get_curl(request, 0, line, needed + 1, &size), MPSD_OK);
  CHECK_EQ(strlen(line), size);
  CHECK_CONTAINS(line, "curl -X POST 'https://sessiondirectory.xboxlive.com/handles'");
  CHECK_CONTAINS(line, "-H 'Authorization: ***'");
  CHECK_LACKS(line, "SECRET");
  CHECK_EQ(mpsd_http_request_get_curl(request, 1, line, sizeof line, NULL), MPSD_OK);
  CHECK_CONTAINS(line, "-H 'Authorization: XBL3.0 x=1;SECRET'");
  CHECK_EQ(mpsd_http_request_get_curl(request, 0, NULL, 1, NULL), MPSD_ERROR_INVALID_ARGUMENT);
  /* A dry run: looked at, and not sent. */
  CHECK_EQ(mpsd_http_request_fail(request, MPSD_ERROR_CANCELLED, MPSD_DELIVERY_NOT_SENT), MPSD_OK);
  finish(call, MPSD_ERROR_CANCELLED);
  CHECK_EQ(call->error.delivery, MPSD_DELIVERY_NOT_SENT);
  CHECK_EQ(call->error.attempts, 1);
  free(call);
}

static void a_call_goes_on_to_its_next_request(void) {
  mpsd_http_request_info data;
  running *call = start(clear_activity);
  mpsd_http_request *request = next(&data);
  CHECK_TEXT(data.method, "DELETE");
  answer(request, 404, NULL, "gone");
  request = next(&data);
  CHECK_CONTAINS(data.url, "/handles/query?include=");
  answer(request, 200, NULL, "{\"results\":[{\"id\":\"81a3c56e-543c-44c2-ad53-c8a9088fbef8\"}]}");
  request = next(&data);
  CHECK_CONTAINS(data.url, "/handles/81a3c56e-543c-44c2-ad53-c8a9088fbef8");
  answer(request, 503, "Retry-After: 1", "");
  request = next(&data);
  CHECK_CONTAINS(data.url, "/handles/81a3c56e-543c-44c2-ad53-c8a9088fbef8");
  answer(request, 204, NULL, "");
  finish(call, MPSD_OK);
  CHECK_EQ(call->cleared, 1);
  CHECK_EQ(call->error.attempts, 4);
  free(call);
}

/* A token for each time it is asked for one, signed: what was asked for is counted. */
static void MPSD_CALL give_token(void *asked, mpsd_token_request *request) {
  mpsd_token_request_info data;
  const int renewed = ++*(int *)asked > 1;
  CHECK_EQ(mpsd_token_request_get_info(request, &data), MPSD_OK);
  CHECK_EQ(data.force_refresh, renewed);
  CHECK_EQ(mpsd_token_request_complete(request, MPSD_OK, renewed ? "XBL3.0 x=1;RENEWED" : "XBL3.0 x=1;REFUSED",
               renewed ? "SIGNED AGAIN" : "SIGNED"), MPSD_OK);
}

static void a_refused_token_is_renewed_and_the_request_handed_out_again(void) {
  mpsd_client *const other = client;
  mpsd_client_options options = options_for(NULL, 7110);
  mpsd_http_request_info data;
  mpsd_http_request *request;
  running *call;
  char line[4096];
  int asked = 0;
  options.authorization = NULL;
  options.token_callback = give_token;
  options.token_user_data = &asked;
  options.network = network;
  client = create_client(&options);
  call = start(set_activity);
  request = next(&data);
  CHECK_CONTAINS(data.headers, "Authorization: XBL3.0 x=1;REFUSED\r\n");
  CHECK_CONTAINS(data.headers, "Signature: SIGNED\r\n");
  CHECK_EQ(mpsd_http_request_get_curl(request, 0, line, sizeof line, NULL), MPSD_OK);
  CHECK_CONTAINS(line, "-H 'Signature: ***'");
  CHECK_LACKS(line, "SIGNED");
  answer(request, 401, NULL, "expired");
  request = next(&data);
  CHECK_CONTAINS(data.headers, "Authorization: XBL3.0 x=1;RENEWED\r\n");
  CHECK_CONTAINS(data.headers, "Signature: SIGNED AGAIN\r\n");
  answer(request, 201, NULL, CREATED);
  finish(call, MPSD_OK);
  CHECK_EQ(asked, 2);
  CHECK_EQ(call->error.attempts, 2);
  free(call);
  mpsd_client_destroy(client);
  client = other;
}

static void invites_are_all_there_at_once_and_end_in_any_order(void) {
  mpsd_http_request_info data;
  running *call = start(send_invites);
  mpsd_http_request *requests[3];
  for (int i = 0; i < 3; ++i) {
    requests[i] = next(&data);
    CHECK_EQ(data.repeat_safe, 0);
  }
  answer(requests[2], 201, NULL, CREATED);
  CHECK_EQ(mpsd_http_request_fail(requests[0], MPSD_ERROR_NETWORK, MPSD_DELIVERY_UNKNOWN), MPSD_OK);
  answer(requests[1], 403, NULL, "blocked");
  finish(call, MPSD_ERROR_PARTIAL);
  CHECK_EQ(call->rows[0].result, MPSD_ERROR_NETWORK);
  CHECK_EQ(call->rows[0].delivery, MPSD_DELIVERY_UNKNOWN);
  CHECK_EQ(call->rows[1].result, MPSD_ERROR_FORBIDDEN);
  CHECK_EQ(call->rows[2].result, MPSD_OK);
  free(call);
}

static void a_failure_that_did_not_reach_the_service_is_repeated(void) {
  mpsd_http_request_info data;
  running *call = start(set_activity);
  CHECK_EQ(mpsd_http_request_fail(next(&data), MPSD_ERROR_CONNECT, MPSD_DELIVERY_NOT_SENT), MPSD_OK);
  answer(next(&data), 201, NULL, CREATED);
  finish(call, MPSD_OK);
  CHECK_EQ(call->error.attempts, 2);
  free(call);
}

static void what_is_no_answer_leaves_the_request_open(void) {
  mpsd_http_request_info data;
  running *call = start(set_activity);
  mpsd_http_request *request = next(&data);
  CHECK_EQ(mpsd_http_request_answer(request, 99, NULL, NULL, 0), MPSD_ERROR_INVALID_ARGUMENT);
  CHECK_EQ(mpsd_http_request_answer(request, 600, NULL, NULL, 0), MPSD_ERROR_INVALID_ARGUMENT);
  CHECK_EQ(mpsd_http_request_answer(request, -1, NULL, NULL, 0), MPSD_ERROR_INVALID_ARGUMENT);
  CHECK_EQ(mpsd_http_request_answer(request, 200, "no header", NULL, 0), MPSD_ERROR_INVALID_ARGUMENT);
  CHECK_EQ(mpsd_http_request_answer(request, 200, "\xff: x", NULL, 0), MPSD_ERROR_INVALID_UTF8);
  CHECK_EQ(mpsd_http_request_answer(request, 200, NULL, NULL, 1), MPSD_ERROR_INVALID_ARGUMENT);
  CHECK_EQ(mpsd_http_request_answer(request, 200, NULL, (const uint8_t *)"", (size_t)4 * 1024 * 1024 + 1),
      MPSD_ERROR_TOO_LONG);
  CHECK_EQ(mpsd_http_request_fail(request, MPSD_OK, MPSD_DELIVERY_UNKNOWN), MPSD_ERROR_INVALID_ARGUMENT);
  CHECK_EQ(mpsd_http_request_fail(request, MPSD_ERROR_NETWORK, MPSD_DELIVERY_NONE), MPSD_ERROR_INVALID_ARGUMENT);
  CHECK_EQ(mpsd_http_request_fail(request, MPSD_ERROR_NETWORK, MPSD_DELIVERY_ANSWERED), MPSD_ERROR_INVALID_ARGUMENT);
  answer(request, 200, NULL, "nonsense");
  finish(call, MPSD_ERROR_PROTOCOL);
  free(call);
}

static void a_call_does_not_wait_beyond_its_deadline(void) {
  /* Nobody polls: the request surely was not sent. */
  running *call = start(set_activity_briefly);
  finish(call, MPSD_ERROR_TIMEOUT);
  CHECK_EQ(call->error.delivery, MPSD_DELIVERY_NOT_SENT);
  free(call);
  CHECK(next_request(network) == NULL);
  /* Polled and not answered: it may have been. */
  mpsd_http_request_info data;
  call = start(set_activity_briefly);
  mpsd_http_request *request = next(&data);
  finish(call, MPSD_ERROR_TIMEOUT);
  CHECK_EQ(call->error.delivery, MPSD_DELIVERY_UNKNOWN);
  free(call);
  CHECK_EQ(mpsd_http_request_is_cancelled(request), 1);
  CHECK_EQ(mpsd_http_request_get_info(request, &data), MPSD_OK);
  CHECK_EQ(data.timeout_ms, 0);
  answer(request, 201, NULL, CREATED);
  CHECK_EQ(mpsd_http_request_answer(request, 201, NULL, NULL, 0), MPSD_ERROR_INVALID_HANDLE);
}

static void a_network_that_sends_itself_has_no_requests(void) {
  mpsd_network *direct;
  mpsd_http_request *request = (mpsd_http_request *)&direct;
  CHECK_EQ(mpsd_network_create(NULL, &direct, NULL), MPSD_OK);
  CHECK_EQ(mpsd_network_next_request(direct, 0, &request), MPSD_ERROR_INVALID_ARGUMENT);
  CHECK(request == NULL);
  mpsd_network_destroy(direct);
  CHECK_EQ(mpsd_network_next_request(direct, 0, &request), MPSD_ERROR_INVALID_HANDLE);
  CHECK_EQ(mpsd_network_next_request(network, 0, &request), MPSD_PENDING);
  CHECK(request == NULL);
}

static void wrong_modes_are_refused(void) {
  mpsd_network *refused;
  mpsd_error error;
  mpsd_network_options options = MPSD_NETWORK_OPTIONS_INIT;
  options.mode = 3;
  CHECK_REFUSED(mpsd_network_create(&options, &refused, &error), MPSD_ERROR_INVALID_ARGUMENT, &error, "mode");
  options.mode = MPSD_NETWORK_POLLED;
  options.root_certificates_pem = "-";
  CHECK_REFUSED(mpsd_network_create(&options, &refused, &error), MPSD_ERROR_INVALID_ARGUMENT, &error,
      "root_certificates_pem");
}

static void closing_ends_calls_and_the_engine_ends_its_requests(void) {
  mpsd_http_request_info data;
  running *call = start(set_activity);
  mpsd_http_request *request = next(&data);
  mpsd_client_destroy(client);
  finish(call, MPSD_ERROR_CLOSED);
  CHECK_EQ(call->error.delivery, MPSD_DELIVERY_UNKNOWN);
  free(call);
  mpsd_network_destroy(network);
  CHECK_EQ(mpsd_http_request_is_cancelled(request), 1);
  CHECK_EQ(mpsd_http_request_get_info(request, &data), MPSD_OK);
  CHECK_TEXT(data.method, "POST");
  CHECK_EQ(mpsd_http_request_fail(request, MPSD_ERROR_CANCELLED, MPSD_DELIVERY_UNKNOWN), MPSD_OK);
}

int main(void) {
  mpsd_network_options network_options = MPSD_NETWORK_OPTIONS_INIT;
  network_options.mode = MPSD_NETWORK_POLLED;
  CHECK_EQ(mpsd_network_create(&network_options, &network, NULL), MPSD_OK);
  mpsd_client_options options = options_for(NULL, 7100);
  options.authorization = "XBL3.0 x=1;SECRET";
  options.network = network;
  client = create_client(&options);

  a_request_is_whole_and_answered_once();
  curl_hides_the_token_unless_asked();
  a_call_goes_on_to_its_next_request();
  a_refused_token_is_renewed_and_the_request_handed_out_again();
  invites_are_all_there_at_once_and_end_in_any_order();
  a_failure_that_did_not_reach_the_service_is_repeated();
  what_is_no_answer_leaves_the_request_open();
  a_call_does_not_wait_beyond_its_deadline();
  a_network_that_sends_itself_has_no_requests();
  wrong_modes_are_refused();
  closing_ends_calls_and_the_engine_ends_its_requests();
  return check_finish();
}
