/* The headers and the body that this library sends, for the clients that it is compared with. */
#ifndef BENCH_REQUEST_H
#define BENCH_REQUEST_H

#include <stdio.h>

#define HOST "localhost"
#define TOKEN "XBL3.0 x=1234;abcdefghijklmnopqrstuvwxyz"
#define ACTIVITY \
  "{\"type\":\"activity\",\"sessionRef\":{\"scid\":\"8dfb0100-ebe0-42da-885f-033860a818f6\"," \
  "\"templateName\":\"lobby\",\"name\":\"friday-night\"},\"version\":1}"

/* Every header but Host, Content-Length and MS-CV: F is given each name and its value. */
#define EACH_HEADER(F)                                \
  F("x-xbl-contract-version", "107")                  \
  F("accept", "application/json")                     \
  F("accept-encoding", "identity")                    \
  F("accept-language", "en-US")                       \
  F("user-agent", "mpsd/0.1.0")                       \
  F("content-type", "application/json; charset=utf-8") \
  F("authorization", TOKEN)

enum { VECTOR_SIZE = 32 };

/* A correlation vector, of which only the end is new. */
static inline void write_vector(char target[VECTOR_SIZE], size_t number) {
  snprintf(target, VECTOR_SIZE, "0123456789abcdef012345.%u", (unsigned)number);
}

#endif
