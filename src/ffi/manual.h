/*
 * mpsd: Xbox Live's Multiplayer Session Directory for game engines.
 *
 * A client is one signed-in user. It sets the user's current activity, invites players, asks for activities, makes
 * sessions searchable and searches them, and reads, writes, joins and leaves sessions:
 *
 *   mpsd_client_options options = MPSD_CLIENT_OPTIONS_INIT;
 *   options.authorization = "XBL3.0 x=<userhash>;<token>";
 *   options.xuid = 2533274790000001u;
 *   options.title_id = 1234567;
 *   mpsd_client *client;
 *   mpsd_error error;
 *   if (MPSD_FAILED(mpsd_client_create(&options, &client, &error))) puts(error.message);
 *   mpsd_session_reference session = { "<scid>", "<template>", "<name>" };
 *   mpsd_result result = mpsd_set_activity(client, &session, NULL, NULL, &error);
 *   mpsd_client_destroy(client);
 *
 * API conventions
 *
 * Results. Every function that can fail returns mpsd_result: MPSD_OK is 0, MPSD_PENDING is 1, errors are negative
 *   from -1000; test with MPSD_FAILED. mpsd_result_name, _cause and _remedy explain a code. Where the last
 *   parameter is an mpsd_error, it may be NULL; it is written on every call and tells what happened, to which argument, at
 *   which host and port, what the service said, and by which ids its support finds the request.
 * Parameters. The object, inputs, call options (NULL: defaults), outputs, error. There are no in/out parameters. On
 *   failure outputs are zeroed and object outputs are NULL. Exceptions: the rows of mpsd_send_invites, and the session that
 *   a caller asks for with MPSD_WRITE_RESULT_ON_REFUSAL.
 * Objects are opaque pointers and are never dereferenced: NULL, a destroyed object, or one of another type gives
 *   MPSD_ERROR_INVALID_HANDLE. Each has one destroy function; destroying NULL or twice does nothing. Result objects
 *   outlive their client.
 * Strings are NUL-terminated UTF-8. Inputs are copied before a call returns. Small outputs are char arrays in
 *   structs of the caller: messages may be cut there at a character, identifiers never are. Large outputs belong to a
 *   result object.
 * Structs that may grow begin with struct_size. Start from MPSD_..._INIT or mpsd_..._init; zero in any other field
 *   is its default. Output structs are frozen; their reserved bytes are zero.
 * Units. Durations are milliseconds in uint32_t, 0 is the default. XUIDs are uint64_t, title ids uint32_t, GUIDs
 *   strings. Times are Unix time in milliseconds.
 * Threads. Any function may be called from any thread at once. Functions that block say so, and end by their
 *   deadline. The library's own threads start with work, can be named and placed (thread_callback of the network), and end
 *   after 5 s idle. Callbacks run only where a function says so; none runs once mpsd_client_destroy has returned.
 * Signals. The library sets no handler and changes no mask of the game's threads. Its own threads have all asynchronous
 *   signals blocked, so that what the game blocks is delivered where the game wants it.
 * Stacks. A call needs no more of the caller's stack, whatever the answer holds, than this, measured on x86-64 Linux with
 *   more than 10 KiB to spare: 32 KiB for everything that does not block (_start, _poll, _result, what looks into an
 *   object, building a document) and for mpsd_send_invites; 64 KiB for every call that blocks, over http and https.
 *   So job threads and fibers of 64 KiB can make any call. Callbacks run on top of that. Unoptimised builds need more.
 * Answers. What a call was made for survives whatever else an answer holds. A field that cannot be read (a count that is
 *   a text, a time that is none) is not told, and leaves a line in the client's log; a row of a list that cannot be read
 *   is passed over and counted (mpsd_handle_list_skipped, mpsd_session_list_skipped, skipped_members of the summary); the
 *   raw JSON is there in any case. MPSD_ERROR_PROTOCOL remains for what the call cannot do without: an answer that is no
 *   JSON object or nests deeper than 1000 levels, a query's "results", the id of an invite, a search or a transfer handle,
 *   an id that is no GUID, a created handle that names another type, invitee or session than was asked for, and a
 *   deletion that was not answered as one; the message names the field.
 *   Whole numbers are read in any form (8, 8.0, 8e0, "8"); of members with one name the last counts; a byte order mark is
 *   skipped. In the strings handed out NUL, half a surrogate pair, and bytes that are not UTF-8 are U+FFFD each; raw JSON
 *   keeps the service's escapes. Custom values (constants and properties of sessions and members, customProperties of
 *   handles) are handed out as JSON text and may be any JSON: {"a":1}, "text", 5, null, [].
 * Failures of ours. No function unwinds into the caller: a defect inside becomes MPSD_ERROR_INTERNAL.
 * Operations. Every call that sends a request blocks; its twin mpsd_..._start runs it in the background and gives an
 *   mpsd_operation within microseconds (a document is checked and copied first: 1 MiB takes some 2 ms, and up to 20 ms
 *   where it is nothing but small values), and
 *   mpsd_..._result gives what it brought, as often as it is asked:
 *
 *     mpsd_call_options call = MPSD_CALL_OPTIONS_INIT;
 *     mpsd_operation *operation;
 *     call.user_data = lobby;
 *     mpsd_set_activity_start(client, &session, &call, &operation, &error);
 *     ...
 *     while ((operation = mpsd_client_next_finished(client, 0)) != NULL) {  (once a frame)
 *       mpsd_handle_info handle;
 *       mpsd_result result = mpsd_set_activity_result(operation, &handle, &error);
 *       mpsd_operation_destroy(operation);
 *     }
 *
 *   No callback is needed: ask one with mpsd_operation_poll or _wait, or let the client give those that are over, each
 *   once, by group. mpsd_operation_cancel and mpsd_client_cancel_group end them within 50 ms; destroying one that runs
 *   cancels it; closing the client ends all as MPSD_ERROR_CLOSED. What changes the same thing keeps the order in which it
 *   was started, whether it blocks or not. A refused argument is told by _start; all else by the result.
 *   mpsd_network_suspend and _resume hold everything still while a console suspends the game.
 * Sending. https with verified certificates, plain http only to loopback, no redirects, and a proxy only where the
 *   network's options ask for one. A request is repeated only where that is safe, with growing delays, Retry-After
 *   honoured, within the deadline; where a loopback endpoint takes no connection, once after half a second. After a 401
 *   the token is renewed once. After a 401 or 403 a request whose signature was a minute or more off the service's time
 *   is signed again, once.
 * Pacing. The service takes 30 requests in 15 seconds, and 300 in 300, from one user in one title; search handles have
 *   limits of their own: 1 in 15 seconds, 20 in 300, reads and writes apart (Microsoft's table of fine-grained rate
 *   limits). An estimate of that is shared by all clients of the process with the same endpoint, xuid and title id, and
 *   learns from each 429. A call waits for room, unless its pacing says otherwise; what its deadline is too short for
 *   fails at once with MPSD_ERROR_TIMEOUT and MPSD_DELIVERY_NOT_SENT. A batch of invites leaves 6 of the 30 to other
 *   calls. With an xuid of 0 a client has an estimate of its own.
 * Tokens. A client has a token from the start or is asked: by its token callback, or, where the engine has no callbacks,
 *   by mpsd_client_next_token_request once a frame (MPSD_TOKENS_POLLED). Each wish is answered once, at once or later, from
 *   any thread; many calls that were refused at the same time wish once. A signer adds the Signature that other services
 *   of Xbox Live demand, with the service's time as its answers' Date tells it: a device's clock may be minutes off.
 * Own HTTP. On a network in MPSD_NETWORK_POLLED mode the engine sends the requests: mpsd_network_next_request hands
 *   them out, mpsd_http_request_answer and _fail end them.
 * Memory. What the library gives is freed by the object's own destroy function, never by free. With
 *   mpsd_set_memory_hooks, called once before anything else (the _init functions, versions and texts of codes may come
 *   before), all its memory comes from the engine; the same hooks again are fine, others, or hooks that come later, are
 *   MPSD_ERROR_TOO_LATE. Not counted are what the system's libraries allocate for themselves (thread stacks, name
 *   look-ups), and 4 KiB of static memory. After the last destroy (of results, too, and with each mpsd_http_request
 *   ended) every allocation has been freed; what a call still holds that another thread has not returned from, and what
 *   a thread needs that the system holds in a name look-up or a connect, is freed when these end. The emulator's
 *   library has memory of its own.
 * fork. A child of fork() begins anew. Every object that its parent has made is stale there: each call with one fails at
 *   once with MPSD_ERROR_INVALID_HANDLE and a message that says why, waiting for one returns at once, and destroying one does
 *   nothing. The parent goes on undisturbed: the child closes its copies of the connections without a word to the service,
 *   and leaves alone what else the parent's objects hold (their memory is lost to the child). Objects that the child makes
 *   work like any other. Memory hooks stay set, and must work in a child, too. A child that is made inside a callback of the
 *   library must exec or _exit there, and not return. vfork and posix_spawn are no forks in this sense.
 * Loading. Nothing happens at load time. Nothing is left running after the last destroy, but a thread that the system
 *   holds in a name look-up or a connect; it ends with that, within the connect timeout. The library is not unloaded.
 * ABI. Within a major version functions and fields are only added. Programs that load the library by hand find a
 *   type mpsd_..._fn for each function at the end of this header.
 */
