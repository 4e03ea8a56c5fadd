/* One of two units that include the header; this one checks the version. */
#include <mpsd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int other_unit(void);

int main(void) {
  const char *expected = getenv("MPSD_TEST_VERSION");
  if (other_unit() != 0) return 1;
  if (mpsd_version() != MPSD_VERSION) return 2;
  if (strcmp(mpsd_version_string(), MPSD_VERSION_STRING) != 0) return 3;
  if (expected == NULL || strcmp(expected, MPSD_VERSION_STRING) != 0) {
    fprintf(stderr, "the header says %s, the package %s\n", MPSD_VERSION_STRING, expected ? expected : "nothing");
    return 4;
  }
  return 0;
}
