#ifndef MPSD_EMULATOR_H
#define MPSD_EMULATOR_H
#include "mpsd.h"
#ifdef __cplusplus
extern "C" {
#endif
typedef struct mpsd_emulator mpsd_emulator;
typedef struct mpsd_emulator_options {
  uint32_t struct_size;
  uint32_t port;
  const char *MPSD_NULLABLE settings;
  const char *MPSD_NULLABLE scenario;
} mpsd_emulator_options;
#define MPSD_EMULATOR_OPTIONS_INIT { sizeof(mpsd_emulator_options), 0, NULL, NULL }
MPSD_API mpsd_result MPSD_CALL mpsd_emulator_start(
    const mpsd_emulator_options *MPSD_NULLABLE options, mpsd_emulator **emulator,
    mpsd_error *MPSD_NULLABLE error);
MPSD_API const char *MPSD_CALL mpsd_emulator_url(mpsd_emulator *emulator);
MPSD_API void MPSD_CALL mpsd_emulator_stop(mpsd_emulator *MPSD_NULLABLE emulator);
typedef mpsd_result (MPSD_CALL *mpsd_emulator_start_fn)(
    const mpsd_emulator_options *MPSD_NULLABLE options, mpsd_emulator **emulator,
    mpsd_error *MPSD_NULLABLE error);
typedef void (MPSD_CALL *mpsd_emulator_stop_fn)(mpsd_emulator *MPSD_NULLABLE emulator);
typedef const char *(MPSD_CALL *mpsd_emulator_url_fn)(mpsd_emulator *emulator);
#ifdef __cplusplus
}
#endif
#endif
