/*
 * The twins of every call, for calls.c: start it in the background, and check and drop what its result gives.
 * A start that fails gives no operation; a result that is none leaves its outputs zeroed.
 */
#ifndef TWINS_H
#define TWINS_H

#include "calls.h"

#define TWINS(name)                                                                                           \
  mpsd_result start_##name(const call_arguments *given, mpsd_operation **operation, mpsd_error *error);       \
  mpsd_result result_##name(mpsd_operation *operation, mpsd_error *error)

TWINS(set_activity);
TWINS(clear_activity);
TWINS(query_activities);
TWINS(create_search_handle);
TWINS(create_transfer_handle);
TWINS(search_handles);
TWINS(get_handle);
TWINS(delete_handle);
TWINS(send_invites);
TWINS(read_session);
TWINS(read_session_by_handle);
TWINS(query_sessions);
TWINS(read_session_if_changed);
TWINS(read_session_by_handle_if_changed);
TWINS(write_session);
TWINS(write_session_by_handle);
TWINS(join_session);
TWINS(join_session_by_handle);
TWINS(leave_session);
TWINS(leave_session_by_handle);
mpsd_result start_query_social_group(const call_arguments *given, mpsd_operation **operation, mpsd_error *error);

/* What is given for an ETag that is needed. */
const char *known_etag(const call_arguments *given);
/* Rows at most of an invite of these tests. */
enum { INVITE_ROWS = 4 };
mpsd_invite invite_of(const call_arguments *given);

#endif
