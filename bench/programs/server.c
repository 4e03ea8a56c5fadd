/*
 * A session directory that is not the bottleneck: one thread for each connection, and answers that were made before.
 *
 *   server [--tls CERTIFICATE KEY] [--delay MILLISECONDS] [--rows COUNT]
 *
 * Prints its port on 127.0.0.1 and serves until its standard input ends. POST /handles is answered by an activity or an
 * invite, as the request's type says, POST /handles/query by COUNT activities, everything after the delay.
 */
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { REQUEST_SIZE = 64 * 1024, ROW_SIZE = 1024, THREAD_STACK = 256 * 1024, BACKLOG = 1024 };

#define SESSION_REFERENCE \
  "{\"scid\":\"8dfb0100-ebe0-42da-885f-033860a818f6\",\"templateName\":\"lobby\",\"name\":\"friday-night\"}"

struct answer {
  char *bytes;
  size_t length;
};

struct connection {
  int descriptor;
  SSL *tls;
};

static struct answer activity, invite, query, unknown;
static struct timespec delay;
static SSL_CTX *tls_context;

static void fail(const char *what) {
  perror(what);
  ERR_print_errors_fp(stderr);
  exit(1);
}

static struct answer answer(const char *status, const char *body) {
  char date[64];
  time_t now = time(NULL);
  struct tm utc;
  struct answer made;
  size_t size = strlen(body) + 1024;
  int length;
  gmtime_r(&now, &utc);
  strftime(date, sizeof date, "%a, %d %b %Y %H:%M:%S GMT", &utc);
  made.bytes = malloc(size);
  if (made.bytes == NULL) fail("malloc");
  length = snprintf(made.bytes, size,
      "HTTP/1.1 %s\r\n"
      "Content-Type: application/json; charset=utf-8\r\n"
      "Date: %s\r\n"
      "X-XblCorrelationId: 5f0e1f3b-6f3c-4a9d-8d1c-0c6d1f6f0a11\r\n"
      "X-Content-Type-Options: nosniff\r\n"
      "Content-Length: %zu\r\n"
      "\r\n"
      "%s",
      status, date, strlen(body), body);
  made.length = (size_t)length;
  return made;
}

static struct answer activities(unsigned count) {
  char *body = malloc((size_t)(count + 1) * ROW_SIZE);
  size_t length = 0;
  unsigned row;
  struct answer made;
  if (body == NULL) fail("malloc");
  length += (size_t)sprintf(body, "{\"results\":[");
  for (row = 0; row < count; ++row) {
    length += (size_t)snprintf(body + length, ROW_SIZE,
        "%s{\"id\":\"81a3c56e-543c-44c2-ad53-c8a90000%04x\",\"type\":\"activity\",\"version\":1,"
        "\"sessionRef\":{\"scid\":\"8dfb0100-ebe0-42da-885f-033860a818f6\",\"templateName\":\"lobby\","
        "\"name\":\"friday-night-%u\"},\"titleId\":\"1234567\",\"ownerXuid\":\"%u\","
        "\"createTime\":\"2026-01-02T03:04:05.6789012Z\",\"inviteProtocol\":\"game\","
        "\"gameTypes\":{\"win32\":{\"titleId\":\"1234567\"}},"
        "\"relatedInfo\":{\"visibility\":\"open\",\"joinRestriction\":\"followed\",\"closed\":false,"
        "\"maxMembersCount\":8,\"membersCount\":4,\"inviteProtocol\":\"game\",\"postedTime\":\"2026-01-02T03:04:06Z\"},"
        "\"customProperties\":{\"map\":\"harbour\",\"round\":3}}",
        row == 0 ? "" : ",", row, row, row + 1);
  }
  sprintf(body + length, "]}");
  made = answer("200 OK", body);
  free(body);
  return made;
}

static void make_answers(unsigned rows) {
  activity = answer("201 Created",
      "{\"id\":\"81a3c56e-543c-44c2-ad53-c8a9088fbef8\",\"type\":\"activity\",\"version\":1,"
      "\"sessionRef\":" SESSION_REFERENCE ",\"titleId\":\"1234567\",\"ownerXuid\":\"3212\","
      "\"createTime\":\"2026-01-02T03:04:05.6789012Z\",\"inviteProtocol\":\"game\","
      "\"gameTypes\":{\"win32\":{\"titleId\":\"1234567\"}}}");
  invite = answer("201 Created",
      "{\"id\":\"5e0ad8b4-3c3d-4d33-9a2c-77f1e8a3c001\",\"type\":\"invite\",\"version\":1,"
      "\"sessionRef\":" SESSION_REFERENCE ",\"titleId\":\"1234567\",\"senderXuid\":\"3212\","
      "\"createTime\":\"2026-01-02T03:04:05.6789012Z\",\"expiration\":\"2026-01-02T03:19:05Z\","
      "\"inviteProtocol\":\"game\",\"inviteAttributes\":{\"titleId\":\"1234567\"}}");
  query = activities(rows);
  unknown = answer("404 Not Found", "{}");
}

static const struct answer *answer_to(const char *request, size_t head, size_t body) {
  static const char invites[] = "\"type\":\"invite\"";
  if (strncmp(request, "POST /handles/query", 19) == 0) return &query;
  if (strncmp(request, "POST /handles ", 14) != 0) return &unknown;
  return memmem(request + head, body, invites, sizeof invites - 1) != NULL ? &invite : &activity;
}

/* The body's length, by the head, which ends with NUL. */
static size_t content_length(const char *head) {
  const char *field = strcasestr(head, "\r\ncontent-length:");
  return field == NULL ? 0 : strtoul(field + 17, NULL, 10);
}

static int receive(const struct connection *connection, char *bytes, size_t size) {
  if (connection->tls != NULL) return SSL_read(connection->tls, bytes, (int)size);
  return (int)recv(connection->descriptor, bytes, size, 0);
}

static int send_all(const struct connection *connection, const struct answer *sent) {
  size_t done = 0;
  if (connection->tls != NULL) return SSL_write(connection->tls, sent->bytes, (int)sent->length) > 0;
  while (done < sent->length) {
    ssize_t written = send(connection->descriptor, sent->bytes + done, sent->length - done, MSG_NOSIGNAL);
    if (written <= 0) return 0;
    done += (size_t)written;
  }
  return 1;
}

/* One request, read whole: its head's length and its body's. 0: the connection is over. */
static int read_request(const struct connection *connection, char *request, size_t *head, size_t *body) {
  size_t have = 0;
  *head = 0;
  for (;;) {
    int got;
    if (have == REQUEST_SIZE) return 0;
    got = receive(connection, request + have, REQUEST_SIZE - have);
    if (got <= 0) return 0;
    have += (size_t)got;
    if (*head == 0) {
      char *end = memmem(request, have, "\r\n\r\n", 4);
      if (end == NULL) continue;
      *end = 0;
      *head = (size_t)(end - request) + 4;
      *body = content_length(request);
    }
    if (have >= *head + *body) return 1;
  }
}

static void *serve(void *argument) {
  struct connection *connection = argument;
  char *request = malloc(REQUEST_SIZE);
  size_t head, body;
  int served = request != NULL;
  if (connection->tls != NULL) served = served && SSL_accept(connection->tls) == 1;
  while (served && read_request(connection, request, &head, &body)) {
    if (delay.tv_sec != 0 || delay.tv_nsec != 0) nanosleep(&delay, NULL);
    served = send_all(connection, answer_to(request, head, body));
  }
  SSL_free(connection->tls);
  close(connection->descriptor);
  free(connection);
  free(request);
  return NULL;
}

static void *accept_all(void *argument) {
  int listener = *(int *)argument;
  pthread_attr_t detached;
  pthread_attr_init(&detached);
  pthread_attr_setdetachstate(&detached, PTHREAD_CREATE_DETACHED);
  pthread_attr_setstacksize(&detached, THREAD_STACK);
  for (;;) {
    const int on = 1;
    pthread_t thread;
    struct connection *connection;
    int descriptor = accept(listener, NULL, NULL);
    if (descriptor < 0) continue;
    setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    connection = malloc(sizeof *connection);
    if (connection == NULL) fail("malloc");
    connection->descriptor = descriptor;
    connection->tls = NULL;
    if (tls_context != NULL) {
      connection->tls = SSL_new(tls_context);
      if (connection->tls == NULL || SSL_set_fd(connection->tls, descriptor) != 1) fail("SSL_set_fd");
    }
    if (pthread_create(&thread, &detached, serve, connection) != 0) fail("pthread_create");
  }
  return NULL;
}

static void use_tls(const char *certificate, const char *key) {
  tls_context = SSL_CTX_new(TLS_server_method());
  if (tls_context == NULL || SSL_CTX_set_min_proto_version(tls_context, TLS1_3_VERSION) != 1 ||
      SSL_CTX_use_certificate_file(tls_context, certificate, SSL_FILETYPE_PEM) != 1 ||
      SSL_CTX_use_PrivateKey_file(tls_context, key, SSL_FILETYPE_PEM) != 1)
    fail(certificate);
}

static int listen_on_loopback(uint16_t *port) {
  struct sockaddr_in address = {0};
  socklen_t length = sizeof address;
  int listener = socket(AF_INET, SOCK_STREAM, 0);
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (listener < 0 || bind(listener, (struct sockaddr *)&address, sizeof address) != 0 ||
      listen(listener, BACKLOG) != 0 || getsockname(listener, (struct sockaddr *)&address, &length) != 0)
    fail("listen");
  *port = ntohs(address.sin_port);
  return listener;
}

int main(int argc, char **argv) {
  unsigned rows = 0;
  uint16_t port;
  pthread_t acceptor;
  char ignored[64];
  int argument, listener;
  signal(SIGPIPE, SIG_IGN);
  /* A delay is as long as it says: the threads inherit it. */
  prctl(PR_SET_TIMERSLACK, 1, 0, 0, 0);
  for (argument = 1; argument < argc; ++argument) {
    if (strcmp(argv[argument], "--tls") == 0 && argument + 2 < argc) {
      use_tls(argv[argument + 1], argv[argument + 2]);
      argument += 2;
    } else if (strcmp(argv[argument], "--delay") == 0 && argument + 1 < argc) {
      long milliseconds = strtol(argv[++argument], NULL, 10);
      delay.tv_sec = milliseconds / 1000;
      delay.tv_nsec = milliseconds % 1000 * 1000000;
    } else if (strcmp(argv[argument], "--rows") == 0 && argument + 1 < argc) {
      rows = (unsigned)strtoul(argv[++argument], NULL, 10);
    } else {
      fprintf(stderr, "unknown argument: %s\n", argv[argument]);
      return 2;
    }
  }
  make_answers(rows);
  listener = listen_on_loopback(&port);
  if (pthread_create(&acceptor, NULL, accept_all, &listener) != 0) fail("pthread_create");
  printf("%u\n", (unsigned)port);
  fflush(stdout);
  while (read(STDIN_FILENO, ignored, sizeof ignored) > 0) continue;
  return 0;
}
