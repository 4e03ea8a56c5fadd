#ifndef MPSD_H
#define MPSD_H
#include <stddef.h>
#include <stdint.h>
#if defined(MPSD_API)
#elif defined(_WIN32) && !defined(MPSD_STATIC)
#define MPSD_API __declspec(dllimport)
#else
#define MPSD_API
#endif
#if defined(_WIN32)
#define MPSD_CALL __cdecl
#else
#define MPSD_CALL
#endif
#ifndef MPSD_NULLABLE
#define MPSD_NULLABLE
#endif
#ifdef __cplusplus
extern "C" {
#endif
typedef struct mpsd_handle_list mpsd_handle_list;
typedef struct mpsd_http_request mpsd_http_request;
typedef struct mpsd_log_record mpsd_log_record;
typedef struct mpsd_operation mpsd_operation;
typedef struct mpsd_session_join mpsd_session_join;
#define MPSD_VERSION ((MPSD_VERSION_MAJOR << 24) | (MPSD_VERSION_MINOR << 16) | MPSD_VERSION_PATCH)
#define MPSD_FAILED(result) ((result) < 0)
typedef int32_t mpsd_result;
typedef uint8_t mpsd_bool;
#define MPSD_OK 0
#define MPSD_PENDING 1
#define MPSD_ERROR_INVALID_ARGUMENT -1000
#define MPSD_ERROR_INVALID_HANDLE -1001
#define MPSD_ERROR_INVALID_UTF8 -1002
#define MPSD_ERROR_TOO_LONG -1003
#define MPSD_ERROR_BUFFER_TOO_SMALL -1004
#define MPSD_ERROR_UNSUPPORTED_VERSION -1005
#define MPSD_ERROR_TOO_LATE -1006
#define MPSD_ERROR_CLOSED -1100
#define MPSD_ERROR_CANCELLED -1101
#define MPSD_ERROR_TIMEOUT -1102
#define MPSD_ERROR_DNS -1200
#define MPSD_ERROR_CONNECT -1201
#define MPSD_ERROR_TLS -1202
#define MPSD_ERROR_NETWORK -1203
#define MPSD_ERROR_PROTOCOL -1204
#define MPSD_ERROR_NO_TOKEN -1300
#define MPSD_ERROR_UNAUTHORIZED -1301
#define MPSD_ERROR_BAD_REQUEST -1400
#define MPSD_ERROR_FORBIDDEN -1403
#define MPSD_ERROR_NOT_FOUND -1404
#define MPSD_ERROR_CONFLICT -1409
#define MPSD_ERROR_PRECONDITION_FAILED -1412
#define MPSD_ERROR_TOO_LARGE -1413
#define MPSD_ERROR_RATE_LIMITED -1429
#define MPSD_ERROR_SERVICE -1500
#define MPSD_ERROR_UNAVAILABLE -1503
#define MPSD_ERROR_PARTIAL -1600
#define MPSD_ERROR_SYSTEM -1700
#define MPSD_ERROR_INTERNAL -1900
typedef int32_t mpsd_delivery;
#define MPSD_DELIVERY_NONE 0
#define MPSD_DELIVERY_NOT_SENT 1
#define MPSD_DELIVERY_UNKNOWN 2
#define MPSD_DELIVERY_ANSWERED 3
#define MPSD_REQUEST_ID_SIZE 64
#define MPSD_MESSAGE_SIZE 512
#define MPSD_CORRELATION_ID_SIZE 40
typedef struct mpsd_error {
  mpsd_result result;
  int32_t http_status;
  uint32_t retry_after_ms;
  uint32_t attempts;
  mpsd_delivery delivery;
  int32_t reserved0;
  char request_id[MPSD_REQUEST_ID_SIZE];
  char message[MPSD_MESSAGE_SIZE];
  char correlation_id[MPSD_CORRELATION_ID_SIZE];
  uint8_t reserved[16];
} mpsd_error;
MPSD_API const char *MPSD_CALL mpsd_result_name(mpsd_result result);
MPSD_API const char *MPSD_CALL mpsd_result_cause(mpsd_result result);
MPSD_API const char *MPSD_CALL mpsd_result_remedy(mpsd_result result);
MPSD_API const char *MPSD_CALL mpsd_version_string(void);
MPSD_API uint32_t MPSD_CALL mpsd_version(void);
typedef struct mpsd_network mpsd_network;
typedef uint32_t mpsd_network_mode;
#define MPSD_NETWORK_DIRECT 0u
#define MPSD_NETWORK_POLLED 1u
#define MPSD_NETWORK_CALLBACK 2u
typedef uint32_t mpsd_thread_kind;
#define MPSD_THREAD_WORKER 1u
#define MPSD_THREAD_DRIVER 2u
typedef uint32_t mpsd_trust;
#define MPSD_TRUST_BUNDLED 0u
#define MPSD_TRUST_PLATFORM 1u
#define MPSD_TRUST_OWN_ONLY 2u
typedef uint32_t mpsd_proxy_mode;
#define MPSD_PROXY_NONE 0u
#define MPSD_PROXY_ENVIRONMENT 1u
#define MPSD_PROXY_URL 2u
#define MPSD_MAX_CONNECTIONS 256u
#define MPSD_MAX_ANSWER_BYTES 268435456u
#define MPSD_MAX_ROOT_CERTIFICATES_BYTES 1048576
typedef void (MPSD_CALL *mpsd_thread_callback)(void *MPSD_NULLABLE user_data,
    mpsd_thread_kind thread_kind);
typedef void (MPSD_CALL *mpsd_transport_callback)(void *MPSD_NULLABLE user_data,
    mpsd_http_request *request);
typedef void (MPSD_CALL *mpsd_transport_cancel_callback)(void *MPSD_NULLABLE user_data,
    mpsd_http_request *request);
typedef struct mpsd_network_options {
  uint32_t struct_size;
  uint32_t max_connections;
  mpsd_network_mode mode;
  mpsd_trust trust;
  const char *MPSD_NULLABLE root_certificates_pem;
  mpsd_proxy_mode proxy;
  uint32_t max_answer_bytes;
  const char *MPSD_NULLABLE proxy_url;
  mpsd_transport_callback MPSD_NULLABLE transport_callback;
  mpsd_transport_cancel_callback MPSD_NULLABLE transport_cancel_callback;
  void *MPSD_NULLABLE transport_user_data;
  const char *MPSD_NULLABLE trace_file;
  const char *MPSD_NULLABLE replay_file;
  uint32_t trace_max_bytes;
  uint32_t reserved0;
  mpsd_thread_callback MPSD_NULLABLE thread_callback;
  void *MPSD_NULLABLE thread_user_data;
} mpsd_network_options;
#define MPSD_NETWORK_OPTIONS_INIT { sizeof(mpsd_network_options), 0, 0, 0, NULL, 0, 0, NULL, NULL, \
    NULL, NULL, NULL, NULL, 0, 0, NULL, NULL }
MPSD_API mpsd_result MPSD_CALL mpsd_network_create(
    const mpsd_network_options *MPSD_NULLABLE options, mpsd_network **network,
    mpsd_error *MPSD_NULLABLE error);
MPSD_API void MPSD_CALL mpsd_network_destroy(mpsd_network *MPSD_NULLABLE network);
MPSD_API mpsd_result MPSD_CALL mpsd_network_suspend(mpsd_network *network);
MPSD_API mpsd_result MPSD_CALL mpsd_network_resume(mpsd_network *network);
typedef struct mpsd_client mpsd_client;
typedef struct mpsd_token_request mpsd_token_request;
typedef struct mpsd_signer mpsd_signer;
#define MPSD_MAX_ATTEMPTS 20u
typedef uint32_t mpsd_token_mode;
#define MPSD_TOKENS_CALLBACK 0u
#define MPSD_TOKENS_POLLED 1u
#define MPSD_MAX_AUTHORIZATION_BYTES 16384
#define MPSD_PKCS8_SIZE 256
#define MPSD_COORDINATE_SIZE 48
typedef uint32_t mpsd_log_level;
#define MPSD_LOG_ERROR 1u
#define MPSD_LOG_WARN 2u
#define MPSD_LOG_INFO 3u
#define MPSD_LOG_DEBUG 4u
#define MPSD_MAX_LOG_CAPACITY 65536u
#define MPSD_LOG_TARGET_SIZE 40
#define MPSD_LOG_TEXT_SIZE 960
typedef uint32_t mpsd_pacing;
#define MPSD_PACING_WAIT 0u
#define MPSD_PACING_FAIL 1u
#define MPSD_PACING_OFF 2u
typedef void (MPSD_CALL *mpsd_token_callback)(void *MPSD_NULLABLE user_data,
    mpsd_token_request *request);
typedef void (MPSD_CALL *mpsd_log_callback)(void *MPSD_NULLABLE user_data,
    const mpsd_log_record *record);
typedef struct mpsd_client_options {
  uint32_t struct_size;
  uint32_t contract_version;
  uint64_t xuid;
  uint32_t title_id;
  uint32_t connect_timeout_ms;
  uint32_t request_timeout_ms;
  uint32_t deadline_ms;
  uint32_t max_attempts;
  mpsd_pacing pacing;
  const char *MPSD_NULLABLE endpoint;
  const char *MPSD_NULLABLE authorization;
  mpsd_network *MPSD_NULLABLE network;
  mpsd_token_callback MPSD_NULLABLE token_callback;
  void *MPSD_NULLABLE token_user_data;
  const char *MPSD_NULLABLE language;
  const char *MPSD_NULLABLE user_agent_suffix;
  mpsd_log_callback MPSD_NULLABLE log_callback;
  void *MPSD_NULLABLE log_user_data;
  mpsd_log_level log_level;
  uint32_t log_capacity;
  mpsd_signer *MPSD_NULLABLE signer;
  mpsd_token_mode token_mode;
  uint32_t reserved0;
} mpsd_client_options;
#define MPSD_CLIENT_OPTIONS_INIT { sizeof(mpsd_client_options), 0, 0, 0, 0, 0, 0, 0, 0, NULL, \
    NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, 0, NULL, 0, 0 }
typedef struct mpsd_token_request_info {
  const char *method;
  const char *url;
  const char *headers;
  const uint8_t *MPSD_NULLABLE body;
  size_t body_size;
  mpsd_bool force_refresh;
  uint8_t reserved[63];
} mpsd_token_request_info;
typedef struct mpsd_proof_key {
  char x[MPSD_COORDINATE_SIZE];
  char y[MPSD_COORDINATE_SIZE];
  uint8_t pkcs8[MPSD_PKCS8_SIZE];
  uint32_t pkcs8_size;
  uint8_t reserved[28];
} mpsd_proof_key;
struct mpsd_log_record {
  int64_t time_ms;
  uint64_t lost;
  mpsd_log_level level;
  uint32_t reserved0;
  char target[MPSD_LOG_TARGET_SIZE];
  char text[MPSD_LOG_TEXT_SIZE];
};
typedef struct mpsd_call_options {
  uint32_t struct_size;
  uint32_t deadline_ms;
  uint32_t max_attempts;
  mpsd_pacing pacing;
  uint32_t group;
  uint32_t reserved0;
  void *MPSD_NULLABLE user_data;
  mpsd_handle_list **MPSD_NULLABLE handles;
  const mpsd_session_join *MPSD_NULLABLE join;
} mpsd_call_options;
#define MPSD_CALL_OPTIONS_INIT { sizeof(mpsd_call_options), 0, 0, 0, 0, 0, NULL, NULL, NULL }
MPSD_API mpsd_result MPSD_CALL mpsd_client_create(const mpsd_client_options *options,
    mpsd_client **client, mpsd_error *MPSD_NULLABLE error);
MPSD_API mpsd_result MPSD_CALL mpsd_client_set_authorization(mpsd_client *client,
    const char *authorization, mpsd_error *MPSD_NULLABLE error);
MPSD_API mpsd_result MPSD_CALL mpsd_client_close(mpsd_client *client);
MPSD_API void MPSD_CALL mpsd_client_destroy(mpsd_client *MPSD_NULLABLE client);
MPSD_API mpsd_result MPSD_CALL mpsd_token_request_get_info(mpsd_token_request *request,
    mpsd_token_request_info *info);
MPSD_API mpsd_result MPSD_CALL mpsd_token_request_complete(mpsd_token_request *request,
    mpsd_result result, const char *MPSD_NULLABLE authorization,
    const char *MPSD_NULLABLE signature);
MPSD_API mpsd_token_request *MPSD_NULLABLE MPSD_CALL mpsd_client_next_token_request(
    mpsd_client *client);
MPSD_API mpsd_result MPSD_CALL mpsd_signer_create(const uint8_t *MPSD_NULLABLE pkcs8,
    size_t pkcs8_size, mpsd_signer **signer, mpsd_error *MPSD_NULLABLE error);
MPSD_API mpsd_result MPSD_CALL mpsd_signer_get_key(mpsd_signer *signer, mpsd_proof_key *key);
MPSD_API void MPSD_CALL mpsd_signer_destroy(mpsd_signer *MPSD_NULLABLE signer);
MPSD_API mpsd_result MPSD_CALL mpsd_client_prewarm(mpsd_client *client, uint32_t count,
    const mpsd_call_options *MPSD_NULLABLE call, uint32_t *MPSD_NULLABLE ready,
    mpsd_error *MPSD_NULLABLE error);
MPSD_API mpsd_result MPSD_CALL mpsd_client_prewarm_start(mpsd_client *client, uint32_t count,
    const mpsd_call_options *MPSD_NULLABLE call, mpsd_operation **MPSD_NULLABLE operation,
    mpsd_error *MPSD_NULLABLE error);
#define MPSD_MAX_NAME_BYTES 100
#define MPSD_HANDLE_ID_SIZE 40
#define MPSD_SCID_SIZE 40
#define MPSD_TEMPLATE_NAME_SIZE 104
#define MPSD_SESSION_NAME_SIZE 104
#define MPSD_MAX_XUIDS 10000
typedef uint32_t mpsd_includes;
#define MPSD_INCLUDE_RELATED_INFO 1u
#define MPSD_INCLUDE_CUSTOM_PROPERTIES 2u
#define MPSD_INCLUDE_ROLE_INFO 4u
#define MPSD_INCLUDE_NOTHING 8u
typedef struct mpsd_session_reference {
  const char *scid;
  const char *template_name;
  const char *MPSD_NULLABLE name;
} mpsd_session_reference;
typedef struct mpsd_handle_info {
  char id[MPSD_HANDLE_ID_SIZE];
  char scid[MPSD_SCID_SIZE];
  char template_name[MPSD_TEMPLATE_NAME_SIZE];
  char session_name[MPSD_SESSION_NAME_SIZE];
  uint64_t owner_xuid;
  int64_t created_at_ms;
  int64_t expires_at_ms;
  uint32_t title_id;
  int32_t http_status;
  uint8_t reserved[64];
} mpsd_handle_info;
typedef struct mpsd_activity_query {
  uint32_t struct_size;
  mpsd_includes include;
  uint64_t social_group_owner_xuid;
  const char *MPSD_NULLABLE scid;
  const uint64_t *MPSD_NULLABLE xuids;
  size_t xuid_count;
  const char *MPSD_NULLABLE social_group;
} mpsd_activity_query;
#define MPSD_ACTIVITY_QUERY_INIT { sizeof(mpsd_activity_query), 0, 0, NULL, NULL, 0, NULL }
MPSD_API mpsd_result MPSD_CALL mpsd_set_activity(mpsd_client *client,
    const mpsd_session_reference *reference, const mpsd_call_options *MPSD_NULLABLE call,
    mpsd_handle_info *MPSD_NULLABLE handle, mpsd_error *MPSD_NULLABLE error);
MPSD_API mpsd_result MPSD_CALL mpsd_set_activity_start(mpsd_client *client,
    const mpsd_session_reference *reference, const mpsd_call_options *MPSD_NULLABLE call,
    mpsd_operation **MPSD_NULLABLE operation, mpsd_error *MPSD_NULLABLE error);
MPSD_API mpsd_result MPSD_CALL mpsd_clear_activity(mpsd_client *client, const char *scid,
    const mpsd_call_options *MPSD_NULLABLE call, mpsd_bool *MPSD_NULLABLE cleared,
    mpsd_error *MPSD_NULLABLE error);
MPSD_API mpsd_result MPSD_CALL mpsd_clear_activity_start(mpsd_client *client, const char *scid,
    const mpsd_call_options *MPSD_NULLABLE call, mpsd_operation **MPSD_NULLABLE operation,
    mpsd_error *MPSD_NULLABLE error);
MPSD_API mpsd_result MPSD_CALL mpsd_query_activities(mpsd_client *client,
    const mpsd_activity_query *query, const mpsd_call_options *MPSD_NULLABLE call,
    mpsd_handle_list **handles, mpsd_error *MPSD_NULLABLE error);
MPSD_API mpsd_result MPSD_CALL mpsd_query_activities_start(mpsd_client *client,
    const mpsd_activity_query *query, const mpsd_call_options *MPSD_NULLABLE call,
    mpsd_operation **MPSD_NULLABLE operation, mpsd_error *MPSD_NULLABLE error);
#define MPSD_MAX_CONTEXT_BYTES 256
#define MPSD_INVITE_MESSAGE_SIZE 256
typedef uint32_t mpsd_activation_kind;
#define MPSD_ACTIVATION_INVITE 1u
#define MPSD_ACTIVATION_ACTIVITY 2u
#define MPSD_MAX_ACTIVATION_URI_BYTES 2048
#define MPSD_ACTIVATION_URI_SIZE 640
#define MPSD_CONTEXT_SIZE 264
typedef struct mpsd_invite {
  uint32_t struct_size;
  uint32_t title_id;
  mpsd_session_reference session;
  const uint64_t *xuids;
  size_t xuid_count;
  const char *MPSD_NULLABLE context;
  const char *MPSD_NULLABLE context_string;
  const char *MPSD_NULLABLE sender_string;
} mpsd_invite;
#define MPSD_INVITE_INIT { sizeof(mpsd_invite), 0, { NULL, NULL, NULL }, NULL, 0, NULL, NULL, \
    NULL }
typedef struct mpsd_invite_result {
  uint64_t xuid;
  int64_t expires_at_ms;
  mpsd_result result;
  int32_t http_status;
  uint32_t retry_after_ms;
  uint32_t attempts;
  mpsd_delivery delivery;
  int32_t reserved0;
  char handle_id[MPSD_HANDLE_ID_SIZE];
  char request_id[MPSD_REQUEST_ID_SIZE];
  char message[MPSD_INVITE_MESSAGE_SIZE];
  uint8_t reserved[16];
} mpsd_invite_result;
typedef struct mpsd_activation {
  mpsd_activation_kind kind;
  uint32_t reserved0;
  uint64_t xuid;
  uint64_t other_xuid;
  char handle_id[MPSD_HANDLE_ID_SIZE];
  char context[MPSD_CONTEXT_SIZE];
  uint8_t reserved[56];
} mpsd_activation;
MPSD_API mpsd_result MPSD_CALL mpsd_send_invites(mpsd_client *client, const mpsd_invite *invite,
    const mpsd_call_options *MPSD_NULLABLE call, mpsd_invite_result *MPSD_NULLABLE results,
    size_t result_capacity, mpsd_error *MPSD_NULLABLE error);
MPSD_API mpsd_result MPSD_CALL mpsd_send_invites_start(mpsd_client *client,
    const mpsd_invite *invite, const mpsd_call_options *MPSD_NULLABLE call,
    mpsd_operation **MPSD_NULLABLE operation, mpsd_error *MPSD_NULLABLE error);
MPSD_API mpsd_result MPSD_CALL mpsd_activation_parse(const char *uri, mpsd_activation *activation,
    mpsd_error *MPSD_NULLABLE error);
MPSD_API mpsd_result MPSD_CALL mpsd_activation_format(const mpsd_activation *activation,
    char *MPSD_NULLABLE buffer, size_t capacity, size_t *MPSD_NULLABLE size,
    mpsd_error *MPSD_NULLABLE error);
struct mpsd_handle_list;
typedef struct mpsd_filter mpsd_filter;
#define MPSD_MAX_ATTRIBUTES 1000
#define MPSD_MAX_ATTRIBUTES_JSON_BYTES 65536
typedef uint32_t mpsd_handle_type;
#define MPSD_HANDLE_UNKNOWN 0u
#define MPSD_HANDLE_ACTIVITY 1u
#define MPSD_HANDLE_INVITE 2u
#define MPSD_HANDLE_SEARCH 3u
#define MPSD_HANDLE_TRANSFER 4u
typedef uint32_t mpsd_visibility;
#define MPSD_VISIBILITY_UNKNOWN 0u
#define MPSD_VISIBILITY_PRIVATE 1u
#define MPSD_VISIBILITY_VISIBLE 2u
#define MPSD_VISIBILITY_FULL 3u
#define MPSD_VISIBILITY_OPEN 4u
typedef uint32_t mpsd_join_restriction;
#define MPSD_JOIN_RESTRICTION_UNKNOWN 0u
#define MPSD_JOIN_RESTRICTION_NONE 1u
#define MPSD_JOIN_RESTRICTION_LOCAL 2u
#define MPSD_JOIN_RESTRICTION_FOLLOWED 3u
#define MPSD_JOIN_RESTRICTION_OTHER 4u
#define MPSD_MAX_FILTER_BYTES 16384
typedef uint32_t mpsd_comparison;
#define MPSD_COMPARISON_EQUAL 0u
#define MPSD_COMPARISON_NOT_EQUAL 1u
#define MPSD_COMPARISON_GREATER 2u
#define MPSD_COMPARISON_GREATER_OR_EQUAL 3u
#define MPSD_COMPARISON_LESS 4u
#define MPSD_COMPARISON_LESS_OR_EQUAL 5u
typedef uint32_t mpsd_filter_number;
#define MPSD_FILTER_NUMBER_MEMBERS_COUNT 0u
#define MPSD_FILTER_NUMBER_TARGET_MEMBERS_COUNT 1u
#define MPSD_FILTER_NUMBER_MAX_MEMBERS_COUNT 2u
#define MPSD_FILTER_NUMBER_TARGET_MEMBERS_COUNT_REMAINING 3u
#define MPSD_FILTER_NUMBER_MAX_MEMBERS_COUNT_REMAINING 4u
#define MPSD_FILTER_NUMBER_NEEDS 5u
#define MPSD_FILTER_NUMBER_TITLE_ID 6u
typedef uint32_t mpsd_filter_text;
#define MPSD_FILTER_TEXT_KEYWORD 0u
#define MPSD_FILTER_TEXT_SCID 1u
#define MPSD_FILTER_TEXT_TEMPLATE_NAME 2u
#define MPSD_FILTER_TEXT_REGISTRATION_STATE 3u
#define MPSD_FILTER_TEXT_LANGUAGE 4u
#define MPSD_FILTER_TEXT_ACHIEVEMENT_ID 5u
typedef uint32_t mpsd_filter_time;
#define MPSD_FILTER_TIME_SCHEDULED 0u
#define MPSD_FILTER_TIME_POSTED 1u
typedef uint32_t mpsd_filter_player;
#define MPSD_FILTER_PLAYER_MEMBER 0u
#define MPSD_FILTER_PLAYER_OWNER 1u
typedef uint32_t mpsd_filter_role;
#define MPSD_FILTER_ROLE_COUNT 0u
#define MPSD_FILTER_ROLE_TARGET 1u
#define MPSD_FILTER_ROLE_NEEDS 2u
typedef struct mpsd_string_attribute {
  const char *name;
  const char *value;
} mpsd_string_attribute;
typedef struct mpsd_number_attribute {
  const char *name;
  double value;
} mpsd_number_attribute;
typedef struct mpsd_search_attributes {
  uint32_t struct_size;
  uint32_t reserved0;
  const char *const *MPSD_NULLABLE tags;
  size_t tag_count;
  const mpsd_string_attribute *MPSD_NULLABLE strings;
  size_t string_count;
  const mpsd_number_attribute *MPSD_NULLABLE numbers;
  size_t number_count;
  const char *MPSD_NULLABLE json;
} mpsd_search_attributes;
#define MPSD_SEARCH_ATTRIBUTES_INIT { sizeof(mpsd_search_attributes), 0, NULL, 0, NULL, 0, NULL, \
    0, NULL }
typedef struct mpsd_handle_details {
  mpsd_handle_info handle;
  mpsd_handle_type handle_type;
  mpsd_visibility visibility;
  mpsd_join_restriction join_restriction;
  uint32_t members_count;
  uint32_t max_members_count;
  uint32_t invite_title_id;
  mpsd_bool closed;
  uint8_t reserved0[7];
  uint64_t sender_xuid;
  uint64_t invited_xuid;
  int64_t posted_at_ms;
  const char *MPSD_NULLABLE invite_protocol;
  const char *MPSD_NULLABLE session_invite_protocol;
  const char *MPSD_NULLABLE game_types;
  const char *MPSD_NULLABLE custom_properties;
  const char *MPSD_NULLABLE role_info;
  const char *MPSD_NULLABLE context;
  const char *MPSD_NULLABLE context_string;
  const char *MPSD_NULLABLE sender_string;
  mpsd_session_reference origin;
  const char *const *MPSD_NULLABLE tags;
  size_t tag_count;
  const mpsd_string_attribute *MPSD_NULLABLE strings;
  size_t string_count;
  const mpsd_number_attribute *MPSD_NULLABLE numbers;
  size_t number_count;
  const uint64_t *MPSD_NULLABLE session_owners;
  size_t session_owner_count;
  const char *json;
  const char *MPSD_NULLABLE search_attributes;
  uint8_t reserved[56];
} mpsd_handle_details;
typedef struct mpsd_handle_list_info {
  size_t count;
  size_t skipped_count;
  const char *json;
  size_t json_size;
  uint8_t reserved[32];
} mpsd_handle_list_info;
typedef struct mpsd_search_query {
  uint32_t struct_size;
  mpsd_includes include;
  mpsd_bool descending;
  uint8_t reserved0[7];
  uint64_t social_group_owner_xuid;
  const char *MPSD_NULLABLE scid;
  const char *template_name;
  mpsd_filter *MPSD_NULLABLE filter;
  const char *MPSD_NULLABLE filter_text;
  const char *MPSD_NULLABLE order_by;
  const char *MPSD_NULLABLE social_group;
} mpsd_search_query;
#define MPSD_SEARCH_QUERY_INIT { sizeof(mpsd_search_query), 0, 0, { 0 }, 0, NULL, NULL, NULL, \
    NULL, NULL, NULL }
MPSD_API mpsd_result MPSD_CALL mpsd_handle_list_get_info(mpsd_handle_list *handles,
    mpsd_handle_list_info *info);
MPSD_API mpsd_result MPSD_CALL mpsd_handle_list_get(mpsd_handle_list *handles, size_t index,
    mpsd_handle_details *details);
MPSD_API mpsd_result MPSD_CALL mpsd_handle_list_get_skipped(mpsd_handle_list *handles, size_t index,
    const char **reason);
MPSD_API void MPSD_CALL mpsd_handle_list_destroy(mpsd_handle_list *MPSD_NULLABLE handles);
MPSD_API mpsd_result MPSD_CALL mpsd_get_handle(mpsd_client *client, const char *handle_id,
    const mpsd_call_options *MPSD_NULLABLE call, mpsd_handle_list **handles,
    mpsd_error *MPSD_NULLABLE error);
MPSD_API mpsd_result MPSD_CALL mpsd_get_handle_start(mpsd_client *client, const char *handle_id,
    const mpsd_call_options *MPSD_NULLABLE call, mpsd_operation **MPSD_NULLABLE operation,
    mpsd_error *MPSD_NULLABLE error);
MPSD_API mpsd_result MPSD_CALL mpsd_delete_handle(mpsd_client *client, const char *handle_id,
    const mpsd_call_options *MPSD_NULLABLE call, mpsd_error *MPSD_NULLABLE error);
MPSD_API mpsd_result MPSD_CALL mpsd_delete_handle_start(mpsd_client *client, const char *handle_id,
    const mpsd_call_options *MPSD_NULLABLE call, mpsd_operation **MPSD_NULLABLE operation,
    mpsd_error *MPSD_NULLABLE error);
MPSD_API mpsd_result MPSD_CALL mpsd_create_search_handle(mpsd_client *client,
    const mpsd_session_reference *reference, const mpsd_search_attributes *MPSD_NULLABLE attributes,
    const mpsd_call_options *MPSD_NULLABLE call, mpsd_handle_info *MPSD_NULLABLE handle,
    mpsd_error *MPSD_NULLABLE error);
MPSD_API mpsd_result MPSD_CALL mpsd_create_search_handle_start(mpsd_client *client,
    const mpsd_session_reference *reference, const mpsd_search_attributes *MPSD_NULLABLE attributes,
    const mpsd_call_options *MPSD_NULLABLE call, mpsd_operation **MPSD_NULLABLE operation,
    mpsd_error *MPSD_NULLABLE error);
MPSD_API mpsd_result MPSD_CALL mpsd_search_handles(mpsd_client *client,
    const mpsd_search_query *query, const mpsd_call_options *MPSD_NULLABLE call,
    mpsd_handle_list **handles, mpsd_error *MPSD_NULLABLE error);
MPSD_API mpsd_result MPSD_CALL mpsd_search_handles_start(mpsd_client *client,
    const mpsd_search_query *query, const mpsd_call_options *MPSD_NULLABLE call,
    mpsd_operation **MPSD_NULLABLE operation, mpsd_error *MPSD_NULLABLE error);
MPSD_API mpsd_result MPSD_CALL mpsd_filter_create(mpsd_filter **filter,
    mpsd_error *MPSD_NULLABLE error);
MPSD_API mpsd_result MPSD_CALL mpsd_filter_add_tag(mpsd_filter *filter, mpsd_comparison comparison,
    const char *tag, mpsd_error *MPSD_NULLABLE error);
MPSD_API mpsd_result MPSD_CALL mpsd_filter_add_string(mpsd_filter *filter, const char *name,
    mpsd_comparison comparison, const char *value, mpsd_error *MPSD_NULLABLE error);
MPSD_API mpsd_result MPSD_CALL mpsd_filter_add_number(mpsd_filter *filter, const char *name,
    mpsd_comparison comparison, double value, mpsd_error *MPSD_NULLABLE error);
MPSD_API mpsd_result MPSD_CALL mpsd_filter_add_session_number(mpsd_filter *filter,
    mpsd_filter_number number, mpsd_comparison comparison, uint32_t value,
    mpsd_error *MPSD_NULLABLE error);
MPSD_API mpsd_result MPSD_CALL mpsd_filter_add_session_text(mpsd_filter *filter,
    mpsd_filter_text which, const char *value, mpsd_error *MPSD_NULLABLE error);
MPSD_API mpsd_result MPSD_CALL mpsd_filter_add_session_time(mpsd_filter *filter,
    mpsd_filter_time time, mpsd_comparison comparison, int64_t unix_ms,
    mpsd_error *MPSD_NULLABLE error);
MPSD_API mpsd_result MPSD_CALL mpsd_filter_add_session_player(mpsd_filter *filter,
    mpsd_filter_player player, uint64_t xuid, mpsd_error *MPSD_NULLABLE error);
MPSD_API mpsd_result MPSD_CALL mpsd_filter_add_role_number(mpsd_filter *filter,
    const char *role_type, const char *role, mpsd_filter_role number, mpsd_comparison comparison,
    uint32_t value, mpsd_error *MPSD_NULLABLE error);
MPSD_API mpsd_result MPSD_CALL mpsd_filter_or(mpsd_filter *filter, mpsd_error *MPSD_NULLABLE error);
MPSD_API mpsd_result MPSD_CALL mpsd_filter_get_text(mpsd_filter *filter, const char **text,
    mpsd_error *MPSD_NULLABLE error);
MPSD_API void MPSD_CALL mpsd_filter_destroy(mpsd_filter *MPSD_NULLABLE filter);
MPSD_API mpsd_result MPSD_CALL mpsd_create_transfer_handle(mpsd_client *client,
    const mpsd_session_reference *target, const mpsd_session_reference *origin,
    const mpsd_call_options *MPSD_NULLABLE call, mpsd_handle_info *MPSD_NULLABLE handle,
    mpsd_error *MPSD_NULLABLE error);
MPSD_API mpsd_result MPSD_CALL mpsd_create_transfer_handle_start(mpsd_client *client,
    const mpsd_session_reference *target, const mpsd_session_reference *origin,
    const mpsd_call_options *MPSD_NULLABLE call, mpsd_operation **MPSD_NULLABLE operation,
    mpsd_error *MPSD_NULLABLE error);
typedef struct mpsd_session mpsd_session;
typedef struct mpsd_session_list mpsd_session_list;
#define MPSD_NO_INDEX 4294967295u
typedef uint32_t mpsd_capabilities;
#define MPSD_CAPABILITY_CONNECTIVITY 1u
#define MPSD_CAPABILITY_SUPPRESS_PRESENCE_ACTIVITY_CHECK 2u
#define MPSD_CAPABILITY_GAMEPLAY 4u
#define MPSD_CAPABILITY_LARGE 8u
#define MPSD_CAPABILITY_USER_AUTHORIZATION_STYLE 16u
#define MPSD_CAPABILITY_CONNECTION_REQUIRED_FOR_ACTIVE_MEMBERS 32u
#define MPSD_CAPABILITY_CROSS_PLAY 64u
#define MPSD_CAPABILITY_SEARCHABLE 128u
#define MPSD_CAPABILITY_HAS_OWNERS 256u
typedef uint32_t mpsd_member_status;
#define MPSD_MEMBER_STATUS_UNKNOWN 0u
#define MPSD_MEMBER_STATUS_ACTIVE 1u
#define MPSD_MEMBER_STATUS_INACTIVE 2u
#define MPSD_MEMBER_STATUS_RESERVED 3u
#define MPSD_MAX_FOUND_SESSIONS 100u
#define MPSD_MAX_ETAG_BYTES 1024
typedef uint32_t mpsd_write_mode;
#define MPSD_WRITE_UPDATE_OR_CREATE 0u
#define MPSD_WRITE_CREATE_NEW 1u
#define MPSD_WRITE_UPDATE_EXISTING 2u
#define MPSD_WRITE_SYNCHRONIZED 3u
#define MPSD_WRITE_RESULT_ON_REFUSAL 256u
#define MPSD_MAX_DOCUMENT_BYTES 1048576
typedef struct mpsd_session_info {
  const char *MPSD_NULLABLE scid;
  const char *MPSD_NULLABLE template_name;
  const char *MPSD_NULLABLE name;
  const char *MPSD_NULLABLE etag;
  const char *MPSD_NULLABLE document;
  size_t document_size;
  int32_t http_status;
  int32_t reserved0;
  uint8_t reserved[64];
} mpsd_session_info;
typedef struct mpsd_session_summary {
  const char *MPSD_NULLABLE branch;
  const char *MPSD_NULLABLE correlation_id;
  const char *MPSD_NULLABLE search_handle_id;
  const char *MPSD_NULLABLE invite_protocol;
  const char *MPSD_NULLABLE host;
  const char *MPSD_NULLABLE keywords;
  const char *MPSD_NULLABLE custom_constants;
  const char *MPSD_NULLABLE custom_properties;
  uint64_t change_number;
  int64_t started_at_ms;
  int64_t next_timer_ms;
  uint32_t contract_version;
  mpsd_visibility visibility;
  mpsd_join_restriction join_restriction;
  mpsd_join_restriction read_restriction;
  mpsd_capabilities capabilities;
  uint32_t max_members_count;
  uint32_t members_count;
  uint32_t accepted_count;
  uint32_t active_count;
  uint32_t listed_members;
  uint32_t self_index;
  uint32_t skipped_members;
  mpsd_bool closed;
  mpsd_bool locked;
  uint8_t reserved0[6];
  uint8_t reserved[64];
} mpsd_session_summary;
typedef struct mpsd_session_member {
  const char *MPSD_NULLABLE gamertag;
  const char *MPSD_NULLABLE connection;
  const char *MPSD_NULLABLE device_token;
  const char *MPSD_NULLABLE custom_constants;
  const char *MPSD_NULLABLE custom_properties;
  const char *json;
  uint64_t xuid;
  int64_t joined_at_ms;
  uint32_t id;
  uint32_t index;
  uint32_t active_title_id;
  mpsd_bool active;
  mpsd_bool ready;
  mpsd_bool reservation;
  mpsd_bool is_self;
  uint8_t reserved[64];
} mpsd_session_member;
typedef struct mpsd_found_session {
  const char *scid;
  const char *template_name;
  const char *name;
  const char *MPSD_NULLABLE keywords;
  uint64_t xuid;
  int64_t started_at_ms;
  mpsd_member_status status;
  mpsd_visibility visibility;
  mpsd_join_restriction join_restriction;
  uint32_t accepted_count;
  mpsd_bool my_turn;
  uint8_t reserved0[7];
  uint8_t reserved[64];
} mpsd_found_session;
typedef struct mpsd_session_list_info {
  size_t count;
  size_t skipped_count;
  const char *json;
  size_t json_size;
  uint8_t reserved[32];
} mpsd_session_list_info;
typedef struct mpsd_session_query {
  uint32_t struct_size;
  uint32_t take;
  const char *scid;
  const char *MPSD_NULLABLE template_name;
  const uint64_t *MPSD_NULLABLE xuids;
  size_t xuid_count;
  const char *MPSD_NULLABLE keyword;
  mpsd_visibility visibility;
  uint32_t contract_version;
  mpsd_bool include_private;
  mpsd_bool include_reservations;
  mpsd_bool include_inactive;
  uint8_t reserved0[5];
} mpsd_session_query;
#define MPSD_SESSION_QUERY_INIT { sizeof(mpsd_session_query), 0, NULL, NULL, NULL, 0, NULL, 0, 0, \
    0, 0, 0, { 0 } }
MPSD_API mpsd_result MPSD_CALL mpsd_session_get_info(mpsd_session *session,
    mpsd_session_info *info);
MPSD_API mpsd_result MPSD_CALL mpsd_session_get_summary(mpsd_session *session,
    mpsd_session_summary *summary, mpsd_error *MPSD_NULLABLE error);
MPSD_API mpsd_result MPSD_CALL mpsd_session_get_member(mpsd_session *session, size_t index,
    mpsd_session_member *member, mpsd_error *MPSD_NULLABLE error);
MPSD_API void MPSD_CALL mpsd_session_destroy(mpsd_session *MPSD_NULLABLE session);
MPSD_API mpsd_result MPSD_CALL mpsd_session_list_get_info(mpsd_session_list *sessions,
    mpsd_session_list_info *info);
MPSD_API mpsd_result MPSD_CALL mpsd_session_list_get(mpsd_session_list *sessions, size_t index,
    mpsd_found_session *session);
MPSD_API mpsd_result MPSD_CALL mpsd_session_list_get_skipped(mpsd_session_list *sessions,
    size_t index, const char **reason);
MPSD_API void MPSD_CALL mpsd_session_list_destroy(mpsd_session_list *MPSD_NULLABLE sessions);
MPSD_API mpsd_result MPSD_CALL mpsd_query_sessions(mpsd_client *client,
    const mpsd_session_query *query, const mpsd_call_options *MPSD_NULLABLE call,
    mpsd_session_list **sessions, mpsd_error *MPSD_NULLABLE error);
MPSD_API mpsd_result MPSD_CALL mpsd_query_sessions_start(mpsd_client *client,
    const mpsd_session_query *query, const mpsd_call_options *MPSD_NULLABLE call,
    mpsd_operation **MPSD_NULLABLE operation, mpsd_error *MPSD_NULLABLE error);
MPSD_API mpsd_result MPSD_CALL mpsd_read_session(mpsd_client *client,
    const mpsd_session_reference *reference, const char *MPSD_NULLABLE etag,
    const mpsd_call_options *MPSD_NULLABLE call, mpsd_session **session,
    mpsd_error *MPSD_NULLABLE error);
MPSD_API mpsd_result MPSD_CALL mpsd_read_session_start(mpsd_client *client,
    const mpsd_session_reference *reference, const char *MPSD_NULLABLE etag,
    const mpsd_call_options *MPSD_NULLABLE call, mpsd_operation **MPSD_NULLABLE operation,
    mpsd_error *MPSD_NULLABLE error);
MPSD_API mpsd_result MPSD_CALL mpsd_read_session_by_handle(mpsd_client *client,
    const char *handle_id, const char *MPSD_NULLABLE etag,
    const mpsd_call_options *MPSD_NULLABLE call, mpsd_session **session,
    mpsd_error *MPSD_NULLABLE error);
MPSD_API mpsd_result MPSD_CALL mpsd_read_session_by_handle_start(mpsd_client *client,
    const char *handle_id, const char *MPSD_NULLABLE etag,
    const mpsd_call_options *MPSD_NULLABLE call, mpsd_operation **MPSD_NULLABLE operation,
    mpsd_error *MPSD_NULLABLE error);
MPSD_API mpsd_result MPSD_CALL mpsd_write_session(mpsd_client *client,
    const mpsd_session_reference *reference, mpsd_write_mode mode, const char *MPSD_NULLABLE etag,
    const char *document, const mpsd_call_options *MPSD_NULLABLE call,
    mpsd_session **MPSD_NULLABLE session, mpsd_error *MPSD_NULLABLE error);
MPSD_API mpsd_result MPSD_CALL mpsd_write_session_start(mpsd_client *client,
    const mpsd_session_reference *reference, mpsd_write_mode mode, const char *MPSD_NULLABLE etag,
    const char *document, const mpsd_call_options *MPSD_NULLABLE call,
    mpsd_operation **MPSD_NULLABLE operation, mpsd_error *MPSD_NULLABLE error);
MPSD_API mpsd_result MPSD_CALL mpsd_write_session_by_handle(mpsd_client *client,
    const char *handle_id, mpsd_write_mode mode, const char *MPSD_NULLABLE etag,
    const char *document, const mpsd_call_options *MPSD_NULLABLE call,
    mpsd_session **MPSD_NULLABLE session, mpsd_error *MPSD_NULLABLE error);
MPSD_API mpsd_result MPSD_CALL mpsd_write_session_by_handle_start(mpsd_client *client,
    const char *handle_id, mpsd_write_mode mode, const char *MPSD_NULLABLE etag,
    const char *document, const mpsd_call_options *MPSD_NULLABLE call,
    mpsd_operation **MPSD_NULLABLE operation, mpsd_error *MPSD_NULLABLE error);
MPSD_API mpsd_result MPSD_CALL mpsd_join_session(mpsd_client *client,
    const mpsd_session_reference *reference, const char *MPSD_NULLABLE member_properties,
    const mpsd_call_options *MPSD_NULLABLE call, mpsd_session **MPSD_NULLABLE session,
    mpsd_error *MPSD_NULLABLE error);
MPSD_API mpsd_result MPSD_CALL mpsd_join_session_start(mpsd_client *client,
    const mpsd_session_reference *reference, const char *MPSD_NULLABLE member_properties,
    const mpsd_call_options *MPSD_NULLABLE call, mpsd_operation **MPSD_NULLABLE operation,
    mpsd_error *MPSD_NULLABLE error);
MPSD_API mpsd_result MPSD_CALL mpsd_join_session_by_handle(mpsd_client *client,
    const char *handle_id, const char *MPSD_NULLABLE member_properties,
    const mpsd_call_options *MPSD_NULLABLE call, mpsd_session **MPSD_NULLABLE session,
    mpsd_error *MPSD_NULLABLE error);
MPSD_API mpsd_result MPSD_CALL mpsd_join_session_by_handle_start(mpsd_client *client,
    const char *handle_id, const char *MPSD_NULLABLE member_properties,
    const mpsd_call_options *MPSD_NULLABLE call, mpsd_operation **MPSD_NULLABLE operation,
    mpsd_error *MPSD_NULLABLE error);
MPSD_API mpsd_result MPSD_CALL mpsd_leave_session(mpsd_client *client,
    const mpsd_session_reference *reference, const mpsd_call_options *MPSD_NULLABLE call,
    mpsd_session **MPSD_NULLABLE session, mpsd_error *MPSD_NULLABLE error);
MPSD_API mpsd_result MPSD_CALL mpsd_leave_session_start(mpsd_client *client,
    const mpsd_session_reference *reference, const mpsd_call_options *MPSD_NULLABLE call,
    mpsd_operation **MPSD_NULLABLE operation, mpsd_error *MPSD_NULLABLE error);
MPSD_API mpsd_result MPSD_CALL mpsd_leave_session_by_handle(mpsd_client *client,
    const char *handle_id, const mpsd_call_options *MPSD_NULLABLE call,
    mpsd_session **MPSD_NULLABLE session, mpsd_error *MPSD_NULLABLE error);
MPSD_API mpsd_result MPSD_CALL mpsd_leave_session_by_handle_start(mpsd_client *client,
    const char *handle_id, const mpsd_call_options *MPSD_NULLABLE call,
    mpsd_operation **MPSD_NULLABLE operation, mpsd_error *MPSD_NULLABLE error);
typedef struct mpsd_session_document mpsd_session_document;
#define MPSD_MAX_MEMBERS 10000u
typedef uint32_t mpsd_flag;
#define MPSD_FLAG_UNCHANGED 0u
#define MPSD_FLAG_OFF 1u
#define MPSD_FLAG_ON 2u
#define MPSD_MAX_CUSTOM_JSON_BYTES 1048576
typedef uint32_t mpsd_change_types;
#define MPSD_CHANGE_EVERYTHING 1u
#define MPSD_CHANGE_HOST 2u
#define MPSD_CHANGE_INITIALIZATION 4u
#define MPSD_CHANGE_MATCHMAKING_STATUS 8u
#define MPSD_CHANGE_MEMBERS_LIST 16u
#define MPSD_CHANGE_MEMBERS_STATUS 32u
#define MPSD_CHANGE_JOINABILITY 64u
#define MPSD_CHANGE_CUSTOM_PROPERTY 128u
#define MPSD_CHANGE_MEMBERS_CUSTOM_PROPERTY 256u
typedef struct mpsd_session_constants {
  uint32_t struct_size;
  uint32_t version;
  uint32_t max_members_count;
  mpsd_visibility visibility;
  mpsd_capabilities capabilities;
  uint32_t reserved0;
  const char *MPSD_NULLABLE invite_protocol;
  const char *MPSD_NULLABLE custom_constants;
} mpsd_session_constants;
#define MPSD_SESSION_CONSTANTS_INIT { sizeof(mpsd_session_constants), 0, 0, 0, 0, 0, NULL, NULL }
typedef struct mpsd_session_properties {
  uint32_t struct_size;
  mpsd_join_restriction join_restriction;
  mpsd_join_restriction read_restriction;
  mpsd_flag closed;
  mpsd_flag locked;
  uint32_t reserved0;
  const char *MPSD_NULLABLE custom_properties;
} mpsd_session_properties;
#define MPSD_SESSION_PROPERTIES_INIT { sizeof(mpsd_session_properties), 0, 0, 0, 0, 0, NULL }
struct mpsd_session_join {
  uint32_t struct_size;
  mpsd_change_types change_types;
  uint64_t xuid;
  const char *MPSD_NULLABLE connection;
  const char *MPSD_NULLABLE subscription_id;
  const char *MPSD_NULLABLE custom_constants;
  const char *MPSD_NULLABLE custom_properties;
};
#define MPSD_SESSION_JOIN_INIT { sizeof(mpsd_session_join), 0, 0, NULL, NULL, NULL, NULL }
MPSD_API mpsd_result MPSD_CALL mpsd_session_document_create(mpsd_session_document **document,
    mpsd_error *MPSD_NULLABLE error);
MPSD_API mpsd_result MPSD_CALL mpsd_session_document_set_constants(mpsd_session_document *document,
    const mpsd_session_constants *constants, mpsd_error *MPSD_NULLABLE error);
MPSD_API mpsd_result MPSD_CALL mpsd_session_document_set_properties(mpsd_session_document *document,
    const mpsd_session_properties *properties, mpsd_error *MPSD_NULLABLE error);
MPSD_API mpsd_result MPSD_CALL mpsd_session_document_join(mpsd_session_document *document,
    const mpsd_session_join *join, mpsd_error *MPSD_NULLABLE error);
MPSD_API mpsd_result MPSD_CALL mpsd_session_document_set_member_properties(
    mpsd_session_document *document, const char *member_properties,
    mpsd_error *MPSD_NULLABLE error);
MPSD_API mpsd_result MPSD_CALL mpsd_session_document_reserve(mpsd_session_document *document,
    const uint64_t *xuids, size_t xuid_count, mpsd_error *MPSD_NULLABLE error);
MPSD_API mpsd_result MPSD_CALL mpsd_session_document_leave(mpsd_session_document *document,
    mpsd_error *MPSD_NULLABLE error);
MPSD_API mpsd_result MPSD_CALL mpsd_session_document_merge(mpsd_session_document *document,
    const char *json, mpsd_error *MPSD_NULLABLE error);
MPSD_API mpsd_result MPSD_CALL mpsd_session_document_get_text(mpsd_session_document *document,
    const char **text, size_t *MPSD_NULLABLE size, mpsd_error *MPSD_NULLABLE error);
MPSD_API void MPSD_CALL mpsd_session_document_destroy(
    mpsd_session_document *MPSD_NULLABLE document);
struct mpsd_operation;
#define MPSD_ANY_GROUP 4294967295u
#define MPSD_NO_TIMEOUT 4294967295u
typedef uint32_t mpsd_operation_kind;
#define MPSD_OPERATION_UNKNOWN 0u
#define MPSD_OPERATION_SET_ACTIVITY 1u
#define MPSD_OPERATION_CLEAR_ACTIVITY 2u
#define MPSD_OPERATION_QUERY_ACTIVITIES 3u
#define MPSD_OPERATION_SEND_INVITES 4u
#define MPSD_OPERATION_GET_HANDLE 5u
#define MPSD_OPERATION_DELETE_HANDLE 6u
#define MPSD_OPERATION_CREATE_SEARCH_HANDLE 7u
#define MPSD_OPERATION_SEARCH_HANDLES 8u
#define MPSD_OPERATION_CREATE_TRANSFER_HANDLE 9u
#define MPSD_OPERATION_READ_SESSION 10u
#define MPSD_OPERATION_READ_SESSION_BY_HANDLE 11u
#define MPSD_OPERATION_WRITE_SESSION 12u
#define MPSD_OPERATION_WRITE_SESSION_BY_HANDLE 13u
#define MPSD_OPERATION_JOIN_SESSION 14u
#define MPSD_OPERATION_JOIN_SESSION_BY_HANDLE 15u
#define MPSD_OPERATION_LEAVE_SESSION 16u
#define MPSD_OPERATION_LEAVE_SESSION_BY_HANDLE 17u
#define MPSD_OPERATION_QUERY_SESSIONS 18u
#define MPSD_OPERATION_CLIENT_PREWARM 19u
typedef uint32_t mpsd_attempt_reason;
#define MPSD_ATTEMPT_FIRST 0u
#define MPSD_ATTEMPT_TOKEN_REFUSED 1u
#define MPSD_ATTEMPT_RETRY 2u
#define MPSD_ATTEMPT_CLOCK_CORRECTED 3u
#define MPSD_ATTEMPT_CORRELATION_ID_SIZE 33
typedef struct mpsd_attempt {
  uint32_t request;
  mpsd_attempt_reason reason;
  uint32_t waited_ms;
  uint32_t took_ms;
  mpsd_result result;
  int32_t http_status;
  mpsd_delivery delivery;
  char correlation_id[MPSD_ATTEMPT_CORRELATION_ID_SIZE];
  uint8_t reserved[3];
} mpsd_attempt;
MPSD_API mpsd_result MPSD_CALL mpsd_operation_poll(mpsd_operation *operation);
MPSD_API mpsd_result MPSD_CALL mpsd_operation_progress(mpsd_operation *operation,
    uint32_t *MPSD_NULLABLE done, uint32_t *MPSD_NULLABLE total);
MPSD_API mpsd_result MPSD_CALL mpsd_operation_wait(mpsd_operation *operation, uint32_t timeout_ms);
MPSD_API mpsd_result MPSD_CALL mpsd_operation_cancel(mpsd_operation *operation);
MPSD_API mpsd_result MPSD_CALL mpsd_operation_user_data(mpsd_operation *operation,
    void **user_data);
MPSD_API mpsd_result MPSD_CALL mpsd_operation_get_kind(mpsd_operation *operation,
    mpsd_operation_kind *kind);
MPSD_API void MPSD_CALL mpsd_operation_destroy(mpsd_operation *MPSD_NULLABLE operation);
MPSD_API mpsd_result MPSD_CALL mpsd_operation_get_result(mpsd_operation *operation,
    mpsd_error *MPSD_NULLABLE error);
MPSD_API mpsd_result MPSD_CALL mpsd_operation_get_handle(mpsd_operation *operation,
    mpsd_handle_info *handle, mpsd_error *MPSD_NULLABLE error);
MPSD_API mpsd_result MPSD_CALL mpsd_operation_get_handles(mpsd_operation *operation,
    mpsd_handle_list **handles, mpsd_error *MPSD_NULLABLE error);
MPSD_API mpsd_result MPSD_CALL mpsd_operation_get_session(mpsd_operation *operation,
    mpsd_session **session, mpsd_error *MPSD_NULLABLE error);
MPSD_API mpsd_result MPSD_CALL mpsd_operation_get_sessions(mpsd_operation *operation,
    mpsd_session_list **sessions, mpsd_error *MPSD_NULLABLE error);
MPSD_API mpsd_result MPSD_CALL mpsd_operation_get_invites(mpsd_operation *operation,
    mpsd_invite_result *MPSD_NULLABLE results, size_t result_capacity, size_t *MPSD_NULLABLE count,
    mpsd_error *MPSD_NULLABLE error);
MPSD_API mpsd_result MPSD_CALL mpsd_operation_get_count(mpsd_operation *operation, uint32_t *count,
    mpsd_error *MPSD_NULLABLE error);
MPSD_API mpsd_result MPSD_CALL mpsd_operation_get_attempts(mpsd_operation *operation,
    mpsd_attempt *MPSD_NULLABLE attempts, size_t capacity, size_t *MPSD_NULLABLE count);
MPSD_API mpsd_operation *MPSD_NULLABLE MPSD_CALL mpsd_client_next_finished(mpsd_client *client,
    uint32_t group);
MPSD_API mpsd_result MPSD_CALL mpsd_client_wait_finished(mpsd_client *client, uint32_t group,
    uint32_t timeout_ms, mpsd_operation **operation);
MPSD_API mpsd_result MPSD_CALL mpsd_client_cancel_group(mpsd_client *client, uint32_t group);
#define MPSD_LATENCY_BUCKETS 16
typedef struct mpsd_client_counters {
  uint64_t requests;
  uint64_t retries;
  uint64_t throttles;
  uint64_t failures;
  uint64_t bytes_sent;
  uint64_t bytes_received;
  uint64_t latencies[MPSD_LATENCY_BUCKETS];
  uint8_t reserved[80];
} mpsd_client_counters;
MPSD_API mpsd_result MPSD_CALL mpsd_client_get_counters(mpsd_client *client,
    mpsd_client_counters *counters);
MPSD_API mpsd_result MPSD_CALL mpsd_client_next_log(mpsd_client *client, mpsd_log_record *record);
struct mpsd_http_request;
typedef struct mpsd_http_request_info {
  const char *method;
  const char *url;
  const char *headers;
  const uint8_t *MPSD_NULLABLE body;
  size_t body_size;
  uint32_t timeout_ms;
  mpsd_bool repeat_safe;
  uint8_t reserved[59];
} mpsd_http_request_info;
MPSD_API mpsd_result MPSD_CALL mpsd_http_request_get_info(mpsd_http_request *request,
    mpsd_http_request_info *info);
MPSD_API mpsd_result MPSD_CALL mpsd_http_request_get_curl(mpsd_http_request *request,
    mpsd_bool show_secrets, char *MPSD_NULLABLE buffer, size_t capacity,
    size_t *MPSD_NULLABLE size);
MPSD_API mpsd_result MPSD_CALL mpsd_http_request_answer(mpsd_http_request *request, int32_t status,
    const char *MPSD_NULLABLE headers, const uint8_t *MPSD_NULLABLE body, size_t body_size);
MPSD_API mpsd_result MPSD_CALL mpsd_http_request_fail(mpsd_http_request *request,
    mpsd_result result, mpsd_delivery delivery);
MPSD_API mpsd_bool MPSD_CALL mpsd_http_request_is_cancelled(mpsd_http_request *request);
MPSD_API mpsd_result MPSD_CALL mpsd_network_next_request(mpsd_network *network, uint32_t timeout_ms,
    mpsd_http_request **request);
typedef void *(MPSD_CALL *mpsd_allocate_hook)(size_t size, size_t alignment,
    void *MPSD_NULLABLE user_data);
typedef void *(MPSD_CALL *mpsd_reallocate_hook)(void *pointer, size_t old_size, size_t alignment,
    size_t new_size, void *MPSD_NULLABLE user_data);
typedef void (MPSD_CALL *mpsd_free_hook)(void *pointer, size_t size, size_t alignment,
    void *MPSD_NULLABLE user_data);
typedef struct mpsd_memory_hooks {
  uint32_t struct_size;
  uint32_t reserved0;
  mpsd_allocate_hook allocate;
  mpsd_reallocate_hook reallocate;
  mpsd_free_hook free;
  void *MPSD_NULLABLE user_data;
} mpsd_memory_hooks;
#define MPSD_MEMORY_HOOKS_INIT { sizeof(mpsd_memory_hooks), 0, NULL, NULL, NULL, NULL }
MPSD_API mpsd_result MPSD_CALL mpsd_set_memory_hooks(const mpsd_memory_hooks *hooks,
    mpsd_error *MPSD_NULLABLE error);
#ifdef __cplusplus
}
#endif
#endif
