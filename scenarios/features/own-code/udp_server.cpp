// SPDX-License-Identifier: BSD-3-Clause
// A UDP server in C++: it counts what each port sent and says so in its answer.
#include <cerrno>
#include <map>
#include <string>

#include "esp_log.h"
#include "freertos/FreeRTOS.h"
#include "freertos/task.h"
#include "lwip/sockets.h"

namespace {

constexpr const char *TAG = "udp_server";

class Socket {
public:
  explicit Socket(uint16_t port) : fd_(socket(AF_INET, SOCK_DGRAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    if (fd_ >= 0 &&
        bind(fd_, reinterpret_cast<sockaddr *>(&address), sizeof(address)) < 0)
      close();
  }
  ~Socket() { close(); }

  bool good() const { return fd_ >= 0; }
  void close() {
    if (fd_ >= 0)
      ::close(fd_);
    fd_ = -1;
  }
  int receive(std::string &data, sockaddr_in &from) {
    socklen_t len = sizeof(from);
    data.resize(1472);
    int got = recvfrom(fd_, data.data(), data.size(), 0,
                       reinterpret_cast<sockaddr *>(&from), &len);
    data.resize(got < 0 ? 0 : got);
    return got;
  }
  bool answer(const std::string &data, const sockaddr_in &to) {
    return sendto(fd_, data.data(), data.size(), 0,
                  reinterpret_cast<const sockaddr *>(&to), sizeof(to)) >= 0;
  }

private:
  int fd_;
};

void serve(Socket &server) {
  std::map<uint16_t, int> seen;
  std::string data;
  sockaddr_in from{};
  while (server.receive(data, from) >= 0) {
    int count = ++seen[from.sin_port];
    ESP_LOGI(TAG, "%d from a port", count);
    if (!server.answer(data, from))
      ESP_LOGE(TAG, "sendto: errno %d", errno);
  }
}

} // namespace

extern "C" void app_main() {
  Socket server(5000);
  if (server.good())
    serve(server);
  ESP_LOGE(TAG, "gave up: errno %d", errno);
}
