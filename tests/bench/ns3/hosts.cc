/* SPDX-License-Identifier: BSD-3-Clause */
/* bench, ns-3: the workload of scenarios/hosts.yaml: 250 hosts on one switch,
 * of which 8 ping host 0 every second and 241 do so once, at second 999.
 *
 *     bench_ns3_hosts [HOSTS]     answers, wall and processor seconds
 *
 * A host has ns-3's ARP, IPv4 and ICMP. No lwIP, no pools, no tasks; nothing
 * listens, since a listening socket of ns-3 costs nothing until it is asked. */
#include <cstdlib>

#include "ns3/core-module.h"
#include "ns3/internet-module.h"
#include "ns3/network-module.h"
#include "star.h"

using namespace ns3;

namespace {

const uint32_t TALKING = 8;

uint64_t answers;

class Pinger {
public:
  Pinger(Ptr<Node> node, Ipv4Address to, Time every)
      : m_to(to), m_every(every) {
    m_socket = Socket::CreateSocket(node, Ipv4RawSocketFactory::GetTypeId());
    m_socket->SetAttribute("Protocol", UintegerValue(1)); /* ICMP */
    m_socket->SetRecvCallback(MakeCallback(&Pinger::answered, this));
  }

  void ping() {
    Ptr<Packet> packet = Create<Packet>();
    Icmpv4Echo echo;
    Icmpv4Header header;
    echo.SetSequenceNumber(++m_sequence);
    packet->AddHeader(echo);
    header.SetType(Icmpv4Header::ICMPV4_ECHO);
    header.EnableChecksum();
    packet->AddHeader(header);
    m_socket->SendTo(packet, 0, InetSocketAddress(m_to, 0));
    Simulator::Schedule(m_every, &Pinger::ping, this);
  }

private:
  void answered(Ptr<Socket> socket) {
    while (socket->Recv())
      answers++;
  }

  Ipv4Address m_to;
  Time m_every;
  uint16_t m_sequence = 0;
  Ptr<Socket> m_socket;
};

} // namespace

int main(int argc, char **argv) {
  uint32_t count = argc > 1 ? (uint32_t)std::atol(argv[1]) : 250;
  GlobalValue::Bind("ChecksumEnabled", BooleanValue(true));
  NodeContainer hosts = star_new(count, 100);
  for (uint32_t i = 1; i < count; i++) {
    Pinger *pinger =
        new Pinger(hosts.Get(i), star_address(hosts, 0), Seconds(1));
    Simulator::Schedule(Seconds(i <= TALKING ? 0 : 999), &Pinger::ping, pinger);
  }
  star_run(1000, answers);
  return answers >= TALKING * 999 ? 0 : 1;
}
