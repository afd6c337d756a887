// SPDX-License-Identifier: BSD-3-Clause
// What C++ needs of its library: static objects, exceptions, streams, and texts
// that the library made.
#include <cstdio>
#include <functional>
#include <memory>
#include <sstream>
#include <stdexcept>
#include <string>
#include <system_error>
#include <vector>
static std::string early = "a static string that is long enough to need memory";
static std::vector<int> v{1, 2, 3};
extern "C" void app_main() {
  try {
    throw std::runtime_error(early + "x");
  } catch (const std::exception &e) {
    std::printf("caught %d\n", (int)std::string(e.what()).size());
  }
  std::ostringstream out;
  out << "n=" << v.size() << " " << 3.5;
  std::printf("%s\n", out.str().c_str());
  std::string m = std::generic_category().message(5);
  std::printf("%s\n", m.c_str());
  auto p = std::make_unique<std::string>(300, 'x');
  std::function<int()> f = [s = *p] { return (int)s.size(); };
  std::printf("held %d\n", f());
}
