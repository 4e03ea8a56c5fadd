/* Activation URIs: read, written, and refused. */
#include <stdio.h>
#include <string.h>

#include "check.h"
#include "fixture.h"

#define HANDLE "d7853aa1-6500-4fa8-a744-e093e77a4ba8"
#define OTHER "d7853aa1-6500-4fa8-a744-e093e77a4ba9"
#define INVITE "ms-xbl-multiplayer://inviteHandleAccept?handle=" HANDLE "&invitedXuid=3210&senderXuid=3212&context=mode%3Dctf"

static mpsd_error error;

static mpsd_activation parsed(const char *uri) {
  mpsd_activation activation;
  memset(&activation, 0xaa, sizeof activation);
  check_context("%s", uri);
  CHECK_RESULT(mpsd_activation_parse(uri, &activation, &error), MPSD_OK, &error);
  CHECK_EQ(activation.reserved0, 0);
  CHECK_ZEROED(&activation.reserved);
  return activation;
}

static void read_back(void) {
  static const char *const invites[] = {INVITE,
      "MS-XBL-MULTIPLAYER://INVITEHANDLEACCEPT?CONTEXT=mode%3Dctf&SENDERXUID=3212&INVITEDXUID=3210&HANDLE=" HANDLE,
      "ms-xbl-7a970ea1://inviteHandleAccept/?invitedXuid=3210&new=1&handle=" HANDLE "&senderXuid=3212&context=mode=ctf"};
  mpsd_activation activation;
  size_t i;
  for (i = 0; i < sizeof invites / sizeof invites[0]; ++i) {
    activation = parsed(invites[i]);
    CHECK_EQ(activation.kind, MPSD_ACTIVATION_INVITE);
    CHECK_TEXT(activation.handle_id, HANDLE);
    CHECK_EQ(activation.xuid, 3210);
    CHECK_EQ(activation.other_xuid, 3212);
    CHECK_TEXT(activation.context, "mode=ctf");
  }
  activation = parsed("ms-xbl-multiplayer://activityHandleJoin?handle=" HANDLE "&joinerXuid=18446744073709551615");
  CHECK_EQ(activation.kind, MPSD_ACTIVATION_ACTIVITY);
  CHECK_EQ(activation.xuid, -1);
  CHECK_EQ(activation.other_xuid, 0);
  CHECK_TEXT(activation.context, "");
}

/* What a player's device makes of a URI does not cost the handle. */
static void damaged(void) {
  static const char *const uris[] = {
      "ms-xbl-multiplayer://inviteHandleAccept?handle=" HANDLE "&invitedXuid=3210&senderXuid=&context=",
      "ms-xbl-multiplayer://inviteHandleAccept?handle=" HANDLE "&invitedXuid=3210&senderXuid=0",
      "ms-xbl-multiplayer://inviteHandleAccept?handle=%7B" HANDLE "%7D&invitedXuid=3210/",
      "\"ms-xbl-multiplayer://inviteHandleAccept?handle={" HANDLE "}&invitedXuid=3210\"",
      " ms-xbl-multiplayer:inviteHandleAccept?handle=" HANDLE "&amp;invitedXuid=3210&handle=" HANDLE "\n"};
  mpsd_activation activation;
  size_t i;
  for (i = 0; i < sizeof uris / sizeof uris[0]; ++i) {
    activation = parsed(uris[i]);
    CHECK_EQ(activation.kind, MPSD_ACTIVATION_INVITE);
    CHECK_TEXT(activation.handle_id, HANDLE);
    CHECK_EQ(activation.xuid, 3210);
    CHECK_EQ(activation.other_xuid, 0);
    CHECK_TEXT(activation.context, "");
  }
}

static void not_an_activation(const char *uri, mpsd_result expected, const char *part) {
  mpsd_activation activation;
  memset(&activation, 0xaa, sizeof activation);
  check_context("%s", uri);
  CHECK_REFUSED(mpsd_activation_parse(uri, &activation, &error), expected, &error, part);
  CHECK_ZEROED(&activation);
}

static void refusals(void) {
  static char too_long[2050];
  memset(too_long, 'x', sizeof too_long - 1);
  not_an_activation("", MPSD_ERROR_INVALID_ARGUMENT, "uri");
  not_an_activation("/path/to/save", MPSD_ERROR_INVALID_ARGUMENT, "uri");
  not_an_activation("https://example.com/?handle=" HANDLE, MPSD_ERROR_INVALID_ARGUMENT, "scheme");
  not_an_activation("ms-xbl-multiplayer://else?handle=" HANDLE, MPSD_ERROR_INVALID_ARGUMENT, "neither");
  not_an_activation("ms-xbl-multiplayer://inviteHandleAccept?senderXuid=5", MPSD_ERROR_INVALID_ARGUMENT, "handle");
  not_an_activation(INVITE "&handle=" OTHER, MPSD_ERROR_INVALID_ARGUMENT, "handle twice");
  not_an_activation(INVITE "&INVITEDXUID=1", MPSD_ERROR_INVALID_ARGUMENT, "invitedXuid twice");
  not_an_activation("ms-xbl-multiplayer://inviteHandleAccept?handle=x&senderXuid=no", MPSD_ERROR_INVALID_ARGUMENT,
      "senderXuid");
  not_an_activation("ms-xbl-multiplayer://inviteHandleAccept?handle=x&context=%00", MPSD_ERROR_INVALID_ARGUMENT,
      "context");
  not_an_activation("ms-xbl-multiplayer://inviteHandleAccept?handle=\xff", MPSD_ERROR_INVALID_UTF8, "uri");
  not_an_activation("ms-xbl-0012d687://inviteAccept?invitedUser=1&sender=2&connectionString=x",
      MPSD_ERROR_INVALID_ARGUMENT, "Multiplayer Activity");
  not_an_activation("ms-xbl-0012d687://activityJoin/?joinerXuid=1&connectionString=x", MPSD_ERROR_INVALID_ARGUMENT,
      "Multiplayer Activity");
  not_an_activation("ms-xbl-multiplayer://tournament?action=joinGame&joinerXuid=1", MPSD_ERROR_INVALID_ARGUMENT,
      "tournaments");
  not_an_activation(too_long, MPSD_ERROR_TOO_LONG, "uri");
}

static void written(void) {
  mpsd_activation activation = parsed(INVITE), again;
  char buffer[MPSD_ACTIVATION_URI_SIZE];
  size_t size = 7, capacity;
  check_context("written");
  CHECK_RESULT(mpsd_activation_format(&activation, buffer, sizeof buffer, &size, &error), MPSD_OK, &error);
  CHECK_TEXT(buffer, INVITE);
  CHECK_EQ(size, strlen(INVITE));
  again = parsed(buffer);
  CHECK(memcmp(&again, &activation, sizeof again) == 0);
  check_context("the size alone");
  CHECK_RESULT(mpsd_activation_format(&activation, NULL, 0, &size, &error), MPSD_OK, &error);
  CHECK_EQ(size, strlen(INVITE));
  for (capacity = 1; capacity <= strlen(INVITE); ++capacity) {
    check_context("room for %d bytes", (int)capacity);
    memset(buffer, 'x', sizeof buffer);
    CHECK_REFUSED(mpsd_activation_format(&activation, buffer, capacity, &size, &error), MPSD_ERROR_BUFFER_TOO_SMALL,
        &error, "buffer");
    CHECK(buffer[0] == 0 && buffer[1] == 'x' && size == 0);
  }
  memset(buffer, 'x', sizeof buffer);
  CHECK_RESULT(mpsd_activation_format(&activation, buffer, strlen(INVITE) + 1, NULL, &error), MPSD_OK, &error);
  CHECK_TEXT(buffer, INVITE);
  CHECK_EQ(buffer[strlen(INVITE) + 1], 'x');
}

#define REFUSED(expected, part, change) \
  do { \
    mpsd_activation activation = parsed(INVITE); \
    check_context("%s", #change); \
    change; \
    memset(buffer, 'x', sizeof buffer); \
    CHECK_REFUSED(mpsd_activation_format(&activation, buffer, sizeof buffer, &size, &error), expected, &error, part); \
    CHECK(buffer[0] == 0 && size == 0); \
  } while (0)

static void what_cannot_be_written(void) {
  char buffer[MPSD_ACTIVATION_URI_SIZE];
  size_t size;
  REFUSED(MPSD_ERROR_INVALID_ARGUMENT, "kind", activation.kind = 0);
  REFUSED(MPSD_ERROR_INVALID_ARGUMENT, "kind", activation.kind = 3);
  REFUSED(MPSD_ERROR_INVALID_ARGUMENT, "handle_id", activation.handle_id[0] = 0);
  REFUSED(MPSD_ERROR_INVALID_ARGUMENT, "context", activation.kind = MPSD_ACTIVATION_ACTIVITY);
  REFUSED(MPSD_ERROR_TOO_LONG, "handle_id", memset(activation.handle_id, 'h', sizeof activation.handle_id));
  REFUSED(MPSD_ERROR_TOO_LONG, "context", memset(activation.context, 'c', sizeof activation.context));
  REFUSED(MPSD_ERROR_TOO_LONG, "context", memset(activation.context, 'c', 257); activation.context[257] = 0);
  REFUSED(MPSD_ERROR_INVALID_UTF8, "context", activation.context[0] = (char)0xff);
}

static void the_largest(void) {
  mpsd_activation activation = parsed(INVITE), again;
  char buffer[MPSD_ACTIVATION_URI_SIZE];
  size_t size;
  check_context("the_largest");
  memset(activation.handle_id, ' ', 39);
  memset(activation.context, 'c', 256);
  activation.xuid = activation.other_xuid = UINT64_MAX;
  CHECK_RESULT(mpsd_activation_format(&activation, buffer, sizeof buffer, &size, &error), MPSD_OK, &error);
  again = parsed(buffer);
  CHECK(memcmp(&again, &activation, sizeof again) == 0);
}

int main(void) {
  read_back();
  damaged();
  refusals();
  written();
  what_cannot_be_written();
  the_largest();
  return check_finish();
}
