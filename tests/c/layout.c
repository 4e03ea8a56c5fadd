/* Sizes and offsets of every struct, asserted by the compiler. Program and library must agree on them for ever. */
#include <mpsd.h>
#include <stddef.h>

#define JOIN(left, right) left##right
#define NAME(line) JOIN(assertion_, line)
/* C99 has no _Static_assert; an array of -1 elements does not compile. */
#define ASSERT(condition) extern char NAME(__LINE__)[(condition) ? 1 : -1]

#define SIZE(type, size) ASSERT(sizeof(type) == (size))
#define FIRST(type, field) ASSERT(offsetof(type, field) == 0)
/* `field` begins where `before` ends: no padding between them. */
#define NEXT(type, before, field) \
  ASSERT(offsetof(type, field) == offsetof(type, before) + sizeof(((type *)0)->before))
#define LAST(type, field) ASSERT(sizeof(type) == offsetof(type, field) + sizeof(((type *)0)->field))

#define POINTER sizeof(void *)

SIZE(mpsd_result, 4);
ASSERT((mpsd_result)-1 < 0);
SIZE(mpsd_delivery, 4);
SIZE(mpsd_bool, 1);
SIZE(mpsd_flag, 4);
SIZE(mpsd_operation_kind, 4);

SIZE(mpsd_memory_hooks, 8 + 4 * POINTER);
FIRST(mpsd_memory_hooks, struct_size);
NEXT(mpsd_memory_hooks, struct_size, reserved0);
NEXT(mpsd_memory_hooks, reserved0, allocate);
NEXT(mpsd_memory_hooks, allocate, reallocate);
NEXT(mpsd_memory_hooks, reallocate, free);
NEXT(mpsd_memory_hooks, free, user_data);
LAST(mpsd_memory_hooks, user_data);

SIZE(mpsd_call_options, 24 + 3 * POINTER);
FIRST(mpsd_call_options, struct_size);
NEXT(mpsd_call_options, struct_size, deadline_ms);
NEXT(mpsd_call_options, deadline_ms, max_attempts);
NEXT(mpsd_call_options, max_attempts, pacing);
NEXT(mpsd_call_options, pacing, group);
NEXT(mpsd_call_options, group, reserved0);
NEXT(mpsd_call_options, reserved0, user_data);
NEXT(mpsd_call_options, user_data, handles);
NEXT(mpsd_call_options, handles, join);
LAST(mpsd_call_options, join);

SIZE(mpsd_network_options, 32 + 9 * POINTER);
FIRST(mpsd_network_options, struct_size);
NEXT(mpsd_network_options, struct_size, max_connections);
NEXT(mpsd_network_options, max_connections, mode);
NEXT(mpsd_network_options, mode, trust);
NEXT(mpsd_network_options, trust, root_certificates_pem);
NEXT(mpsd_network_options, root_certificates_pem, proxy);
NEXT(mpsd_network_options, proxy, max_answer_bytes);
NEXT(mpsd_network_options, max_answer_bytes, proxy_url);
NEXT(mpsd_network_options, proxy_url, transport_callback);
NEXT(mpsd_network_options, transport_callback, transport_cancel_callback);
NEXT(mpsd_network_options, transport_cancel_callback, transport_user_data);
NEXT(mpsd_network_options, transport_user_data, trace_file);
NEXT(mpsd_network_options, trace_file, replay_file);
NEXT(mpsd_network_options, replay_file, trace_max_bytes);
NEXT(mpsd_network_options, trace_max_bytes, reserved0);
NEXT(mpsd_network_options, reserved0, thread_callback);
NEXT(mpsd_network_options, thread_callback, thread_user_data);
LAST(mpsd_network_options, thread_user_data);

SIZE(mpsd_client_options, 56 + 10 * POINTER);
FIRST(mpsd_client_options, struct_size);
NEXT(mpsd_client_options, struct_size, contract_version);
NEXT(mpsd_client_options, contract_version, xuid);
NEXT(mpsd_client_options, xuid, title_id);
NEXT(mpsd_client_options, title_id, connect_timeout_ms);
NEXT(mpsd_client_options, connect_timeout_ms, request_timeout_ms);
NEXT(mpsd_client_options, request_timeout_ms, deadline_ms);
NEXT(mpsd_client_options, deadline_ms, max_attempts);
NEXT(mpsd_client_options, max_attempts, pacing);
NEXT(mpsd_client_options, pacing, endpoint);
NEXT(mpsd_client_options, endpoint, authorization);
NEXT(mpsd_client_options, authorization, network);
NEXT(mpsd_client_options, network, token_callback);
NEXT(mpsd_client_options, token_callback, token_user_data);
NEXT(mpsd_client_options, token_user_data, language);
NEXT(mpsd_client_options, language, user_agent_suffix);
NEXT(mpsd_client_options, user_agent_suffix, log_callback);
NEXT(mpsd_client_options, log_callback, log_user_data);
NEXT(mpsd_client_options, log_user_data, log_level);
NEXT(mpsd_client_options, log_level, log_capacity);
NEXT(mpsd_client_options, log_capacity, signer);
NEXT(mpsd_client_options, signer, token_mode);
NEXT(mpsd_client_options, token_mode, reserved0);
LAST(mpsd_client_options, reserved0);

SIZE(mpsd_client_counters, 256);
FIRST(mpsd_client_counters, requests);
NEXT(mpsd_client_counters, requests, retries);
NEXT(mpsd_client_counters, retries, throttles);
NEXT(mpsd_client_counters, throttles, failures);
NEXT(mpsd_client_counters, failures, bytes_sent);
NEXT(mpsd_client_counters, bytes_sent, bytes_received);
NEXT(mpsd_client_counters, bytes_received, latencies);
NEXT(mpsd_client_counters, latencies, reserved);
LAST(mpsd_client_counters, reserved);

SIZE(mpsd_log_record, 1024);
FIRST(mpsd_log_record, time_ms);
NEXT(mpsd_log_record, time_ms, lost);
NEXT(mpsd_log_record, lost, level);
NEXT(mpsd_log_record, level, reserved0);
NEXT(mpsd_log_record, reserved0, target);
NEXT(mpsd_log_record, target, text);
LAST(mpsd_log_record, text);

SIZE(mpsd_session_reference, 3 * POINTER);
FIRST(mpsd_session_reference, scid);
NEXT(mpsd_session_reference, scid, template_name);
NEXT(mpsd_session_reference, template_name, name);
LAST(mpsd_session_reference, name);

SIZE(mpsd_activity_query, 16 + 4 * POINTER);
FIRST(mpsd_activity_query, struct_size);
NEXT(mpsd_activity_query, struct_size, include);
NEXT(mpsd_activity_query, include, social_group_owner_xuid);
NEXT(mpsd_activity_query, social_group_owner_xuid, scid);
NEXT(mpsd_activity_query, scid, xuids);
NEXT(mpsd_activity_query, xuids, xuid_count);
NEXT(mpsd_activity_query, xuid_count, social_group);
LAST(mpsd_activity_query, social_group);

SIZE(mpsd_search_attributes, 8 + 7 * POINTER);
FIRST(mpsd_search_attributes, struct_size);
NEXT(mpsd_search_attributes, struct_size, reserved0);
NEXT(mpsd_search_attributes, reserved0, tags);
NEXT(mpsd_search_attributes, tags, tag_count);
NEXT(mpsd_search_attributes, tag_count, strings);
NEXT(mpsd_search_attributes, strings, string_count);
NEXT(mpsd_search_attributes, string_count, numbers);
NEXT(mpsd_search_attributes, numbers, number_count);
NEXT(mpsd_search_attributes, number_count, json);
LAST(mpsd_search_attributes, json);

SIZE(mpsd_string_attribute, 2 * POINTER);
FIRST(mpsd_string_attribute, name);
NEXT(mpsd_string_attribute, name, value);
LAST(mpsd_string_attribute, value);

SIZE(mpsd_search_query, 24 + 6 * POINTER);
FIRST(mpsd_search_query, struct_size);
NEXT(mpsd_search_query, struct_size, include);
NEXT(mpsd_search_query, include, descending);
NEXT(mpsd_search_query, descending, reserved0);
NEXT(mpsd_search_query, reserved0, social_group_owner_xuid);
NEXT(mpsd_search_query, social_group_owner_xuid, scid);
NEXT(mpsd_search_query, scid, template_name);
NEXT(mpsd_search_query, template_name, filter);
NEXT(mpsd_search_query, filter, filter_text);
NEXT(mpsd_search_query, filter_text, order_by);
NEXT(mpsd_search_query, order_by, social_group);
LAST(mpsd_search_query, social_group);

SIZE(mpsd_invite, 8 + 8 * POINTER);
FIRST(mpsd_invite, struct_size);
NEXT(mpsd_invite, struct_size, title_id);
NEXT(mpsd_invite, title_id, session);
NEXT(mpsd_invite, session, xuids);
NEXT(mpsd_invite, xuids, xuid_count);
NEXT(mpsd_invite, xuid_count, context);
NEXT(mpsd_invite, context, context_string);
NEXT(mpsd_invite, context_string, sender_string);
LAST(mpsd_invite, sender_string);

SIZE(mpsd_error, 656);
FIRST(mpsd_error, result);
NEXT(mpsd_error, result, http_status);
NEXT(mpsd_error, http_status, retry_after_ms);
NEXT(mpsd_error, retry_after_ms, attempts);
NEXT(mpsd_error, attempts, delivery);
NEXT(mpsd_error, delivery, reserved0);
NEXT(mpsd_error, reserved0, request_id);
NEXT(mpsd_error, request_id, message);
NEXT(mpsd_error, message, correlation_id);
NEXT(mpsd_error, correlation_id, reserved);
ASSERT(sizeof(((mpsd_error *)0)->correlation_id) == MPSD_CORRELATION_ID_SIZE);
LAST(mpsd_error, reserved);

SIZE(mpsd_handle_info, 384);
FIRST(mpsd_handle_info, id);
NEXT(mpsd_handle_info, id, scid);
NEXT(mpsd_handle_info, scid, template_name);
NEXT(mpsd_handle_info, template_name, session_name);
NEXT(mpsd_handle_info, session_name, owner_xuid);
NEXT(mpsd_handle_info, owner_xuid, created_at_ms);
NEXT(mpsd_handle_info, created_at_ms, expires_at_ms);
NEXT(mpsd_handle_info, expires_at_ms, title_id);
NEXT(mpsd_handle_info, title_id, http_status);
NEXT(mpsd_handle_info, http_status, reserved);
LAST(mpsd_handle_info, reserved);

SIZE(mpsd_invite_result, 416);
FIRST(mpsd_invite_result, xuid);
NEXT(mpsd_invite_result, xuid, expires_at_ms);
NEXT(mpsd_invite_result, expires_at_ms, result);
NEXT(mpsd_invite_result, result, http_status);
NEXT(mpsd_invite_result, http_status, retry_after_ms);
NEXT(mpsd_invite_result, retry_after_ms, attempts);
NEXT(mpsd_invite_result, attempts, delivery);
NEXT(mpsd_invite_result, delivery, reserved0);
NEXT(mpsd_invite_result, reserved0, handle_id);
NEXT(mpsd_invite_result, handle_id, request_id);
NEXT(mpsd_invite_result, request_id, message);
NEXT(mpsd_invite_result, message, reserved);
LAST(mpsd_invite_result, reserved);

FIRST(mpsd_handle_details, handle);
NEXT(mpsd_handle_details, handle, handle_type);
NEXT(mpsd_handle_details, handle_type, visibility);
NEXT(mpsd_handle_details, visibility, join_restriction);
NEXT(mpsd_handle_details, join_restriction, members_count);
NEXT(mpsd_handle_details, members_count, max_members_count);
NEXT(mpsd_handle_details, max_members_count, invite_title_id);
NEXT(mpsd_handle_details, invite_title_id, closed);
NEXT(mpsd_handle_details, closed, reserved0);
NEXT(mpsd_handle_details, reserved0, sender_xuid);
NEXT(mpsd_handle_details, sender_xuid, invited_xuid);
NEXT(mpsd_handle_details, invited_xuid, posted_at_ms);
NEXT(mpsd_handle_details, posted_at_ms, invite_protocol);
NEXT(mpsd_handle_details, invite_protocol, session_invite_protocol);
NEXT(mpsd_handle_details, session_invite_protocol, game_types);
NEXT(mpsd_handle_details, game_types, custom_properties);
NEXT(mpsd_handle_details, custom_properties, role_info);
NEXT(mpsd_handle_details, role_info, context);
NEXT(mpsd_handle_details, context, context_string);
NEXT(mpsd_handle_details, context_string, sender_string);
NEXT(mpsd_handle_details, sender_string, origin);
NEXT(mpsd_handle_details, origin, tags);
NEXT(mpsd_handle_details, tags, tag_count);
NEXT(mpsd_handle_details, tag_count, strings);
NEXT(mpsd_handle_details, strings, string_count);
NEXT(mpsd_handle_details, string_count, numbers);
NEXT(mpsd_handle_details, numbers, number_count);
NEXT(mpsd_handle_details, number_count, session_owners);
NEXT(mpsd_handle_details, session_owners, session_owner_count);
NEXT(mpsd_handle_details, session_owner_count, json);
NEXT(mpsd_handle_details, json, search_attributes);
NEXT(mpsd_handle_details, search_attributes, reserved);

FIRST(mpsd_http_request_info, method);
NEXT(mpsd_http_request_info, method, url);
NEXT(mpsd_http_request_info, url, headers);
NEXT(mpsd_http_request_info, headers, body);
NEXT(mpsd_http_request_info, body, body_size);
NEXT(mpsd_http_request_info, body_size, timeout_ms);
NEXT(mpsd_http_request_info, timeout_ms, repeat_safe);
NEXT(mpsd_http_request_info, repeat_safe, reserved);
LAST(mpsd_http_request_info, reserved);

SIZE(mpsd_handle_list_info, 32 + 3 * sizeof(size_t) + POINTER);
FIRST(mpsd_handle_list_info, count);
NEXT(mpsd_handle_list_info, count, skipped_count);
NEXT(mpsd_handle_list_info, skipped_count, json);
NEXT(mpsd_handle_list_info, json, json_size);
NEXT(mpsd_handle_list_info, json_size, reserved);
LAST(mpsd_handle_list_info, reserved);

SIZE(mpsd_session_list_info, 32 + 3 * sizeof(size_t) + POINTER);
FIRST(mpsd_session_list_info, count);
NEXT(mpsd_session_list_info, count, skipped_count);
NEXT(mpsd_session_list_info, skipped_count, json);
NEXT(mpsd_session_list_info, json, json_size);
NEXT(mpsd_session_list_info, json_size, reserved);
LAST(mpsd_session_list_info, reserved);

FIRST(mpsd_session_info, scid);
NEXT(mpsd_session_info, scid, template_name);
NEXT(mpsd_session_info, template_name, name);
NEXT(mpsd_session_info, name, etag);
NEXT(mpsd_session_info, etag, document);
NEXT(mpsd_session_info, document, document_size);
NEXT(mpsd_session_info, document_size, http_status);
NEXT(mpsd_session_info, http_status, reserved0);
NEXT(mpsd_session_info, reserved0, reserved);
LAST(mpsd_session_info, reserved);

SIZE(mpsd_session_query, 24 + 5 * POINTER);
FIRST(mpsd_session_query, struct_size);
NEXT(mpsd_session_query, struct_size, take);
NEXT(mpsd_session_query, take, scid);
NEXT(mpsd_session_query, scid, template_name);
NEXT(mpsd_session_query, template_name, xuids);
NEXT(mpsd_session_query, xuids, xuid_count);
NEXT(mpsd_session_query, xuid_count, keyword);
NEXT(mpsd_session_query, keyword, visibility);
NEXT(mpsd_session_query, visibility, contract_version);
NEXT(mpsd_session_query, contract_version, include_private);
NEXT(mpsd_session_query, include_private, include_reservations);
NEXT(mpsd_session_query, include_reservations, include_inactive);
NEXT(mpsd_session_query, include_inactive, reserved0);
LAST(mpsd_session_query, reserved0);

FIRST(mpsd_found_session, scid);
NEXT(mpsd_found_session, scid, template_name);
NEXT(mpsd_found_session, template_name, name);
NEXT(mpsd_found_session, name, keywords);
NEXT(mpsd_found_session, keywords, xuid);
NEXT(mpsd_found_session, xuid, started_at_ms);
NEXT(mpsd_found_session, started_at_ms, status);
NEXT(mpsd_found_session, status, visibility);
NEXT(mpsd_found_session, visibility, join_restriction);
NEXT(mpsd_found_session, join_restriction, accepted_count);
NEXT(mpsd_found_session, accepted_count, my_turn);
NEXT(mpsd_found_session, my_turn, reserved0);
NEXT(mpsd_found_session, reserved0, reserved);
LAST(mpsd_found_session, reserved);

SIZE(mpsd_session_constants, 24 + 2 * POINTER);
FIRST(mpsd_session_constants, struct_size);
NEXT(mpsd_session_constants, struct_size, version);
NEXT(mpsd_session_constants, version, max_members_count);
NEXT(mpsd_session_constants, max_members_count, visibility);
NEXT(mpsd_session_constants, visibility, capabilities);
NEXT(mpsd_session_constants, capabilities, reserved0);
NEXT(mpsd_session_constants, reserved0, invite_protocol);
NEXT(mpsd_session_constants, invite_protocol, custom_constants);
LAST(mpsd_session_constants, custom_constants);

SIZE(mpsd_session_properties, 24 + POINTER);
FIRST(mpsd_session_properties, struct_size);
NEXT(mpsd_session_properties, struct_size, join_restriction);
NEXT(mpsd_session_properties, join_restriction, read_restriction);
NEXT(mpsd_session_properties, read_restriction, closed);
NEXT(mpsd_session_properties, closed, locked);
NEXT(mpsd_session_properties, locked, reserved0);
NEXT(mpsd_session_properties, reserved0, custom_properties);
LAST(mpsd_session_properties, custom_properties);

SIZE(mpsd_session_join, 16 + 4 * POINTER);
FIRST(mpsd_session_join, struct_size);
NEXT(mpsd_session_join, struct_size, change_types);
NEXT(mpsd_session_join, change_types, xuid);
NEXT(mpsd_session_join, xuid, connection);
NEXT(mpsd_session_join, connection, subscription_id);
NEXT(mpsd_session_join, subscription_id, custom_constants);
NEXT(mpsd_session_join, custom_constants, custom_properties);
LAST(mpsd_session_join, custom_properties);

SIZE(mpsd_activation, 384);
FIRST(mpsd_activation, kind);
NEXT(mpsd_activation, kind, reserved0);
NEXT(mpsd_activation, reserved0, xuid);
NEXT(mpsd_activation, xuid, other_xuid);
NEXT(mpsd_activation, other_xuid, handle_id);
NEXT(mpsd_activation, handle_id, context);
NEXT(mpsd_activation, context, reserved);
LAST(mpsd_activation, reserved);

FIRST(mpsd_session_summary, branch);
NEXT(mpsd_session_summary, branch, correlation_id);
NEXT(mpsd_session_summary, correlation_id, search_handle_id);
NEXT(mpsd_session_summary, search_handle_id, invite_protocol);
NEXT(mpsd_session_summary, invite_protocol, host);
NEXT(mpsd_session_summary, host, keywords);
NEXT(mpsd_session_summary, keywords, custom_constants);
NEXT(mpsd_session_summary, custom_constants, custom_properties);
NEXT(mpsd_session_summary, custom_properties, change_number);
NEXT(mpsd_session_summary, change_number, started_at_ms);
NEXT(mpsd_session_summary, started_at_ms, next_timer_ms);
NEXT(mpsd_session_summary, next_timer_ms, contract_version);
NEXT(mpsd_session_summary, contract_version, visibility);
NEXT(mpsd_session_summary, visibility, join_restriction);
NEXT(mpsd_session_summary, join_restriction, read_restriction);
NEXT(mpsd_session_summary, read_restriction, capabilities);
NEXT(mpsd_session_summary, capabilities, max_members_count);
NEXT(mpsd_session_summary, max_members_count, members_count);
NEXT(mpsd_session_summary, members_count, accepted_count);
NEXT(mpsd_session_summary, accepted_count, active_count);
NEXT(mpsd_session_summary, active_count, listed_members);
NEXT(mpsd_session_summary, listed_members, self_index);
NEXT(mpsd_session_summary, self_index, skipped_members);
NEXT(mpsd_session_summary, skipped_members, closed);
NEXT(mpsd_session_summary, closed, locked);
NEXT(mpsd_session_summary, locked, reserved0);
NEXT(mpsd_session_summary, reserved0, reserved);
LAST(mpsd_session_summary, reserved);

FIRST(mpsd_session_member, gamertag);
NEXT(mpsd_session_member, gamertag, connection);
NEXT(mpsd_session_member, connection, device_token);
NEXT(mpsd_session_member, device_token, custom_constants);
NEXT(mpsd_session_member, custom_constants, custom_properties);
NEXT(mpsd_session_member, custom_properties, json);
NEXT(mpsd_session_member, json, xuid);
NEXT(mpsd_session_member, xuid, joined_at_ms);
NEXT(mpsd_session_member, joined_at_ms, id);
NEXT(mpsd_session_member, id, index);
NEXT(mpsd_session_member, index, active_title_id);
NEXT(mpsd_session_member, active_title_id, active);
NEXT(mpsd_session_member, active, ready);
NEXT(mpsd_session_member, ready, reservation);
NEXT(mpsd_session_member, reservation, is_self);
NEXT(mpsd_session_member, is_self, reserved);
LAST(mpsd_session_member, reserved);

SIZE(mpsd_attempt, 64);
FIRST(mpsd_attempt, request);
NEXT(mpsd_attempt, request, reason);
NEXT(mpsd_attempt, reason, waited_ms);
NEXT(mpsd_attempt, waited_ms, took_ms);
NEXT(mpsd_attempt, took_ms, result);
NEXT(mpsd_attempt, result, http_status);
NEXT(mpsd_attempt, http_status, delivery);
NEXT(mpsd_attempt, delivery, correlation_id);
NEXT(mpsd_attempt, correlation_id, reserved);
ASSERT(sizeof(((mpsd_attempt *)0)->correlation_id) == MPSD_ATTEMPT_CORRELATION_ID_SIZE);
LAST(mpsd_attempt, reserved);

FIRST(mpsd_proof_key, x);
NEXT(mpsd_proof_key, x, y);
NEXT(mpsd_proof_key, y, pkcs8);
NEXT(mpsd_proof_key, pkcs8, pkcs8_size);
NEXT(mpsd_proof_key, pkcs8_size, reserved);
LAST(mpsd_proof_key, reserved);
SIZE(mpsd_proof_key, 384);

FIRST(mpsd_token_request_info, method);
NEXT(mpsd_token_request_info, method, url);
NEXT(mpsd_token_request_info, url, headers);
NEXT(mpsd_token_request_info, headers, body);
NEXT(mpsd_token_request_info, body, body_size);
NEXT(mpsd_token_request_info, body_size, force_refresh);
NEXT(mpsd_token_request_info, force_refresh, reserved);
LAST(mpsd_token_request_info, reserved);

#if UINTPTR_MAX > 0xffffffffu
/* The frozen outputs that hold pointers, in the ABI of 64-bit machines. */
SIZE(mpsd_handle_details, 664);
LAST(mpsd_handle_details, reserved);
SIZE(mpsd_number_attribute, 16);
NEXT(mpsd_number_attribute, name, value);
LAST(mpsd_number_attribute, value);
SIZE(mpsd_session_info, 120);
SIZE(mpsd_session_summary, 208);
SIZE(mpsd_found_session, 136);
SIZE(mpsd_session_member, 144);
SIZE(mpsd_token_request_info, 104);
#endif

/* What the compiler saw is what the library fills: an output is written whole, and nothing beyond it. */
int main(void) {
  static struct { mpsd_session_summary summary; unsigned char beyond[8]; } space;
  const unsigned char *bytes = (const unsigned char *)&space;
  size_t i;
  for (i = 0; i < sizeof space; ++i) ((unsigned char *)&space)[i] = 0xaa;
  if (mpsd_session_get_summary(NULL, &space.summary, NULL) != MPSD_ERROR_INVALID_HANDLE) return 1;
  for (i = 0; i < sizeof space.summary; ++i) {
    if (bytes[i] != 0) return 2;
  }
  return space.beyond[0] == 0xaa ? 0 : 3;
}
