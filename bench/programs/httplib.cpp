// The warm call through cpp-httplib, its answer read by rapidjson.
#define CPPHTTPLIB_OPENSSL_SUPPORT
#include <httplib.h>

#include <memory>
#include <string>

#include "client.h"
#include "id.hpp"
#include "request.h"

namespace {

std::unique_ptr<httplib::Client> client;

} // namespace

static void open_client(const settings *settings) {
  const std::string scheme = settings->certificate != nullptr ? "https://" : "http://";
  client = std::make_unique<httplib::Client>(scheme + HOST + ":" + std::to_string(settings->port));
  client->set_keep_alive(true);
  client->set_tcp_nodelay(true);
  client->set_address_family(AF_INET);
  if (settings->certificate != nullptr) client->set_ca_cert_path(settings->certificate);
}

static void make_call(size_t number) {
  char vector[VECTOR_SIZE];
  write_vector(vector, number);
  // The content type is an argument of its own.
#define HEADER(name, value) {name, value},
  httplib::Headers headers{EACH_HEADER(HEADER){"ms-cv", vector}};
  headers.erase("content-type");
  const auto result = client->Post("/handles", headers, ACTIVITY, "application/json; charset=utf-8");
  if (!result || result->status != 201 || id_of(result->body).size() != ID_LENGTH) fail("no id");
}

static void close_client(void) { client.reset(); }
