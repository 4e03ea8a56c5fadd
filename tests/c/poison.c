/*
 * Another player has put into sessions and activities what JSON readers trip over (the test's driver did, without the
 * library): MPSD_POISONS sessions "poison-0", "poison-1", … each the activity of a player of its own, from MPSD_FIRST on.
 * The game reads each in the background and, from a thread with a stack of 64 KiB (times MPSD_FACTOR), all that is in it.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "check.h"
#include "fixture.h"
#include "touch.h"

enum { USER = 2533, PATIENCE = 10000, SMALL_STACK = 64 * 1024 };

static mpsd_client *client;

typedef struct job {
  char name[32];
  uint64_t owner;
} job;

static void reads_the_session(const job *it) {
  mpsd_session_reference reference = session_named(it->name);
  mpsd_session_summary summary;
  mpsd_operation *operation;
  mpsd_session *session;
  mpsd_error error;
  CHECK_RESULT(mpsd_read_session_start(client, &reference, NULL, NULL, &operation, &error), MPSD_OK, &error);
  CHECK_EQ(mpsd_operation_wait(operation, PATIENCE), MPSD_OK);
  CHECK_RESULT(mpsd_operation_get_session(operation, &session, &error), MPSD_OK, &error);
  mpsd_operation_destroy(operation);
  CHECK(touch_session(session) > 0);
  CHECK_RESULT(mpsd_session_get_summary(session, &summary, &error), MPSD_OK, &error);
  CHECK_EQ(summary.listed_members, 1);
  CHECK(summary.custom_properties != NULL);
  mpsd_session_destroy(session);
}

static void finds_the_activity(const job *it) {
  mpsd_activity_query query = MPSD_ACTIVITY_QUERY_INIT;
  mpsd_handle_details details;
  mpsd_handle_list *handles;
  mpsd_operation *operation;
  mpsd_error error;
  size_t count = 0;
  query.scid = SCID;
  query.xuids = &it->owner;
  query.xuid_count = 1;
  CHECK_RESULT(mpsd_query_activities_start(client, &query, NULL, &operation, &error), MPSD_OK, &error);
  CHECK_EQ(mpsd_operation_wait(operation, PATIENCE), MPSD_OK);
  CHECK_RESULT(mpsd_operation_get_handles(operation, &handles, &error), MPSD_OK, &error);
  mpsd_operation_destroy(operation);
  count = handle_list_info(handles).count;
  CHECK_EQ(count, 1);
  if (count == 1) {
    CHECK_EQ(mpsd_handle_list_get(handles, 0, &details), MPSD_OK);
    CHECK_EQ(details.handle.owner_xuid, it->owner);
    CHECK(details.custom_properties != NULL);
    CHECK(touch_handles(handles) > 0);
  }
  mpsd_handle_list_destroy(handles);
}

static void *small_job(void *data) {
  const job *it = (const job *)data;
  reads_the_session(it);
  finds_the_activity(it);
  return NULL;
}

int main(void) {
  uint64_t first = strtoull(fixture("FIRST"), NULL, 10);
  unsigned i, count = (unsigned)atoi(fixture("POISONS"));
  const size_t stack = SMALL_STACK * (size_t)atoi(fixture("FACTOR"));
  client = client_for(fixture("EMULATOR"), USER);
  for (i = 0; i < count; ++i) {
    job it;
    snprintf(it.name, sizeof it.name, "poison-%u", i);
    it.owner = first + i;
    check_context("%s", it.name);
    /* Who reads the output of a crash sees which. */
    printf("%s\n", it.name);
    fflush(stdout);
    thread_join(thread_start_small(stack, small_job, &it));
  }
  mpsd_client_destroy(client);
  return check_finish();
}
