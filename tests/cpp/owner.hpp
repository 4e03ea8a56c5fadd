// Ownership of the library's objects: each ends with its scope.
#ifndef OWNER_HPP
#define OWNER_HPP

#include <mpsd.h>

#include <memory>
#include <stdexcept>
#include <string>

template <typename Object, void(MPSD_CALL *destroy)(Object *)>
struct Destroy {
  void operator()(Object *object) const { destroy(object); }
};

template <typename Object, void(MPSD_CALL *destroy)(Object *)>
using Owner = std::unique_ptr<Object, Destroy<Object, destroy>>;

using Client = Owner<mpsd_client, mpsd_client_destroy>;
using Network = Owner<mpsd_network, mpsd_network_destroy>;
using Session = Owner<mpsd_session, mpsd_session_destroy>;
using HandleList = Owner<mpsd_handle_list, mpsd_handle_list_destroy>;

struct Failure : std::runtime_error {
  Failure(mpsd_result code, const mpsd_error &error)
      : std::runtime_error(std::string(mpsd_result_name(code)) + ": " + error.message), result(code) {}
  mpsd_result result;
};

// Throws unless the result is a success.
inline void require(mpsd_result result, const mpsd_error &error) {
  if (MPSD_FAILED(result)) throw Failure(result, error);
}

inline Client make_client(const mpsd_client_options &options) {
  mpsd_client *client = nullptr;
  mpsd_error error;
  require(mpsd_client_create(&options, &client, &error), error);
  return Client(client);
}

#endif
