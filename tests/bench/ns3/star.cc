/* SPDX-License-Identifier: BSD-3-Clause */
/* bench, ns-3: hosts on one learning switch. */
#include "star.h"

#include <chrono>
#include <cstdio>
#include <ctime>

#include "ns3/bridge-module.h"
#include "ns3/core-module.h"
#include "ns3/csma-module.h"
#include "ns3/internet-module.h"

using namespace ns3;

NodeContainer star_new(uint32_t hosts, int64_t delay_us) {
  NodeContainer nodes(hosts), middle(1);
  NetDeviceContainer ends, ports;
  CsmaHelper line;
  line.SetChannelAttribute("DataRate", StringValue("100Mbps"));
  line.SetChannelAttribute("Delay", TimeValue(MicroSeconds(delay_us)));
  line.SetQueue("ns3::DropTailQueue<Packet>", "MaxSize", StringValue("1000p"));
  for (uint32_t i = 0; i < hosts; i++) {
    NetDeviceContainer both =
        line.Install(NodeContainer(nodes.Get(i), middle.Get(0)));
    ends.Add(both.Get(0));
    ports.Add(both.Get(1));
  }
  BridgeHelper().Install(middle.Get(0), ports);
  InternetStackHelper stack;
  stack.SetIpv6StackInstall(false);
  stack.Install(nodes);
  Ipv4AddressHelper addresses("198.18.0.0", "255.255.0.0");
  addresses.Assign(ends);
  return nodes;
}

Ipv4Address star_address(const NodeContainer &hosts, uint32_t host) {
  return hosts.Get(host)->GetObject<Ipv4>()->GetAddress(1, 0).GetLocal();
}

void star_run(double until_s, const uint64_t &count) {
  auto began = std::chrono::steady_clock::now();
  std::clock_t processor = std::clock();
  Simulator::Stop(Seconds(until_s));
  Simulator::Run();
  std::chrono::duration<double> wall = std::chrono::steady_clock::now() - began;
  std::printf("%llu %.4f %.4f\n", (unsigned long long)count, wall.count(),
              (double)(std::clock() - processor) / CLOCKS_PER_SEC);
  Simulator::Destroy();
}
