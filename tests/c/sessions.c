/* What reads and writes of sessions tell apart, against the emulator and against scripted answers. */
#include <string.h>

#include "check.h"
#include "fixture.h"
#include "http.h"

#define JSON(status, headers, body) "HTTP/1.1 " status "\r\n" headers "Content-Length: ?\r\n\r\n" body
#define BARE(status) "HTTP/1.1 " status "\r\nContent-Length: 0\r\n\r\n"
#define LOCATION "/serviceconfigs/" SCID "/sessionTemplates/lobby/sessions/told"

static const char *emulator;
static const char *scripted;

static mpsd_session_info info_of(mpsd_session *session) {
  mpsd_session_info info;
  CHECK_EQ(mpsd_session_get_info(session, &info), MPSD_OK);
  return info;
}

static void an_unchanged_session_is_not_sent_again(void) {
  mpsd_client *client = client_for(emulator, 2001);
  mpsd_session_reference session = session_named("unchanged");
  mpsd_handle_info handle;
  mpsd_session *first, *again;
  mpsd_error error;
  check_context("an_unchanged_session_is_not_sent_again");
  create_session(client, 2001, &session);
  CHECK_RESULT(mpsd_set_activity(client, &session, NULL, &handle, &error), MPSD_OK, &error);
  CHECK_RESULT(mpsd_read_session(client, &session, NULL, NULL, &first, &error), MPSD_OK, &error);
  CHECK_RESULT(mpsd_read_session(client, &session, info_of(first).etag, NULL, &again, &error), MPSD_OK,
      &error);
  CHECK_EQ(error.http_status, 304);
  CHECK_EQ(info_of(again).http_status, 304);
  CHECK(info_of(again).document == NULL && info_of(again).document_size == 0);
  CHECK_TEXT(info_of(again).etag, info_of(first).etag);
  CHECK_TEXT(info_of(again).name, "unchanged");
  mpsd_session_destroy(again);
  CHECK_RESULT(mpsd_read_session_by_handle(client, handle.id, info_of(first).etag, NULL, &again, &error),
      MPSD_OK, &error);
  CHECK_EQ(info_of(again).http_status, 304);
  CHECK_TEXT(info_of(again).name, "unchanged");
  mpsd_session_destroy(again);

  CHECK_RESULT(mpsd_write_session(client, &session, MPSD_WRITE_UPDATE_EXISTING, NULL,
                   "{\"properties\":{\"custom\":{\"map\":\"harbour\"}}}", NULL, NULL, &error), MPSD_OK, &error);
  CHECK_RESULT(mpsd_read_session(client, &session, info_of(first).etag, NULL, &again, &error), MPSD_OK,
      &error);
  CHECK_EQ(info_of(again).http_status, 200);
  CHECK_CONTAINS(info_of(again).document, "harbour");
  mpsd_session_destroy(again);
  mpsd_session_destroy(first);
  mpsd_client_destroy(client);
}

static void the_known_etag_is_sent(void) {
  static const char *const answers[] = {"HTTP/1.1 304 Not Modified\r\n\r\n", BARE("204 No Content"), SCRIPT_END};
  mpsd_client *client = client_for(scripted, 2002);
  mpsd_session_reference session = session_named("n");
  mpsd_session *read;
  mpsd_error error;
  check_context("the_known_etag_is_sent");
  script_set(scripted, answers);
  CHECK_RESULT(mpsd_read_session(client, &session, "\"a-7\"", NULL, &read, &error), MPSD_OK, &error);
  CHECK_CONTAINS(script_request(scripted, 0), "GET /serviceconfigs/" SCID "/sessionTemplates/lobby/sessions/n ");
  CHECK_CONTAINS(script_request(scripted, 0), "\r\nIf-None-Match: \"a-7\"\r\n");
  CHECK(info_of(read).etag == NULL);
  mpsd_session_destroy(read);
  CHECK_RESULT(mpsd_read_session(client, &session, "\"a-7\"", NULL, &read, &error), MPSD_ERROR_NOT_FOUND,
      &error);
  CHECK(read == NULL);
  CHECK_REFUSED(mpsd_read_session(client, &session, "a b", NULL, &read, &error),
      MPSD_ERROR_INVALID_ARGUMENT, &error, "etag");
  CHECK(read == NULL);
  mpsd_client_destroy(client);
}

/* The loop that synchronized writes are for: refused with the session, changed again, written. */
static void a_session_out_of_sync_comes_with_the_refusal(void) {
  const uint32_t mode = MPSD_WRITE_SYNCHRONIZED | MPSD_WRITE_RESULT_ON_REFUSAL;
  const char *change = "{\"properties\":{\"custom\":{\"round\":2}}}";
  mpsd_client *client = client_for(emulator, 2003);
  mpsd_session_reference session = session_named("out of sync");
  mpsd_session *stale, *current, *written;
  mpsd_error error;
  check_context("a_session_out_of_sync_comes_with_the_refusal");
  create_session(client, 2003, &session);
  CHECK_RESULT(mpsd_read_session(client, &session, NULL, NULL, &stale, &error), MPSD_OK, &error);
  CHECK_RESULT(mpsd_write_session(client, &session, MPSD_WRITE_UPDATE_EXISTING, NULL,
                   "{\"properties\":{\"custom\":{\"map\":\"harbour\"}}}", NULL, NULL, &error), MPSD_OK, &error);
  CHECK_RESULT(mpsd_write_session(client, &session, mode, info_of(stale).etag, change, NULL, &current, &error),
      MPSD_ERROR_PRECONDITION_FAILED, &error);
  CHECK_EQ(error.http_status, 412);
  CHECK_EQ(error.attempts, 1);
  CHECK_EQ(error.delivery, MPSD_DELIVERY_ANSWERED);
  CHECK(error.request_id[0] != 0);
  CHECK(current != NULL);
  CHECK_EQ(info_of(current).http_status, 412);
  CHECK_CONTAINS(info_of(current).document, "harbour");
  CHECK_RESULT(mpsd_write_session(client, &session, mode, info_of(current).etag, change, NULL, &written, &error),
      MPSD_OK, &error);
  CHECK_EQ(info_of(written).http_status, 200);
  mpsd_session_destroy(written);
  mpsd_session_destroy(current);
  /* Who does not ask for it, or does not want it, gets none. */
  CHECK_RESULT(mpsd_write_session(client, &session, MPSD_WRITE_SYNCHRONIZED, info_of(stale).etag, change, NULL,
                   &written, &error), MPSD_ERROR_PRECONDITION_FAILED, &error);
  CHECK(written == NULL);
  CHECK_RESULT(mpsd_write_session(client, &session, mode, info_of(stale).etag, change, NULL, NULL, &error),
      MPSD_ERROR_PRECONDITION_FAILED, &error);
  mpsd_session_destroy(stale);
  mpsd_client_destroy(client);
}

typedef struct write_case {
  const char *answer;
  mpsd_result expected;
  int http_status;
  /* In the session's document; NULL: no document, or no session. */
  const char *part;
} write_case;

static const write_case write_cases[] = {
    {JSON("201 Created", "ETag: \"1\"\r\n", "{\"members\":{}}"), MPSD_OK, 201, "members"},
    {JSON("200 OK", "ETag: \"2\"\r\nContent-Location: https://sessiondirectory.xboxlive.com" LOCATION "\r\n",
         "{\"members\":{}}"), MPSD_OK, 200, "members"},
    {BARE("204 No Content"), MPSD_OK, 204, NULL},
    {JSON("412 Precondition Failed", "ETag: \"3\"\r\n", "{\"members\":{}}"), MPSD_ERROR_PRECONDITION_FAILED, 412,
        "members"},
    {BARE("412 Precondition Failed"), MPSD_ERROR_PRECONDITION_FAILED, 412, NULL},
    {JSON("403 Forbidden", "Content-Location: " LOCATION "\r\n", "{\"constants\":{}}"), MPSD_ERROR_FORBIDDEN, 403,
        "constants"},
    {JSON("403 Forbidden", "Content-Type: text/plain\r\n", "not a member\r\n"), MPSD_ERROR_FORBIDDEN, 403, NULL},
    {JSON("403 Forbidden", "", "{\"code\":1,\"description\":\"no\"}"), MPSD_ERROR_FORBIDDEN, 403, NULL},
    {JSON("409 Conflict", "", "{\"constants\":{\"system\":{}}}"), MPSD_ERROR_CONFLICT, 409, "system"},
    {JSON("409 Conflict", "", "constants differ"), MPSD_ERROR_CONFLICT, 409, NULL},
    {JSON("404 Not Found", "", "{\"members\":{}}"), MPSD_ERROR_NOT_FOUND, 404, NULL},
    {JSON("412 Precondition Failed", "", "{\"members\":{}"), MPSD_ERROR_PRECONDITION_FAILED, 412, NULL},
};

static void each_answer_to_a_write_is_told_apart(void) {
  mpsd_client *client = client_for(scripted, 2004);
  size_t i;
  for (i = 0; i < sizeof write_cases / sizeof write_cases[0]; ++i) {
    const write_case *each = &write_cases[i];
    const char *const answers[] = {each->answer, SCRIPT_END};
    mpsd_session *session = (mpsd_session *)(uintptr_t)0xaaaa;
    mpsd_error error;
    check_context("write case %d", (int)i);
    script_set(scripted, answers);
    CHECK_RESULT(mpsd_write_session_by_handle(client, "6b9c5b5e-8d7c-4e57-9a6f-0d3f3c1a2b4c",
                     MPSD_WRITE_UPDATE_OR_CREATE | MPSD_WRITE_RESULT_ON_REFUSAL, NULL, "{}", NULL, &session, &error),
        each->expected, &error);
    CHECK_EQ(error.http_status, each->http_status);
    CHECK_EQ(session != NULL, each->part != NULL || each->http_status == 204);
    if (session == NULL) continue;
    CHECK_EQ(info_of(session).http_status, each->http_status);
    CHECK_EQ(info_of(session).document != NULL, each->part != NULL);
    if (each->part != NULL) CHECK_CONTAINS(info_of(session).document, each->part);
    if (strstr(each->answer, LOCATION) != NULL) CHECK_TEXT(info_of(session).name, "told");
    else CHECK(info_of(session).name == NULL);
    mpsd_session_destroy(session);
  }
  mpsd_client_destroy(client);
}

int main(void) {
  emulator = fixture("EMULATOR");
  scripted = fixture("SCRIPTED");
  an_unchanged_session_is_not_sent_again();
  the_known_etag_is_sent();
  a_session_out_of_sync_comes_with_the_refusal();
  each_answer_to_a_write_is_told_apart();
  return check_finish();
}
