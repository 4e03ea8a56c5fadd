// The warm call through Boost.Beast, its answer read by rapidjson.
#include <boost/asio/connect.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl.hpp>

#include <memory>
#include <string>

#include "client.h"
#include "id.hpp"
#include "request.h"

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;

namespace {

asio::io_context io;
asio::ssl::context tls_context{asio::ssl::context::tls_client};
std::unique_ptr<beast::tcp_stream> plain;
std::unique_ptr<beast::ssl_stream<beast::tcp_stream>> secure;
beast::flat_buffer buffer;

template <class Stream>
http::response<http::string_body> send(Stream &stream, const http::request<http::string_body> &request) {
  http::response<http::string_body> response;
  http::write(stream, request);
  http::read(stream, buffer, response);
  return response;
}

} // namespace

static void open_client(const settings *settings) {
  const asio::ip::tcp::endpoint server{asio::ip::address_v4::loopback(), static_cast<std::uint16_t>(settings->port)};
  beast::tcp_stream stream{io};
  stream.connect(server);
  stream.socket().set_option(asio::ip::tcp::no_delay(true));
  if (settings->certificate == nullptr) {
    plain = std::make_unique<beast::tcp_stream>(std::move(stream));
    return;
  }
  tls_context.set_verify_mode(asio::ssl::verify_peer);
  tls_context.load_verify_file(settings->certificate);
  secure = std::make_unique<beast::ssl_stream<beast::tcp_stream>>(std::move(stream), tls_context);
  secure->set_verify_callback(asio::ssl::host_name_verification(HOST));
  if (SSL_set_tlsext_host_name(secure->native_handle(), HOST) != 1) fail("SSL_set_tlsext_host_name");
  secure->handshake(asio::ssl::stream_base::client);
}

static void make_call(size_t number) {
  char vector[VECTOR_SIZE];
  write_vector(vector, number);
  http::request<http::string_body> request{http::verb::post, "/handles", 11};
  request.set(http::field::host, HOST);
#define HEADER(name, value) request.set(name, value);
  EACH_HEADER(HEADER)
  request.set("ms-cv", vector);
  request.body() = ACTIVITY;
  request.prepare_payload();
  const auto response = plain ? send(*plain, request) : send(*secure, request);
  if (response.result_int() != 201 || id_of(response.body()).size() != ID_LENGTH) fail("no id");
}

static void close_client(void) {}
