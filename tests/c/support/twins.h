/*
 * The twins of every call, for calls.c: start it in the background, and get, check and drop what its operation gives.
 * A start that fails gives no operation; what an operation does not give is zeroed.
 */
#ifndef TWINS_H
#define TWINS_H

#include "calls.h"

#define TWIN(name) mpsd_result start_##name(const call_arguments *given, mpsd_operation **operation, mpsd_error *error)

TWIN(set_activity);
TWIN(clear_activity);
TWIN(query_activities);
TWIN(create_search_handle);
TWIN(create_transfer_handle);
TWIN(search_handles);
TWIN(get_handle);
TWIN(delete_handle);
TWIN(send_invites);
TWIN(read_session);
TWIN(read_session_by_handle);
TWIN(query_sessions);
TWIN(read_session_if_changed);
TWIN(read_session_by_handle_if_changed);
TWIN(write_session);
TWIN(write_session_by_handle);
TWIN(join_session);
TWIN(join_session_by_handle);
TWIN(leave_session);
TWIN(leave_session_by_handle);
TWIN(query_social_group);

mpsd_result get_result(mpsd_operation *operation, mpsd_error *error);
mpsd_result get_handle(mpsd_operation *operation, mpsd_error *error);
mpsd_result get_handles(mpsd_operation *operation, mpsd_error *error);
mpsd_result get_session(mpsd_operation *operation, mpsd_error *error);
mpsd_result get_sessions(mpsd_operation *operation, mpsd_error *error);
mpsd_result get_invites(mpsd_operation *operation, mpsd_error *error);
mpsd_result get_count(mpsd_operation *operation, mpsd_error *error);

/* What is given for an ETag that is needed. */
const char *known_etag(const call_arguments *given);
/* Rows at most of an invite of these tests. */
enum { INVITE_ROWS = 4 };
mpsd_invite invite_of(const call_arguments *given);

#endif
