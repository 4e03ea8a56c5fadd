"""The structs of mpsd.h and mpsd_emulator.h, field by field."""

from ctypes import (
    POINTER,
    Structure,
    c_char,
    c_char_p,
    c_double,
    c_int32,
    c_int64,
    c_size_t,
    c_uint8,
    c_uint32,
    c_uint64,
    c_void_p,
)


class Error(Structure):
    _fields_ = [
        ("result", c_int32),
        ("http_status", c_int32),
        ("retry_after_ms", c_uint32),
        ("attempts", c_uint32),
        ("delivery", c_int32),
        ("reserved0", c_int32),
        ("request_id", c_char * 64),
        ("message", c_char * 512),
        ("correlation_id", c_char * 40),
        ("reserved", c_uint8 * 16),
    ]


class SessionJoin(Structure):
    _fields_ = [
        ("struct_size", c_uint32),
        ("change_types", c_uint32),
        ("xuid", c_uint64),
        ("connection", c_char_p),
        ("subscription_id", c_char_p),
        ("custom_constants", c_char_p),
        ("custom_properties", c_char_p),
    ]


class CallOptions(Structure):
    _fields_ = [
        ("struct_size", c_uint32),
        ("deadline_ms", c_uint32),
        ("max_attempts", c_uint32),
        ("pacing", c_uint32),
        ("group", c_uint32),
        ("reserved0", c_uint32),
        ("user_data", c_void_p),
        ("handles", c_void_p),
        ("join", POINTER(SessionJoin)),
    ]


class NetworkOptions(Structure):
    _fields_ = [
        ("struct_size", c_uint32),
        ("max_connections", c_uint32),
        ("mode", c_uint32),
        ("reserved0", c_uint32),
        ("root_certificates_pem", c_char_p),
    ]


class ClientOptions(Structure):
    _fields_ = [
        ("struct_size", c_uint32),
        ("contract_version", c_uint32),
        ("xuid", c_uint64),
        ("title_id", c_uint32),
        ("connect_timeout_ms", c_uint32),
        ("request_timeout_ms", c_uint32),
        ("deadline_ms", c_uint32),
        ("max_attempts", c_uint32),
        ("pacing", c_uint32),
        ("endpoint", c_char_p),
        ("authorization", c_char_p),
        ("network", c_void_p),
        ("token_callback", c_void_p),
        ("token_user_data", c_void_p),
        ("language", c_char_p),
        ("user_agent_suffix", c_char_p),
        ("reserved0", c_void_p),
    ]


class SessionReference(Structure):
    _fields_ = [("scid", c_char_p), ("template_name", c_char_p), ("name", c_char_p)]


class HandleInfo(Structure):
    _fields_ = [
        ("id", c_char * 40),
        ("scid", c_char * 40),
        ("template_name", c_char * 104),
        ("session_name", c_char * 104),
        ("owner_xuid", c_uint64),
        ("created_at_ms", c_int64),
        ("expires_at_ms", c_int64),
        ("title_id", c_uint32),
        ("http_status", c_int32),
        ("reserved", c_uint8 * 64),
    ]


class ActivityQuery(Structure):
    _fields_ = [
        ("struct_size", c_uint32),
        ("include", c_uint32),
        ("social_group_owner_xuid", c_uint64),
        ("scid", c_char_p),
        ("xuids", POINTER(c_uint64)),
        ("xuid_count", c_size_t),
        ("social_group", c_char_p),
    ]


class StringAttribute(Structure):
    _fields_ = [("name", c_char_p), ("value", c_char_p)]


class NumberAttribute(Structure):
    _fields_ = [("name", c_char_p), ("value", c_double)]


class HandleDetails(Structure):
    _fields_ = [
        ("handle", HandleInfo),
        ("handle_type", c_uint32),
        ("visibility", c_uint32),
        ("join_restriction", c_uint32),
        ("members_count", c_uint32),
        ("max_members_count", c_uint32),
        ("invite_title_id", c_uint32),
        ("closed", c_uint8),
        ("reserved0", c_uint8 * 7),
        ("sender_xuid", c_uint64),
        ("invited_xuid", c_uint64),
        ("posted_at_ms", c_int64),
        ("invite_protocol", c_char_p),
        ("session_invite_protocol", c_char_p),
        ("game_types", c_char_p),
        ("custom_properties", c_char_p),
        ("role_info", c_char_p),
        ("context", c_char_p),
        ("context_string", c_char_p),
        ("sender_string", c_char_p),
        ("origin", SessionReference),
        ("tags", POINTER(c_char_p)),
        ("tag_count", c_size_t),
        ("strings", POINTER(StringAttribute)),
        ("string_count", c_size_t),
        ("numbers", POINTER(NumberAttribute)),
        ("number_count", c_size_t),
        ("session_owners", POINTER(c_uint64)),
        ("session_owner_count", c_size_t),
        ("json", c_char_p),
        ("search_attributes", c_char_p),
        ("reserved", c_uint8 * 56),
    ]


class HandleListInfo(Structure):
    _fields_ = [
        ("count", c_size_t),
        ("skipped_count", c_size_t),
        ("json", c_char_p),
        ("json_size", c_size_t),
        ("reserved", c_uint8 * 32),
    ]


class Invite(Structure):
    _fields_ = [
        ("struct_size", c_uint32),
        ("title_id", c_uint32),
        ("session", SessionReference),
        ("xuids", POINTER(c_uint64)),
        ("xuid_count", c_size_t),
        ("context", c_char_p),
        ("context_string", c_char_p),
        ("sender_string", c_char_p),
    ]


class InviteResult(Structure):
    _fields_ = [
        ("xuid", c_uint64),
        ("expires_at_ms", c_int64),
        ("result", c_int32),
        ("http_status", c_int32),
        ("retry_after_ms", c_uint32),
        ("attempts", c_uint32),
        ("delivery", c_int32),
        ("reserved0", c_int32),
        ("handle_id", c_char * 40),
        ("request_id", c_char * 64),
        ("message", c_char * 256),
        ("reserved", c_uint8 * 16),
    ]


class SessionInfo(Structure):
    _fields_ = [
        ("scid", c_char_p),
        ("template_name", c_char_p),
        ("name", c_char_p),
        ("etag", c_char_p),
        ("document", c_char_p),
        ("document_size", c_size_t),
        ("http_status", c_int32),
        ("reserved0", c_int32),
        ("reserved", c_uint8 * 64),
    ]


class TokenRequestInfo(Structure):
    _fields_ = [
        ("method", c_char_p),
        ("url", c_char_p),
        ("headers", c_char_p),
        ("body", c_void_p),
        ("body_size", c_size_t),
        ("force_refresh", c_uint8),
        ("reserved", c_uint8 * 63),
    ]


class EmulatorOptions(Structure):
    _fields_ = [("struct_size", c_uint32), ("port", c_uint32), ("settings", c_char_p), ("scenario", c_char_p)]
