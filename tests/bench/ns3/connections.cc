/* SPDX-License-Identifier: BSD-3-Clause */
/* bench, ns-3: the workload of connections.c: 4 clients, each on a host of its
 * own, that connect, ask, read the answer to its end and close.
 *
 *     bench_ns3_connections EACH     connections, wall and processor seconds
 *
 * ns-3's TCP is its own, in C++: no lwIP, no limit of sockets or of memory, no
 * blocking calls and no tasks (a callback an event), no processor time of a
 * device. */
#include <cstdlib>

#include "ns3/core-module.h"
#include "ns3/internet-module.h"
#include "ns3/network-module.h"
#include "star.h"

using namespace ns3;

namespace {

const uint32_t CLIENTS = 4;
const uint16_t PORT = 5000;

uint64_t served;

void answer(Ptr<Socket> socket) {
  Ptr<Packet> request = socket->Recv();
  if (request && request->GetSize() > 0)
    socket->Send(Create<Packet>(7));
  socket->Close();
}

void accepted(Ptr<Socket> socket, const Address &) {
  socket->SetRecvCallback(MakeCallback(&answer));
}

class Client {
public:
  Client(Ptr<Node> node, InetSocketAddress to, long each)
      : m_node(node), m_to(to), m_left(each) {
  }

  void next() {
    if (m_left-- <= 0)
      return;
    m_answered = false;
    m_socket = Socket::CreateSocket(m_node, TcpSocketFactory::GetTypeId());
    m_socket->Bind();
    m_socket->SetConnectCallback(MakeCallback(&Client::connected, this),
                                 MakeNullCallback<void, Ptr<Socket>>());
    m_socket->SetRecvCallback(MakeCallback(&Client::read, this));
    m_socket->SetCloseCallbacks(MakeCallback(&Client::ended, this),
                                MakeCallback(&Client::ended, this));
    m_socket->Connect(m_to);
  }

private:
  void connected(Ptr<Socket> socket) {
    socket->Send(Create<Packet>(4));
  }

  void read(Ptr<Socket> socket) {
    Ptr<Packet> packet; /* an empty one is the end */
    while ((packet = socket->Recv()) && packet->GetSize() > 0)
      m_answered = true;
  }

  void ended(Ptr<Socket> socket) {
    socket->SetCloseCallbacks(MakeNullCallback<void, Ptr<Socket>>(),
                              MakeNullCallback<void, Ptr<Socket>>());
    read(socket);
    socket->Close();
    served += m_answered;
    Simulator::ScheduleNow(&Client::next, this);
  }

  Ptr<Node> m_node;
  InetSocketAddress m_to;
  long m_left;
  bool m_answered = false;
  Ptr<Socket> m_socket;
};

} // namespace

int main(int argc, char **argv) {
  long each = argc > 1 ? std::atol(argv[1]) : 2500;
  /* As with the pthreads: nothing waits in TIME_WAIT for long. */
  Config::SetDefault("ns3::TcpSocketBase::MaxSegLifetime", DoubleValue(0.001));
  NodeContainer hosts = star_new(CLIENTS + 1, 10);
  Ptr<Socket> listener =
      Socket::CreateSocket(hosts.Get(0), TcpSocketFactory::GetTypeId());
  listener->Bind(InetSocketAddress(Ipv4Address::GetAny(), PORT));
  listener->Listen();
  listener->SetAcceptCallback(
      MakeNullCallback<bool, Ptr<Socket>, const Address &>(),
      MakeCallback(&accepted));
  for (uint32_t i = 1; i <= CLIENTS; i++) {
    Client *client = new Client(
        hosts.Get(i), InetSocketAddress(star_address(hosts, 0), PORT), each);
    Simulator::Schedule(Seconds(1), &Client::next, client);
  }
  star_run((double)each / 20 + 10, served);
  return served == CLIENTS * (uint64_t)each ? 0 : 1;
}
