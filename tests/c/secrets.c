/*
 * After the last destroy no copy of a token, of a signature or of a proxy's password is left in the process: its memory is searched. What the
 * library frees stays as it was, so that nothing else writes over what was not wiped.
 */
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "check.h"
#include "fixture.h"
#include "http.h"

#define OK "HTTP/1.1 200 OK\r\nContent-Length: ?\r\n\r\n{\"id\":\"81a3c56e-543c-44c2-ad53-c8a9088fbef8\"}"
#define UNAUTHORIZED "HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n"
#define SECRET_SIZE 400
#define WINDOW 16

/*
 * What is looked for is nowhere in memory but in the texts themselves: each character is computed when it is needed.
 * `which` tells them apart; CREDENTIALS is what a proxy is sent: ":" and the password, in base64.
 */
typedef enum secret_kind { TOKEN, SIGNATURE, PASSWORD, CREDENTIALS } secret_kind;

static char plain_at(secret_kind which, unsigned index) {
  unsigned x = (index + 1000u * (unsigned)(which + 1)) * 2654435761u;
  x ^= x >> 13;
  x *= 0x5bd1e995u;
  x ^= x >> 15;
  x %= 52;
  return (char)(x < 26 ? 'A' + (char)x : 'a' + (char)(x - 26));
}

static char secret_at(secret_kind which, unsigned index) {
  unsigned i, three = 0;
  if (which != CREDENTIALS) return plain_at(which, index);
  /* No three bytes that are looked for begin before the password. */
  for (i = 0; i < 3; ++i) three = three << 8 | (unsigned)plain_at(PASSWORD, index / 4 * 3 + i - 1);
  return "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"[three >> (18 - 6 * (index % 4)) & 63];
}

static char token[SECRET_SIZE + 1], signature[SECRET_SIZE + 1], proxy_url[SECRET_SIZE + 100];

static void wipe(void *bytes, size_t size) {
  volatile char *byte = (volatile char *)bytes;
  while (size-- > 0) *byte++ = 0;
}

static void make_secrets(void) {
  static const char start[] = "XBL3.0 x=77;";
  unsigned i;
  for (i = 0; i < SECRET_SIZE; ++i) {
    token[i] = i < sizeof start - 1 ? start[i] : secret_at(TOKEN, i);
    signature[i] = secret_at(SIGNATURE, i);
  }
}

static void wipe_secrets(void) {
  wipe(token, sizeof token);
  wipe(signature, sizeof signature);
  wipe(proxy_url, sizeof proxy_url);
}

/* Whether the characters from `index` on stand here. */
static int stands_at(const volatile char *here, secret_kind which, unsigned index) {
  unsigned i;
  for (i = 0; i < WINDOW; ++i) {
    if (here[i] != secret_at(which, index + i)) return 0;
  }
  return 1;
}

static int copies_between(const volatile char *from, const volatile char *to, secret_kind which, unsigned index) {
  const char first = secret_at(which, index);
  int copies = 0;
  for (; to - from >= WINDOW; ++from) copies += *from == first && stands_at(from, which, index);
  return copies;
}

/* Without memory of its own: what stdio frees, musl would take out of what is listed. */
static size_t read_maps(char *maps, size_t room) {
  int file = open("/proc/self/maps", O_RDONLY);
  size_t size = 0;
  ssize_t count;
  if (file < 0) return 0;
  while ((count = read(file, maps + size, room - size)) > 0) size += (size_t)count;
  return close(file) == 0 && count == 0 ? size : 0;
}

/*
 * How many copies there are in all readable memory. An allocator writes over the start of what is freed, so that a part
 * counts, too: three of them are looked for.
 */
static int copies_of(secret_kind which) {
  static char maps[1 << 18];
  static const unsigned parts[] = {48, 200, 350};
  int copies = 0, part_copies, part;
  unsigned long from, to;
  char access[8];
  char *line;
  size_t size = read_maps(maps, sizeof maps - 1);
  if (size == 0) abort();
  maps[size] = 0;
  for (part = 0; part < 3; ++part) {
    part_copies = 0;
    for (line = maps; line != NULL && *line != 0; line = strchr(line, '\n') != NULL ? strchr(line, '\n') + 1 : NULL) {
      const char *end = strchr(line, '\n');
      const char *special = strstr(line, "[v");
      if (sscanf(line, "%lx-%lx %7s", &from, &to, access) != 3 || access[0] != 'r') continue;
      /* The kernel's own pages. */
      if (special != NULL && (end == NULL || special < end)) continue;
      part_copies += copies_between((const volatile char *)from, (const volatile char *)to, which, parts[part]);
    }
    if (part_copies > copies) copies = part_copies;
  }
  return copies;
}

static void *MPSD_CALL allocate(size_t size, size_t alignment, void *unused) {
  void *block = NULL;
  (void)unused;
  if (alignment < sizeof(void *)) alignment = sizeof(void *);
  return posix_memalign(&block, alignment, size) == 0 ? block : NULL;
}

static void MPSD_CALL keep(void *block, size_t size, size_t alignment, void *unused) {
  (void)block;
  (void)size;
  (void)alignment;
  (void)unused;
}

static void *MPSD_CALL reallocate(void *block, size_t old_size, size_t alignment, size_t new_size, void *unused) {
  void *moved = allocate(new_size, alignment, unused);
  if (moved != NULL) memcpy(moved, block, old_size < new_size ? old_size : new_size);
  return moved;
}

static void keep_what_is_freed(void) {
  mpsd_memory_hooks hooks = MPSD_MEMORY_HOOKS_INIT;
  hooks.allocate = allocate;
  hooks.reallocate = reallocate;
  hooks.free = keep;
  CHECK_EQ(mpsd_set_memory_hooks(&hooks, NULL), MPSD_OK);
}

static mpsd_error error;

static mpsd_client *client_on(mpsd_network *network, const char *endpoint) {
  mpsd_client_options options = options_for(endpoint, 77);
  options.authorization = token;
  options.network = network;
  return create_client(&options);
}

static mpsd_network *network_of(const mpsd_network_options *options) {
  mpsd_network *network;
  CHECK_RESULT(mpsd_network_create(options, &network, &error), MPSD_OK, &error);
  return network;
}

static void script(const char *first, const char *others, int count) {
  const char *answers[16];
  int i;
  answers[0] = first;
  for (i = 1; i < count; ++i) answers[i] = others;
  answers[count] = SCRIPT_END;
  script_set(fixture("SCRIPTED"), answers);
}

static void set_activity(mpsd_client *client) {
  mpsd_session_reference session = session_named(NULL);
  CHECK_RESULT(mpsd_set_activity(client, &session, NULL, NULL, &error), MPSD_OK, &error);
}

static void blocking_calls(void) {
  mpsd_client *client = client_on(NULL, fixture("SCRIPTED"));
  script(OK, OK, 2);
  set_activity(client);
  set_activity(client);
  CHECK(copies_of(TOKEN) >= 2);
  mpsd_client_destroy(client);
}

/* A body that takes several writes. */
static void a_large_write(void) {
  mpsd_client *client = client_on(NULL, fixture("SCRIPTED"));
  mpsd_session_reference session = session_named("s");
  char *document = (char *)malloc(200001);
  static const char start[] = "{\"properties\":{\"custom\":{\"a\":\"", end[] = "\"}}}";
  if (document == NULL) abort();
  memset(document, 'x', 200000);
  memcpy(document, start, sizeof start - 1);
  memcpy(document + 200001 - sizeof end, end, sizeof end);
  script(OK, OK, 1);
  CHECK_RESULT(mpsd_write_session(client, &session, MPSD_WRITE_UPDATE_OR_CREATE, NULL, document, NULL, NULL, &error),
      MPSD_OK, &error);
  mpsd_client_destroy(client);
  free(document);
}

static void background_calls(void) {
  mpsd_client *client = client_on(NULL, fixture("SCRIPTED"));
  mpsd_session_reference session = session_named(NULL);
  mpsd_operation *operation;
  int i;
  script(OK, OK, 3);
  for (i = 0; i < 3; ++i) {
    CHECK_RESULT(mpsd_set_activity_start(client, &session, NULL, &operation, &error), MPSD_OK, &error);
    CHECK_EQ(mpsd_operation_wait(operation, 10000), MPSD_OK);
    mpsd_operation_destroy(operation);
  }
  mpsd_client_destroy(client);
}

static void a_failed_connect_and_a_broken_answer(void) {
  mpsd_session_reference session = session_named(NULL);
  mpsd_client_options options = options_for(fixture("CLOSED_PORT"), 77);
  mpsd_client *client;
  options.authorization = token;
  options.max_attempts = 1;
  client = create_client(&options);
  CHECK_EQ(mpsd_set_activity(client, &session, NULL, NULL, &error), MPSD_ERROR_CONNECT);
  mpsd_client_destroy(client);
  options.endpoint = fixture("SCRIPTED");
  client = create_client(&options);
  script(SCRIPT_CLOSE, OK, 1);
  CHECK_EQ(mpsd_set_activity(client, &session, NULL, NULL, &error), MPSD_ERROR_NETWORK);
  mpsd_client_destroy(client);
}

static void MPSD_CALL give_signed(void *unused, mpsd_token_request *request) {
  (void)unused;
  CHECK_EQ(mpsd_token_request_complete(request, MPSD_OK, token, signature), MPSD_OK);
}

static void a_token_that_comes_signed_and_is_refused_once(void) {
  mpsd_client_options options = options_for(fixture("SCRIPTED"), 77);
  mpsd_client *client;
  options.authorization = NULL;
  options.token_callback = give_signed;
  client = create_client(&options);
  script(UNAUTHORIZED, OK, 2);
  set_activity(client);
  mpsd_client_destroy(client);
}

static void signed_and_traced(void) {
  mpsd_network_options network_options = MPSD_NETWORK_OPTIONS_INIT;
  mpsd_client_options options = options_for(fixture("SCRIPTED"), 77);
  mpsd_network *network;
  mpsd_client *client;
  mpsd_signer *signer;
  network_options.trace_file = fixture("TRACE");
  network = network_of(&network_options);
  CHECK_RESULT(mpsd_signer_create(NULL, 0, &signer, &error), MPSD_OK, &error);
  options.authorization = token;
  options.network = network;
  options.signer = signer;
  options.log_level = MPSD_LOG_DEBUG;
  options.log_capacity = 100;
  client = create_client(&options);
  mpsd_signer_destroy(signer);
  mpsd_network_destroy(network);
  script(OK, OK, 2);
  set_activity(client);
  CHECK_RESULT(mpsd_client_set_authorization(client, token, &error), MPSD_OK, &error);
  set_activity(client);
  mpsd_client_destroy(client);
}

static void *set_in_a_thread(void *client) {
  mpsd_session_reference session = session_named(NULL);
  mpsd_set_activity((mpsd_client *)client, &session, NULL, NULL, NULL);
  return NULL;
}

/* The engine is lent the headers, and shown the command line. */
static void an_engine_that_polls(void) {
  static char line[8192];
  mpsd_network_options options = MPSD_NETWORK_OPTIONS_INIT;
  mpsd_http_request *request;
  mpsd_http_request_info data;
  mpsd_network *network;
  mpsd_client *client;
  pthread_t thread;
  options.mode = MPSD_NETWORK_POLLED;
  network = network_of(&options);
  client = client_on(network, fixture("SCRIPTED"));
  CHECK_EQ(pthread_create(&thread, NULL, set_in_a_thread, client), 0);
  CHECK_EQ(mpsd_network_next_request(network, 10000, &request), MPSD_OK);
  CHECK_EQ(mpsd_http_request_get_info(request, &data), MPSD_OK);
  CHECK_CONTAINS(data.headers, "Authorization: ");
  CHECK_EQ(mpsd_http_request_get_curl(request, 1, line, sizeof line, NULL), MPSD_OK);
  wipe(line, sizeof line);
  CHECK_EQ(mpsd_http_request_answer(request, 200, NULL, (const uint8_t *)"{}", 2), MPSD_OK);
  CHECK_EQ(pthread_join(thread, NULL), 0);
  mpsd_client_destroy(client);
  mpsd_network_destroy(network);
}

static void over_tls(void) {
  static const uint64_t xuid = 77;
  mpsd_network_options options = MPSD_NETWORK_OPTIONS_INIT;
  mpsd_client_options client_options = options_for(fixture("TLS_GOOD"), 77);
  mpsd_activity_query asked = MPSD_ACTIVITY_QUERY_INIT;
  mpsd_handle_list *list;
  mpsd_network *network;
  mpsd_client *client;
  int i;
  options.root_certificates_pem = fixture("TLS_AUTHORITY");
  network = network_of(&options);
  client_options.authorization = NULL;
  client_options.token_callback = give_signed;
  client_options.network = network;
  client = create_client(&client_options);
  asked.scid = SCID;
  asked.xuids = &xuid;
  asked.xuid_count = 1;
  for (i = 0; i < 4; ++i) {
    CHECK_RESULT(mpsd_query_activities(client, &asked, NULL, &list, &error), MPSD_OK, &error);
    mpsd_handle_list_destroy(list);
  }
  mpsd_client_destroy(client);
  mpsd_network_destroy(network);
}

/* The URL's user has no name. The proxy is asked, and wants another password. */
static void through_a_proxy(void) {
  mpsd_network_options options = MPSD_NETWORK_OPTIONS_INIT;
  mpsd_session_reference session = session_named(NULL);
  mpsd_network *network;
  mpsd_client *client;
  size_t i, length = (size_t)sprintf(proxy_url, "http://:");
  for (i = 0; i < SECRET_SIZE; ++i) proxy_url[length++] = plain_at(PASSWORD, (unsigned)i);
  sprintf(proxy_url + length, "@%s", fixture("SCRIPTED") + strlen("http://"));
  options.proxy = MPSD_PROXY_URL;
  options.proxy_url = proxy_url;
  network = network_of(&options);
  client = client_on(network, "https://service.test");
  script("HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n", OK, 1);
  CHECK_EQ(mpsd_set_activity(client, &session, NULL, NULL, &error), MPSD_ERROR_CONNECT);
  CHECK_CONTAINS(error.message, "refuses the user name and password");
  CHECK(copies_of(PASSWORD) >= 1);
  CHECK(copies_of(CREDENTIALS) >= 1);
  mpsd_client_destroy(client);
  mpsd_network_destroy(network);
}

typedef struct scenario {
  const char *name;
  void (*run)(void);
} scenario;

static const scenario scenarios[] = {
    {"blocking calls", blocking_calls},
    {"a large write", a_large_write},
    {"background calls", background_calls},
    {"a failed connect and a broken answer", a_failed_connect_and_a_broken_answer},
    {"a token that comes signed and is refused once", a_token_that_comes_signed_and_is_refused_once},
    {"signed and traced", signed_and_traced},
    {"an engine that polls", an_engine_that_polls},
    {"over TLS", over_tls},
    {"through a proxy", through_a_proxy},
};

int main(void) {
  size_t i;
  keep_what_is_freed();
  for (i = 0; i < sizeof scenarios / sizeof *scenarios; ++i) {
    int copies, which;
    check_context("%s", scenarios[i].name);
    make_secrets();
    scenarios[i].run();
    wipe_secrets();
    for (which = TOKEN; which <= CREDENTIALS; ++which) {
      copies = copies_of((secret_kind)which);
      if (copies != 0) printf("%s, secret %d: %d copies\n", scenarios[i].name, which, copies);
      CHECK_EQ(copies, 0);
    }
  }
  return check_finish();
}
