/* An engine that is called for each request: it answers in the callback, or later from a thread of its own. */
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "fixture.h"

#define CREATED "{\"id\":\"11111111-ebe0-42da-885f-033860a818f6\"}"

static const uint64_t friends[3] = {7301, 7302, 7303};

/* What the engine does with a request, and what it saw. Guarded, as both sides have threads. */
typedef struct engine {
  test_lock lock;
  int answer_at_once;
  mpsd_http_request *held[8];
  int called, cancelled;
  uint64_t thread;
  char url[256], headers[512];
  mpsd_network *destroy_inside;
  mpsd_client *close_inside;
  int sleep_inside;
} engine;

static void *user_data_seen;

static void answer(mpsd_http_request *request) {
  CHECK_EQ(mpsd_http_request_answer(request, 201, "ETag: \"1\"", (const uint8_t *)CREATED, strlen(CREATED)), MPSD_OK);
}

static void send_request(void *user_data, mpsd_http_request *request) {
  engine *self = (engine *)user_data;
  mpsd_http_request_info data;
  user_data_seen = user_data;
  if (mpsd_http_request_get_info(request, &data) != MPSD_OK) abort();
  lock_take(&self->lock);
  strncpy(self->url, data.url, sizeof self->url - 1);
  strncpy(self->headers, data.headers, sizeof self->headers - 1);
  self->thread = thread_id();
  self->held[self->called++ % 8] = request;
  lock_release(&self->lock);
  if (self->sleep_inside) sleep_ms(self->sleep_inside);
  if (self->destroy_inside != NULL) mpsd_network_destroy(self->destroy_inside);
  if (self->close_inside != NULL) mpsd_client_destroy(self->close_inside);
  if (self->answer_at_once) answer(request);
}

static void cancel_request(void *user_data, mpsd_http_request *request) {
  engine *self = (engine *)user_data;
  if (mpsd_http_request_is_cancelled(request) != 1) abort();
  lock_take(&self->lock);
  ++self->cancelled;
  lock_release(&self->lock);
  if (mpsd_http_request_fail(request, MPSD_ERROR_CANCELLED, MPSD_DELIVERY_UNKNOWN) != MPSD_OK) abort();
}

static int count(engine *self, const int *what) {
  int value;
  lock_take(&self->lock);
  value = *what;
  lock_release(&self->lock);
  return value;
}

static mpsd_network *network_of(engine *self, mpsd_client **client) {
  mpsd_network_options settings = MPSD_NETWORK_OPTIONS_INIT;
  mpsd_client_options options = options_for(NULL, 7300);
  mpsd_network *network;
  mpsd_error error;
  lock_init(&self->lock);
  settings.mode = MPSD_NETWORK_CALLBACK;
  settings.transport_callback = send_request;
  settings.transport_cancel_callback = cancel_request;
  settings.transport_user_data = self;
  CHECK_RESULT(mpsd_network_create(&settings, &network, &error), MPSD_OK, &error);
  options.authorization = "XBL3.0 x=1;SECRET";
  options.network = network;
  *client = create_client(&options);
  return network;
}

/* A call on a thread of its own. */
typedef struct running {
  mpsd_client *client;
  mpsd_result result;
  mpsd_error error;
  mpsd_invite_result rows[3];
  int invites;
  test_thread *thread;
} running;

static void *run(void *given) {
  running *self = (running *)given;
  mpsd_session_reference session = session_named("called");
  if (self->invites) {
    mpsd_invite invite = MPSD_INVITE_INIT;
    invite.session = session;
    invite.xuids = friends;
    invite.xuid_count = 3;
    self->result = mpsd_send_invites(self->client, &invite, NULL, self->rows, 3, &self->error);
  } else {
    self->result = mpsd_set_activity(self->client, &session, NULL, NULL, &self->error);
  }
  return NULL;
}

static void start(running *self, mpsd_client *client, int invites) {
  self->client = client;
  self->invites = invites;
  self->thread = thread_start(run, self);
}

static void finish(running *self, mpsd_result expected) {
  thread_join(self->thread);
  CHECK_RESULT(self->result, expected, &self->error);
}

static void wait_for(engine *self, const int *what, int expected) {
  int patience = 5000;
  while (count(self, what) < expected && patience-- > 0) sleep_ms(1);
  CHECK_EQ(count(self, what), expected);
}

static void an_answer_in_the_callback_ends_the_call(void) {
  engine self;
  mpsd_client *client;
  mpsd_network *network;
  mpsd_session_reference session = session_named("called");
  mpsd_error error;
  memset(&self, 0, sizeof self);
  check_context("answered in the callback");
  self.answer_at_once = 1;
  network = network_of(&self, &client);
  CHECK_RESULT(mpsd_set_activity(client, &session, NULL, NULL, &error), MPSD_OK, &error);
  CHECK_EQ(error.http_status, 201);
  CHECK(user_data_seen == &self);
  CHECK(self.thread == thread_id());
  CHECK_TEXT(self.url, "https://sessiondirectory.xboxlive.com/handles");
  CHECK_CONTAINS(self.headers, "Authorization: XBL3.0 x=1;SECRET\r\n");
  CHECK_EQ(self.cancelled, 0);
  CHECK(next_request(network) == NULL);
  mpsd_client_destroy(client);
  mpsd_network_destroy(network);
}

static void a_batch_is_under_way_at_once_and_answered_from_any_thread(void) {
  engine self;
  mpsd_client *client;
  mpsd_network *network;
  running call;
  int i;
  memset(&self, 0, sizeof self);
  check_context("answered later");
  network = network_of(&self, &client);
  start(&call, client, 1);
  wait_for(&self, &self.called, 3);
  CHECK_EQ(mpsd_http_request_fail(self.held[1], MPSD_ERROR_NETWORK, MPSD_DELIVERY_UNKNOWN), MPSD_OK);
  answer(self.held[2]);
  answer(self.held[0]);
  finish(&call, MPSD_ERROR_PARTIAL);
  for (i = 0; i < 3; ++i) CHECK_EQ(call.rows[i].result, i == 1 ? MPSD_ERROR_NETWORK : MPSD_OK);
  CHECK_EQ(self.cancelled, 0);
  mpsd_client_destroy(client);
  mpsd_network_destroy(network);
}

static void a_cancel_is_passed_on(void) {
  engine self;
  mpsd_client *client;
  mpsd_network *network;
  running call;
  long long begin;
  memset(&self, 0, sizeof self);
  check_context("cancelled");
  network = network_of(&self, &client);
  start(&call, client, 1);
  wait_for(&self, &self.called, 3);
  begin = now_ms();
  mpsd_client_destroy(client);
  CHECK_WITHIN(now_ms() - begin, 250 + slack_ms());
  CHECK_EQ(count(&self, &self.cancelled), 3);
  finish(&call, MPSD_ERROR_CLOSED);
  CHECK_EQ(call.rows[0].delivery, MPSD_DELIVERY_UNKNOWN);
  mpsd_network_destroy(network);
}

static void a_destroyed_network_calls_nobody(void) {
  engine self;
  mpsd_client *client;
  mpsd_network *network;
  mpsd_session_reference session = session_named("called");
  running call;
  mpsd_error error;
  memset(&self, 0, sizeof self);
  check_context("the network is destroyed");
  network = network_of(&self, &client);
  start(&call, client, 0);
  wait_for(&self, &self.called, 1);
  mpsd_network_destroy(network);
  /* What the engine has is still its own. */
  answer(self.held[0]);
  finish(&call, MPSD_OK);
  CHECK_RESULT(mpsd_set_activity(client, &session, NULL, NULL, &error), MPSD_ERROR_CANCELLED, &error);
  CHECK_EQ(error.delivery, MPSD_DELIVERY_NOT_SENT);
  CHECK_EQ(count(&self, &self.called), 1);
  mpsd_client_destroy(client);
}

/* Destroy outwaits a callback that runs, and none runs afterwards. */
static void destroy_waits_for_the_callback(int of_network) {
  engine self;
  mpsd_client *client;
  mpsd_network *network;
  running call;
  long long begin;
  memset(&self, 0, sizeof self);
  check_context("destroyed while the callback runs: %s", of_network ? "network" : "client");
  self.sleep_inside = 600;
  self.answer_at_once = 1;
  network = network_of(&self, &client);
  start(&call, client, 0);
  wait_for(&self, &self.called, 1);
  begin = now_ms();
  if (of_network) mpsd_network_destroy(network);
  else mpsd_client_destroy(client);
  CHECK(now_ms() - begin > 300);
  /* It was answered. */
  finish(&call, MPSD_OK);
  CHECK_EQ(self.called, 1);
  if (of_network) mpsd_client_destroy(client);
  else mpsd_network_destroy(network);
}

/* From inside the callback, both only close. */
static void destroying_from_inside_ends_the_call(void) {
  engine self;
  mpsd_client *client;
  mpsd_session_reference session = session_named("called");
  mpsd_error error;
  memset(&self, 0, sizeof self);
  check_context("destroyed from inside");
  self.destroy_inside = network_of(&self, &client);
  self.close_inside = client;
  CHECK_RESULT(mpsd_set_activity(client, &session, NULL, NULL, &error), MPSD_ERROR_CLOSED, &error);
  /* The client's gate is closed: the cancel is not told, and the request is still the engine's to end. */
  if (self.cancelled == 0) answer(self.held[0]);
}

static void wrong_callbacks_are_refused(void) {
  mpsd_network_options options = MPSD_NETWORK_OPTIONS_INIT;
  mpsd_network *refused;
  mpsd_error error;
  check_context("wrong callbacks");
  options.mode = MPSD_NETWORK_CALLBACK;
  CHECK_REFUSED(mpsd_network_create(&options, &refused, &error), MPSD_ERROR_INVALID_ARGUMENT, &error,
      "transport_callback");
  options.mode = MPSD_NETWORK_POLLED;
  options.transport_callback = send_request;
  CHECK_REFUSED(mpsd_network_create(&options, &refused, &error), MPSD_ERROR_INVALID_ARGUMENT, &error,
      "transport_callback");
  options.mode = MPSD_NETWORK_DIRECT;
  options.transport_callback = NULL;
  options.transport_cancel_callback = cancel_request;
  CHECK_REFUSED(mpsd_network_create(&options, &refused, &error), MPSD_ERROR_INVALID_ARGUMENT, &error,
      "transport_callback");
}

int main(void) {
  an_answer_in_the_callback_ends_the_call();
  a_batch_is_under_way_at_once_and_answered_from_any_thread();
  a_cancel_is_passed_on();
  a_destroyed_network_calls_nobody();
  destroy_waits_for_the_callback(0);
  destroy_waits_for_the_callback(1);
  destroying_from_inside_ends_the_call();
  wrong_callbacks_are_refused();
  return check_finish();
}
