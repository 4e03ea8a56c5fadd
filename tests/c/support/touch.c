#include "touch.h"

#include <string.h>

#include "check.h"
#include "fixture.h"

static size_t text(const char *text) {
  return text == NULL ? 0 : strlen(text);
}

size_t touch_handle(const mpsd_handle_info *handle) {
  return text(handle->id) + text(handle->scid) + text(handle->template_name) + text(handle->session_name);
}

static size_t touch_details(const mpsd_handle_details *it) {
  size_t i, total = touch_handle(&it->handle);
  const char *texts[9];
  texts[0] = it->invite_protocol;
  texts[1] = it->session_invite_protocol;
  texts[2] = it->game_types;
  texts[3] = it->custom_properties;
  texts[4] = it->role_info;
  texts[5] = it->context;
  texts[6] = it->context_string;
  texts[7] = it->sender_string;
  texts[8] = it->json;
  for (i = 0; i < sizeof texts / sizeof *texts; ++i) total += text(texts[i]);
  total += text(it->origin.scid) + text(it->origin.template_name) + text(it->origin.name);
  for (i = 0; i < it->tag_count; ++i) total += text(it->tags[i]);
  for (i = 0; i < it->string_count; ++i) total += text(it->strings[i].name) + text(it->strings[i].value);
  for (i = 0; i < it->number_count; ++i) total += text(it->numbers[i].name) + (it->numbers[i].value > 0);
  for (i = 0; i < it->session_owner_count; ++i) total += it->session_owners[i] > 0;
  return total;
}

size_t touch_handles(mpsd_handle_list *handles) {
  mpsd_handle_details details;
  const mpsd_handle_list_info info = handle_list_info(handles);
  const char *reason;
  size_t i, total = text(info.json);
  CHECK_EQ(strlen(info.json), info.json_size);
  for (i = 0; i < info.count; ++i) {
    CHECK_EQ(mpsd_handle_list_get(handles, i, &details), MPSD_OK);
    total += touch_details(&details);
    total += text(details.search_attributes);
  }
  for (i = 0; i < info.skipped_count; ++i) {
    CHECK_EQ(mpsd_handle_list_get_skipped(handles, i, &reason), MPSD_OK);
    total += text(reason);
  }
  return total;
}

size_t touch_session(mpsd_session *session) {
  mpsd_session_info info;
  mpsd_session_summary summary;
  mpsd_session_member member;
  mpsd_error error;
  size_t i, total;
  CHECK_EQ(mpsd_session_get_info(session, &info), MPSD_OK);
  total = text(info.scid) + text(info.template_name) + text(info.name) + text(info.etag) + text(info.document);
  if (info.document == NULL) return total;
  CHECK_EQ(strlen(info.document), info.document_size);
  CHECK_RESULT(mpsd_session_get_summary(session, &summary, &error), MPSD_OK, &error);
  total += text(summary.branch) + text(summary.correlation_id) + text(summary.search_handle_id);
  total += text(summary.invite_protocol) + text(summary.host) + text(summary.keywords);
  total += text(summary.custom_constants) + text(summary.custom_properties);
  for (i = 0; i < summary.listed_members; ++i) {
    CHECK_RESULT(mpsd_session_get_member(session, i, &member, &error), MPSD_OK, &error);
    total += text(member.gamertag) + text(member.connection) + text(member.device_token);
    total += text(member.custom_constants) + text(member.custom_properties) + text(member.json);
  }
  return total;
}

size_t touch_sessions(mpsd_session_list *sessions) {
  mpsd_found_session found;
  const mpsd_session_list_info info = session_list_info(sessions);
  const char *reason;
  size_t i, total = text(info.json);
  CHECK_EQ(strlen(info.json), info.json_size);
  for (i = 0; i < info.count; ++i) {
    CHECK_EQ(mpsd_session_list_get(sessions, i, &found), MPSD_OK);
    total += text(found.scid) + text(found.template_name) + text(found.name) + text(found.keywords);
  }
  for (i = 0; i < info.skipped_count; ++i) {
    CHECK_EQ(mpsd_session_list_get_skipped(sessions, i, &reason), MPSD_OK);
    total += text(reason);
  }
  return total;
}
