/* Plain HTTP to the test servers, without the library: one request, one answer, on a connection of its own. */
#ifndef HTTP_H
#define HTTP_H

#ifdef __cplusplus
extern "C" {
#endif

typedef struct http_answer {
  int status;
  char body[65536];
} http_answer;

/* `url` is "http://<IPv4>:<port>". Ends the program when the server cannot be reached. */
void http_exchange(const char *url, const char *method, const char *path, const char *body, http_answer *answer);

/* Whether a text begins with the name of a header; names have no case. */
int http_begins(const char *text, const char *name);

/* Ends the list of answers of script_set. */
#define SCRIPT_END ((const char *)0)
/* No answer: the connection is closed, or kept open. */
#define SCRIPT_CLOSE "!close"
#define SCRIPT_SILENCE "!silence"
/* 200 with a body that never ends. */
#define SCRIPT_ENDLESS "!endless"

/*
 * Gives the scripted server its answers as raw HTTP, and makes it forget the requests it got. "Content-Length: ?" becomes
 * the body's length; after an answer with "Connection: close" the connection is closed.
 */
void script_set(const char *url, const char *const *answers);
/* How many requests it got since. */
int script_count(const char *url);
/* Waits until it got `count` requests, 5 seconds at most. */
void script_wait(const char *url, int count);
/* The raw text of one of them, valid until the next call. */
const char *script_request(const char *url, int index);

#ifdef __cplusplus
}
#endif

#endif
