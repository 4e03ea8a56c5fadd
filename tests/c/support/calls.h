/*
 * Every call of the library that sends a request, behind one signature: what holds for all of them is checked in a loop.
 * Each one checks that a failure leaves its outputs zeroed, and destroys what a success gave it.
 */
#ifndef CALLS_H
#define CALLS_H

#include <mpsd.h>

/* The arguments, each used by the calls that take it. */
typedef struct call_arguments {
  mpsd_client *client;
  mpsd_session_reference session;
  const char *handle_id;
  const char *scid;
  const char *document;
  const char *member_properties;
  const char *etag;
  const char *context;
  const char *context_string;
  const char *sender_string;
  const uint64_t *xuids;
  size_t xuid_count;
  const char *const *tags;
  size_t tag_count;
  mpsd_string_attribute string;
  mpsd_number_attribute number;
  const char *template_name;
  const char *filter_text;
  const char *order_by;
  const char *social_group;
  uint32_t mode;
  uint32_t title_id;
  const mpsd_call_options *options;
} call_arguments;

/* Which arguments a call takes, beside client and options. */
enum {
  TAKES_REFERENCE = 1,
  TAKES_HANDLE_ID = 2,
  TAKES_SCID = 4,
  TAKES_XUIDS = 8,
  TAKES_DOCUMENT = 16,
  TAKES_MEMBER_PROPERTIES = 32,
  TAKES_INVITE = 64,
  /* The session's name may be NULL. */
  NAME_OPTIONAL = 128,
  TAKES_ATTRIBUTES = 256,
  /* The session is called "target" in messages. */
  TAKES_TARGET = 512,
  TAKES_SEARCH = 1024,
  TAKES_GROUP = 2048,
  TAKES_ETAG = 4096,
  CREATES_HANDLES = 8192,
  /* The SCID may be NULL or empty. */
  SCID_OPTIONAL = 16384
};

typedef struct network_call {
  const char *name;
  unsigned takes;
  mpsd_result (*run)(const call_arguments *arguments, mpsd_error *error);
  /* The same in the background, what its operation gives, and one way to get it. */
  mpsd_operation_kind kind;
  mpsd_result (*start)(const call_arguments *arguments, mpsd_operation **operation, mpsd_error *error);
  unsigned gives;
  mpsd_result (*result)(mpsd_operation *operation, mpsd_error *error);
} network_call;

/* What operations give. */
enum {
  GIVES_RESULT = 1,
  GIVES_HANDLE = 2,
  GIVES_HANDLES = 4,
  GIVES_SESSION = 8,
  GIVES_SESSIONS = 16,
  GIVES_INVITES = 32,
  GIVES_COUNT = 64
};

/* A function that gets it, and checks that what is not there is zeroed. */
typedef struct outcome_getter {
  const char *name;
  unsigned gives;
  mpsd_result (*get)(mpsd_operation *operation, mpsd_error *error);
} outcome_getter;

extern const outcome_getter outcome_getters[];
extern const size_t outcome_getter_count;

extern const network_call network_calls[];
extern const size_t network_call_count;

/* How the call names a part of its session in messages: "reference.name", and "session.name" of an invite. */
const char *named_by(const network_call *call, const char *part);

/* Arguments that no call refuses. */
call_arguments valid_arguments(mpsd_client *client);

#endif
