/*
 * mpsd_functions.h: a pointer type for each function of mpsd.h, for programs that load the library
 * by hand (dlsym, GetProcAddress).
 *
 * Generated from src/ffi by build.rs. Do not edit: change the Rust sources and build.
 */
#ifndef MPSD_FUNCTIONS_H
#define MPSD_FUNCTIONS_H

#include "mpsd.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef mpsd_result (MPSD_CALL *mpsd_activation_format_fn)(const mpsd_activation *activation,
    char *MPSD_NULLABLE buffer, size_t capacity, size_t *MPSD_NULLABLE size,
    mpsd_error *MPSD_NULLABLE error);
typedef mpsd_result (MPSD_CALL *mpsd_activation_parse_fn)(const char *uri,
    mpsd_activation *activation, mpsd_error *MPSD_NULLABLE error);
typedef mpsd_result (MPSD_CALL *mpsd_clear_activity_fn)(mpsd_client *client, const char *scid,
    const mpsd_call_options *MPSD_NULLABLE call, mpsd_bool *MPSD_NULLABLE cleared,
    mpsd_error *MPSD_NULLABLE error);
typedef mpsd_result (MPSD_CALL *mpsd_clear_activity_start_fn)(mpsd_client *client, const char *scid,
    const mpsd_call_options *MPSD_NULLABLE call, mpsd_operation **MPSD_NULLABLE operation,
    mpsd_error *MPSD_NULLABLE error);
typedef mpsd_result (MPSD_CALL *mpsd_client_cancel_group_fn)(mpsd_client *client, uint32_t group);
typedef mpsd_result (MPSD_CALL *mpsd_client_close_fn)(mpsd_client *client);
typedef mpsd_result (MPSD_CALL *mpsd_client_create_fn)(const mpsd_client_options *options,
    mpsd_client **client, mpsd_error *MPSD_NULLABLE error);
typedef void (MPSD_CALL *mpsd_client_destroy_fn)(mpsd_client *MPSD_NULLABLE client);
typedef mpsd_result (MPSD_CALL *mpsd_client_get_counters_fn)(mpsd_client *client,
    mpsd_client_counters *counters);
typedef mpsd_operation *MPSD_NULLABLE (MPSD_CALL *mpsd_client_next_finished_fn)(mpsd_client *client,
    uint32_t group);
typedef mpsd_result (MPSD_CALL *mpsd_client_next_log_fn)(mpsd_client *client,
    mpsd_log_record *record);
typedef mpsd_token_request *MPSD_NULLABLE (MPSD_CALL *mpsd_client_next_token_request_fn)(
    mpsd_client *client);
typedef mpsd_result (MPSD_CALL *mpsd_client_prewarm_fn)(mpsd_client *client, uint32_t count,
    const mpsd_call_options *MPSD_NULLABLE call, uint32_t *MPSD_NULLABLE ready,
    mpsd_error *MPSD_NULLABLE error);
typedef mpsd_result (MPSD_CALL *mpsd_client_prewarm_start_fn)(mpsd_client *client, uint32_t count,
    const mpsd_call_options *MPSD_NULLABLE call, mpsd_operation **MPSD_NULLABLE operation,
    mpsd_error *MPSD_NULLABLE error);
typedef mpsd_result (MPSD_CALL *mpsd_client_set_authorization_fn)(mpsd_client *client,
    const char *authorization, mpsd_error *MPSD_NULLABLE error);
typedef mpsd_result (MPSD_CALL *mpsd_client_wait_finished_fn)(mpsd_client *client, uint32_t group,
    uint32_t timeout_ms, mpsd_operation **operation);
typedef mpsd_result (MPSD_CALL *mpsd_create_search_handle_fn)(mpsd_client *client,
    const mpsd_session_reference *reference, const mpsd_search_attributes *MPSD_NULLABLE attributes,
    const mpsd_call_options *MPSD_NULLABLE call, mpsd_handle_info *MPSD_NULLABLE handle,
    mpsd_error *MPSD_NULLABLE error);
typedef mpsd_result (MPSD_CALL *mpsd_create_search_handle_start_fn)(mpsd_client *client,
    const mpsd_session_reference *reference, const mpsd_search_attributes *MPSD_NULLABLE attributes,
    const mpsd_call_options *MPSD_NULLABLE call, mpsd_operation **MPSD_NULLABLE operation,
    mpsd_error *MPSD_NULLABLE error);
typedef mpsd_result (MPSD_CALL *mpsd_create_transfer_handle_fn)(mpsd_client *client,
    const mpsd_session_reference *target, const mpsd_session_reference *origin,
    const mpsd_call_options *MPSD_NULLABLE call, mpsd_handle_info *MPSD_NULLABLE handle,
    mpsd_error *MPSD_NULLABLE error);
typedef mpsd_result (MPSD_CALL *mpsd_create_transfer_handle_start_fn)(mpsd_client *client,
    const mpsd_session_reference *target, const mpsd_session_reference *origin,
    const mpsd_call_options *MPSD_NULLABLE call, mpsd_operation **MPSD_NULLABLE operation,
    mpsd_error *MPSD_NULLABLE error);
typedef mpsd_result (MPSD_CALL *mpsd_delete_handle_fn)(mpsd_client *client, const char *handle_id,
    const mpsd_call_options *MPSD_NULLABLE call, mpsd_error *MPSD_NULLABLE error);
typedef mpsd_result (MPSD_CALL *mpsd_delete_handle_start_fn)(mpsd_client *client,
    const char *handle_id, const mpsd_call_options *MPSD_NULLABLE call,
    mpsd_operation **MPSD_NULLABLE operation, mpsd_error *MPSD_NULLABLE error);
typedef mpsd_result (MPSD_CALL *mpsd_filter_add_number_fn)(mpsd_filter *filter, const char *name,
    mpsd_comparison comparison, double value, mpsd_error *MPSD_NULLABLE error);
typedef mpsd_result (MPSD_CALL *mpsd_filter_add_role_number_fn)(mpsd_filter *filter,
    const char *role_type, const char *role, mpsd_filter_role number, mpsd_comparison comparison,
    uint32_t value, mpsd_error *MPSD_NULLABLE error);
typedef mpsd_result (MPSD_CALL *mpsd_filter_add_session_number_fn)(mpsd_filter *filter,
    mpsd_filter_number number, mpsd_comparison comparison, uint32_t value,
    mpsd_error *MPSD_NULLABLE error);
typedef mpsd_result (MPSD_CALL *mpsd_filter_add_session_player_fn)(mpsd_filter *filter,
    mpsd_filter_player player, uint64_t xuid, mpsd_error *MPSD_NULLABLE error);
typedef mpsd_result (MPSD_CALL *mpsd_filter_add_session_text_fn)(mpsd_filter *filter,
    mpsd_filter_text which, const char *value, mpsd_error *MPSD_NULLABLE error);
typedef mpsd_result (MPSD_CALL *mpsd_filter_add_session_time_fn)(mpsd_filter *filter,
    mpsd_filter_time time, mpsd_comparison comparison, int64_t unix_ms,
    mpsd_error *MPSD_NULLABLE error);
typedef mpsd_result (MPSD_CALL *mpsd_filter_add_string_fn)(mpsd_filter *filter, const char *name,
    mpsd_comparison comparison, const char *value, mpsd_error *MPSD_NULLABLE error);
typedef mpsd_result (MPSD_CALL *mpsd_filter_add_tag_fn)(mpsd_filter *filter,
    mpsd_comparison comparison, const char *tag, mpsd_error *MPSD_NULLABLE error);
typedef mpsd_result (MPSD_CALL *mpsd_filter_create_fn)(mpsd_filter **filter,
    mpsd_error *MPSD_NULLABLE error);
typedef void (MPSD_CALL *mpsd_filter_destroy_fn)(mpsd_filter *MPSD_NULLABLE filter);
typedef mpsd_result (MPSD_CALL *mpsd_filter_get_text_fn)(mpsd_filter *filter, const char **text,
    mpsd_error *MPSD_NULLABLE error);
typedef mpsd_result (MPSD_CALL *mpsd_filter_or_fn)(mpsd_filter *filter,
    mpsd_error *MPSD_NULLABLE error);
typedef mpsd_result (MPSD_CALL *mpsd_get_handle_fn)(mpsd_client *client, const char *handle_id,
    const mpsd_call_options *MPSD_NULLABLE call, mpsd_handle_list **handles,
    mpsd_error *MPSD_NULLABLE error);
typedef mpsd_result (MPSD_CALL *mpsd_get_handle_start_fn)(mpsd_client *client,
    const char *handle_id, const mpsd_call_options *MPSD_NULLABLE call,
    mpsd_operation **MPSD_NULLABLE operation, mpsd_error *MPSD_NULLABLE error);
typedef void (MPSD_CALL *mpsd_handle_list_destroy_fn)(mpsd_handle_list *MPSD_NULLABLE handles);
typedef mpsd_result (MPSD_CALL *mpsd_handle_list_get_fn)(mpsd_handle_list *handles, size_t index,
    mpsd_handle_details *details);
typedef mpsd_result (MPSD_CALL *mpsd_handle_list_get_info_fn)(mpsd_handle_list *handles,
    mpsd_handle_list_info *info);
typedef mpsd_result (MPSD_CALL *mpsd_handle_list_get_skipped_fn)(mpsd_handle_list *handles,
    size_t index, const char **reason);
typedef mpsd_result (MPSD_CALL *mpsd_http_request_answer_fn)(mpsd_http_request *request,
    int32_t status, const char *MPSD_NULLABLE headers, const uint8_t *MPSD_NULLABLE body,
    size_t body_size);
typedef mpsd_result (MPSD_CALL *mpsd_http_request_fail_fn)(mpsd_http_request *request,
    mpsd_result result, mpsd_delivery delivery);
typedef mpsd_result (MPSD_CALL *mpsd_http_request_get_curl_fn)(mpsd_http_request *request,
    mpsd_bool show_secrets, char *MPSD_NULLABLE buffer, size_t capacity,
    size_t *MPSD_NULLABLE size);
typedef mpsd_result (MPSD_CALL *mpsd_http_request_get_info_fn)(mpsd_http_request *request,
    mpsd_http_request_info *info);
typedef mpsd_bool (MPSD_CALL *mpsd_http_request_is_cancelled_fn)(mpsd_http_request *request);
typedef mpsd_result (MPSD_CALL *mpsd_join_session_fn)(mpsd_client *client,
    const mpsd_session_reference *reference, const char *MPSD_NULLABLE member_properties,
    const mpsd_call_options *MPSD_NULLABLE call, mpsd_session **MPSD_NULLABLE session,
    mpsd_error *MPSD_NULLABLE error);
typedef mpsd_result (MPSD_CALL *mpsd_join_session_by_handle_fn)(mpsd_client *client,
    const char *handle_id, const char *MPSD_NULLABLE member_properties,
    const mpsd_call_options *MPSD_NULLABLE call, mpsd_session **MPSD_NULLABLE session,
    mpsd_error *MPSD_NULLABLE error);
typedef mpsd_result (MPSD_CALL *mpsd_join_session_by_handle_start_fn)(mpsd_client *client,
    const char *handle_id, const char *MPSD_NULLABLE member_properties,
    const mpsd_call_options *MPSD_NULLABLE call, mpsd_operation **MPSD_NULLABLE operation,
    mpsd_error *MPSD_NULLABLE error);
typedef mpsd_result (MPSD_CALL *mpsd_join_session_start_fn)(mpsd_client *client,
    const mpsd_session_reference *reference, const char *MPSD_NULLABLE member_properties,
    const mpsd_call_options *MPSD_NULLABLE call, mpsd_operation **MPSD_NULLABLE operation,
    mpsd_error *MPSD_NULLABLE error);
typedef mpsd_result (MPSD_CALL *mpsd_leave_session_fn)(mpsd_client *client,
    const mpsd_session_reference *reference, const mpsd_call_options *MPSD_NULLABLE call,
    mpsd_session **MPSD_NULLABLE session, mpsd_error *MPSD_NULLABLE error);
typedef mpsd_result (MPSD_CALL *mpsd_leave_session_by_handle_fn)(mpsd_client *client,
    const char *handle_id, const mpsd_call_options *MPSD_NULLABLE call,
    mpsd_session **MPSD_NULLABLE session, mpsd_error *MPSD_NULLABLE error);
typedef mpsd_result (MPSD_CALL *mpsd_leave_session_by_handle_start_fn)(mpsd_client *client,
    const char *handle_id, const mpsd_call_options *MPSD_NULLABLE call,
    mpsd_operation **MPSD_NULLABLE operation, mpsd_error *MPSD_NULLABLE error);
typedef mpsd_result (MPSD_CALL *mpsd_leave_session_start_fn)(mpsd_client *client,
    const mpsd_session_reference *reference, const mpsd_call_options *MPSD_NULLABLE call,
    mpsd_operation **MPSD_NULLABLE operation, mpsd_error *MPSD_NULLABLE error);
typedef mpsd_result (MPSD_CALL *mpsd_network_create_fn)(
    const mpsd_network_options *MPSD_NULLABLE options, mpsd_network **network,
    mpsd_error *MPSD_NULLABLE error);
typedef void (MPSD_CALL *mpsd_network_destroy_fn)(mpsd_network *MPSD_NULLABLE network);
typedef mpsd_result (MPSD_CALL *mpsd_network_next_request_fn)(mpsd_network *network,
    uint32_t timeout_ms, mpsd_http_request **request);
typedef mpsd_result (MPSD_CALL *mpsd_network_resume_fn)(mpsd_network *network);
typedef mpsd_result (MPSD_CALL *mpsd_network_suspend_fn)(mpsd_network *network);
typedef mpsd_result (MPSD_CALL *mpsd_operation_cancel_fn)(mpsd_operation *operation);
typedef void (MPSD_CALL *mpsd_operation_destroy_fn)(mpsd_operation *MPSD_NULLABLE operation);
typedef mpsd_result (MPSD_CALL *mpsd_operation_get_attempts_fn)(mpsd_operation *operation,
    mpsd_attempt *MPSD_NULLABLE attempts, size_t capacity, size_t *MPSD_NULLABLE count);
typedef mpsd_result (MPSD_CALL *mpsd_operation_get_count_fn)(mpsd_operation *operation,
    uint32_t *count, mpsd_error *MPSD_NULLABLE error);
typedef mpsd_result (MPSD_CALL *mpsd_operation_get_handle_fn)(mpsd_operation *operation,
    mpsd_handle_info *handle, mpsd_error *MPSD_NULLABLE error);
typedef mpsd_result (MPSD_CALL *mpsd_operation_get_handles_fn)(mpsd_operation *operation,
    mpsd_handle_list **handles, mpsd_error *MPSD_NULLABLE error);
typedef mpsd_result (MPSD_CALL *mpsd_operation_get_invites_fn)(mpsd_operation *operation,
    mpsd_invite_result *MPSD_NULLABLE results, size_t result_capacity, size_t *MPSD_NULLABLE count,
    mpsd_error *MPSD_NULLABLE error);
typedef mpsd_result (MPSD_CALL *mpsd_operation_get_kind_fn)(mpsd_operation *operation,
    mpsd_operation_kind *kind);
typedef mpsd_result (MPSD_CALL *mpsd_operation_get_result_fn)(mpsd_operation *operation,
    mpsd_error *MPSD_NULLABLE error);
typedef mpsd_result (MPSD_CALL *mpsd_operation_get_session_fn)(mpsd_operation *operation,
    mpsd_session **session, mpsd_error *MPSD_NULLABLE error);
typedef mpsd_result (MPSD_CALL *mpsd_operation_get_sessions_fn)(mpsd_operation *operation,
    mpsd_session_list **sessions, mpsd_error *MPSD_NULLABLE error);
typedef mpsd_result (MPSD_CALL *mpsd_operation_poll_fn)(mpsd_operation *operation);
typedef mpsd_result (MPSD_CALL *mpsd_operation_progress_fn)(mpsd_operation *operation,
    uint32_t *MPSD_NULLABLE done, uint32_t *MPSD_NULLABLE total);
typedef mpsd_result (MPSD_CALL *mpsd_operation_user_data_fn)(mpsd_operation *operation,
    void **user_data);
typedef mpsd_result (MPSD_CALL *mpsd_operation_wait_fn)(mpsd_operation *operation,
    uint32_t timeout_ms);
typedef mpsd_result (MPSD_CALL *mpsd_query_activities_fn)(mpsd_client *client,
    const mpsd_activity_query *query, const mpsd_call_options *MPSD_NULLABLE call,
    mpsd_handle_list **handles, mpsd_error *MPSD_NULLABLE error);
typedef mpsd_result (MPSD_CALL *mpsd_query_activities_start_fn)(mpsd_client *client,
    const mpsd_activity_query *query, const mpsd_call_options *MPSD_NULLABLE call,
    mpsd_operation **MPSD_NULLABLE operation, mpsd_error *MPSD_NULLABLE error);
typedef mpsd_result (MPSD_CALL *mpsd_query_sessions_fn)(mpsd_client *client,
    const mpsd_session_query *query, const mpsd_call_options *MPSD_NULLABLE call,
    mpsd_session_list **sessions, mpsd_error *MPSD_NULLABLE error);
typedef mpsd_result (MPSD_CALL *mpsd_query_sessions_start_fn)(mpsd_client *client,
    const mpsd_session_query *query, const mpsd_call_options *MPSD_NULLABLE call,
    mpsd_operation **MPSD_NULLABLE operation, mpsd_error *MPSD_NULLABLE error);
typedef mpsd_result (MPSD_CALL *mpsd_read_session_fn)(mpsd_client *client,
    const mpsd_session_reference *reference, const char *MPSD_NULLABLE etag,
    const mpsd_call_options *MPSD_NULLABLE call, mpsd_session **session,
    mpsd_error *MPSD_NULLABLE error);
typedef mpsd_result (MPSD_CALL *mpsd_read_session_by_handle_fn)(mpsd_client *client,
    const char *handle_id, const char *MPSD_NULLABLE etag,
    const mpsd_call_options *MPSD_NULLABLE call, mpsd_session **session,
    mpsd_error *MPSD_NULLABLE error);
typedef mpsd_result (MPSD_CALL *mpsd_read_session_by_handle_start_fn)(mpsd_client *client,
    const char *handle_id, const char *MPSD_NULLABLE etag,
    const mpsd_call_options *MPSD_NULLABLE call, mpsd_operation **MPSD_NULLABLE operation,
    mpsd_error *MPSD_NULLABLE error);
typedef mpsd_result (MPSD_CALL *mpsd_read_session_start_fn)(mpsd_client *client,
    const mpsd_session_reference *reference, const char *MPSD_NULLABLE etag,
    const mpsd_call_options *MPSD_NULLABLE call, mpsd_operation **MPSD_NULLABLE operation,
    mpsd_error *MPSD_NULLABLE error);
typedef const char *(MPSD_CALL *mpsd_result_cause_fn)(mpsd_result result);
typedef const char *(MPSD_CALL *mpsd_result_name_fn)(mpsd_result result);
typedef const char *(MPSD_CALL *mpsd_result_remedy_fn)(mpsd_result result);
typedef mpsd_result (MPSD_CALL *mpsd_search_handles_fn)(mpsd_client *client,
    const mpsd_search_query *query, const mpsd_call_options *MPSD_NULLABLE call,
    mpsd_handle_list **handles, mpsd_error *MPSD_NULLABLE error);
typedef mpsd_result (MPSD_CALL *mpsd_search_handles_start_fn)(mpsd_client *client,
    const mpsd_search_query *query, const mpsd_call_options *MPSD_NULLABLE call,
    mpsd_operation **MPSD_NULLABLE operation, mpsd_error *MPSD_NULLABLE error);
typedef mpsd_result (MPSD_CALL *mpsd_send_invites_fn)(mpsd_client *client,
    const mpsd_invite *invite, const mpsd_call_options *MPSD_NULLABLE call,
    mpsd_invite_result *MPSD_NULLABLE results, size_t result_capacity,
    mpsd_error *MPSD_NULLABLE error);
typedef mpsd_result (MPSD_CALL *mpsd_send_invites_start_fn)(mpsd_client *client,
    const mpsd_invite *invite, const mpsd_call_options *MPSD_NULLABLE call,
    mpsd_operation **MPSD_NULLABLE operation, mpsd_error *MPSD_NULLABLE error);
typedef void (MPSD_CALL *mpsd_session_destroy_fn)(mpsd_session *MPSD_NULLABLE session);
typedef mpsd_result (MPSD_CALL *mpsd_session_document_create_fn)(mpsd_session_document **document,
    mpsd_error *MPSD_NULLABLE error);
typedef void (MPSD_CALL *mpsd_session_document_destroy_fn)(
    mpsd_session_document *MPSD_NULLABLE document);
typedef mpsd_result (MPSD_CALL *mpsd_session_document_get_text_fn)(mpsd_session_document *document,
    const char **text, size_t *MPSD_NULLABLE size, mpsd_error *MPSD_NULLABLE error);
typedef mpsd_result (MPSD_CALL *mpsd_session_document_join_fn)(mpsd_session_document *document,
    const mpsd_session_join *join, mpsd_error *MPSD_NULLABLE error);
typedef mpsd_result (MPSD_CALL *mpsd_session_document_leave_fn)(mpsd_session_document *document,
    mpsd_error *MPSD_NULLABLE error);
typedef mpsd_result (MPSD_CALL *mpsd_session_document_merge_fn)(mpsd_session_document *document,
    const char *json, mpsd_error *MPSD_NULLABLE error);
typedef mpsd_result (MPSD_CALL *mpsd_session_document_reserve_fn)(mpsd_session_document *document,
    const uint64_t *xuids, size_t xuid_count, mpsd_error *MPSD_NULLABLE error);
typedef mpsd_result (MPSD_CALL *mpsd_session_document_set_constants_fn)(
    mpsd_session_document *document, const mpsd_session_constants *constants,
    mpsd_error *MPSD_NULLABLE error);
typedef mpsd_result (MPSD_CALL *mpsd_session_document_set_member_properties_fn)(
    mpsd_session_document *document, const char *member_properties,
    mpsd_error *MPSD_NULLABLE error);
typedef mpsd_result (MPSD_CALL *mpsd_session_document_set_properties_fn)(
    mpsd_session_document *document, const mpsd_session_properties *properties,
    mpsd_error *MPSD_NULLABLE error);
typedef mpsd_result (MPSD_CALL *mpsd_session_get_info_fn)(mpsd_session *session,
    mpsd_session_info *info);
typedef mpsd_result (MPSD_CALL *mpsd_session_get_member_fn)(mpsd_session *session, size_t index,
    mpsd_session_member *member, mpsd_error *MPSD_NULLABLE error);
typedef mpsd_result (MPSD_CALL *mpsd_session_get_summary_fn)(mpsd_session *session,
    mpsd_session_summary *summary, mpsd_error *MPSD_NULLABLE error);
typedef void (MPSD_CALL *mpsd_session_list_destroy_fn)(mpsd_session_list *MPSD_NULLABLE sessions);
typedef mpsd_result (MPSD_CALL *mpsd_session_list_get_fn)(mpsd_session_list *sessions, size_t index,
    mpsd_found_session *session);
typedef mpsd_result (MPSD_CALL *mpsd_session_list_get_info_fn)(mpsd_session_list *sessions,
    mpsd_session_list_info *info);
typedef mpsd_result (MPSD_CALL *mpsd_session_list_get_skipped_fn)(mpsd_session_list *sessions,
    size_t index, const char **reason);
typedef mpsd_result (MPSD_CALL *mpsd_set_activity_fn)(mpsd_client *client,
    const mpsd_session_reference *reference, const mpsd_call_options *MPSD_NULLABLE call,
    mpsd_handle_info *MPSD_NULLABLE handle, mpsd_error *MPSD_NULLABLE error);
typedef mpsd_result (MPSD_CALL *mpsd_set_activity_start_fn)(mpsd_client *client,
    const mpsd_session_reference *reference, const mpsd_call_options *MPSD_NULLABLE call,
    mpsd_operation **MPSD_NULLABLE operation, mpsd_error *MPSD_NULLABLE error);
typedef mpsd_result (MPSD_CALL *mpsd_set_memory_hooks_fn)(const mpsd_memory_hooks *hooks,
    mpsd_error *MPSD_NULLABLE error);
typedef mpsd_result (MPSD_CALL *mpsd_signer_create_fn)(const uint8_t *MPSD_NULLABLE pkcs8,
    size_t pkcs8_size, mpsd_signer **signer, mpsd_error *MPSD_NULLABLE error);
typedef void (MPSD_CALL *mpsd_signer_destroy_fn)(mpsd_signer *MPSD_NULLABLE signer);
typedef mpsd_result (MPSD_CALL *mpsd_signer_get_key_fn)(mpsd_signer *signer, mpsd_proof_key *key);
typedef mpsd_result (MPSD_CALL *mpsd_token_request_complete_fn)(mpsd_token_request *request,
    mpsd_result result, const char *MPSD_NULLABLE authorization,
    const char *MPSD_NULLABLE signature);
typedef mpsd_result (MPSD_CALL *mpsd_token_request_get_info_fn)(mpsd_token_request *request,
    mpsd_token_request_info *info);
typedef uint32_t (MPSD_CALL *mpsd_version_fn)(void);
typedef const char *(MPSD_CALL *mpsd_version_string_fn)(void);
typedef mpsd_result (MPSD_CALL *mpsd_write_session_fn)(mpsd_client *client,
    const mpsd_session_reference *reference, mpsd_write_mode mode, const char *MPSD_NULLABLE etag,
    const char *document, const mpsd_call_options *MPSD_NULLABLE call,
    mpsd_session **MPSD_NULLABLE session, mpsd_error *MPSD_NULLABLE error);
typedef mpsd_result (MPSD_CALL *mpsd_write_session_by_handle_fn)(mpsd_client *client,
    const char *handle_id, mpsd_write_mode mode, const char *MPSD_NULLABLE etag,
    const char *document, const mpsd_call_options *MPSD_NULLABLE call,
    mpsd_session **MPSD_NULLABLE session, mpsd_error *MPSD_NULLABLE error);
typedef mpsd_result (MPSD_CALL *mpsd_write_session_by_handle_start_fn)(mpsd_client *client,
    const char *handle_id, mpsd_write_mode mode, const char *MPSD_NULLABLE etag,
    const char *document, const mpsd_call_options *MPSD_NULLABLE call,
    mpsd_operation **MPSD_NULLABLE operation, mpsd_error *MPSD_NULLABLE error);
typedef mpsd_result (MPSD_CALL *mpsd_write_session_start_fn)(mpsd_client *client,
    const mpsd_session_reference *reference, mpsd_write_mode mode, const char *MPSD_NULLABLE etag,
    const char *document, const mpsd_call_options *MPSD_NULLABLE call,
    mpsd_operation **MPSD_NULLABLE operation, mpsd_error *MPSD_NULLABLE error);

#ifdef __cplusplus
}  // extern "C"
#endif

#endif  // MPSD_FUNCTIONS_H
