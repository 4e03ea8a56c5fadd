#include "http.h"

#include "platform.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void give_up(const char *what, const char *url) {
  fprintf(stderr, "%s: %s\n", what, url);
  exit(2);
}

static intptr_t connect_to(const char *url) {
  char host[64];
  unsigned port;
  intptr_t connected;
  if (sscanf(url, "http://%63[0-9.]:%u", host, &port) != 2) give_up("no test server's URL", url);
  connected = socket_connect(host, (uint16_t)port);
  if (connected < 0) give_up("cannot connect", url);
  return connected;
}

static void write_all(intptr_t connection, const char *text, const char *url) {
  size_t left = strlen(text);
  while (left > 0) {
    long written = socket_write(connection, text, left);
    if (written <= 0) give_up("cannot write", url);
    text += written;
    left -= (size_t)written;
  }
}

int http_begins(const char *text, const char *name) {
  for (; *name != 0; ++text, ++name) {
    if ((*text | 0x20) != (*name | 0x20)) return 0;
  }
  return 1;
}

/* The number after Content-Length, -1 without one. */
static long content_length(const char *head) {
  static const char name[] = "\r\ncontent-length:";
  for (; *head != 0; ++head) {
    if (http_begins(head, name)) return strtol(head + strlen(name), NULL, 10);
  }
  return -1;
}

void http_exchange(const char *url, const char *method, const char *path, const char *body, http_answer *answer) {
  char head[512];
  char *text = (char *)calloc(1, sizeof answer->body + 4096);
  size_t size = 0;
  intptr_t connection = connect_to(url);
  snprintf(head, sizeof head,
      "%s %s HTTP/1.1\r\nHost: %s\r\nContent-Type: application/json\r\nContent-Length: %lu\r\n\r\n", method, path,
      url + strlen("http://"), (unsigned long)strlen(body));
  write_all(connection, head, url);
  write_all(connection, body, url);
  answer->status = 0;
  answer->body[0] = 0;
  for (;;) {
    char *end = strstr(text, "\r\n\r\n");
    long got;
    if (end != NULL) {
      long length = content_length(text);
      end += 4;
      if (length <= 0 || size - (size_t)(end - text) >= (size_t)length) {
        snprintf(answer->body, sizeof answer->body, "%s", end);
        break;
      }
    }
    got = socket_read(connection, text + size, sizeof answer->body + 4095 - size);
    if (got <= 0) give_up("the answer is not complete", url);
    size += (size_t)got;
  }
  answer->status = (int)strtol(text + strlen("HTTP/1.1 "), NULL, 10);
  socket_close(connection);
  free(text);
}

void script_set(const char *url, const char *const *answers) {
  static char body[65536];
  http_answer answer;
  size_t used = 0;
  body[0] = 0;
  for (; *answers != SCRIPT_END; ++answers) {
    used += (size_t)snprintf(body + used, sizeof body - used, "%s\x1e", *answers);
    if (used >= sizeof body) give_up("the script is too long", url);
  }
  http_exchange(url, "PUT", "/test/script", body, &answer);
  if (answer.status != 200) give_up("the script was refused", url);
}

int script_count(const char *url) {
  http_answer answer;
  http_exchange(url, "GET", "/test/count", "", &answer);
  return (int)strtol(answer.body, NULL, 10);
}

void script_wait(const char *url, int count) {
  int rounds;
  for (rounds = 0; rounds < 500 && script_count(url) < count; ++rounds) {
    sleep_ms(10);
  }
}

const char *script_request(const char *url, int index) {
  static http_answer answer;
  char path[64];
  snprintf(path, sizeof path, "/test/requests/%d", index);
  http_exchange(url, "GET", path, "", &answer);
  return answer.status == 200 ? answer.body : "(no such request)";
}
