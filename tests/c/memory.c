/* The engine's memory hooks: refused without a trace, set once, used for everything; nothing is left at the end. */
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "fixture.h"
#include "memory_everything.h"

/* Before each block. Checks are not made in hooks, which any thread calls: what is wrong is counted. */
typedef struct header {
  void *start;
  size_t size, alignment;
} header;

typedef struct counts {
  long live, live_bytes, allocated, reallocated, wrong;
} counts;

static counts count;

static void add(long *to, long amount) {
  __atomic_add_fetch(to, amount, __ATOMIC_SEQ_CST);
}

static long value_of(long *from) {
  return __atomic_load_n(from, __ATOMIC_SEQ_CST);
}

static header *header_of(void *block) {
  return (header *)block - 1;
}

static void *MPSD_CALL allocate(size_t size, size_t alignment, void *user_data) {
  counts *to = (counts *)user_data;
  char *start = (char *)malloc(sizeof(header) + alignment + size);
  uintptr_t address = (uintptr_t)start + sizeof(header) + alignment - 1;
  void *block = start + (address - address % alignment - (uintptr_t)start);
  header head;
  head.start = start;
  head.size = size;
  head.alignment = alignment;
  memcpy(header_of(block), &head, sizeof head);
  memset(block, 0xa5, size);
  add(&to->wrong, size == 0 || (alignment & (alignment - 1)) != 0);
  add(&to->allocated, 1);
  add(&to->live, 1);
  add(&to->live_bytes, (long)size);
  return block;
}

static void MPSD_CALL free_block(void *block, size_t size, size_t alignment, void *user_data) {
  counts *to = (counts *)user_data;
  header head;
  memcpy(&head, header_of(block), sizeof head);
  add(&to->wrong, head.size != size || head.alignment != alignment);
  add(&to->live, -1);
  add(&to->live_bytes, -(long)size);
  memset(block, 0x5a, size);
  free(head.start);
}

static void *MPSD_CALL reallocate(void *block, size_t old_size, size_t alignment, size_t new_size, void *user_data) {
  void *moved = allocate(new_size, alignment, user_data);
  memcpy(moved, block, old_size < new_size ? old_size : new_size);
  free_block(block, old_size, alignment, user_data);
  add(&((counts *)user_data)->reallocated, 1);
  return moved;
}

static mpsd_memory_hooks hooks_to(counts *to) {
  mpsd_memory_hooks hooks = MPSD_MEMORY_HOOKS_INIT;
  hooks.allocate = allocate;
  hooks.reallocate = reallocate;
  hooks.free = free_block;
  hooks.user_data = to;
  return hooks;
}

static void refused(mpsd_memory_hooks hooks, mpsd_result expected, const char *part) {
  mpsd_error error;
  check_context("refused for %s", part);
  CHECK_REFUSED(mpsd_set_memory_hooks(&hooks, &error), expected, &error, part);
}

static void newer_hooks_than_the_library_knows(void) {
  struct {
    mpsd_memory_hooks known;
    uint64_t more;
  } newer;
  mpsd_error error;
  check_context("newer hooks");
  newer.known = hooks_to(&count);
  newer.known.struct_size = (uint32_t)sizeof newer;
  newer.more = 1;
  CHECK_REFUSED(mpsd_set_memory_hooks(&newer.known, &error), MPSD_ERROR_UNSUPPORTED_VERSION, &error, "hooks");
}

/* A program may ask what the library is, and a refused call is no first use. */
static void before_first_use(void) {
  mpsd_memory_hooks hooks;
  mpsd_error error;
  CHECK_REFUSED(mpsd_set_memory_hooks(NULL, &error), MPSD_ERROR_INVALID_ARGUMENT, &error, "hooks");
  CHECK_EQ(mpsd_set_memory_hooks(NULL, NULL), MPSD_ERROR_INVALID_ARGUMENT);
  hooks = hooks_to(&count);
  hooks.struct_size = 0;
  refused(hooks, MPSD_ERROR_INVALID_ARGUMENT, "hooks->struct_size");
  newer_hooks_than_the_library_knows();
  hooks = hooks_to(&count);
  hooks.reserved0 = 1;
  refused(hooks, MPSD_ERROR_INVALID_ARGUMENT, "hooks->reserved0");
  hooks = hooks_to(&count);
  hooks.allocate = NULL;
  refused(hooks, MPSD_ERROR_INVALID_ARGUMENT, "hooks->allocate");
  hooks = hooks_to(&count);
  hooks.reallocate = NULL;
  refused(hooks, MPSD_ERROR_INVALID_ARGUMENT, "hooks->reallocate");
  hooks = hooks_to(&count);
  hooks.free = NULL;
  refused(hooks, MPSD_ERROR_INVALID_ARGUMENT, "hooks->free");
  CHECK_EQ(mpsd_version(), MPSD_VERSION);
  CHECK_TEXT(mpsd_version_string(), MPSD_VERSION_STRING);
  CHECK_TEXT(mpsd_result_name(MPSD_ERROR_TOO_LATE), "MPSD_ERROR_TOO_LATE");
  mpsd_client_destroy(NULL);
}

static void set_once(void) {
  static counts other;
  mpsd_memory_hooks hooks = hooks_to(&count), others = hooks_to(&other);
  mpsd_error error;
  check_context("set once");
  CHECK_RESULT(mpsd_set_memory_hooks(&hooks, &error), MPSD_OK, &error);
  CHECK_ZEROED(&error);
  CHECK_EQ(mpsd_set_memory_hooks(&hooks, NULL), MPSD_OK);
  CHECK_REFUSED(mpsd_set_memory_hooks(&others, &error), MPSD_ERROR_TOO_LATE, &error, "others were set");
  others.user_data = &count;
  others.free = NULL;
  CHECK_REFUSED(mpsd_set_memory_hooks(&others, &error), MPSD_ERROR_INVALID_ARGUMENT, &error, "hooks->free");
  CHECK_EQ(other.allocated, 0);
}

/* The library's own threads have ended when destroy returns; that of a look-up ends by itself. */
static void nothing_is_left(const char *when, long long patience_ms) {
  const long long until = now_ms() + patience_ms;
  while (value_of(&count.live) > 0 && now_ms() < until) sleep_ms(1);
  check_context("%s", when);
  CHECK_EQ(value_of(&count.live), 0);
  CHECK_EQ(value_of(&count.live_bytes), 0);
  CHECK_EQ(value_of(&count.wrong), 0);
}

static void *MPSD_CALL allocate_nothing(size_t size, size_t alignment, void *unused) {
  (void)size;
  (void)alignment;
  (void)unused;
  return NULL;
}

static void use_no_memory(void *unused) {
  mpsd_memory_hooks hooks = hooks_to(&count);
  mpsd_filter *filter;
  (void)unused;
  hooks.allocate = allocate_nothing;
  if (mpsd_set_memory_hooks(&hooks, NULL) == MPSD_OK) mpsd_filter_create(&filter, NULL);
}

/* In a process of its own: the library ends it. */
static void no_memory_ends_the_program(void) {
  int end = child_end(use_no_memory, NULL);
  check_context("no memory");
  if (end != NO_FORK) CHECK_EQ(end, CHILD_ABORTED);
}

int main(void) {
  mpsd_memory_hooks hooks = hooks_to(&count);
  int round;
  before_first_use();
  /* Valgrind takes a child's end for the program's. */
  if (getenv("MPSD_TEST_SLOW") == NULL) no_memory_ends_the_program();
  set_once();
  CHECK_EQ(value_of(&count.allocated), 0);
  for (round = 1; round <= 2; ++round) {
    everything();
    nothing_is_left("after everything", slack_ms());
    CHECK(value_of(&count.allocated) > 1000L * round);
    CHECK(value_of(&count.reallocated) > 100L * round);
  }
  look_up_of_a_name();
  nothing_is_left("after a look-up", 30000);
  CHECK_EQ(mpsd_set_memory_hooks(&hooks, NULL), MPSD_OK);
  return check_finish();
}
