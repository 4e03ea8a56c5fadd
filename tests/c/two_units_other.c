/* The other unit. */
#include <mpsd.h>

int other_unit(void);

int other_unit(void) {
  mpsd_call_options call = MPSD_CALL_OPTIONS_INIT;
  return call.deadline_ms == 0 && mpsd_result_name(MPSD_OK)[0] == 'M' ? 0 : 1;
}
