/* Sizes and offsets of every struct, asserted by the compiler: C's are those of the library, which abi/layouts.h lists. */
#include <mpsd.h>
#include <stddef.h>

#define JOIN(left, right) left##right
#define NAME(line) JOIN(assertion_, line)
/* C99 has no _Static_assert; an array of -1 elements does not compile. */
#define ASSERT(condition) extern char NAME(__LINE__)[(condition) ? 1 : -1]

/* The list is of 64-bit machines. */
#if UINTPTR_MAX > 0xffffffffu
#define INTEGER(type, size, is_signed) ASSERT(sizeof(type) == (size) && ((type)-1 <= 0) == (is_signed));
#define BEGIN(type, size) ASSERT(sizeof(type) == (size));
#define FIELD(type, field, offset, size) \
  ASSERT(offsetof(type, field) == (offset) && sizeof(((type *)0)->field) == (size));
#define END(type, grows)
#include "../../abi/layouts.h"
#undef INTEGER
#undef BEGIN
#undef FIELD
#undef END
#endif

/* On every machine the list has all fields, and a struct that grows has no padding, where a new field would hide. */
#define INTEGER(type, size, is_signed) ASSERT(sizeof(type) == (size));
#define BEGIN(type, size) enum { type##_fields = 0
#define FIELD(type, field, offset, size) + sizeof(((type *)0)->field)
#define END(type, grows) }; \
  ASSERT(sizeof(type) >= type##_fields && sizeof(type) - type##_fields < ((grows) ? 1 : 8));
#include "../../abi/layouts.h"

/* What the compiler saw is what the library fills: an output is written whole, and nothing beyond it. */
int main(void) {
  static struct { mpsd_session_summary summary; unsigned char beyond[8]; } space;
  const unsigned char *bytes = (const unsigned char *)&space;
  size_t i;
  for (i = 0; i < sizeof space; ++i) ((unsigned char *)&space)[i] = 0xaa;
  if (mpsd_session_get_summary(NULL, &space.summary, NULL) != MPSD_ERROR_INVALID_HANDLE) return 1;
  for (i = 0; i < sizeof space.summary; ++i) {
    if (bytes[i] != 0) return 2;
  }
  return space.beyond[0] == 0xaa ? 0 : 3;
}
