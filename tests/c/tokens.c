/* Tokens: given at create, replaced, asked for through the callback, refused by the service, and never told to anyone. */
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "fixture.h"
#include "http.h"

#define CREATED(id) \
  "HTTP/1.1 201 Created\r\nContent-Type: application/json\r\nContent-Length: ?\r\n\r\n" \
  "{\"id\":\"" id "\"}"
#define SOME_ID "6b9c5b5e-8d7c-4e57-9a6f-0d3f3c1a2b4c"
#define REFUSED "HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n"

static const char *emulator;
static const char *scripted;

/* A token provider, and what it saw. */
typedef struct provider {
  /* How it answers: fails with this code unless it is MPSD_OK. */
  mpsd_result result;
  const char *authorization;
  /* Given on a forced refresh instead; NULL: the same. */
  const char *fresh;
  const char *signature;
  int later;
  int calls;
  int forced;
  mpsd_client *destroys;
  mpsd_token_request *request;
  mpsd_result completed;
  test_thread *thread;
  char method[8];
  char url[256];
  char headers[1024];
  char body[1024];
} provider;

static void complete(provider *self) {
  const char *authorization = self->forced && self->fresh ? self->fresh : self->authorization;
  int failing = self->result != MPSD_OK;
  self->completed = mpsd_token_request_complete(self->request, self->result, failing ? NULL : authorization,
      failing ? NULL : self->signature);
}

static void *complete_later(void *given) {
  sleep_ms(100);
  complete((provider *)given);
  return NULL;
}

static void copy(char *target, size_t size, const char *text, size_t length) {
  if (length > size - 1) length = size - 1;
  memcpy(target, text, length);
  target[length] = 0;
}

static void provide(void *user_data, mpsd_token_request *request) {
  provider *self = (provider *)user_data;
  mpsd_token_request_info data;
  ++self->calls;
  self->request = request;
  if (mpsd_token_request_get_info(request, &data) != MPSD_OK) return;
  self->forced = data.force_refresh;
  copy(self->method, sizeof self->method, data.method, strlen(data.method));
  copy(self->url, sizeof self->url, data.url, strlen(data.url));
  copy(self->headers, sizeof self->headers, data.headers, strlen(data.headers));
  if (data.body != NULL) copy(self->body, sizeof self->body, (const char *)data.body, data.body_size);
  if (self->destroys != NULL) mpsd_client_destroy(self->destroys);
  if (self->later == 0) complete(self);
  if (self->later == 1) self->thread = thread_start(complete_later, self);
}

static const char secret[] = "XBL3.0 x=1234;SECRET";

static provider provider_of(const char *authorization) {
  provider self;
  memset(&self, 0, sizeof self);
  self.authorization = authorization;
  return self;
}

static mpsd_client *client_asking(const char *endpoint, provider *user_data) {
  mpsd_client_options options = options_for(endpoint, 8001);
  options.authorization = NULL;
  options.token_callback = provide;
  options.token_user_data = user_data;
  return create_client(&options);
}

static mpsd_result set_activity(mpsd_client *client, const mpsd_call_options *call, mpsd_error *error) {
  mpsd_session_reference session = session_named(NULL);
  mpsd_result result = mpsd_set_activity(client, &session, call, NULL, error);
  CHECK_LACKS(error->message, "SECRET");
  CHECK_LACKS(error->message, "FRESH");
  return result;
}

static void completed_inside_the_callback(void) {
  provider asked = provider_of(token_of(8001));
  mpsd_client *client = client_asking(emulator, &asked);
  mpsd_token_request_info data;
  mpsd_error error;
  check_context("completed_inside_the_callback");
  CHECK_RESULT(set_activity(client, NULL, &error), MPSD_OK, &error);
  CHECK_EQ(asked.completed, MPSD_OK);
  CHECK_EQ(asked.forced, 0);
  CHECK_TEXT(asked.method, "POST");
  CHECK(strncmp(asked.url, emulator, strlen(emulator)) == 0);
  CHECK_TEXT(asked.url + strlen(emulator), "/handles");
  CHECK_CONTAINS(asked.headers, "x-xbl-contract-version: 107\r\n");
  CHECK_CONTAINS(asked.headers, "MS-CV: ");
  CHECK_LACKS(asked.headers, "uthorization");
  CHECK_LACKS(asked.headers, "ignature");
  CHECK_CONTAINS(asked.body, "\"activity\"");
  /* A token without a signature is kept. */
  CHECK_RESULT(set_activity(client, NULL, &error), MPSD_OK, &error);
  CHECK_EQ(asked.calls, 1);
  /* Answered already. */
  CHECK_EQ(mpsd_token_request_complete(asked.request, MPSD_OK, secret, NULL), MPSD_ERROR_INVALID_HANDLE);
  CHECK_EQ(mpsd_token_request_get_info(asked.request, &data), MPSD_ERROR_INVALID_HANDLE);
  CHECK_ZEROED(&data);
  mpsd_client_destroy(client);
}

static void completed_from_another_thread(void) {
  provider asked = provider_of(token_of(8001));
  mpsd_client *client;
  mpsd_error error;
  check_context("completed_from_another_thread");
  asked.later = 1;
  client = client_asking(emulator, &asked);
  CHECK_RESULT(set_activity(client, NULL, &error), MPSD_OK, &error);
  thread_join(asked.thread);
  CHECK_EQ(asked.completed, MPSD_OK);
  mpsd_client_destroy(client);
}

static void never_completed(void) {
  provider asked = provider_of(token_of(8001));
  mpsd_call_options call = MPSD_CALL_OPTIONS_INIT;
  mpsd_client *client;
  mpsd_error error;
  long long begin = now_ms();
  check_context("never_completed");
  asked.later = 2;
  call.deadline_ms = 300;
  client = client_asking(emulator, &asked);
  CHECK_RESULT(set_activity(client, &call, &error), MPSD_ERROR_TIMEOUT, &error);
  CHECK(now_ms() - begin >= 290);
  CHECK_WITHIN(now_ms() - begin, 300 + slack_ms());
  CHECK_EQ(error.attempts, 0);
  CHECK(error.delivery == MPSD_DELIVERY_NONE || error.delivery == MPSD_DELIVERY_NOT_SENT);
  /* The request is open until it is completed or its client is destroyed: the late token serves the next call. */
  complete(&asked);
  CHECK_EQ(asked.completed, MPSD_OK);
  CHECK_RESULT(set_activity(client, &call, &error), MPSD_OK, &error);
  CHECK_EQ(asked.calls, 1);
  mpsd_client_destroy(client);
}

static void completed_after_destroy(void) {
  provider asked = provider_of(token_of(8001));
  mpsd_call_options call = MPSD_CALL_OPTIONS_INIT;
  mpsd_client *client;
  mpsd_error error;
  check_context("completed_after_destroy");
  asked.later = 2;
  call.deadline_ms = 50;
  client = client_asking(emulator, &asked);
  CHECK_RESULT(set_activity(client, &call, &error), MPSD_ERROR_TIMEOUT, &error);
  mpsd_client_destroy(client);
  complete(&asked);
  CHECK_EQ(asked.completed, MPSD_ERROR_INVALID_HANDLE);
}

static void failing(void) {
  provider asked = provider_of(NULL);
  mpsd_client *client;
  mpsd_error error;
  check_context("failing");
  asked.result = MPSD_ERROR_NETWORK;
  client = client_asking(emulator, &asked);
  CHECK_RESULT(set_activity(client, NULL, &error), MPSD_ERROR_NO_TOKEN, &error);
  CHECK_EQ(error.attempts, 0);
  /* It is asked again, and may have one then. */
  asked.result = MPSD_OK;
  asked.authorization = token_of(8001);
  CHECK_RESULT(set_activity(client, NULL, &error), MPSD_OK, &error);
  CHECK_EQ(asked.calls, 2);
  mpsd_client_destroy(client);
}

static void a_wrong_completion_leaves_the_request_open(void) {
  static const struct {
    const char *authorization;
    const char *signature;
    mpsd_result expected;
  } wrong[] = {
      {NULL, NULL, MPSD_ERROR_INVALID_ARGUMENT},
      {"XBL3.0 x=1;a\r\nX: y", NULL, MPSD_ERROR_INVALID_ARGUMENT},
      {"XBL3.0 x=1;\xff", NULL, MPSD_ERROR_INVALID_UTF8},
      {"XBL3.0 x=1;t", "a\r\nX: y", MPSD_ERROR_INVALID_ARGUMENT},
      {"XBL3.0 x=1;t", "\xff", MPSD_ERROR_INVALID_UTF8},
  };
  provider asked = provider_of(token_of(8001));
  mpsd_call_options call = MPSD_CALL_OPTIONS_INIT;
  mpsd_client *client;
  mpsd_error error;
  size_t i;
  check_context("a_wrong_completion_leaves_the_request_open");
  asked.later = 2;
  call.deadline_ms = 50;
  client = client_asking(emulator, &asked);
  CHECK_RESULT(set_activity(client, &call, &error), MPSD_ERROR_TIMEOUT, &error);
  for (i = 0; i < sizeof wrong / sizeof wrong[0]; ++i) {
    CHECK_EQ(mpsd_token_request_complete(asked.request, MPSD_OK, wrong[i].authorization, wrong[i].signature),
        wrong[i].expected);
  }
  complete(&asked);
  CHECK_EQ(asked.completed, MPSD_OK);
  CHECK_RESULT(set_activity(client, NULL, &error), MPSD_OK, &error);
  mpsd_client_destroy(client);
}

static void a_signature_serves_one_attempt(void) {
  const char *const answers[] = {CREATED(SOME_ID),
      "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 0\r\nContent-Length: 0\r\n\r\n", CREATED(SOME_ID), SCRIPT_END};
  provider asked = provider_of(secret);
  mpsd_client *client;
  mpsd_error error;
  check_context("a_signature_serves_one_attempt");
  script_set(scripted, answers);
  asked.signature = "SECRETSIGNATURE==";
  client = client_asking(scripted, &asked);
  CHECK_RESULT(set_activity(client, NULL, &error), MPSD_OK, &error);
  CHECK_CONTAINS(script_request(scripted, 0), "ignature: SECRETSIGNATURE==\r\n");
  CHECK_CONTAINS(script_request(scripted, 0), "uthorization: XBL3.0 x=1234;SECRET\r\n");
  CHECK_EQ(asked.calls, 1);
  CHECK_RESULT(set_activity(client, NULL, &error), MPSD_OK, &error);
  CHECK_EQ(error.attempts, 2);
  CHECK_EQ(asked.calls, 3);
  CHECK_EQ(asked.forced, 0);
  mpsd_client_destroy(client);
}

static void one_forced_refresh_after_a_401(void) {
  const char *const once[] = {REFUSED, CREATED(SOME_ID), SCRIPT_END};
  const char *const twice[] = {REFUSED, REFUSED, CREATED(SOME_ID), SCRIPT_END};
  provider asked = provider_of(secret);
  mpsd_client *client;
  mpsd_error error;
  check_context("one_forced_refresh_after_a_401");
  asked.fresh = "XBL3.0 x=1234;FRESH";
  client = client_asking(scripted, &asked);
  script_set(scripted, once);
  CHECK_RESULT(set_activity(client, NULL, &error), MPSD_OK, &error);
  CHECK_EQ(asked.calls, 2);
  CHECK_EQ(asked.forced, 1);
  CHECK_EQ(error.attempts, 2);
  CHECK_CONTAINS(script_request(scripted, 0), ";SECRET\r\n");
  CHECK_CONTAINS(script_request(scripted, 1), ";FRESH\r\n");
  script_set(scripted, twice);
  CHECK_RESULT(set_activity(client, NULL, &error), MPSD_ERROR_UNAUTHORIZED, &error);
  CHECK_EQ(error.http_status, 401);
  CHECK_EQ(error.attempts, 2);
  CHECK_EQ(asked.calls, 3);
  CHECK_EQ(script_count(scripted), 2);
  mpsd_client_destroy(client);
}

/* max_attempts 1 forbids retries, not the refresh: a 401 was surely not processed. */
static void an_invite_is_refreshed_too(void) {
  const char *const answers[] = {REFUSED, CREATED(SOME_ID), SCRIPT_END};
  const uint64_t recipient = 8002;
  mpsd_invite invite = MPSD_INVITE_INIT;
  mpsd_invite_result row;
  provider asked = provider_of(secret);
  mpsd_client *client;
  mpsd_error error;
  check_context("an_invite_is_refreshed_too");
  asked.fresh = "XBL3.0 x=1234;FRESH";
  client = client_asking(scripted, &asked);
  script_set(scripted, answers);
  invite.session = session_named("refreshed");
  invite.xuids = &recipient;
  invite.xuid_count = 1;
  CHECK_RESULT(mpsd_send_invites(client, &invite, NULL, &row, 1, &error), MPSD_OK, &error);
  CHECK_EQ(row.attempts, 2);
  CHECK_TEXT(row.handle_id, SOME_ID);
  mpsd_client_destroy(client);
}

static void a_static_token_is_not_sent_twice(void) {
  const char *const answers[] = {REFUSED, CREATED(SOME_ID), SCRIPT_END};
  mpsd_client_options options = options_for(scripted, 8001);
  mpsd_client *client;
  mpsd_error error;
  check_context("a_static_token_is_not_sent_twice");
  options.authorization = secret;
  client = create_client(&options);
  script_set(scripted, answers);
  CHECK_RESULT(set_activity(client, NULL, &error), MPSD_ERROR_UNAUTHORIZED, &error);
  CHECK_EQ(error.attempts, 1);
  CHECK_RESULT(mpsd_client_set_authorization(client, "XBL3.0 x=1234;FRESH", &error), MPSD_OK, &error);
  CHECK_RESULT(set_activity(client, NULL, &error), MPSD_OK, &error);
  CHECK_CONTAINS(script_request(scripted, 1), ";FRESH\r\n");
  mpsd_client_destroy(client);
}

static void revoked_at_the_service_then_refreshed(void) {
  static const char fresh[] = "XBL3.0 x=emulator;xuid=8001;title=1234567;nonce=FRESH";
  provider asked = provider_of(token_of(8001));
  mpsd_client *client;
  mpsd_error error;
  http_answer answer;
  check_context("revoked_at_the_service_then_refreshed");
  asked.authorization = "XBL3.0 x=emulator;xuid=8001;title=1234567;nonce=SECRET";
  asked.fresh = fresh;
  client = client_asking(emulator, &asked);
  CHECK_RESULT(set_activity(client, NULL, &error), MPSD_OK, &error);
  http_exchange(emulator, "POST", "/emulator/tokens/revoke",
      "{\"token\":\"XBL3.0 x=emulator;xuid=8001;title=1234567;nonce=SECRET\"}", &answer);
  CHECK_EQ(answer.status, 204);
  CHECK_RESULT(set_activity(client, NULL, &error), MPSD_OK, &error);
  CHECK_EQ(asked.calls, 2);
  CHECK_EQ(asked.forced, 1);
  mpsd_client_destroy(client);
}

static void a_refused_replacement_leaves_the_old_token(void) {
  mpsd_client *client = client_for(emulator, 8001);
  mpsd_error error;
  check_context("a_refused_replacement_leaves_the_old_token");
  CHECK_REFUSED(mpsd_client_set_authorization(client, "XBL3.0 x=1;SECRET\r\nX: y", &error),
      MPSD_ERROR_INVALID_ARGUMENT, &error, "authorization");
  CHECK_LACKS(error.message, "SECRET");
  CHECK_RESULT(set_activity(client, NULL, &error), MPSD_OK, &error);
  mpsd_client_destroy(client);
}

static void destroyed_inside_the_callback(void) {
  provider asked = provider_of(secret);
  mpsd_client *client;
  mpsd_error error;
  check_context("destroyed_inside_the_callback");
  client = client_asking(emulator, &asked);
  asked.destroys = client;
  CHECK_RESULT(set_activity(client, NULL, &error), MPSD_ERROR_CLOSED, &error);
  CHECK_EQ(error.attempts, 0);
  CHECK_EQ(asked.completed, MPSD_ERROR_INVALID_HANDLE);
  CHECK_RESULT(set_activity(client, NULL, &error), MPSD_ERROR_INVALID_HANDLE, &error);
}

/* A service, or a proxy, may echo what it got. */
static void an_echoed_token_is_not_told(void) {
  const char *const answers[] = {"HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain\r\nContent-Length: ?\r\n\r\n"
                                 "bad token: XBL3.0 x=1234;SECRET\r\n",
      SCRIPT_END};
  mpsd_client_options options = options_for(scripted, 8001);
  mpsd_client *client;
  mpsd_error error;
  check_context("an_echoed_token_is_not_told");
  options.authorization = secret;
  client = create_client(&options);
  script_set(scripted, answers);
  CHECK_RESULT(set_activity(client, NULL, &error), MPSD_ERROR_BAD_REQUEST, &error);
  CHECK_CONTAINS(error.message, "bad token");
  mpsd_client_destroy(client);
}

int main(void) {
  emulator = fixture("EMULATOR");
  scripted = fixture("SCRIPTED");
  completed_inside_the_callback();
  completed_from_another_thread();
  never_completed();
  completed_after_destroy();
  failing();
  a_wrong_completion_leaves_the_request_open();
  a_signature_serves_one_attempt();
  one_forced_refresh_after_a_401();
  an_invite_is_refreshed_too();
  a_static_token_is_not_sent_twice();
  revoked_at_the_service_then_refreshed();
  a_refused_replacement_leaves_the_old_token();
  destroyed_inside_the_callback();
  an_echoed_token_is_not_told();
  return check_finish();
}
