/* The least that a client can do: one connection, one buffer, one write and one read for each request. */
#ifndef BENCH_SOCKET_H
#define BENCH_SOCKET_H

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/ssl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "client.h"
#include "request.h"

enum { ANSWER_SIZE = 256 * 1024 };

struct answer {
  int status;
  const char *body;
  size_t length;
};

static int descriptor;
static SSL_CTX *tls_context;
static SSL *tls;
static char received[ANSWER_SIZE];

static void open_client(const struct settings *settings) {
  struct sockaddr_in address = {0};
  const int on = 1;
  address.sin_family = AF_INET;
  address.sin_port = htons((in_port_t)settings->port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  descriptor = socket(AF_INET, SOCK_STREAM, 0);
  if (descriptor < 0 || connect(descriptor, (struct sockaddr *)&address, sizeof address) != 0) fail("connect");
  setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (settings->certificate == NULL) return;
  tls_context = SSL_CTX_new(TLS_client_method());
  if (tls_context == NULL || SSL_CTX_load_verify_locations(tls_context, settings->certificate, NULL) != 1)
    fail("certificate");
  SSL_CTX_set_verify(tls_context, SSL_VERIFY_PEER, NULL);
  tls = SSL_new(tls_context);
  if (tls == NULL || SSL_set1_host(tls, HOST) != 1 || SSL_set_tlsext_host_name(tls, HOST) != 1 ||
      SSL_set_fd(tls, descriptor) != 1 || SSL_connect(tls) != 1)
    fail("TLS");
}

static void close_client(void) {
  SSL_free(tls);
  SSL_CTX_free(tls_context);
  close(descriptor);
}

static void send_request(const char *request, size_t length) {
  ssize_t sent = tls != NULL ? SSL_write(tls, request, (int)length) : send(descriptor, request, length, MSG_NOSIGNAL);
  if (sent != (ssize_t)length) fail("send");
}

static size_t receive_some(size_t have) {
  char *target = received + have;
  size_t room = ANSWER_SIZE - 1 - have;
  ssize_t got = tls != NULL ? SSL_read(tls, target, (int)room) : recv(descriptor, target, room, 0);
  if (got <= 0) fail("receive");
  return (size_t)got;
}

/* Sends a request and reads its answer whole. */
static struct answer exchange(const char *request, size_t length) {
  struct answer answer;
  size_t have = 0, end = 0;
  send_request(request, length);
  do {
    have += receive_some(have);
    received[have] = 0;
    if (end == 0) {
      const char *field, *head = strstr(received, "\r\n\r\n");
      if (head == NULL) continue;
      field = strstr(received, "\r\nContent-Length: ");
      if (field == NULL) fail("no length");
      answer.status = atoi(received + sizeof "HTTP/1.1");
      answer.body = head + 4;
      answer.length = strtoul(field + 18, NULL, 10);
      end = (size_t)(answer.body - received) + answer.length;
    }
  } while (end == 0 || have < end);
  return answer;
}

#endif
