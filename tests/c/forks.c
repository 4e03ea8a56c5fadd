/*
 * A child of fork() begins anew: what its parent made is stale there, and fails at once; what it makes itself works; the
 * parent goes on, and nobody gets the other's answer.
 */
#include <dirent.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "calls.h"
#include "check.h"
#include "fixture.h"
#include "http.h"

enum { USER = 6601, READS = 50, FORKS = 200, THREADS = 3, AT_ONCE_MS = 200, CHILD_SECONDS = 60 };

static const char *emulator, *scripted;
static mpsd_error error;

/* A session whose custom property says its name. */
static void create_named(mpsd_client *client, const char *name) {
  mpsd_session_reference session = session_named(name);
  char document[512];
  snprintf(document, sizeof document,
      "{\"properties\":{\"custom\":{\"name\":\"%s\"}},\"members\":{\"me\":{\"constants\":{\"system\":"
      "{\"initialize\":true,\"xuid\":\"%d\"}},\"properties\":{\"system\":{\"active\":true}}}}}",
      name, USER);
  CHECK_RESULT(mpsd_write_session(client, &session, MPSD_WRITE_UPDATE_OR_CREATE, NULL, document, NULL, NULL, &error),
      MPSD_OK, &error);
}

static int says(mpsd_session *session, const char *name) {
  mpsd_session_info info;
  char wanted[80];
  snprintf(wanted, sizeof wanted, "\"name\":\"%s\"", name);
  return mpsd_session_get_info(session, &info) == MPSD_OK && info.document != NULL && strstr(info.document, wanted) != NULL;
}

/* 1: read, and it is the one that was asked for. */
static int reads(mpsd_client *client, const char *name, mpsd_error *why) {
  mpsd_session_reference reference = session_named(name);
  mpsd_session *session;
  int right;
  if (mpsd_read_session(client, &reference, NULL, NULL, &session, why) != MPSD_OK) return 0;
  right = says(session, name);
  mpsd_session_destroy(session);
  return right;
}

static int reads_in_the_background(mpsd_client *client, const char *name) {
  mpsd_session_reference reference = session_named(name);
  mpsd_operation *operation;
  mpsd_session *session;
  int right;
  if (mpsd_read_session_start(client, &reference, NULL, NULL, &operation, NULL) != MPSD_OK) return 0;
  right = mpsd_operation_wait(operation, 10000) == MPSD_OK && mpsd_operation_get_session(operation, &session, NULL) == MPSD_OK;
  right = right && says(session, name);
  if (right) mpsd_session_destroy(session);
  mpsd_operation_destroy(operation);
  return right;
}

static void end_child(void) {
  int failed = check_finish();
  fflush(stdout);
  _exit(failed);
}

/* Runs `child` in a child, which must end with its own checks held. */
static void in_a_child(void (*child)(void *), void *argument) {
  int status = -1;
  pid_t id;
  fflush(stdout);
  id = fork();
  if (id == 0) {
    alarm(CHILD_SECONDS);
    child(argument);
    end_child();
  }
  CHECK(id > 0);
  CHECK_EQ(waitpid(id, &status, 0), id);
  CHECK_EQ(status, 0);
}

/* What a parent has made. */
typedef struct made {
  mpsd_client *client;
  mpsd_network *network;
  mpsd_operation *running, *over;
  mpsd_session *session;
  mpsd_handle_list *handles;
  mpsd_filter *filter;
  mpsd_session_document *document;
  mpsd_signer *signer;
} made;

static int sockets(void) {
  DIR *open = opendir("/proc/self/fd");
  struct dirent *entry;
  int found = 0;
  while ((entry = readdir(open)) != NULL) {
    struct stat about;
    if (fstat(atoi(entry->d_name), &about) == 0 && S_ISSOCK(about.st_mode)) ++found;
  }
  closedir(open);
  return found;
}

static void is_told_of_the_fork(mpsd_result result, const mpsd_error *why) {
  CHECK_REFUSED(result, MPSD_ERROR_INVALID_HANDLE, why, "was made before fork()");
}

static void nothing_is_inherited(void *given) {
  const made *parents = (const made *)given;
  call_arguments arguments = valid_arguments(parents->client);
  const long long began = now_ms();
  mpsd_operation *operation;
  mpsd_session_info info;
  const char *text;
  size_t i;
  check_context("connections");
  CHECK_EQ(sockets(), 0);
  for (i = 0; i < network_call_count; ++i) {
    check_context("%s in the child", network_calls[i].name);
    is_told_of_the_fork(network_calls[i].run(&arguments, &error), &error);
    is_told_of_the_fork(network_calls[i].start(&arguments, &operation, &error), &error);
    CHECK_EQ(network_calls[i].result(parents->running, &error), MPSD_ERROR_INVALID_HANDLE);
  }
  check_context("other objects in the child");
  CHECK_EQ(mpsd_operation_poll(parents->running), MPSD_ERROR_INVALID_HANDLE);
  CHECK_EQ(mpsd_operation_wait(parents->running, MPSD_NO_TIMEOUT), MPSD_ERROR_INVALID_HANDLE);
  CHECK_EQ(mpsd_operation_poll(parents->over), MPSD_ERROR_INVALID_HANDLE);
  CHECK(mpsd_client_next_finished(parents->client, MPSD_ANY_GROUP) == NULL);
  CHECK(mpsd_client_next_token_request(parents->client) == NULL);
  CHECK_EQ(mpsd_client_wait_finished(parents->client, MPSD_ANY_GROUP, MPSD_NO_TIMEOUT, &operation), MPSD_ERROR_INVALID_HANDLE);
  CHECK_EQ(mpsd_client_close(parents->client), MPSD_ERROR_INVALID_HANDLE);
  CHECK_EQ(mpsd_network_suspend(parents->network), MPSD_ERROR_INVALID_HANDLE);
  CHECK_EQ(mpsd_session_get_info(parents->session, &info), MPSD_ERROR_INVALID_HANDLE);
  CHECK_EQ(mpsd_filter_get_text(parents->filter, &text, NULL), MPSD_ERROR_INVALID_HANDLE);
  CHECK_EQ(mpsd_session_document_merge(parents->document, "{}", NULL), MPSD_ERROR_INVALID_HANDLE);
  mpsd_operation_destroy(parents->running);
  mpsd_operation_destroy(parents->over);
  mpsd_session_destroy(parents->session);
  mpsd_handle_list_destroy(parents->handles);
  mpsd_filter_destroy(parents->filter);
  mpsd_session_document_destroy(parents->document);
  mpsd_signer_destroy(parents->signer);
  mpsd_client_destroy(parents->client);
  mpsd_network_destroy(parents->network);
  CHECK_WITHIN(now_ms() - began, AT_ONCE_MS + slack_ms());
}

static made of_the_parent(void) {
  const char *const silence[] = {SCRIPT_SILENCE, SCRIPT_END};
  mpsd_client_options options = options_for(scripted, USER);
  mpsd_session_reference session = session_named("parent");
  mpsd_activity_query query = MPSD_ACTIVITY_QUERY_INIT;
  const uint64_t xuid = USER;
  mpsd_client *reader = client_for(emulator, USER);
  made it;
  CHECK_EQ(mpsd_network_create(NULL, &it.network, &error), MPSD_OK);
  CHECK_EQ(mpsd_signer_create(NULL, 0, &it.signer, &error), MPSD_OK);
  CHECK_EQ(mpsd_filter_create(&it.filter, &error), MPSD_OK);
  CHECK_EQ(mpsd_session_document_create(&it.document, &error), MPSD_OK);
  create_named(reader, "parent");
  CHECK_RESULT(mpsd_read_session(reader, &session, NULL, NULL, &it.session, &error), MPSD_OK, &error);
  query.scid = SCID;
  query.xuids = &xuid;
  query.xuid_count = 1;
  CHECK_RESULT(mpsd_query_activities(reader, &query, NULL, &it.handles, &error), MPSD_OK, &error);
  CHECK_RESULT(mpsd_read_session_start(reader, &session, NULL, NULL, &it.over, &error), MPSD_OK, &error);
  CHECK_EQ(mpsd_operation_wait(it.over, 10000), MPSD_OK);
  mpsd_client_destroy(reader);
  options.network = it.network;
  options.max_attempts = 1;
  it.client = create_client(&options);
  script_set(scripted, silence);
  CHECK_RESULT(mpsd_read_session_start(it.client, &session, NULL, NULL, &it.running, &error), MPSD_OK, &error);
  script_wait(scripted, 1);
  return it;
}

/* One of each kind, an operation that waits for its answer among them, which goes on in the parent. */
static void what_the_parent_made_is_stale_in_the_child(void) {
  made it = of_the_parent();
  mpsd_session_info info;
  in_a_child(nothing_is_inherited, &it);
  check_context("the parent, after its child");
  sleep_ms(50);
  CHECK_EQ(mpsd_operation_poll(it.running), MPSD_PENDING);
  CHECK_EQ(mpsd_operation_poll(it.over), MPSD_OK);
  CHECK_EQ(mpsd_session_get_info(it.session, &info), MPSD_OK);
  CHECK_EQ(mpsd_operation_cancel(it.running), MPSD_OK);
  CHECK_EQ(mpsd_operation_wait(it.running, 5000), MPSD_ERROR_CANCELLED);
  mpsd_operation_destroy(it.running);
  mpsd_operation_destroy(it.over);
  mpsd_session_destroy(it.session);
  mpsd_handle_list_destroy(it.handles);
  mpsd_filter_destroy(it.filter);
  mpsd_session_document_destroy(it.document);
  mpsd_signer_destroy(it.signer);
  mpsd_client_destroy(it.client);
  mpsd_network_destroy(it.network);
}

static void has_no_socket(void *unused) {
  (void)unused;
  CHECK_EQ(sockets(), 0);
}

/* A connection that is being made is the parent's, too. */
static void nothing_is_inherited_of_a_connect(void) {
  mpsd_session_reference session = session_named("parent");
  mpsd_client *client = client_for(fixture("STALLED_CONNECT"), USER);
  mpsd_operation *operation;
  check_context("a connect under way");
  CHECK_RESULT(mpsd_read_session_start(client, &session, NULL, NULL, &operation, &error), MPSD_OK, &error);
  while (sockets() == 0) sleep_ms(1);
  sleep_ms(20);
  in_a_child(has_no_socket, NULL);
  CHECK_EQ(mpsd_operation_poll(operation), MPSD_PENDING);
  mpsd_operation_destroy(operation);
  mpsd_client_destroy(client);
}

static void reads_its_own(void *inherited) {
  mpsd_client *own = client_for(emulator, USER);
  int i, right = 0;
  check_context("the child's reads");
  for (i = 0; i < READS; ++i) {
    CHECK(!reads((mpsd_client *)inherited, "parent", &error));
    right += reads(own, "child", &error);
  }
  CHECK_EQ(right, READS);
  CHECK(reads_in_the_background(own, "child"));
  mpsd_client_destroy(own);
}

/* Parent and child read at the same time, with a connection that was open before. */
static void both_read_at_once(void) {
  mpsd_client *client = client_for(emulator, USER);
  int i, right = 0, status = -1;
  pid_t id;
  create_named(client, "parent");
  create_named(client, "child");
  fflush(stdout);
  id = fork();
  if (id == 0) {
    alarm(CHILD_SECONDS);
    reads_its_own(client);
    end_child();
  }
  for (i = 0; i < READS; ++i) right += reads(client, "parent", &error);
  check_context("the parent's reads");
  CHECK_EQ(right, READS);
  CHECK_EQ(waitpid(id, &status, 0), id);
  CHECK_EQ(status, 0);
  mpsd_client_destroy(client);
}

static int over;
static long rounds, wrong;

/* Calls, operations and clients that come and go: every lock of the library's is taken now and then. */
static void *uses_everything(void *shared) {
  while (!__atomic_load_n(&over, __ATOMIC_SEQ_CST)) {
    mpsd_client *own = client_for(emulator, USER);
    int right = reads((mpsd_client *)shared, "parent", NULL) && reads_in_the_background((mpsd_client *)shared, "parent");
    right = right && reads(own, "parent", NULL);
    mpsd_client_destroy(own);
    __atomic_add_fetch(&rounds, 1, __ATOMIC_SEQ_CST);
    if (!right) __atomic_add_fetch(&wrong, 1, __ATOMIC_SEQ_CST);
  }
  return NULL;
}

static void works_once(void *inherited) {
  mpsd_client *own = client_for(emulator, USER);
  CHECK(!reads((mpsd_client *)inherited, "parent", &error));
  CHECK(reads(own, "child", &error));
  CHECK(reads_in_the_background(own, "child"));
  mpsd_client_destroy((mpsd_client *)inherited);
  mpsd_client_destroy(own);
}

static void works_once_and_so_does_its_child(void *inherited) {
  mpsd_client *own = client_for(emulator, USER);
  CHECK(reads(own, "child", &error));
  in_a_child(works_once, own);
  works_once(inherited);
  CHECK(reads(own, "child", &error));
}

static void forks_among_many_threads(void) {
  mpsd_client *client = client_for(emulator, USER);
  pthread_t threads[THREADS];
  int i;
  check_context("forks while threads call");
  for (i = 0; i < THREADS; ++i) CHECK_EQ(pthread_create(&threads[i], NULL, uses_everything, client), 0);
  for (i = 0; i < FORKS; ++i) in_a_child(i % 10 == 0 ? works_once_and_so_does_its_child : works_once, client);
  __atomic_store_n(&over, 1, __ATOMIC_SEQ_CST);
  for (i = 0; i < THREADS; ++i) CHECK_EQ(pthread_join(threads[i], NULL), 0);
  CHECK(rounds > 0);
  CHECK_EQ(wrong, 0);
  CHECK(reads(client, "parent", &error));
  mpsd_client_destroy(client);
}

static pid_t child_of_the_callback;

/* Starts a helper, as a game may whose sign-in is a program of its own, and answers. */
static void MPSD_CALL sign_in(void *inherited, mpsd_token_request *request) {
  fflush(stdout);
  child_of_the_callback = fork();
  if (child_of_the_callback == 0) {
    alarm(CHILD_SECONDS);
    CHECK_EQ(mpsd_token_request_complete(request, MPSD_OK, token_of(USER), NULL), MPSD_ERROR_INVALID_HANDLE);
    works_once(*(mpsd_client **)inherited);
    end_child();
  }
  CHECK_EQ(mpsd_token_request_complete(request, MPSD_OK, token_of(USER), NULL), MPSD_OK);
}

static void a_child_is_made_inside_a_callback(void) {
  mpsd_client *client;
  mpsd_client_options options = options_for(emulator, USER);
  int status = -1;
  check_context("a fork inside the token callback");
  options.authorization = NULL;
  options.token_callback = sign_in;
  options.token_user_data = &client;
  client = create_client(&options);
  CHECK(reads(client, "parent", &error));
  CHECK_EQ(waitpid(child_of_the_callback, &status, 0), child_of_the_callback);
  CHECK_EQ(status, 0);
  mpsd_client_destroy(client);
}

int main(void) {
  emulator = fixture("EMULATOR");
  scripted = fixture("SCRIPTED");
  what_the_parent_made_is_stale_in_the_child();
  nothing_is_inherited_of_a_connect();
  both_read_at_once();
  forks_among_many_threads();
  a_child_is_made_inside_a_callback();
  return check_finish();
}
