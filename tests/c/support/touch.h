/*
 * Reads all that the library handed out, every text to its end: what points nowhere is seen by the sanitizers and by
 * valgrind. Each gives how many bytes of text there were.
 */
#ifndef TOUCH_H
#define TOUCH_H

#include <mpsd.h>

size_t touch_handle(const mpsd_handle_info *handle);
size_t touch_handles(mpsd_handle_list *handles);
size_t touch_session(mpsd_session *session);
size_t touch_sessions(mpsd_session_list *sessions);

#endif
