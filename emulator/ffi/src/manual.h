/*
 * mpsd_emulator: the local Multiplayer Session Directory inside a program, for its tests.
 *
 * One call starts it on a free port of this machine; clients of mpsd.h then play any number of users against it:
 *
 *   mpsd_emulator *emulator;
 *   mpsd_error error;
 *   if (MPSD_FAILED(mpsd_emulator_start(NULL, &emulator, &error))) puts(error.message);
 *   mpsd_client_options options = MPSD_CLIENT_OPTIONS_INIT;
 *   options.endpoint = mpsd_emulator_url(emulator);
 *   options.authorization = "XBL3.0 x=emulator;xuid=2533274790000001;title=1234567";
 *   ... mpsd_client_create(&options, &client, &error), calls, mpsd_client_destroy(client) ...
 *   mpsd_emulator_stop(emulator);
 *
 * Users, routes of the control API (inbox, blocking, revoked tokens, faults), settings and scenarios: emulator/README.md. As at
 * the service, a user's 31st request in 15 seconds answers 429; a test that asks more often sets "rateLimits=false".
 *
 * The API conventions are those of mpsd.h, whose types this header uses; the library needs no other. Link with
 * -lmpsd_emulator, and with -lmpsd for the clients. For tests only: do not ship it with a game.
 */
